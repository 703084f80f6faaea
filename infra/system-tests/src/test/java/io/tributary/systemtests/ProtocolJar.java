// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The protocol's jar as a program of its own: the verifier that needs nothing else. */
final class ProtocolJar {
    private ProtocolJar() {}

    /** Where the build put it. */
    static Path path() throws IOException {
        Path target = Command.REPOSITORY.resolve("lakehouse/protocol/target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "tributary-protocol-*[0-9T].jar")) {
            return jars.iterator().next();
        }
    }

    /** A command that runs it. */
    static Command command(String... arguments) throws IOException {
        return Command.java("-jar", path().toString()).with(arguments);
    }

    /** Verifies a file against a policy with the network cut off, or with it where that is not permitted. */
    static Outcome verify(Path file, Path policy) throws IOException {
        Optional<String[]> sandbox = Sandbox.withoutNetwork();
        if (sandbox.isEmpty()) {
            System.out.println("skipped: cutting off the network is not permitted here; verifying with it");
        }
        return command("verify", file.toString(), "--policy", policy.toString())
                .behind(sandbox.orElse(new String[0]))
                .run();
    }
}
