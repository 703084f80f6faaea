// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegistryTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import io.tributary.tables.TableWriter;
import io.tributary.tables.Tags;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintainJobTest {
    private static final long LATER = Long.MAX_VALUE / 2;

    @TempDir
    Path home;

    @Test
    void aTableGetsSmallerAndKeepsItsRowsItsTagsAndItsMarks() throws IOException {
        Configuration configuration = Configuration.load(home);
        try (LakeCatalog lake = LakeCatalog.open(configuration);
                LakeSession session = LakeSession.open(configuration, "local[1]", "maintenance test")) {
            LakeInit.run(lake);
            for (int i = 0; i < 7; i++) {
                TableWriter.of(keys(lake)).append(List.of(key(i)), Map.of(BronzeMarks.OFFSETS, "t:0=" + i));
                if (i == 2) {
                    Tags.create(
                            keys(lake), "epoch-1", keys(lake).currentSnapshot().snapshotId());
                }
            }
            Path orphan = folder(lake).resolve("data").resolve("left-by-a-killed-writer.parquet");
            Files.writeString(orphan, "nothing");

            long filesBefore = files(lake);
            JsonObject planned =
                    run(session, configuration, new MaintainRequest(List.of("registry.keys"), LATER, LATER, false));
            assertThat(counts(planned)).isEqualTo("files 7, manifests 7, expired 5, orphans 1, statistics 1");
            assertThat(files(lake)).as("a plan writes nothing").isEqualTo(filesBefore);
            assertThat(keys(lake).snapshots()).hasSize(7);

            JsonObject done =
                    run(session, configuration, new MaintainRequest(List.of("registry.keys"), LATER, LATER, true));
            assertThat(done.objects("tables").get(0).integer("files")).isEqualTo(7);
            assertThat(Files.exists(orphan)).isFalse();
            assertThat(TableReader.of(keys(lake)).count()).isEqualTo(7);
            assertThat(TableReader.of(keys(lake)).atTag("epoch-1").count()).isEqualTo(3);
            assertThat(BronzeMarks.offsets(keys(lake))).isEqualTo(Map.of("t:0", 6L));
            assertThat(keys(lake).snapshots()).as("the tag's and the newest").hasSize(2);

            assertThat(counts(run(
                            session, configuration, new MaintainRequest(List.of("registry.keys"), LATER, LATER, true))))
                    .as("again")
                    .isEqualTo("files 0, manifests 0, expired 0, orphans 0, statistics 0");

            MaintainRequest misspelt = new MaintainRequest(List.of("registry.keyz"), LATER, LATER, true);
            assertThatThrownBy(() -> run(session, configuration, misspelt))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("registry.keyz");
        }
    }

    private static JsonObject run(LakeSession session, Configuration configuration, MaintainRequest request) {
        return new MaintainJob()
                .run(
                        new JobContext(session.spark(), configuration, line -> {}),
                        MaintainRequest.of(request.toJson()).toJson());
    }

    private static String counts(JsonObject result) {
        JsonObject table = result.objects("tables").get(0);
        return "files " + table.text("files") + ", manifests " + table.text("manifests") + ", expired "
                + table.text("snapshotsExpired") + ", orphans " + table.text("orphans") + ", statistics "
                + table.text("statistics");
    }

    private static Table keys(LakeCatalog lake) {
        return lake.table(RegistryTables.KEYS_TABLE);
    }

    private static Path folder(LakeCatalog lake) {
        String location = keys(lake).location();
        return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
    }

    private static long files(LakeCatalog lake) throws IOException {
        try (Stream<Path> files = Files.walk(folder(lake))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static Row key(int number) {
        return Row.builder()
                .text(RegistryTables.OWNER, "owner-" + number)
                .text(RegistryTables.KEY_ID, "k" + number)
                .text(RegistryTables.PUBLIC_KEY, "00")
                .text(RegistryTables.ROLE, "host")
                .number(RegistryTables.VALID_FROM, 0)
                .number(RegistryTables.VALID_TO, 0)
                .build();
    }
}
