// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** One server for all tests, started when the first one needs it; each test class has projects of its own. */
final class SharedServer {
    private static DolphinServer server;

    private SharedServer() {}

    /** The server, or one line that says what this machine lacks for it. */
    static synchronized DolphinServer orSkip() throws IOException, InterruptedException {
        for (String program : List.of("setpriv", "pstree", "bash")) {
            if (new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() != 0) {
                skip("no " + program + " on PATH");
            }
        }
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            skip("the workers' processes are looked at through /proc");
        }
        if (!Files.exists(Ran.REPOSITORY.resolve("scheduler/server-fixture/target/runtime.classpath"))) {
            skip("the jars of DolphinScheduler were not resolved; run ./tributary test --slow");
        }
        if (server == null) {
            server = DolphinServer.start(folder("server"));
        }
        return server;
    }

    private static void skip(String reason) {
        System.out.println("skipped: no DolphinScheduler: " + reason);
        Assumptions.abort(reason);
    }

    /** A folder that no other test uses. */
    static Path folder(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Ran.WORK.resolve("homes")), name + "-");
    }

    /** A home folder that submits in the name of a token. */
    static Path home(String project, String token, String... more) throws IOException {
        Path home = folder(project).resolve("home");
        Files.createDirectories(home);
        configure(home.resolve("tributary.properties"), project, token, more);
        return home;
    }

    /** Writes a configuration that names the server. */
    static void configure(Path file, String project, String token, String... more) throws IOException {
        Files.writeString(
                file,
                "scheduler.url=" + server.address() + "\nscheduler.token=" + token + "\nscheduler.project=" + project
                        + "\nscheduler.tenant=" + server.tenant() + "\n" + String.join("\n", more) + "\n");
    }
}
