// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** One server for all tests, started when the first one needs it; each test class has projects of its own. */
final class SharedServer {
    private static final String[] DEMO = {"demo", "--json", "--seed", "1", "--documents", "16", "--questions", "8"};

    private static DolphinServer server;
    private static Path epochs;
    private static String model = "";

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
        if (server == null) {
            Optional<String> missing = ServerJars.ofThisBuild().resolve();
            if (missing.isPresent()) {
                skip("its jars can't be downloaded: " + missing.get());
            }
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

    /** A home folder, the same for all tests, with a demo in it and the answers of a second epoch; its jobs go to a project. */
    static synchronized Path homeWithAnEpoch() throws IOException, InterruptedException {
        if (epochs == null) {
            Path home = folder("epochs").resolve("home");
            JsonNode demo = Ran.of(home, DEMO).expect(0).json();
            model = demo.path("modelId").asText();
            Ran.of(home, "model", "ask", model, "--questions", "2").expect(0);
            Ran.of(home, "ingest", "run").expect(0);
            Path file = home.resolve("tributary.properties");
            String before = Files.readString(file);
            configure(file, "proposer", server.token());
            Files.writeString(file, before + "\n" + Files.readString(file));
            epochs = home;
        }
        return epochs;
    }

    /** Makes one more receipt, which waits in Kafka. */
    static void askAnotherQuestion(Path home) throws InterruptedException {
        Ran.of(home, "model", "ask", model, "the people of the union").expect(0);
    }

    /** Writes a configuration that names the server. */
    static void configure(Path file, String project, String token, String... more) throws IOException {
        Files.writeString(
                file,
                "scheduler.url=" + server.address() + "\nscheduler.token=" + token + "\nscheduler.project=" + project
                        + "\nscheduler.tenant=" + server.tenant() + "\n" + String.join("\n", more) + "\n");
    }
}
