// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.ConflictException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryPointsTest {
    @TempDir
    private Path folder;

    @Test
    void newestIsTheHighestNumberAmongCheckpointsAndSavepoints() throws IOException {
        complete("checkpoints/job1/chk-9", 9);
        complete("checkpoints/job2/chk-12", 12);
        complete("savepoints/savepoint-a", 11);

        assertThat(points().newest()).get().satisfies(point -> {
            assertThat(point.checkpointId()).isEqualTo(12);
            assertThat(point.folder()).isEqualTo(folder.resolve("checkpoints/job2/chk-12"));
        });
    }

    @Test
    void halfCheckpointsNeverCount() throws IOException {
        complete("checkpoints/job1/chk-3", 3);
        Path torn = complete("checkpoints/job1/chk-4", 4);
        byte[] whole = Files.readAllBytes(torn.resolve("_metadata"));
        Files.write(torn.resolve("_metadata"), Arrays.copyOf(whole, whole.length / 2));
        Files.createDirectories(folder.resolve("checkpoints/job1/chk-5"));
        Files.createDirectories(folder.resolve("checkpoints/job1/shared"));
        Files.write(
                Files.createDirectories(folder.resolve("savepoints/savepoint-b"))
                        .resolve("_metadata"),
                new byte[0]);

        assertThat(points().newest())
                .get()
                .satisfies(point -> assertThat(point.checkpointId()).isEqualTo(3));
    }

    @Test
    void thereIsNothingNewestBeforeTheFirstCheckpoint() {
        assertThat(points().newest()).isEmpty();
    }

    @Test
    void keepingOneRemovesTheOthers() throws IOException {
        Path kept = complete("savepoints/savepoint-b", 7);
        complete("savepoints/savepoint-a", 6);
        complete("checkpoints/job1/chk-5", 5);

        points().keepOnly(kept);

        assertThat(points().newest())
                .get()
                .satisfies(point -> assertThat(point.folder()).isEqualTo(kept));
        assertThat(folder.resolve("savepoints/savepoint-a")).doesNotExist();
        assertThat(folder.resolve("checkpoints/job1")).doesNotExist();
    }

    @Test
    void stateOfOneClusterIsNotUsedWithAnother() {
        points().requireCluster("cluster-one");
        points().requireCluster("cluster-one");

        assertThatThrownBy(() -> points().requireCluster("cluster-two"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("belongs to Kafka cluster cluster-one, connected is cluster-two");
    }

    @Test
    void twoJobsNeverRunOnOneState() throws Exception {
        Path log = folder.resolve("other.log");
        try (FileChannel claim = points().claim(Duration.ZERO);
                ChildProcess other = ChildProcess.start(
                        log,
                        System.getProperty("java.class.path"),
                        List.of(),
                        Claimant.class.getName(),
                        folder.toString())) {
            assertThat(other.await(60)).as(other.words()).isEqualTo(4);
        }
        try (ChildProcess other = ChildProcess.start(
                log, System.getProperty("java.class.path"), List.of(), Claimant.class.getName(), folder.toString())) {
            assertThat(other.await(60)).as(other.words()).isZero();
        }
    }

    /** Another job that wants the state: locks are between processes. */
    static final class Claimant {
        private Claimant() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel claim = new RecoveryPoints(Path.of(arguments[0])).claim(Duration.ZERO)) {
                System.out.println("claimed " + claim.isOpen());
            } catch (ConflictException e) {
                System.out.println(e.getMessage());
                System.exit(e.exitCode());
            }
        }
    }

    private RecoveryPoints points() {
        return new RecoveryPoints(folder);
    }

    private Path complete(String name, long checkpointId) throws IOException {
        Path point = Files.createDirectories(folder.resolve(name));
        try (DataOutputStream output = new DataOutputStream(Files.newOutputStream(point.resolve("_metadata")))) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(checkpointId, List.of(), List.of()), output);
        }
        return point;
    }
}
