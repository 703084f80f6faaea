// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.protocol.error.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Carries attacks out: every attack in every seed's market, paid by every rule asked for. Markets are trained in parallel; the
 * measurements do not depend on how many threads there are.
 */
public final class Laboratory {
    private final MarketDraw draw;
    private final List<Attack> attacks;
    private final List<RuleUnderTest> rules;
    private final String duplicateRule;
    private final RepeatRule repeatRule;
    private final int attackers;

    /**
     * A laboratory.
     *
     * @param draw where markets come from
     * @param attacks which attacks
     * @param rules which rules pay
     * @param duplicateRule name of the near-duplicate rule
     * @param repeatRule the rule for passages that repeat others
     * @param attackers 1, or 3 for a coalition
     */
    public Laboratory(
            MarketDraw draw,
            List<Attack> attacks,
            List<RuleUnderTest> rules,
            String duplicateRule,
            RepeatRule repeatRule,
            int attackers) {
        this.draw = draw;
        this.attacks = List.copyOf(attacks);
        this.rules = List.copyOf(rules);
        this.duplicateRule = duplicateRule;
        this.repeatRule = repeatRule;
        this.attackers = attackers;
    }

    /**
     * Runs {@code seeds} markets, beginning with seed {@code first}.
     *
     * @param progress told what has been done
     * @return by seed, attack, variant and rule
     */
    public List<Measurement> run(long first, int seeds, int threads, Consumer<String> progress) {
        ExecutorService workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "market");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<List<Measurement>>> running = new ArrayList<>();
            for (long seed = first; seed < first + seeds; seed++) {
                long drawn = seed;
                Callable<List<Measurement>> market = () -> market(drawn, progress);
                running.add(workers.submit(market));
            }
            List<Measurement> all = new ArrayList<>();
            for (Future<List<Measurement>> market : running) {
                all.addAll(market.get());
            }
            return all;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("the laboratory was interrupted", e);
        } finally {
            workers.shutdownNow();
        }
    }

    private List<Measurement> market(long seed, Consumer<String> progress) {
        DuplicateRule duplicates = DuplicateRule.named(duplicateRule, repeatRule);
        Scene scene = draw.draw(seed, attackers, duplicates);
        List<Epoch> honest = epochs(scene.honest());
        List<Measurement> measurements = new ArrayList<>();
        for (Attack attack : attacks) {
            Random random = new Random(31 * seed + attack.name().hashCode());
            for (Attempt attempt : attack.attempts(scene, random)) {
                ScoredMarket attacked = near(scene, attempt.market(), duplicates);
                List<Epoch> before = attempt.before()
                        .map(market -> epochs(near(scene, market, duplicates)))
                        .orElse(honest);
                for (int rule = 0; rule < rules.size(); rule++) {
                    Epoch after = Epoch.of(attacked, rules.get(rule));
                    measurements.add(Measurement.of(
                            scene,
                            attack.name(),
                            attempt,
                            attacked,
                            before.get(rule),
                            after,
                            rules.get(rule).id()));
                }
            }
            progress.accept("seed " + seed + ": " + attack.name());
        }
        return measurements;
    }

    private static ScoredMarket near(Scene scene, Market market, DuplicateRule duplicates) {
        return ScoredMarket.of(scene.honest().trained().near(market, duplicates), duplicates);
    }

    private List<Epoch> epochs(ScoredMarket market) {
        return rules.stream().map(rule -> Epoch.of(market, rule)).toList();
    }
}
