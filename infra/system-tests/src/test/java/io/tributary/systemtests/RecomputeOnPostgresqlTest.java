// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An epoch stands on content: neither the files that hold it nor the catalog that names them are part of its record. */
@Tag("slow")
class RecomputeOnPostgresqlTest {
    private static final List<String> ENGINES = List.of("local", "spark");

    @TempDir
    static Path folder;

    @Test
    void bothEnginesGetTheSameRecordAfterCompactionAndExpiryAndFromPostgresql() throws Exception {
        try (PostgresqlServer server = PostgresqlServer.start(folder)) {
            // Of its own: maintenance deletes files.
            Path home = DemoRun.newHome("moved");
            DemoRun demo = DemoRun.of(
                    home, DemoRun.command(home, 3, DemoRun.Size.SMALL).run());
            String before = demo.hashes().get("recordHash");

            JsonNode maintained = demo.command("lake", "maintain", "--older-than", "0s", "--apply", "--json")
                    .run()
                    .expect(0)
                    .json();
            assertThat(maintained.findValues("snapshotsExpired").stream()
                            .mapToInt(JsonNode::asInt)
                            .sum())
                    .as("snapshots expired")
                    .isPositive();
            ENGINES.forEach(engine -> assertThat(recordHash(demo, engine)).isEqualTo(before));

            Path next = write(home.resolve("postgresql.properties"), server);
            JsonNode moved = demo.command("lake", "move", "--to", next.toString(), "--json")
                    .run()
                    .expect(0)
                    .json();
            assertThat(moved.path("moved").asInt()).as("tables moved").isGreaterThan(20);
            Path old = home.resolve("lake").resolve("catalog.db");
            // Nobody can be reading the old catalog any more.
            Files.delete(old);
            append(home.resolve("tributary.properties"), Files.readString(next));
            ENGINES.forEach(engine -> assertThat(recordHash(demo, engine))
                    .as("%s on PostgreSQL", engine)
                    .isEqualTo(before));
            assertThat(old).doesNotExist();
            DemoRun.delete(home);
        }
    }

    private static Path write(Path file, PostgresqlServer server) throws IOException {
        StringBuilder lines = new StringBuilder();
        server.settings()
                .forEach((key, value) ->
                        lines.append(key).append('=').append(value).append('\n'));
        return Files.writeString(file, lines);
    }

    private static void append(Path file, String lines) throws IOException {
        Files.writeString(file, Files.readString(file) + "\n" + lines);
    }

    private static String recordHash(DemoRun demo, String engine) {
        return demo.command("epoch", "recompute", "1", "--engine", engine, "--json")
                .run()
                .expect(0)
                .json()
                .path("recordHash")
                .asText();
    }
}
