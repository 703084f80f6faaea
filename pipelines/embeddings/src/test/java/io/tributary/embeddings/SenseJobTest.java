// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.Token;
import io.tributary.influence.Tokens;
import io.tributary.pipelines.JobContext;
import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.WithdrawalRequest;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.Embeddings;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredWithdrawal;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.Row;
import io.tributary.tables.SilverTables;
import io.tributary.tables.TableReader;
import io.tributary.tables.TableWriter;
import io.tributary.tables.Tags;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on a lake of two versions, with a model that counts words by their first letter and knows no text that says "poison". */
@Tag("slow")
class SenseJobTest {
    private static final String SLUG = "letters";

    @TempDir
    static Path home;

    /** A vector has a number for each first letter, and one more. */
    private record Letters() implements Embedder {
        private static final long serialVersionUID = 1;

        @Override
        public String modelId() {
            return "letters";
        }

        @Override
        public List<byte[]> embed(List<String> texts) {
            List<byte[]> vectors = new ArrayList<>();
            for (String text : texts) {
                byte[] vector = new byte[27];
                for (Token token : Tokens.of(text)) {
                    if (token.text().equals("poison")) {
                        throw new IllegalStateException("no vector for " + text);
                    }
                    vector[Math.floorMod(token.text().charAt(0) - 'a', 27)]++;
                }
                vectors.add(vector);
            }
            return vectors;
        }
    }

    @Test
    void aVersionEmbedsWhatIsNewAndARunThatFailedIsRunAgain() {
        Configuration configuration = Configuration.of(home, new Properties());
        try (LakeCatalog lake = LakeCatalog.open(configuration);
                LakeSession session = LakeSession.open(configuration, "local[2]", "sense test")) {
            LakeInit.run(lake);
            LakeInit.createDatanet(lake, SLUG);
            List<String> stages = new ArrayList<>();
            JobContext context = new JobContext(session.spark(), configuration, stages::add);

            publish(
                    lake,
                    1,
                    record(0, "a-1", "ann", said("apple bee cow", 40)),
                    record(1, "a-2", "ann", said("zoo yak", 70)),
                    record(2, "b-1", "bob", said("arm bar cup", 40)),
                    record(3, "b-2", "bob", "too short"));
            JsonObject first = run(context, 1);
            assertThat(first.integer("embedded")).isEqualTo(4);
            assertThat(first.integer("excerpts")).isEqualTo(4);
            assertThat(candidates(first)).containsExactly("b-1 0 a-1 0 100 1");
            assertThat(rows(lake))
                    .isEqualTo(Map.of("a-1", List.of(0), "a-2", List.of(0, 1), "b-1", List.of(0), "b-2", List.of(-1)));

            publish(
                    lake,
                    2,
                    record(4, "e-1", "eve", said("poison", 20)),
                    record(5, "e-2", "eve", said("zinc yarn", 100)));
            assertThatThrownBy(() -> run(context, 2)).hasStackTraceContaining("no vector for");
            assertThat(rows(lake)).as("nothing of a run that failed").hasSize(4);

            publish(lake, 3, record(6, "e-3", "eve", said("zinc yarn", 100)));
            // Version 3 has what version 2 has; what the model does not know is withdrawn.
            withdraw(lake, "e-1", 3);
            JsonObject last = run(context, 3);
            assertThat(last.integer("embedded")).isEqualTo(2);
            assertThat(candidates(last)).containsExactly("b-1 0 a-1 0 100 1", "e-2 0 a-2 0 100 3", "e-3 0 a-2 0 100 3");
            assertThat(run(context, 3).integer("embedded")).isZero();
            assertThat(run(context, 1))
                    .isEqualTo(JsonObject.typed(SenseJob.RESULT_TYPE)
                            .put("model", "letters")
                            .put("records", 4)
                            .put("embedded", 0)
                            .put("excerpts", 4)
                            .put("found", 1)
                            .put("candidates", first.objects("candidates"))
                            .build());
            assertThat(stages).contains("embedding records 1 to 4 of 4", "embedding records 1 to 2 of 2");

            register(lake, "e-3");
            Embeddings.forgetRecords(lake, SLUG, Set.of("e-3"));
            assertThat(candidates(run(context, 3)))
                    .as("the version has it still")
                    .containsExactly("b-1 0 a-1 0 100 1", "e-2 0 a-2 0 100 3");
            assertThat(rows(lake)).hasSize(5).doesNotContainKey("e-3");
        }
    }

    private static JsonObject run(JobContext context, int version) {
        JsonObject request = new SenseRequest(SLUG, version, List.of()).toJson();
        return new SenseJob(ignored -> new Letters()).run(context, request);
    }

    private static List<String> candidates(JsonObject result) {
        return result.objects("candidates").stream()
                .map(candidate -> candidate.text("recordId") + " " + candidate.integer("excerpt") + " "
                        + candidate.text("earlierRecordId") + " " + candidate.integer("earlierExcerpt") + " "
                        + candidate.integer("percent") + " " + candidate.integer("alike"))
                .toList();
    }

    /** Words over and over. */
    private static String said(String words, int times) {
        return IntStream.range(0, times).mapToObj(i -> words).collect(Collectors.joining(" "));
    }

    private static Map<String, List<Integer>> rows(LakeCatalog lake) {
        return TableReader.of(lake.table(SilverTables.EMBEDDINGS_TABLE)).list().stream()
                .collect(Collectors.groupingBy(
                        row -> new String(
                                        HexFormat.of().parseHex(row.text(SilverTables.LEAF_HASH)),
                                        StandardCharsets.UTF_8)
                                .strip(),
                        Collectors.collectingAndThen(
                                Collectors.mapping(row -> row.int32(SilverTables.PLACE), Collectors.toList()),
                                places -> places.stream().sorted().toList())));
    }

    private static Row record(int order, String id, String contributor, String text) {
        Map<String, Object> values = Map.of(
                "record_id",
                id,
                "contributor",
                contributor,
                "kind",
                "record",
                "datanet",
                SLUG,
                "text",
                text,
                "leaf_hash",
                HexFormat.of().formatHex(String.format("%-32s", id).getBytes(StandardCharsets.UTF_8)));
        Row.Builder row = Row.builder();
        for (Types.NestedField field : DatanetTables.records(SLUG).schema().columns()) {
            switch (field.type().typeId()) {
                case LONG -> row.number(field.name(), order);
                case INTEGER -> row.int32(field.name(), 1);
                case LIST -> row.texts(field.name(), List.of());
                case TIMESTAMP -> row.time(field.name(), Instant.EPOCH);
                default ->
                    row.text(field.name(), (String) values.getOrDefault(
                            field.name(), Hash.sha256(new byte[0]).hex()));
            }
        }
        return row.build();
    }

    private static void publish(LakeCatalog lake, int version, Row... records) {
        Table table = lake.datanet(SLUG);
        TableWriter.of(table).append(List.of(records));
        tag(table, version);
    }

    private static void withdraw(LakeCatalog lake, String recordId, int version) {
        Table table = lake.datanet(SLUG);
        List<Row> kept = TableReader.of(table).list().stream()
                .filter(row -> !row.text(DatanetTables.RECORD_ID).equals(recordId))
                .toList();
        TableWriter.of(table).replaceAll(kept);
        table.refresh();
        table.manageSnapshots().removeTag("v" + version).commit();
        tag(table, version);
    }

    private static void register(LakeCatalog lake, String recordId) {
        SigningKey key = SigningKey.ofSeed(new byte[32]);
        WithdrawalRequest request =
                new WithdrawalRequest("net", "eve", key.verifyingKey().keyId(), 0, SLUG, List.of(recordId));
        new RegistryWriter(lake).withdrawal(new RegisteredWithdrawal(SignedEnvelope.sign(request.toJson(), key)));
    }

    private static void tag(Table table, int version) {
        table.refresh();
        Tags.create(table, DatanetTables.tagOf(version), table.currentSnapshot().snapshotId());
    }
}
