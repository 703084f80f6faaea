// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The embedded broker as seen from here: a child of this process, or one that another command of the same home runs. */
public final class BrokerProcess implements AutoCloseable {
    private static final String MAIN = "io.tributary.ingestion.broker.EmbeddedBroker";
    private static final String READY = "ready ";
    private static final int READY_SECONDS_MAX = 120;
    private static final int CONNECT_MILLIS_MAX = 1000;

    private final String bootstrapServers;
    private final Optional<ChildJvm> child;

    private BrokerProcess(String bootstrapServers, Optional<ChildJvm> child) {
        this.bootstrapServers = bootstrapServers;
        this.child = child;
    }

    /**
     * Uses the broker that runs on the home folder, or starts one and waits until it is ready.
     *
     * @throws UnavailableException if its port is taken or it does not get ready
     */
    public static BrokerProcess attachOrStart(Engines engines, Path home, Path configurationFile)
            throws InterruptedException {
        Optional<String> running = running(home.resolve("kafka").resolve("broker.properties"));
        if (running.isPresent()) {
            return new BrokerProcess(running.get(), Optional.empty());
        }
        BlockingQueue<String> ready = new ArrayBlockingQueue<>(1);
        ChildJvm child = engines.start(
                new Engines.Task(
                        "broker",
                        EngineModule.BROKER,
                        MAIN,
                        List.of(),
                        List.of("--home", home.toString(), "--config", configurationFile.toString())),
                progress -> {},
                line -> {
                    if (line.startsWith(READY)) {
                        ready.offer(line.substring(READY.length()).strip());
                    }
                });
        return new BrokerProcess(awaitReady(child, ready), Optional.of(child));
    }

    private static String awaitReady(ChildJvm child, BlockingQueue<String> ready) throws InterruptedException {
        for (int waited = 0; waited < READY_SECONDS_MAX * 10; waited++) {
            String address = ready.poll(100, TimeUnit.MILLISECONDS);
            if (address != null) {
                return address;
            }
            if (!child.alive()) {
                ChildEnd end = child.await();
                Engines.requireSuccess(end);
                throw new UnavailableException("the broker ended before it was ready, see " + end.log());
            }
        }
        child.close();
        throw new UnavailableException("the broker was not ready after " + READY_SECONDS_MAX + " s, see "
                + child.spec().log());
    }

    private static Optional<String> running(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            long processId = Long.parseLong(properties.getProperty("process.id", "-1"));
            int port = Integer.parseInt(properties.getProperty("port", "-1"));
            boolean alive =
                    ProcessHandle.of(processId).map(ProcessHandle::isAlive).orElse(false);
            return alive && answers(port) ? Optional.of(properties.getProperty("bootstrap.servers")) : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS_MAX);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** {@code host:port} of the broker. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** True unless the broker is a child of this process that has ended. */
    public boolean alive() {
        return child.map(ChildJvm::alive).orElse(true);
    }

    /** CPU time that the broker has used since it began, where the operating system tells; zero for another command's broker. */
    public Duration cpuTime() {
        return child.flatMap(running -> ProcessHandle.of(running.pid()))
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** Whether the broker is a child of this process. */
    public boolean owned() {
        return child.isPresent();
    }

    /** Kills the broker, if it is a child of this process, as a power cut would. */
    public void kill() throws InterruptedException {
        if (child.isPresent()) {
            child.get().kill();
        }
    }

    /** Ends the broker if it is a child of this process. */
    @Override
    public void close() {
        child.ifPresent(ChildJvm::close);
    }
}
