// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.trino;

import io.tributary.pipelines.JobMain;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.process.ParentWatch;
import io.tributary.sqlserver.Certificate;
import io.tributary.sqlserver.ServerState;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.PrivateFile;
import io.tributary.tables.SqlServerFiles;
import io.tributary.tables.SqlUsers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the lake by Trino until it is ended: {@code --config FILE [--home DIR] --port N}. Trino runs in a JVM of its own that ends with
 * this one; here the rules of who sees what are made anew whenever users, rights or Datanets change. Prints {@code ready PORT} when it
 * answers.
 */
public final class TrinoServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrinoServer.class);
    private static final int SECRET_BYTES = 32;
    private static final int START_SECONDS_MAX = 600;
    private static final int END_SECONDS_MAX = 15;
    private static final Duration ASK_AGAIN = Duration.ofMillis(300);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final int TAIL_LINES = 200;

    private final SqlServerFiles files;
    private final Settings settings;
    private final LakeCatalog lake;
    private final AccessRules access;
    private final int port;
    private final Process process;
    private String state;

    private TrinoServer(
            SqlServerFiles files,
            Settings settings,
            LakeCatalog lake,
            AccessRules access,
            int port,
            Process process,
            String state) {
        this.files = files;
        this.settings = settings;
        this.lake = lake;
        this.access = access;
        this.port = port;
        this.process = process;
        this.state = state;
    }

    /** Entry of the process. */
    public static void main(String[] arguments) {
        // With shutdown hooks: Trino, and Maven while it fetches Trino, are processes of this one.
        ParentWatch.onParentGone(() -> System.exit(ParentWatch.EXIT_CODE));
        System.exit(JobMain.exitCode(() -> run(arguments)));
    }

    private static void run(String[] arguments) {
        Map<String, String> options = JobMain.options(arguments, Set.of("--config", "--home", "--port"));
        Configuration configuration = JobMain.configuration(options);
        int port = Integer.parseInt(options.getOrDefault("--port", "0"));
        try {
            TrinoServer server = start(configuration, port, line -> System.err.println("progress: " + line));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "trino-stop"));
            System.out.println("ready " + server.port());
            server.followUntilTheEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What this machine lacks to start Trino without fetching anything, in a few words; empty if nothing. */
    public static Optional<String> missing(Configuration configuration) {
        if (configuration.text(Key.SQL_SERVER_TRINO_JAVA_HOME).isEmpty()
                && Jdk.installed().isEmpty()) {
            return Optional.of("no JDK " + Jdk.RELEASE_MIN + " or newer");
        }
        Installation installation = Installation.of(configuration);
        return installation.exists() ? Optional.empty() : Optional.of("no Trino in " + installation.folder());
    }

    /**
     * Starts Trino and waits until it answers.
     *
     * @param port 0 picks a free one
     * @param progress gets a sentence now and then
     * @throws UnavailableException if no Java or no Trino is to be had, or it does not start
     */
    public static TrinoServer start(Configuration configuration, int port, Consumer<String> progress)
            throws InterruptedException {
        Configuration reading = CatalogRole.reading(configuration);
        Path java = Jdk.find(configuration);
        Installation installation = Installation.of(configuration);
        installation.ensure(progress);
        SqlServerFiles files = SqlServerFiles.of(configuration.home());
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        Certificate.ensure(files, secret);
        new SecureRandom().nextBytes(secret);
        SqlUsers users = new SqlUsers(files.users());
        for (String name : users.namesUnknownToTrino()) {
            progress.accept("user " + name + " has no password for Trino; 'tributary sql-server user " + name
                    + "' gives a new one");
        }
        Settings settings = new Settings(reading, files, installation.folder());
        String address = configuration.text(Key.SQL_SERVER_TRINO_ADDRESS);
        int tlsPort = freePort(address, port);
        int innerPort = freePort(address, 0);
        settings.write(tlsPort, innerPort, HexFormat.of().formatHex(secret));
        LakeCatalog lake = LakeCatalog.openToRead(reading);
        AccessRules access = new AccessRules(lake, users);
        String state = access.state();
        PrivateFile.write(settings.rules(), access.json().getBytes(StandardCharsets.UTF_8));
        progress.accept("starting Trino " + Installation.VERSION);
        Process process = process(configuration, java, settings, installation.folder());
        TrinoServer server = new TrinoServer(files, settings, lake, access, tlsPort, process, state);
        try {
            server.awaitAnswer("http://" + address + ":" + innerPort + "/v1/info");
            ServerState.write(files, "trino", tlsPort);
            return server;
        } catch (RuntimeException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private static Process process(Configuration configuration, Path java, Settings settings, Path installation) {
        List<String> command = List.of(
                java.resolve("bin").resolve("java").toString(),
                "-Xmx" + configuration.text(Key.SQL_SERVER_TRINO_MEMORY),
                "-XX:+ExitOnOutOfMemoryError",
                "--add-modules=jdk.incubator.vector",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-Djdk.attach.allowAttachSelf=true",
                "-Dconfig=" + settings.main(),
                "-cp",
                installation.resolve("lib") + "/*:" + place(WatchedTrino.class) + ":" + place(ParentWatch.class),
                WatchedTrino.class.getName());
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(settings.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output(settings).toFile());
            return builder.start();
        } catch (IOException e) {
            throw new UnavailableException("cannot start " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    private static Path output(Settings settings) {
        return settings.log().resolveSibling("start.log");
    }

    /** The jar or folder that a class of ours was loaded from. */
    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("class " + type + " comes from no file", e);
        }
    }

    private static int freePort(String address, int wanted) {
        try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot listen on port " + wanted + " of " + address + ": " + e.getMessage()
                            + "; choose another with --port",
                    e);
        }
    }

    private void awaitAnswer(String address) throws InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(10))
                .build();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (System.nanoTime() < deadline) {
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200 && answer.body().contains("\"starting\":false")) {
                    return;
                }
            } catch (IOException e) {
                LOG.debug("Trino does not answer yet", e);
            }
            if (process.waitFor(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnavailableException("Trino has ended with status " + process.exitValue()
                        + " while it started" + reason() + "; see " + output(settings) + " and " + settings.log());
            }
        }
        throw new UnavailableException(
                "Trino does not answer within " + START_SECONDS_MAX + " s; see " + settings.log());
    }

    /** What the last lines of its logs give as the reason. */
    private String reason() {
        for (Path log : List.of(output(settings), settings.log())) {
            try {
                List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
                Optional<String> error = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()).stream()
                        .filter(line ->
                                line.contains("Error: ") || line.contains("\tERROR\t") || line.matches("\\s*1\\) .*"))
                        .findFirst();
                if (error.isPresent()) {
                    return ": " + error.get().strip();
                }
            } catch (IOException e) {
                LOG.debug("cannot read {}", log, e);
            }
        }
        return "";
    }

    private void followUntilTheEnd() throws InterruptedException {
        while (!process.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            refresh();
        }
        throw new UnavailableException(
                "Trino has ended with status " + process.exitValue() + "; see " + settings.log());
    }

    /** Makes the rules anew if anything that they follow from has changed. */
    public void refresh() {
        try {
            String now = access.state();
            if (!now.equals(state)) {
                PrivateFile.write(settings.rules(), access.json().getBytes(StandardCharsets.UTF_8));
                state = now;
            }
        } catch (RuntimeException e) {
            // The database may be away for a while; the rules in force stay.
            LOG.warn("cannot make the rules of access anew: {}", e.getMessage());
        }
    }

    /** The port of clients. */
    public int port() {
        return port;
    }

    /** Process id of Trino's JVM. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        ServerState.delete(files);
        lake.close();
    }
}
