// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.protocol.canonical.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code lab attack}: what known attacks gain under a pay rule.
 *
 * @param dataset name of a data set that comes with the code
 * @param attacks names, empty for all
 * @param rules names of pay rules
 * @param duplicates name of the near-duplicate rule
 * @param repeats name of the rule for passages that repeat others
 * @param seed the first market
 * @param seeds how many markets
 * @param records of each contributor, 0 for what the data set needs
 * @param attackers 1, or more for a coalition
 */
public record LabAttack(
        String dataset,
        List<String> attacks,
        List<String> rules,
        String duplicates,
        String repeats,
        long seed,
        int seeds,
        int records,
        int attackers) {
    private static final String MAIN = "io.tributary.evaluation.attack.AttackJob";
    private static final String TYPE = "tributary/job-attack/v1";
    private static final String MISSED = "MISSED";
    private static final double PPM = 1e6;
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    /** Copies the lists. */
    public LabAttack {
        attacks = List.copyOf(attacks);
        rules = List.copyOf(rules);
    }

    /** Carries the attacks out; the answer is no if a bound is missed. */
    public Report run(Terminal terminal) throws IOException, InterruptedException {
        JsonObject job = JsonObject.typed(TYPE)
                .put("dataset", dataset)
                .put("attacks", attacks)
                .put("rules", rules)
                .put("duplicates", duplicates)
                .put("repeats", repeats)
                .put("seed", seed)
                .put("seeds", seeds)
                .put("records", records)
                .put("attackers", attackers)
                .build();
        return report(new EvaluationJobs(terminal).run("attack", MAIN, job));
    }

    private Report report(JsonObject result) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s, %d records each, seeds %d to %d, %s; gain = pay under attack / honest pay",
                dataset,
                result.integer("records"),
                seed,
                seed + seeds - 1,
                attackers == 1 ? "one attacker of 20" : "a coalition of " + attackers + " of 20"));
        List<JsonObject> worst = result.objects("worst");
        for (String rule : rules) {
            lines.add("");
            lines.add(String.format(
                    "%-20s %-24s %15s %7s %15s %7s %9s %8s",
                    rule, "best variant", "gain", "bound", "victim keeps", "fees", "accuracy", ""));
            worst.stream()
                    .filter(finding -> finding.text("rule").equals(rule))
                    .forEach(finding -> lines.add(line(finding)));
        }
        lines.addAll(refused(worst));
        long missed =
                worst.stream().filter(one -> one.text("verdict").equals(MISSED)).count();
        if (missed == 0) {
            return Report.of(lines, result);
        }
        return new Report(lines, result, ExitCode.NO, missed + " of " + worst.size() + " attacks miss their bound");
    }

    private static String line(JsonObject finding) {
        String bound =
                finding.has("gainMaxPpm") ? String.format(Locale.ROOT, "%.2f", ratio(finding, "gainMaxPpm")) : "none";
        String line = String.format(
                Locale.ROOT,
                "%-20s %-24s %15s %7s %15s %7.2f %+8.1f %% %8s",
                finding.text("attack"),
                finding.text("variant"),
                withError(finding, "gainPpm", "gainErrorPpm"),
                bound,
                withError(finding, "victimPpm", "victimErrorPpm"),
                ratio(finding, "costPpm"),
                100 * ratio(finding, "accuracyChangePpm"),
                finding.text("verdict"));
        return finding.text("verdict").equals(MISSED) && coloured() ? RED + line + PLAIN : line;
    }

    private static String withError(JsonObject finding, String value, String error) {
        return finding.has(error)
                ? String.format(Locale.ROOT, "%.2f ± %.2f", ratio(finding, value), ratio(finding, error))
                : String.format(Locale.ROOT, "%.2f", ratio(finding, value));
    }

    private static List<String> refused(List<JsonObject> worst) {
        List<String> lines = new ArrayList<>();
        worst.stream()
                .filter(finding -> finding.integer("untrainablePpm") > 0)
                .map(finding -> String.format(
                        Locale.ROOT,
                        "%s (%s): in %.0f %% of the markets the committed trainer misses its certificate and the version is refused",
                        finding.text("attack"),
                        finding.text("variant"),
                        100 * ratio(finding, "untrainablePpm")))
                .distinct()
                .forEach(lines::add);
        if (!lines.isEmpty()) {
            lines.add(0, "");
        }
        return lines;
    }

    private static double ratio(JsonObject finding, String key) {
        return finding.integer(key) / PPM;
    }

    /** A terminal is there and does not ask for plain text. */
    private static boolean coloured() {
        return System.console() != null && System.getenv("NO_COLOR") == null;
    }
}
