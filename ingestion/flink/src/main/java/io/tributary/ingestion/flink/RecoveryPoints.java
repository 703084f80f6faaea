// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints and savepoints under {@code <home>/flink}. A folder counts when its {@code _metadata} can be read as a whole; that file is
 * written last, so a half one never does. Checkpoint numbers go on counting over restarts: the highest number is the newest state.
 */
final class RecoveryPoints {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryPoints.class);
    private static final String CLUSTER_FILE = "cluster.id";
    private static final String LOCK_FILE = "job.lock";
    private static final Duration POLL = Duration.ofMillis(100);

    private final Path folder;

    RecoveryPoints(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Where checkpoints go. */
    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    /** Where savepoints go. */
    Path savepoints() {
        return folder.resolve("savepoints");
    }

    /** Working files of the running job, worthless when it ends. */
    Path scratch() {
        return folder.resolve("tmp");
    }

    /**
     * Takes the right to run on this state, waiting for another job at most so long; two jobs from one state would double every row. The
     * operating system takes it back from a job that dies in any way.
     *
     * @return what holds the right until it is closed
     * @throws ConflictException if another job still runs
     */
    FileChannel claim(Duration wait) {
        Path file = folder.resolve(LOCK_FILE);
        long deadline = System.nanoTime() + wait.toNanos();
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            while (channel.tryLock() == null) {
                if (System.nanoTime() > deadline) {
                    channel.close();
                    throw new ConflictException("another ingestion job runs on " + folder + "; wait for it to end");
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
            return channel;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Binds the state to a cluster: offsets of one mean nothing in another.
     *
     * @throws ConflictException if the state belongs to another cluster
     */
    void requireCluster(String clusterId) {
        Path file = folder.resolve(CLUSTER_FILE);
        try {
            Files.createDirectories(folder);
            if (Files.exists(file)) {
                String known = Files.readString(file).strip();
                if (!known.equals(clusterId)) {
                    throw new ConflictException("the ingestion state in " + folder + " belongs to Kafka cluster "
                            + known + ", connected is " + clusterId
                            + "; bring that cluster back or begin with a new home folder");
                }
                return;
            }
            Path part = file.resolveSibling(CLUSTER_FILE + ".part");
            Files.writeString(part, clusterId + "\n", StandardCharsets.UTF_8);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** The newest complete state; empty before the first checkpoint. */
    Optional<RecoveryPoint> newest() {
        List<RecoveryPoint> points = new ArrayList<>();
        for (Path candidate : candidates()) {
            read(candidate).ifPresent(points::add);
        }
        return points.stream().max(Comparator.comparingLong(RecoveryPoint::checkpointId));
    }

    private List<Path> candidates() {
        List<Path> candidates = new ArrayList<>(children(savepoints()));
        for (Path job : children(checkpoints())) {
            candidates.addAll(children(job));
        }
        return candidates;
    }

    private List<Path> children(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static Optional<RecoveryPoint> read(Path candidate) {
        if (!Files.isRegularFile(candidate.resolve(RecoveryPoint.METADATA))) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecoveryPoint.read(candidate));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} is no complete checkpoint and is passed over: {}", candidate, e.getMessage());
            return Optional.empty();
        }
    }

    /** Removes every state but one, which must hold all it needs inside itself, as a savepoint does. */
    void keepOnly(Path kept) {
        for (Path candidate : children(savepoints())) {
            if (!candidate.equals(kept)) {
                delete(candidate);
            }
        }
        children(checkpoints()).forEach(this::delete);
    }

    /** Removes what a killed job left of its working files. */
    void clearScratch() {
        if (Files.exists(scratch())) {
            delete(scratch());
        }
        try {
            Files.createDirectories(scratch());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private UnavailableException unusable(IOException e) {
        return new UnavailableException("can't use the folder " + folder + ": " + e.getMessage(), e);
    }
}
