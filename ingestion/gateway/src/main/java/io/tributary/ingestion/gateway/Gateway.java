// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.process.ParentWatch;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.GatewayFiles;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.PrivateFile;
import io.tributary.tables.RegistryKeyDirectory;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;

/**
 * Takes signed batches over HTTP until it is ended: {@code --home DIR --config FILE --kafka HOST:PORT --port N}. Speaks TLS where it has a
 * certificate, and plain HTTP on loop-back addresses alone. Prints {@code ready PORT} when it answers.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Set<String> OPTIONS = Set.of("--home", "--config", "--kafka", "--port");
    private static final int AUTHORITY_BYTES_MAX = 16 * 1024;
    private static final int WORKERS_MAX = 16;
    private static final int HEADER_BYTES_MAX = 16 * 1024;
    private static final int EXIT_BUG = 70;

    private final Undertow server;
    private final PromiseStore store;
    private final BatchTopic topic;
    private final RegistryKeyDirectory directory;
    private final GatewayFiles files;

    private Gateway(
            Undertow server, PromiseStore store, BatchTopic topic, RegistryKeyDirectory directory, GatewayFiles files) {
        this.server = server;
        this.store = store;
        this.topic = topic;
        this.directory = directory;
        this.files = files;
    }

    /** Entry of the process. */
    public static void main(String[] arguments) throws InterruptedException {
        ParentWatch.start();
        try {
            Map<String, String> options = options(arguments);
            Path home = Path.of(options.getOrDefault("--home", "."));
            Configuration configuration = options.containsKey("--config")
                    ? Configuration.read(home, Path.of(options.getOrDefault("--config", "")))
                    : Configuration.load(home);
            BatchTopic topic = new KafkaBatchTopic(options.getOrDefault("--kafka", ""));
            Gateway gateway = start(
                    configuration, topic, Integer.parseInt(options.getOrDefault("--port", "0")), Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "gateway-stop"));
            System.out.println("ready " + gateway.port());
            new CountDownLatch(1).await();
        } catch (TributaryException e) {
            System.err.println("error: " + e.getMessage());
            Runtime.getRuntime().halt(e.exitCode());
        } catch (RuntimeException e) {
            LOG.error("unexpected failure", e);
            System.err.println("error: a bug, please report: " + e);
            Runtime.getRuntime().halt(EXIT_BUG);
        }
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new InvalidInputException(
                        "got argument " + arguments[i] + ", want " + OPTIONS + " with a value each");
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for a free one
     * @throws UnavailableException if the port is taken, or the gateway has no key or authority yet
     */
    static Gateway start(Configuration configuration, BatchTopic topic, int port, Clock clock) {
        GatewaySettings settings = GatewaySettings.of(configuration);
        String host = configuration.text(Key.GATEWAY_HOST);
        Optional<SSLContext> tls = GatewayTls.of(configuration);
        if (tls.isEmpty()) {
            GatewayTls.requireLoopBack(host);
        }
        GatewayFiles files = GatewayFiles.of(configuration.home());
        KeyStore keys = KeyStore.open(configuration.home());
        SigningKey key = keys.signingKey(KeyRole.GATEWAY, settings.name());
        SignedEnvelope authority = authority(files.authority());
        PromiseStore store = PromiseStore.open(files.promises());
        RegistryKeyDirectory directory = new RegistryKeyDirectory(LakeCatalog.open(configuration), clock);
        Promises promises = new Promises(settings, store, topic, key, authority, clock);
        BatchDoor door = new BatchDoor(settings, directory, keys);
        Requests requests = new Requests(settings, door, promises, authority, openApi(), clock);
        int timeoutMillis = Math.toIntExact(settings.requestTimeout().toMillis());
        Undertow.Builder listening = tls.isPresent()
                ? Undertow.builder().addHttpsListener(port, host, tls.get())
                : Undertow.builder().addHttpListener(port, host);
        Undertow server = listening
                .setIoThreads(2)
                .setWorkerThreads(Math.min(WORKERS_MAX, settings.inFlightMax()))
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, HEADER_BYTES_MAX)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, timeoutMillis)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, timeoutMillis)
                // Who takes no answer must not keep his place.
                .setSocketOption(Options.WRITE_TIMEOUT, timeoutMillis)
                .setHandler(requests.handler())
                .build();
        Gateway gateway = new Gateway(server, store, topic, directory, files);
        try {
            server.start();
        } catch (RuntimeException e) {
            gateway.release();
            throw new UnavailableException(
                    "cannot listen on port " + port + " of " + host + "; choose another with --port", e);
        }
        gateway.writeState();
        return gateway;
    }

    private static SignedEnvelope authority(Path file) {
        try {
            return SignedEnvelope.of(CanonicalJson.parse(Files.readAllBytes(file), AUTHORITY_BYTES_MAX));
        } catch (IOException e) {
            throw new UnavailableException("no " + file + "; 'tributary gateway up' makes it", e);
        }
    }

    private static byte[] openApi() {
        try (InputStream in =
                Objects.requireNonNull(Gateway.class.getResourceAsStream("openapi.json"), "openapi.json")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the jar holds openapi.json", e);
        }
    }

    private void writeState() {
        ProcessHandle process = ProcessHandle.current();
        PrivateFile.write(
                files.state(),
                JsonObject.typed("tributary/gateway/v1")
                        .put("pid", process.pid())
                        .put(
                                "started",
                                process.info()
                                        .startInstant()
                                        .orElse(Instant.EPOCH)
                                        .toEpochMilli())
                        .put("port", port())
                        .build()
                        .bytes());
    }

    /** The port on which it listens. */
    int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
        server.stop();
        try {
            Files.deleteIfExists(files.state());
        } catch (IOException e) {
            LOG.debug("a stale file misleads nobody: it names a process that is gone", e);
        }
        release();
    }

    private void release() {
        topic.close();
        store.close();
        directory.close();
    }
}
