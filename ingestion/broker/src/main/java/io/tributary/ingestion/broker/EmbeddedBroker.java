// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.broker;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.process.ParentWatch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka node, broker and controller in one JVM, on 127.0.0.1. The folder is formatted on the first start; after a kill -9 the next
 * start on the same folder recovers the logs. A node is ready when its topics exist and {@code broker.properties} says where it is.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String LOCK_FILE = "broker.lock";
    private static final String PORT_FILE = "broker.port";
    private static final String DATA_FOLDER = "data";
    private static final int READY_SECONDS_MAX = 60;
    private static final long LOCK_RETRY_MILLIS = 100;
    private static final long LOCK_WAIT_MILLIS_MAX = 10_000;

    private final Path folder;
    private final FileChannel lockChannel;
    private final KafkaRaftServer server;
    private final BrokerAddress address;

    private EmbeddedBroker(Path folder, FileChannel lockChannel, KafkaRaftServer server, BrokerAddress address) {
        this.folder = folder;
        this.lockChannel = lockChannel;
        this.server = server;
        this.address = address;
    }

    /**
     * Runs a node until SIGTERM, or until the process that started it goes away. Arguments: {@code --home DIR} and, when it is not
     * {@code DIR/tributary.properties}, {@code --config FILE}. The folder is {@code DIR/kafka}; the port is {@code kafka.port}.
     */
    public static void main(String[] arguments) {
        try {
            Configuration configuration = configuration(arguments);
            ParentWatch.onParentGone(() -> System.exit(ParentWatch.EXIT_CODE));
            EmbeddedBroker broker = start(
                    new BrokerOptions(configuration.home().resolve("kafka"), configuration.integer(Key.KAFKA_PORT)));
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close-broker"));
            System.out.println("ready " + broker.address().bootstrapServers());
            broker.await();
        } catch (TributaryException e) {
            LOG.debug("the broker can't run", e);
            System.err.println("error: " + e.getMessage());
            // Kafka's threads may be half started, and a shutdown of halves can hang.
            Runtime.getRuntime().halt(e.exitCode());
        }
    }

    private static Configuration configuration(String[] arguments) {
        Map<String, Path> given = new TreeMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            given.put(arguments[i], Path.of(arguments[i + 1]));
        }
        if (given.isEmpty()
                || arguments.length % 2 != 0
                || !Set.of("--home", "--config").containsAll(given.keySet())) {
            throw new InvalidInputException(
                    "got " + String.join(" ", arguments) + ", want --home DIR [--config FILE], or --config HOME/FILE");
        }
        Path config = given.get("--config");
        Path home = given.get("--home");
        if (config != null) {
            Path file = config.toAbsolutePath();
            return Configuration.read(home == null ? file.resolveSibling("") : home, file);
        }
        if (home == null) {
            throw new InvalidInputException("no home folder, want --home DIR");
        }
        return Configuration.load(home);
    }

    /**
     * Starts a node and returns when it is ready.
     *
     * @throws UnavailableException if the port is taken or the node does not get ready within a minute
     * @throws ConflictException if another process runs on the folder
     */
    public static EmbeddedBroker start(BrokerOptions options) {
        Path folder = options.folder().toAbsolutePath().normalize();
        FileChannel lockChannel = lock(folder);
        try {
            BrokerAddress.remove(folder);
            int clientPort = clientPort(folder, options.port());
            int controllerPort = freePort();
            Path dataFolder = folder.resolve(DATA_FOLDER);
            format(dataFolder);
            KafkaRaftServer server = startServer(dataFolder, clientPort, controllerPort);
            String clusterId = awaitReady(clientPort);
            BrokerAddress address = new BrokerAddress(
                    clientPort, clusterId, ProcessHandle.current().pid());
            Files.writeString(folder.resolve(PORT_FILE), clientPort + "\n");
            address.write(folder);
            LOG.info("broker ready at {}", address.bootstrapServers());
            return new EmbeddedBroker(folder, lockChannel, server, address);
        } catch (IOException e) {
            throw new UncheckedIOException("can't prepare the broker's folder " + folder, e);
        }
    }

    private static FileChannel lock(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // A predecessor whose parent has just gone needs a moment to end in good order.
            for (long waited = 0; channel.tryLock() == null; waited += LOCK_RETRY_MILLIS) {
                if (waited >= LOCK_WAIT_MILLIS_MAX) {
                    channel.close();
                    throw new ConflictException("another broker runs on " + folder + "; stop it or use its address");
                }
                TimeUnit.MILLISECONDS.sleep(LOCK_RETRY_MILLIS);
            }
            return channel;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the broker's folder " + folder, e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't lock the broker's folder " + folder, e);
        }
    }

    private static int clientPort(Path folder, int wanted) {
        if (wanted != 0) {
            if (!isFree(wanted)) {
                throw new UnavailableException(
                        "port " + wanted
                                + " on 127.0.0.1 is in use; free it, or set kafka.port to another port or to 0 for any free one");
            }
            return wanted;
        }
        // Clients that outlive a killed broker find its successor only at the old port.
        return lastPort(folder).filter(EmbeddedBroker::isFree).orElseGet(EmbeddedBroker::freePort);
    }

    private static Optional<Integer> lastPort(Path folder) {
        try {
            return Optional.of(
                    Integer.valueOf(Files.readString(folder.resolve(PORT_FILE)).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UnavailableException("no free port on 127.0.0.1", e);
        }
    }

    private static void format(Path dataFolder) throws IOException {
        if (Files.exists(dataFolder.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(dataFolder);
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream())) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerSettings.NODE_ID)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(dataFolder.toString())
                    .addDirectory(dataFolder.toString())
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("can't format " + dataFolder + " for Kafka", e);
        }
    }

    private static KafkaRaftServer startServer(Path dataFolder, int clientPort, int controllerPort) {
        KafkaConfig config = KafkaConfig.fromProps(BrokerSettings.node(dataFolder, clientPort, controllerPort), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (KafkaException e) {
            server.shutdown();
            throw new UnavailableException("the embedded broker does not start: " + e.getMessage(), e);
        }
    }

    /** Creates the missing topics; a node that has done that serves. Returns the cluster's id. */
    private static String awaitReady(int clientPort) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                "127.0.0.1:" + clientPort,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TimeUnit.SECONDS.toMillis(READY_SECONDS_MAX)));
        try (Admin admin = Admin.create(settings)) {
            createTopics(admin);
            return admin.describeCluster().clusterId().get(READY_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new UnavailableException("the embedded broker is not ready after " + READY_SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while the embedded broker was starting", e);
        }
    }

    private static void createTopics(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> present = admin.listTopics().names().get(READY_SECONDS_MAX, TimeUnit.SECONDS);
        List<NewTopic> missing = new ArrayList<>();
        for (String topic : BrokerSettings.TOPICS) {
            if (!present.contains(topic)) {
                missing.add(new NewTopic(topic, 1, (short) 1).configs(BrokerSettings.topic()));
            }
        }
        try {
            admin.createTopics(missing).all().get(READY_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Where the node is. */
    public BrokerAddress address() {
        return address;
    }

    /** Waits until the node has been shut down. */
    public void await() {
        server.awaitShutdown();
    }

    /** Shuts the node down in good order. */
    @Override
    public void close() {
        BrokerAddress.remove(folder);
        server.shutdown();
        try {
            lockChannel.close();
        } catch (IOException e) {
            LOG.warn("the lock on {} stays until the process ends", folder);
        }
    }
}
