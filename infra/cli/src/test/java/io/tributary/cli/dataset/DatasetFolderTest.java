// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import io.tributary.tables.Tags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFolderTest {
    private static final String AWKWARD = "=HYPERLINK(\"x\")\n\"quoted\", comma; \u2028 zw\u00f6lf \ud834\udd1e \\ {}";

    private static final String MLCROISSANT =
            "@language @vocab citeAs column conformsTo containedIn cr rai data dataType dct "
                    + "equivalentProperty examples extract field fileProperty fileObject fileSet format includes isArray isLiveDataset "
                    + "jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate sc separator source "
                    + "subField transform";

    @TempDir
    Path home;

    private Path folder;
    private Schema schema;

    @BeforeEach
    void export() {
        folder = home.resolve("out");
        try (LakeCatalog lake = LakeCatalog.open(Configuration.load(home))) {
            Table table = LakeInit.createDatanet(lake, "speeches");
            TableWriter.of(table)
                    .append(List.of(record("r-2", "bob", AWKWARD, 1), record("r-1", "ann", "a plain text", 0)));
            table = lake.datanet("speeches");
            Tags.create(table, "v1", table.currentSnapshot().snapshotId());
            TableWriter.of(table).append(List.of(record("r-3", "ann", "of a later version", 2)));
            schema = table.schema().select(DatasetFolder.COLUMNS);
            new DatasetExport(lake).write(meta(), folder);
            assertThatThrownBy(() -> new DatasetExport(lake).write(meta(), folder))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("is not empty");
        }
    }

    @Test
    void aVersionComesBackFromItsFolderAsItWas() throws IOException {
        assertThat(new DatasetImport(folder).read())
                .extracting(
                        DatasetImport.Line::recordId,
                        DatasetImport.Line::contributor,
                        DatasetImport.Line::text,
                        DatasetImport.Line::licence)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("r-1", "ann", "a plain text", "CC0-1.0"),
                        org.assertj.core.groups.Tuple.tuple("r-2", "bob", AWKWARD, "CC0-1.0"));
        assertThat(parquetTexts()).containsExactly("a plain text", AWKWARD);
    }

    private List<String> parquetTexts() throws IOException {
        List<String> texts = new ArrayList<>();
        try (CloseableIterable<Record> records = Parquet.read(org.apache.iceberg.Files.localInput(
                        folder.resolve(DatasetFolder.PARQUET).toFile()))
                .project(schema)
                .createReaderFunc(file -> GenericParquetReaders.buildReader(schema, file))
                .build()) {
            records.forEach(
                    record -> texts.add(record.getField(DatanetTables.TEXT).toString()));
        }
        return texts;
    }

    @Test
    void aFileOtherThanItsDescriptionSaysIsRefused() throws IOException {
        Path lines = folder.resolve(DatasetFolder.LINES);
        Files.writeString(lines, Files.readString(lines).replace("plain", "plane"));
        assertThatThrownBy(() -> new DatasetImport(folder).read())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("its description says");
        ObjectNode description = description();
        ((ObjectNode) description.path("distribution").get(0)).put("contentUrl", "../catalog.db");
        Files.writeString(folder.resolve(DatasetFolder.CROISSANT), description.toString());
        assertThatThrownBy(() -> new DatasetImport(folder).read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("lies outside");
    }

    @Test
    void whatCroissantRequiresIsThereAndMissedWhereItIsNot() throws IOException {
        assertThat(CroissantCheck.problems(description())).isEmpty();
        // The tool of Croissant's makers, mlcroissant 1.1.1, looks for this spelling and these terms.
        ObjectNode context = (ObjectNode) description().path("@context");
        assertThat(context.path("@vocab").asText()).isEqualTo("https://schema.org/");
        assertThat(context.path("sc").asText()).isEqualTo("https://schema.org/");
        assertThat(context.fieldNames()).toIterable().contains(MLCROISSANT.split(" "));
        assertThat(Croissant.TERMS)
                .allSatisfy(term -> assertThat(context.path(term).asText()).isEqualTo("cr:" + term));
        for (String key : List.of(
                "@context",
                "@type",
                "conformsTo",
                "name",
                "description",
                "url",
                "license",
                "creator",
                "datePublished",
                "distribution")) {
            ObjectNode without = description();
            without.remove(key);
            assertThat(CroissantCheck.problems(without)).as("without %s", key).isNotEmpty();
        }
        for (String key : List.of("@id", "@type", "contentUrl", "encodingFormat", "sha256")) {
            ObjectNode without = description();
            ((ObjectNode) without.path("distribution").get(0)).remove(key);
            assertThat(CroissantCheck.problems(without))
                    .as("a file without %s", key)
                    .isNotEmpty();
        }
        for (String key : List.of("@id", "@type", "dataType", "source")) {
            ObjectNode without = description();
            ((ObjectNode) without.path("recordSet").get(0).path("field").get(0)).remove(key);
            assertThat(CroissantCheck.problems(without))
                    .as("a field without %s", key)
                    .isNotEmpty();
        }
    }

    @Test
    void theCardHeadsWithWhatHuggingFaceReads() throws IOException {
        String card = Files.readString(folder.resolve(DatasetFolder.CARD));
        Object head = new org.snakeyaml.engine.v2.api.Load(
                        org.snakeyaml.engine.v2.api.LoadSettings.builder().build())
                .loadFromString(card.split("---\n")[1]);
        assertThat(head)
                .hasToString(
                        "{pretty_name=Speeches: \"all\" of them, license=cc0-1.0, size_categories=[n<1K], configs=["
                                + "{config_name=default, data_files=[{split=train, path=data/train-*.parquet}]}]}");
        // Hugging Face's datasets 5.2.0 reads every file of the head by one format, Parquet here.
        assertThat(card.split("---\n")[1]).doesNotContain("jsonl");
        assertThat(card).contains(meta().entry().root().hex());
        String several =
                new String(new DatasetCard(meta(Map.of("CC0-1.0", 1L, "MIT", 1L))).bytes(), StandardCharsets.UTF_8);
        // Hugging Face refuses other names of a licence.
        assertThat(several).containsPattern("\nlicense: other\nlicense_name: [a-z0-9.-]+\n");
    }

    private ObjectNode description() throws IOException {
        JsonNode node = JsonMapper.builder()
                .build()
                .readTree(folder.resolve(DatasetFolder.CROISSANT).toFile());
        return (ObjectNode) node;
    }

    private static DatasetMeta meta() {
        return meta(Map.of("CC0-1.0", 2L));
    }

    private static DatasetMeta meta(Map<String, Long> licences) {
        VersionEntry entry = new VersionEntry(
                "net", "speeches", 1, "v1", Hash.sha256(new byte[1]), 2, Hash.empty(), 0, Hash.empty());
        return new DatasetMeta(
                entry,
                "Speeches: \"all\" of them",
                "",
                "org1",
                new TreeMap<>(licences),
                2,
                Instant.ofEpochSecond(1_700_000_000L));
    }

    private static Row record(String id, String contributor, String text, long order) {
        return Row.builder()
                .text(DatanetTables.RECORD_ID, id)
                .text(DatanetTables.CONTRIBUTOR, contributor)
                .text(DatanetTables.KIND, "document")
                .text(DatanetTables.PARENT, "")
                .text(DatanetTables.DATANET, "speeches")
                .text(DatanetTables.BATCH_ROOT, Hash.empty().hex())
                .int32(DatanetTables.ITEM_INDEX, 0)
                .number(DatanetTables.SUBMISSION_ORDER, order)
                .text(DatanetTables.TITLE, "t")
                .text(DatanetTables.LABEL, "a")
                .text(DatanetTables.TEXT, text)
                .text(DatanetTables.SALT, "00112233445566778899aabbccddeeff")
                .text(DatanetTables.LICENCE, "CC0-1.0")
                .texts(DatanetTables.CONSENT, List.of("attribution", "training"))
                .text(DatanetTables.EXPIRES, "")
                .number(DatanetTables.ORIGIN_AT, 5)
                .text(DatanetTables.LEAF_HASH, Hash.empty().hex())
                .int32(DatanetTables.VERSION, 1)
                .build();
    }
}
