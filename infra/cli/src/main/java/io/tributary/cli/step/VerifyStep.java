// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Terminal;
import io.tributary.protocol.verify.Verify;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a payout proof with the verifier of the protocol, which also runs without this command. */
public final class VerifyStep {
    private VerifyStep() {}

    /** Runs the verifier; returns its exit status. */
    public static int run(Path file, Optional<Path> policy, Terminal.Format format) {
        List<String> arguments = new ArrayList<>(List.of("verify", file.toString()));
        policy.ifPresent(path -> arguments.addAll(List.of("--policy", path.toString())));
        if (format == Terminal.Format.JSON) {
            arguments.add("--json");
        }
        return Verify.run(arguments, System.out, System.err);
    }
}
