// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.contract.Call;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Fabric network on the loopback address of this machine: one ordering node, and of each of three organisations a peer and a
 * chaincode service. Every step of {@link #up} can be repeated, so an interrupted start is finished by the next one. Its
 * blocks last until the folder is deleted.
 *
 * <p>It has the form of a consortium, not the substance: one operator holds every organisation's keys.
 */
public final class FabricNetwork {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final String FINALISE = Call.finalise(1).function();

    private final NetworkFolder folder;

    private FabricNetwork(NetworkFolder folder) {
        this.folder = folder;
    }

    /** The network in this folder, which need not exist yet. */
    public static FabricNetwork in(Path folder) {
        return new FabricNetwork(new NetworkFolder(folder));
    }

    /** Whether a network was ever started here. */
    public boolean exists() {
        return Files.exists(folder.plan());
    }

    /** Whether the process of at least one peer runs. */
    public boolean running() {
        NetworkPlan plan = requirePlan();
        Daemons daemons = new Daemons(folder, plan);
        return plan.organisations().stream()
                .anyMatch(name -> Daemon.running(daemons.processFile(name)).isPresent());
    }

    /** The connection profile of an organisation's clients. */
    public Path connection(String organisation) {
        return folder.connection(organisation);
    }

    /** Names of the processes, as {@link #log} takes them. */
    public List<String> processes() {
        return new Daemons(folder, requirePlan()).names();
    }

    /**
     * Starts what does not run and sets up what is not set up; returns when each organisation's chaincode has answered.
     *
     * @param binaries the operator's programs
     * @param settings of the network; the batch timeout counts at the first start only
     * @param progress receives a line for each step
     * @throws UnavailableException if a step does not succeed in time, naming it and the reason
     * @throws ConflictException if another process is starting or stopping the same network
     */
    public void up(FabricBinaries binaries, NetworkSettings settings, Consumer<String> progress)
            throws InterruptedException {
        folder.create();
        exclusively(() -> {
            new Start(folder, NetworkPlan.ofFile(folder.plan(), settings.organisations()), binaries, settings, progress)
                    .run();
            return Optional.empty();
        });
    }

    /**
     * Puts the same chaincode on the channel once more under another name, with a state of its own; for trials and tests on
     * a network that is up.
     *
     * @param chaincode the name, as a client's connection profile says it
     * @param version of the definition; another one than before is approved and committed as the next sequence
     */
    public void define(FabricBinaries binaries, String chaincode, String version) throws InterruptedException {
        NetworkPlan plan = requirePlan();
        Lifecycle.of(folder, plan, plan.organisations(), binaries.peer(), NetworkSettings.PATIENCE)
                .define(chaincode, version);
    }

    /**
     * Asks every process to end, and ends those that have not after 20 s. Processes are known by their saved id and start time.
     *
     * @return names of those that had to be killed
     */
    public List<String> down() throws InterruptedException {
        return down(STOP_PATIENCE);
    }

    /** Stops everything and deletes the folder with keys and blocks; for networks that were made for one run. */
    public void delete() throws InterruptedException {
        down();
        try {
            NetworkFolder.deleteTree(folder.root());
        } catch (IOException e) {
            throw new UnavailableException("folder " + folder.root() + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    List<String> down(Duration patience) throws InterruptedException {
        if (!exists()) {
            return List.of();
        }
        return exclusively(() -> Optional.of(stopAll(patience))).orElse(List.of());
    }

    private List<String> stopAll(Duration patience) throws InterruptedException {
        Daemons daemons = new Daemons(folder, requirePlan());
        List<String> killed = new ArrayList<>();
        for (String name : daemons.names()) {
            Daemon.running(daemons.processFile(name)).ifPresent(ProcessHandle::destroy);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        for (String name : daemons.names()) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (stop(name, daemons.processFile(name), left)) {
                killed.add(name);
            }
        }
        return List.copyOf(killed);
    }

    /**
     * The block in which an organisation's peer holds the last epoch that became final; for planting a fault there.
     *
     * @throws UnavailableException if it holds none
     */
    public long lastEpochBlock(String organisation) {
        return blocks(organisation)
                .lastBlockOf(FINALISE)
                .orElseThrow(() ->
                        new UnavailableException("the peer of " + organisation + " holds no block with a final epoch"));
    }

    /**
     * Plants a fault: changes one bit inside the first transaction of a block in one organisation's files. Its peer is stopped
     * before, since it keeps blocks in memory; {@link #up} starts it again.
     *
     * @param block number of the block, which must hold a transaction
     */
    public void tamperBlock(String organisation, long block) throws InterruptedException {
        BlockFiles files = blocks(organisation);
        Path processFile = new Daemons(folder, requirePlan()).processFile(organisation);
        exclusively(() -> {
            stop(organisation, processFile, STOP_PATIENCE);
            files.flip(block);
            return Optional.empty();
        });
    }

    private BlockFiles blocks(String organisation) {
        NetworkPlan plan = requirePlan();
        if (!plan.organisations().contains(organisation)) {
            throw new InvalidInputException(
                    "got organisation " + organisation + ", want one of " + plan.organisations());
        }
        return BlockFiles.of(folder.data(organisation), NetworkSettings.CHANNEL);
    }

    /** Ends a process, by force if it does not end in time; whether force was needed. */
    private static boolean stop(String name, Path processFile, Duration patience) throws InterruptedException {
        Daemon.running(processFile).ifPresent(ProcessHandle::destroy);
        long start = System.nanoTime();
        while (Daemon.running(processFile).isPresent() && System.nanoTime() - start < patience.toNanos()) {
            Thread.sleep(20);
        }
        Optional<ProcessHandle> left = Daemon.running(processFile);
        if (left.isPresent()) {
            left.get().destroyForcibly();
            Patience.until(
                    name + " ending after it was killed",
                    STOP_PATIENCE,
                    () -> Daemon.running(processFile).map(process -> "process " + process.pid() + " is there"));
        }
        try {
            Files.deleteIfExists(processFile);
        } catch (IOException e) {
            throw new UnavailableException("file " + processFile + " cannot be deleted: " + e.getMessage(), e);
        }
        return left.isPresent();
    }

    /** Looks at every process; starts nothing. */
    public NetworkStatus status() throws InterruptedException {
        return new Inspection(folder, requirePlan()).status();
    }

    /** What the channel says of the chaincode: its committed definition in words, or why none can be told. */
    public String definition(FabricBinaries binaries) throws InterruptedException {
        return new Inspection(folder, requirePlan()).definition(binaries);
    }

    private NetworkPlan requirePlan() {
        if (!exists()) {
            throw new UnavailableException(
                    "there is no network in " + folder.root() + "; 'tributary ledger up' starts one");
        }
        return NetworkPlan.read(folder.plan());
    }

    /**
     * The end of a process's log.
     *
     * @param process one of {@link #processes()}
     * @param lines how many, 1 or more
     */
    public List<String> log(String process, int lines) {
        if (!processes().contains(process)) {
            throw new InvalidInputException("got process " + process + ", want one of " + processes());
        }
        return LogTail.lines(folder.log(process), lines);
    }

    /** Work under the lock of a network. */
    private interface Exclusive<T> {
        Optional<T> run() throws InterruptedException;
    }

    private <T> Optional<T> exclusively(Exclusive<T> work) throws InterruptedException {
        try (FileChannel channel =
                        FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw beingChanged();
            }
            return work.run();
        } catch (OverlappingFileLockException e) {
            throw beingChanged();
        } catch (IOException e) {
            throw new UnavailableException("lock " + folder.lock() + " cannot be taken: " + e.getMessage(), e);
        }
    }

    private ConflictException beingChanged() {
        return new ConflictException("another process is starting or stopping the network in " + folder.root());
    }
}
