// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The command {@code verify FILE --policy POLICY [--json]}: exit 0 if the proof is valid, 1 if not, 2 for wrong arguments or a bad policy, 3 if a
 * file cannot be read. Prints one line.
 */
public final class Verify {
    /** How to call it. */
    public static final String USAGE = String.join(
            System.lineSeparator(),
            "usage: java -jar tributary-protocol.jar verify FILE --policy POLICY [--json]",
            "",
            "Checks one payout proof, one proof that an attested epoch was wrong, or one that a gateway broke its promise,",
            "offline. FILE is what `tributary payout proof`, `tributary epoch verdict` or `tributary contribute --check`",
            "wrote; POLICY names the organisations you trust, their keys and how many",
            "must have attested. The file never brings its own keys.",
            "",
            "exit codes: 0 valid, 1 not valid, 2 wrong arguments or bad policy, 3 a file cannot be read");

    private static final int POLICY_BYTES_MAX = 64 * 1024;
    private static final int EXIT_BUG = 70;

    private Verify() {}

    /** Runs the command and exits. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Runs the command and returns its exit code. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        List<String> rest = new ArrayList<>(arguments);
        if (!rest.isEmpty() && rest.get(0).equals("verify")) {
            rest.remove(0);
        }
        if (rest.contains("--help") || rest.contains("-h")) {
            out.println(USAGE);
            return 0;
        }
        try {
            return verify(rest, out);
        } catch (TributaryException e) {
            err.println("error: " + e.getMessage());
            return e.exitCode();
        } catch (RuntimeException e) {
            err.println("error: internal failure " + e + "; please report it");
            return EXIT_BUG;
        }
    }

    private static int verify(List<String> rest, PrintStream out) {
        boolean json = rest.remove("--json");
        int flag = rest.indexOf("--policy");
        if (flag < 0 || flag + 1 >= rest.size()) {
            throw new InvalidInputException("no policy: name the organisations you trust with --policy POLICY");
        }
        Path policyFile = Path.of(rest.remove(flag + 1));
        rest.remove(flag);
        if (rest.size() != 1 || rest.get(0).startsWith("-")) {
            throw new InvalidInputException("want exactly one proof FILE, got " + rest + "; see --help");
        }
        Policy policy = Policy.of(CanonicalJson.parse(strip(read(policyFile, POLICY_BYTES_MAX)), POLICY_BYTES_MAX));
        Checked checked = check(policy, read(Path.of(rest.get(0)), BrokenPromise.BYTES_MAX));
        out.println(json ? jsonLine(checked.verdict()) : line(checked));
        return checked.verdict().valid() ? 0 : 1;
    }

    /** The verdict on a file, and what it shows if it is valid. */
    private record Checked(Verdict verdict, Supplier<String> shows) {}

    /** A dispute and a broken promise are told by their types; everything else has to be a payout proof. */
    private static Checked check(Policy policy, byte[] bytes) {
        if (is(BrokenPromise.TYPE, bytes)) {
            Verdict verdict = BrokenPromise.verify(bytes, policy, System.currentTimeMillis());
            return new Checked(
                    verdict, () -> shows(BrokenPromise.of(CanonicalJson.parse(bytes, BrokenPromise.BYTES_MAX))));
        }
        if (is(DisputeProof.TYPE, bytes)) {
            Verdict verdict = new DisputeVerifier(policy).verify(bytes);
            return new Checked(
                    verdict, () -> shows(DisputeProof.of(CanonicalJson.parse(bytes, DisputeProof.BYTES_MAX))));
        }
        Verdict verdict = new PayoutVerifier(policy).verify(bytes);
        return new Checked(verdict, () -> shows(PayoutProof.of(CanonicalJson.parse(bytes, PayoutProof.BYTES_MAX))));
    }

    private static boolean is(String type, byte[] bytes) {
        try {
            JsonObject json = CanonicalJson.parse(bytes, BrokenPromise.BYTES_MAX);
            return json.has("type") && json.type().equals(type);
        } catch (InvalidInputException e) {
            return false;
        }
    }

    private static String line(Checked checked) {
        return checked.verdict().valid()
                ? "valid: " + checked.shows().get()
                : "not valid: " + checked.verdict().reason();
    }

    private static String shows(PayoutProof proof) {
        return proof.leaf().payee() + " is paid " + proof.leaf().amount() + " micro-"
                + proof.leaf().unit() + " as " + proof.leaf().role() + " for epoch "
                + proof.leaf().epoch() + " of "
                + proof.leaf().network() + ", attested by "
                + proof.attestations().size() + " organisations";
    }

    private static String shows(DisputeProof dispute) {
        String decided = dispute.verdicts().isEmpty()
                ? "as its own Merkle proofs show"
                : "as " + dispute.verdicts().size() + " organisations recomputed";
        return "epoch " + dispute.epoch().epoch() + " of " + dispute.epoch().network() + " is wrong ("
                + dispute.evidence().kind().id() + "), " + decided + "; challenged by "
                + dispute.challenge().signer() + ", attested by "
                + dispute.attestations().size() + " organisations";
    }

    private static String shows(BrokenPromise broken) {
        return "gateway " + broken.promised().signer() + " promised to anchor batch "
                + broken.promised().root() + " of " + broken.promised().contributor() + " by "
                + Instant.ofEpochMilli(broken.promised().includeBy()) + ", and the log of "
                + broken.log().size() + " entries with root " + broken.logRoot()
                + " does not hold it; compare that log with a checkpoint of your own";
    }

    private static String jsonLine(Verdict verdict) {
        return JsonObject.typed("tributary/verification/v1")
                .put("valid", verdict.valid())
                .put("reason", verdict.reason())
                .build()
                .toString();
    }

    /** A policy may end with a newline, since people edit it. */
    private static byte[] strip(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Reads at most one byte more than the limit, so that a huge file costs nothing and is refused by its reader. */
    private static byte[] read(Path file, int bytesMax) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytesMax + 1);
        } catch (NoSuchFileException e) {
            throw new UnavailableException("no such file: " + file, e);
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
