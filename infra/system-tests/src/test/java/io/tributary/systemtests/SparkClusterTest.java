// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same job on a cluster of processes: two workers, the same record, also when one of them is killed in the middle. */
@Tag("slow")
class SparkClusterTest {
    private static SparkCluster cluster;

    @BeforeAll
    static void start() {
        cluster = SparkCluster.start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Test
    void twoWorkersGetTheSameRecord() throws IOException {
        DemoRun demo = onCluster("two-workers");
        expectSameRecord(demo, recompute(demo).run());
        assertThat(cluster.executors(0)).as("executors of the first worker").isPositive();
        assertThat(cluster.executors(1)).as("executors of the second worker").isPositive();
    }

    @Test
    void aWorkerKilledInTheMiddleChangesNothing() throws IOException {
        DemoRun demo = onCluster("killed-worker");
        try (SparkCluster own = SparkCluster.start()) {
            configure(demo, own);
            try (RunningCommand running = recompute(demo).start()) {
                while (!running.soFar().err().contains("scoring")
                        && running.handle().isAlive()) {
                    // Not in a hurry: the cluster needs the processors.
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
                assertThat(own.executors(0))
                        .as("executors of the worker to be killed")
                        .isPositive();
                own.kill(0);
                assertThat(running.handle().isAlive()).as("in the middle").isTrue();
                expectSameRecord(demo, running.await());
            }
        }
    }

    private static DemoRun onCluster(String name) throws IOException {
        DemoRun demo = Fork.of(SharedDemos.small(), name);
        configure(demo, cluster);
        return demo;
    }

    private static void configure(DemoRun demo, SparkCluster cluster) throws IOException {
        Path properties = Files.writeString(demo.home().resolve("spark.conf"), """
                spark.driver.host=127.0.0.1
                spark.executor.memory=700m
                spark.executor.cores=1
                spark.sql.shuffle.partitions=4
                """);
        Files.writeString(
                demo.home().resolve("tributary.properties"),
                "spark.master=" + cluster.url() + "\nspark.properties-file=" + properties + "\n");
    }

    private static Command recompute(DemoRun demo) {
        return demo.command("epoch", "recompute", "1", "--engine", "spark", "--partitions", "8", "--json");
    }

    private static void expectSameRecord(DemoRun demo, Outcome outcome) {
        assertThat(outcome.expect(0).json().path("recordHash").asText())
                .as(outcome.describe())
                .isEqualTo(demo.hashes().get("recordHash"));
    }
}
