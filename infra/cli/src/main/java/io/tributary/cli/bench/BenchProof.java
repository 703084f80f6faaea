// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.bench;

import io.tributary.ledger.network.NetworkSettings;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.verify.PayoutProof;
import io.tributary.protocol.verify.PayoutVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The time of one check of a payout proof among a million payouts, from its bytes to the verdict. It is measured in a JVM of
 * its own with the JDK's usual options, as whoever checks many of them runs it; this command itself runs with the quick
 * compiler alone, for the sake of its start.
 */
final class BenchProof {
    private static final long PAYOUTS = 1_000_000;
    private static final int CHECKS = 2_001;
    private static final int WARM_UP = 4_000;

    private BenchProof() {}

    /** Prints the median time of a check, in nanoseconds. */
    public static void main(String[] arguments) {
        BenchEpoch epoch = BenchEpoch.ofFirst(PAYOUTS);
        List<SignedEnvelope> attestations = NetworkSettings.ORGANISATIONS.subList(0, BenchEpoch.THRESHOLD).stream()
                .map(epoch::attestation)
                .toList();
        byte[] proof = new PayoutProof(
                        epoch.payouts().get(0), 0, BenchEpoch.firstPath(PAYOUTS), epoch.record(), attestations)
                .bytes();
        PayoutVerifier verifier = new PayoutVerifier(BenchEpoch.policy());
        long[] nanos = new long[CHECKS];
        for (int i = -WARM_UP; i < CHECKS; i++) {
            long before = System.nanoTime();
            if (!verifier.verify(proof).valid()) {
                throw new IllegalStateException("the benchmark's proof is not valid");
            }
            nanos[Math.max(0, i)] = System.nanoTime() - before;
        }
        Arrays.sort(nanos);
        System.out.println(nanos[CHECKS / 2]);
    }

    /** Runs {@link #main} in a JVM of its own. */
    static long medianNanos() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            BenchProof.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0 || !printed.matches("[0-9]{1,18}")) {
                throw new UnavailableException("the check of a proof could not be measured: " + printed);
            }
            return Long.parseLong(printed);
        } catch (IOException e) {
            throw new UnavailableException("no JVM for the check of a proof: " + e.getMessage(), e);
        }
    }
}
