// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.ChildEnd;
import io.tributary.cli.process.ChildJvm;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.Entitlement;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.SqlServerFiles;
import io.tributary.tables.SqlUsers;
import io.tributary.tables.WriterLock;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Runs the SQL server of a home folder and keeps its users. */
public final class SqlServerSteps {
    private static final String READY = "ready ";
    private static final String FIRST_USER = "analyst";
    private static final int PASSWORD_BYTES = 16;
    private static final int SALT_BYTES = 16;
    private static final int STATE_BYTES_MAX = 4096;
    private static final int PORT_MAX = 65_535;
    private static final int DOWN_SECONDS_MAX = 20;
    private static final int ENDED_BY_SIGTERM = 143;

    /** Status of a server that wants to be started again: all its cores are kept by statements that nothing can end. */
    private static final int EXIT_AGAIN = 75;

    private static final Duration WRITER_WAIT = Duration.ofMinutes(1);

    private final Workspace workspace;
    private final SqlServerFiles files;
    private final SecureRandom random = new SecureRandom();

    /**
     * What a user sees.
     *
     * @param organisation whose rows alone; empty for everything
     */
    public record Sight(Optional<String> organisation) {
        /** Checks that nothing is missing. */
        public Sight {
            Objects.requireNonNull(organisation, "organisation");
        }
    }

    /** Works in this workspace. */
    public SqlServerSteps(Workspace workspace) {
        this.workspace = workspace;
        this.files = SqlServerFiles.of(workspace.home().folder());
    }

    /**
     * Serves until the server ends.
     *
     * @param engine what answers
     * @param asked port, 0 for a free one; empty for the configured one
     * @param ready gets the report of the running server
     * @throws ConflictException if a server of this home runs already
     */
    public Report serve(SqlServerEngine engine, OptionalInt asked, Consumer<Report> ready) throws InterruptedException {
        int port = asked.orElse(workspace.configuration().integer(Key.SQL_SERVER_PORT));
        if (port < 0 || port > PORT_MAX) {
            throw new InvalidInputException("port is " + port + ", want 0 to " + PORT_MAX);
        }
        Optional<ProcessHandle> running = running();
        if (running.isPresent()) {
            throw new ConflictException("the SQL server of this home runs already, as process "
                    + running.get().pid() + "; 'tributary sql-server down' ends it");
        }
        List<String> firstUser = new ArrayList<>();
        SqlUsers users = new SqlUsers(files.users());
        if (users.names().isEmpty()) {
            String password = password(users, FIRST_USER, Optional.empty());
            firstUser.add("user      " + FIRST_USER + ", password " + password + " (shown only now)");
            // Now, since a start that is interrupted, while Trino is fetched say, never comes to its report.
            workspace.terminal().progress("new user " + FIRST_USER + ", password " + password + " (shown only now)");
        }
        workspace.lake();
        String again = Integer.toString(port);
        while (!again.isEmpty()) {
            workspace.terminal().progress("starting the SQL server");
            again = serveOnce(engine, again, on -> ready.accept(report(engine, on, firstUser)));
            firstUser.clear();
        }
        return Report.of(
                "the SQL server has ended",
                JsonObject.nested().put("ended", true).build());
    }

    /** Serves until the server ends; gives the port on which it wants to be started again, else nothing. */
    private String serveOnce(SqlServerEngine engine, String port, Consumer<String> ready) throws InterruptedException {
        AtomicReference<String> listening = new AtomicReference<>(port);
        try (ChildJvm child = workspace.engines().start(task(engine, port), workspace.terminal()::progress, line -> {
            if (line.startsWith(READY)) {
                String on = line.substring(READY.length()).strip();
                listening.set(on);
                ready.accept(on);
            }
        })) {
            ChildEnd end = child.await();
            if (end.exitCode() == EXIT_AGAIN) {
                return Objects.requireNonNull(listening.get(), "port");
            }
            if (end.exitCode() != ENDED_BY_SIGTERM) {
                Engines.requireSuccess(end);
            }
            return "";
        }
    }

    private Engines.Task task(SqlServerEngine engine, String port) {
        return new Engines.Task(
                "sql-server",
                EngineModule.SQL_SERVER,
                engine.mainClass(),
                engine.options(workspace),
                List.of(
                        "--config",
                        workspace.configurationFile().toString(),
                        "--home",
                        workspace.home().folder().toString(),
                        "--port",
                        port));
    }

    private Report report(SqlServerEngine engine, String port, List<String> firstUser) {
        String url = engine.url(workspace, files, port);
        List<String> lines = new ArrayList<>();
        lines.add("serving   " + url);
        lines.addAll(firstUser);
        lines.add("driver    " + engine.driver());
        lines.add("end it    Ctrl-C, or 'tributary sql-server down'");
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("engine", engine.word())
                        .put("url", url)
                        .put("port", port)
                        .put("certificate", files.certificate().toString())
                        .build());
    }

    /** Whether a server runs, and where. */
    public Report status() {
        Optional<JsonObject> state = running().flatMap(process -> state());
        if (state.isEmpty()) {
            return Report.of(
                    "no SQL server of this home runs; 'tributary sql-server up' starts one",
                    JsonObject.nested().put("running", false).build());
        }
        SqlServerEngine engine = SqlServerEngine.of(state.get().text("engine"));
        String url = engine.url(workspace, files, state.get().text("port"));
        return Report.of(
                List.of(
                        "engine    " + engine.word() + ", process "
                                + state.get().text("pid"),
                        "serving   " + url,
                        "driver    " + engine.driver()),
                JsonObject.nested()
                        .put("running", true)
                        .put("engine", engine.word())
                        .put("pid", state.get().integer("pid"))
                        .put("url", url)
                        .build());
    }

    /** Ends the server; fine if there is none. */
    public Report down() throws InterruptedException {
        Optional<ProcessHandle> running = running();
        if (running.isEmpty()) {
            return Report.of(
                    "no SQL server of this home runs",
                    JsonObject.nested().put("ended", false).build());
        }
        running.get().destroy();
        try {
            running.get().onExit().get(DOWN_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new UnavailableException(
                    "process " + running.get().pid() + " has not ended within " + DOWN_SECONDS_MAX + " s", e);
        }
        return Report.of(
                "the SQL server has ended",
                JsonObject.nested().put("ended", true).build());
    }

    /**
     * Adds a user or gives one a new password. Who was there keeps seeing what he saw, unless it is said anew.
     *
     * @param rows what the user sees; empty leaves it as it is, which is everything for one who is new
     */
    public Report user(String name, Optional<Sight> rows) {
        SqlUsers users = new SqlUsers(files.users());
        Optional<String> organisation =
                rows.isPresent() ? rows.get().organisation() : users.find(name).flatMap(SqlUsers.User::organisation);
        String password = password(users, name, organisation);
        return Report.of(
                "user " + name + " sees "
                        + organisation
                                .map(whose -> "the rows of organisation " + whose)
                                .orElse("everything")
                        + " and has the password " + password + ", which is shown only now",
                JsonObject.nested()
                        .put("user", name)
                        .put("organisation", organisation.orElse(""))
                        .put("password", password)
                        .build());
    }

    /** Lets the users of an organisation see a Datanet or a payee that is not its own. */
    public Report grant(Entitlement entitlement) {
        try (WriterLock lock = workspace.lake().lockForWriting("granting a right to see", WRITER_WAIT)) {
            new RegistryWriter(workspace.lake()).grant(entitlement);
        }
        return report(entitlement, "sees now");
    }

    /** Takes a granted right away. */
    public Report revoke(Entitlement entitlement) {
        try (WriterLock lock = workspace.lake().lockForWriting("revoking a right to see", WRITER_WAIT)) {
            boolean was = new RegistryWriter(workspace.lake()).revoke(entitlement);
            return report(entitlement, was ? "no longer sees" : "was never granted");
        }
    }

    private static Report report(Entitlement entitlement, String verb) {
        return Report.of(
                "organisation " + entitlement.organisation() + " " + verb + " "
                        + entitlement.kind().word() + " " + entitlement.name(),
                JsonObject.nested()
                        .put("organisation", entitlement.organisation())
                        .put("kind", entitlement.kind().word())
                        .put("name", entitlement.name())
                        .put("outcome", verb)
                        .build());
    }

    private String password(SqlUsers users, String name, Optional<String> organisation) {
        String password = HexFormat.of().formatHex(bytes(PASSWORD_BYTES));
        users.put(name, password, bytes(SALT_BYTES), organisation);
        return password;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The process that the state file names, if it lives; its start time tells it from another that got its id later. */
    private Optional<ProcessHandle> running() {
        return state().flatMap(state -> {
            long started = state.integer("started");
            return ProcessHandle.of(state.integer("pid"))
                    .filter(ProcessHandle::isAlive)
                    .filter(process ->
                            process.info().startInstant().stream().anyMatch(start -> start.toEpochMilli() == started));
        });
    }

    private Optional<JsonObject> state() {
        if (!Files.exists(files.state())) {
            return Optional.empty();
        }
        try {
            return Optional.of(CanonicalJson.parse(Files.readAllBytes(files.state()), STATE_BYTES_MAX));
        } catch (IOException | TributaryException e) {
            return Optional.empty();
        }
    }
}
