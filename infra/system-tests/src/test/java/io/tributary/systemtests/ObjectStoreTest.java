// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole lake in an object store: Flink, Spark, the plain readers and SQL over it, and what happens when it goes away. */
@Tag("slow")
class ObjectStoreTest {
    /** Uploads of a small demo: about 75 make the tables, 20 are Flink's, 25 the publication's, 45 the rest's. */
    private static final int IN_THE_INGESTION = 85;

    private static final int IN_THE_PUBLICATION = 35;

    @TempDir
    static Path folder;

    @Test
    void aDemoInAnObjectStoreThatBreaksTwiceHasTheHashesOfOneOnDisk() throws IOException {
        try (S3Server store = S3Server.start(folder);
                CuttableWire wire = CuttableWire.to(store.port())) {
            Path home = DemoRun.newHome("object-store");
            Files.createDirectories(home);
            Files.writeString(home.resolve("tributary.properties"), """
                    lake.warehouse=s3://%s/warehouse
                    lake.s3.endpoint=http://127.0.0.1:%d
                    lake.s3.path-style=true
                    """.formatted(S3Server.BUCKET, wire.port()));
            Command demo = with(store, DemoRun.command(home, 1, DemoRun.Size.SMALL, "--resume"));

            for (int uploads : List.of(IN_THE_INGESTION, IN_THE_PUBLICATION)) {
                wire.cutAtUpload(uploads);
                Outcome broken = demo.run();
                assertThat(wire.isCut()).as(broken.describe()).isTrue();
                assertThat(broken.expectSentence(3)).containsAnyOf("object store", "ingestion job failed");
                wire.mend();
            }
            DemoRun whole = DemoRun.of(home, demo.run());
            assertThat(whole.hashes()).isEqualTo(SharedDemos.small().hashes());
            assertThat(store.objects(".parquet")).as("data files in the store").isGreaterThan(15);
            assertThat(home.resolve("lake").resolve("warehouse")).doesNotExist();

            expectSameRecord(store, whole, "spark");
            run(store, whole, "ingest", "audit");
            Outcome maintained = run(store, whole, "lake", "maintain", "--older-than", "0s", "--apply");
            assertThat(maintained.json().findValues("snapshotsExpired").stream().mapToInt(found -> found.asInt()))
                    .anyMatch(expired -> expired > 0);
            expectSameRecord(store, whole, "local");
            assertThat(run(store, whole, "sql", "select count(*) as n from datanets.speeches")
                            .out())
                    .contains("16");
            wire.cut();
            Outcome away = with(store, whole.command("epoch", "recompute", "1", "--engine", "local"))
                    .run();
            assertThat(away.expectSentence(3)).contains("object store");
            DemoRun.delete(home);
        }
    }

    private static void expectSameRecord(S3Server store, DemoRun demo, String engine) {
        assertThat(run(store, demo, "epoch", "recompute", "1", "--engine", engine)
                        .json()
                        .path("recordHash")
                        .asText())
                .isEqualTo(demo.hashes().get("recordHash"));
    }

    private static Outcome run(S3Server store, DemoRun demo, String... words) {
        return with(store, demo.command(words).with("--json")).run().expect(0);
    }

    private static Command with(S3Server store, Command command) {
        Command out = command;
        for (Map.Entry<String, String> variable : store.environment().entrySet()) {
            out = out.where(variable.getKey(), variable.getValue());
        }
        return out;
    }
}
