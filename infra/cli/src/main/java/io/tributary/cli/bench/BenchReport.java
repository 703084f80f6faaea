// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.bench;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.protocol.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the benchmark of the ledger found.
 *
 * @param claims how many of each were measured
 * @param inFlight how many were under way at any time
 * @param keysSmall keys written by the life of an epoch of 5 payouts
 * @param keysLarge the same of 1,000,000
 * @param proofNanos median time of one proof check
 * @param rounds of claims and of puts
 */
record BenchReport(int claims, int inFlight, int keysSmall, int keysLarge, long proofNanos, List<Pair> rounds) {
    private static final long RATIO_GOAL_PER_MILLE = 800;
    private static final long PROOF_GOAL_NANOS = 1_000_000;

    BenchReport {
        rounds = List.copyOf(rounds);
    }

    /** Claims and puts that ran one after the other. */
    record Pair(BenchRound claims, BenchRound puts) {
        long ratioPerMille() {
            return claims.milliPerSecond() * 1000 / puts.milliPerSecond();
        }

        @Override
        public String toString() {
            return thousandths(claims.milliPerSecond()) + " claims/s, " + thousandths(puts.milliPerSecond())
                    + " puts/s, ratio " + thousandths(ratioPerMille());
        }
    }

    Report report() {
        Pair all = new Pair(
                BenchRound.all(rounds.stream().map(Pair::claims).toList()),
                BenchRound.all(rounds.stream().map(Pair::puts).toList()));
        List<String> lines = new ArrayList<>();
        lines.add(line("claims", all.claims()));
        lines.add(line("puts", all.puts()));
        lines.add("ratio   " + thousandths(all.ratioPerMille()) + " claims to a put (goal 0.800 or more: "
                + word(all.ratioPerMille() >= RATIO_GOAL_PER_MILLE) + "); rounds "
                + String.join(
                        " ",
                        rounds.stream()
                                .map(pair -> thousandths(pair.ratioPerMille()))
                                .toList()));
        lines.add("keys    " + keysSmall + " written in the life of an epoch of 5 payouts, " + keysLarge
                + " of one of 1000000");
        lines.add("proof   " + thousandths(proofNanos / 1000)
                + " ms, median of one check among 1000000 payouts with 2 attestations " + "(goal 1.000 or less: "
                + word(proofNanos <= PROOF_GOAL_NANOS) + ")");
        lines.add("machine " + machine());
        boolean equal = keysSmall == keysLarge;
        return new Report(
                lines,
                json(all),
                equal ? ExitCode.DONE : ExitCode.NO,
                equal ? "" : "an epoch writes more keys the more payouts it has");
    }

    private String line(String what, BenchRound round) {
        return String.format(
                Locale.ROOT,
                "%-7s %s/s, p50 %s ms, p99 %s ms (%d with %d in flight)",
                what,
                thousandths(round.milliPerSecond()),
                thousandths(round.percentileMicros(50)),
                thousandths(round.percentileMicros(99)),
                round.latencyNanos().size(),
                inFlight);
    }

    private JsonObject json(Pair all) {
        return JsonObject.nested()
                .put("claims", json(all.claims()))
                .put("inFlight", inFlight)
                .put("keysLarge", keysLarge)
                .put("keysSmall", keysSmall)
                .put("machine", machine())
                .put("proofNanos", proofNanos)
                .put("puts", json(all.puts()))
                .put("ratioPerMille", all.ratioPerMille())
                .build();
    }

    private static JsonObject json(BenchRound round) {
        return JsonObject.nested()
                .put("count", round.latencyNanos().size())
                .put("milliPerSecond", round.milliPerSecond())
                .put("p50Micros", round.percentileMicros(50))
                .put("p99Micros", round.percentileMicros(99))
                .build();
    }

    private static String word(boolean met) {
        return met ? "met" : "missed";
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", JDK " + System.getProperty("java.version");
    }

    /** A number of thousandths with three digits behind the point. */
    static String thousandths(long value) {
        return String.format(Locale.ROOT, "%d.%03d", value / 1000, value % 1000);
    }
}
