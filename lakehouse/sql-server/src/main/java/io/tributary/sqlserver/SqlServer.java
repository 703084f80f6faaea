// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.pipelines.JobMain;
import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.process.ParentWatch;
import io.tributary.tables.CatalogState;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.SqlServerFiles;
import io.tributary.tables.SqlUsers;
import io.tributary.tables.VisibleRows;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.auth2.BasicCallHeaderAuthenticator;
import org.apache.arrow.flight.auth2.GeneratedBearerTokenAuthenticator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the lake over JDBC until it is ended: {@code --config FILE [--home DIR] --port N}. Listens on 127.0.0.1 alone, with TLS; who
 * asks gives a user's name and password. Prints {@code ready PORT} when it answers.
 */
public final class SqlServer implements AutoCloseable {
    /** Exit status of a server that wants to be started again, because statements that nothing can end keep all its cores. */
    public static final int EXIT_AGAIN = 75;

    private static final Logger LOG = LoggerFactory.getLogger(SqlServer.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(15);
    private static final String IDENTITY_GAP = " ";
    private static final String LOOP_BACK = "127.0.0.1";
    private static final int SECRET_BYTES = 16;
    private static final long ALLOCATION_BYTES_MAX = 512L << 20;

    private final LakeSession session;
    private final LakeCatalog lake;
    private final BufferAllocator allocator;
    private final Statements statements;
    private final LostCores lost;
    private final FlightServer server;
    private final SqlServerFiles files;

    private SqlServer(
            LakeSession session,
            LakeCatalog lake,
            BufferAllocator allocator,
            Statements statements,
            LostCores lost,
            FlightServer server,
            SqlServerFiles files) {
        this.session = session;
        this.lake = lake;
        this.allocator = allocator;
        this.statements = statements;
        this.lost = lost;
        this.server = server;
        this.files = files;
    }

    /** Entry of the process. */
    public static void main(String[] arguments) {
        ParentWatch.start();
        AtomicBoolean again = new AtomicBoolean();
        int status = JobMain.exitCode(() -> again.set(run(arguments)));
        System.exit(again.get() ? EXIT_AGAIN : status);
    }

    private static boolean run(String[] arguments) {
        Map<String, String> options = JobMain.options(arguments, Set.of("--config", "--home", "--port"));
        Configuration configuration = JobMain.configuration(options);
        int port = Integer.parseInt(options.getOrDefault("--port", "0"));
        try {
            SqlServer server = start(configuration, port);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "sql-server-stop"));
            System.out.println("ready " + server.port());
            return server.serveUntilTheEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether it ends because it has no core left to answer with. */
    private boolean serveUntilTheEnd() throws InterruptedException {
        int cores = session.spark().sparkContext().defaultParallelism();
        long known = 0;
        while (!server.awaitTermination(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            long now = lost.count();
            if (now > known) {
                LOG.warn("{} of {} cores are kept by statements that nothing can end", now, cores);
            }
            known = now;
            if (now >= cores) {
                System.err.println("progress: statements that nothing can end keep all " + cores
                        + " cores; the server starts again, and clients have to connect anew");
                Thread end = new Thread(SqlServer::endInAnyCase, "sql-server-end");
                end.setDaemon(true);
                end.start();
                return true;
            }
        }
        return false;
    }

    /** An orderly end could wait for what keeps the cores. */
    private static void endInAnyCase() {
        try {
            Thread.sleep(CLOSE_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(EXIT_AGAIN);
    }

    /**
     * Starts Spark and the server.
     *
     * @param port 0 picks a free one
     * @throws UnavailableException if the port is taken or no certificate can be made
     */
    public static SqlServer start(Configuration configuration, int port) throws InterruptedException {
        SqlServerFiles files = SqlServerFiles.of(configuration.home());
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        Certificate.ensure(files, secret);
        LakeSession session = LakeSession.openToRead(configuration, "tributary sql-server");
        LakeCatalog lake = LakeCatalog.openToRead(configuration);
        BufferAllocator allocator = new RootAllocator(ALLOCATION_BYTES_MAX);
        Limits limits = Limits.of(configuration);
        LostCores lost = new LostCores(limits.timeout(), System::nanoTime);
        session.spark().sparkContext().addSparkListener(lost);
        Statements statements = new Statements(session.spark(), limits, lost, new CatalogState(configuration));
        try {
            LakeProducer producer = new LakeProducer(
                    statements,
                    new LakeTables(session.spark(), statements.catalog()),
                    identity -> viewer(lake, files, identity),
                    allocator,
                    Optional.ofNullable(SqlServer.class.getPackage().getImplementationVersion())
                            .orElse("unpackaged"));
            FlightServer server = FlightServer.builder(allocator, Location.forGrpcTls(LOOP_BACK, port), producer)
                    .useTls(files.certificate().toFile(), files.privateKey().toFile())
                    .headerAuthenticator(new GeneratedBearerTokenAuthenticator(
                            new BasicCallHeaderAuthenticator((name, password) -> login(files, name, password))))
                    .build()
                    .start();
            SqlServer started = new SqlServer(session, lake, allocator, statements, lost, server, files);
            ServerState.write(files, "embedded", started.port());
            return started;
        } catch (IOException e) {
            statements.close();
            allocator.close();
            session.close();
            lake.close();
            throw new UnavailableException(
                    "cannot listen on port " + port + " of " + LOOP_BACK + ": " + e.getMessage()
                            + "; choose another with --port",
                    e);
        }
    }

    private static BasicCallHeaderAuthenticator.AuthResult login(SqlServerFiles files, String name, String password) {
        SqlUsers users = new SqlUsers(files.users());
        // Looked up first: a password that changes in between opens nothing then.
        Optional<SqlUsers.User> user = users.find(name);
        boolean accepted = users.accepts(name, password);
        if (user.isEmpty() || !accepted) {
            throw CallStatus.UNAUTHENTICATED
                    .withDescription("user or password is wrong")
                    .toRuntimeException();
        }
        String identity = name + IDENTITY_GAP + user.get().generation();
        return () -> identity;
    }

    /** Who asks, by the users' file and the registry as they are now. What an earlier password opened is closed. */
    private static Viewer viewer(LakeCatalog lake, SqlServerFiles files, String identity) {
        int gap = identity.indexOf(IDENTITY_GAP);
        String name = identity.substring(0, gap);
        SqlUsers.User user = new SqlUsers(files.users())
                .find(name)
                .filter(known -> known.generation().equals(identity.substring(gap + IDENTITY_GAP.length())))
                .orElseThrow(() -> CallStatus.UNAUTHENTICATED
                        .withDescription("user " + name + " is not there any more, or has a new password")
                        .toRuntimeException());
        return new Viewer(name, user.organisation().map(organisation -> VisibleRows.read(lake, organisation)));
    }

    /** The port on which it listens. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ServerState.delete(files);
        statements.close();
        session.close();
        lake.close();
        allocator.close();
    }
}
