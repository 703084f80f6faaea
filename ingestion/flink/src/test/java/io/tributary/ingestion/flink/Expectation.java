// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ingestion.ContributionDraft;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.Content;
import io.tributary.tables.BronzeReceipts;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.IngestAudit;
import io.tributary.tables.ReceiptSignatures;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.Row;
import io.tributary.tables.TableDefinition;
import io.tributary.tables.TableReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the tables and dead letters must hold in the end, noted down while the input is sent. */
final class Expectation {
    private final Collection<String> records = new TreeSet<>();
    private final Collection<String> receipts = new TreeSet<>();
    private final Map<String, Long> itemsOfRule = new TreeMap<>();

    void accept(List<ContributionDraft> drafts) {
        drafts.forEach(draft -> records.add(draft.recordId()));
    }

    void accept(String receiptId) {
        receipts.add(receiptId);
    }

    void refuse(Rule rule, long items) {
        itemsOfRule.merge(rule.id(), items, Long::sum);
    }

    /** Rows = distinct ids = expected ones, refusals by rule, dead letters equal to the table, and nothing readable anywhere. */
    void reconcile(Installation installation) throws IOException {
        List<Row> rows = read(installation, BronzeTables.CONTRIBUTIONS_TABLE);
        assertThat(rows)
                .extracting(row -> row.text(BronzeTables.RECORD_ID))
                .containsExactlyInAnyOrderElementsOf(records);
        for (Row row : rows) {
            requireOpens(row);
        }
        assertThat(read(installation, BronzeTables.INFERENCES_TABLE))
                .extracting(row -> row.text(BronzeTables.RECEIPT_ID))
                .containsExactlyInAnyOrderElementsOf(receipts);
        requireSigned(installation);
        reconcileRefusals(installation);
        assertThat(IngestAudit.contributions(installation.lake()).findings()).isEmpty();
        assertThat(IngestAudit.inferences(installation.lake()).findings()).isEmpty();
        requireNothingReadable(installation.home());
    }

    private static List<Row> read(Installation installation, TableDefinition definition) {
        return TableReader.of(installation.lake().table(definition)).list();
    }

    /** Whoever reads a receipt's row can tell that its host signed it, though others of its batch may have been refused. */
    private static void requireSigned(Installation installation) {
        ReceiptSignatures signatures =
                new ReceiptSignatures(SampleNetwork.NETWORK, new RegistryReader(installation.lake()).keys());
        for (Row row : read(installation, BronzeTables.INFERENCES_TABLE)) {
            assertThat(signatures.refusal(
                            BronzeReceipts.receipt(row),
                            BronzeReceipts.hostProof(row),
                            row.time(BronzeTables.APPENDED_AT).toEpochMilli()))
                    .as(row.text(BronzeTables.RECEIPT_ID))
                    .isEmpty();
        }
    }

    private static void requireOpens(Row row) {
        String recordId = row.text(BronzeTables.RECORD_ID);
        byte[] plain = SampleNetwork.seal(row.text(BronzeTables.CONTRIBUTOR))
                .key()
                .open(recordId, row.bytes(BronzeTables.PAYLOAD));
        Content content = Content.of(CanonicalJson.parse(plain, Integer.MAX_VALUE));
        assertThat(content.title()).isEqualTo("Title of " + recordId);
        assertThat(row.texts(BronzeTables.CONSENT)).containsExactly("research", "training");
    }

    private void reconcileRefusals(Installation installation) {
        Map<String, Long> found = new TreeMap<>();
        List<String> inTable = new ArrayList<>();
        for (Row row : read(installation, BronzeTables.REJECTIONS_TABLE)) {
            found.merge(row.text(BronzeTables.RULE), row.number(BronzeTables.ITEMS), Long::sum);
            inTable.add(row.text(BronzeTables.RULE) + " " + row.text(BronzeTables.TOPIC) + " "
                    + row.number(BronzeTables.KAFKA_OFFSET) + " " + row.text(BronzeTables.COMMITMENT));
        }
        assertThat(found).isEqualTo(itemsOfRule);
        List<String> letters = new ArrayList<>();
        for (byte[] value : installation.deadLetters()) {
            JsonObject letter = CanonicalJson.parse(value, Integer.MAX_VALUE);
            letters.add(letter.text("rule") + " " + letter.text("topic") + " " + letter.integer("offset") + " "
                    + letter.text("commitment"));
        }
        assertThat(letters).containsExactlyInAnyOrderElementsOf(inTable);
    }

    /** Kafka's intake holds what was planted there; from there on nothing readable may go anywhere. */
    private static void requireNothingReadable(Path home) throws IOException {
        List<Path> leaks = new ArrayList<>();
        for (String folder : List.of("lake", "flink", "outbox", "run", "kafka/data/rejections-0")) {
            try (Stream<Path> files = Files.walk(home.resolve(folder))) {
                for (Path file : files.filter(Expectation::mayBeRead).toList()) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    if (text.contains(SampleNetwork.SECRET)) {
                        leaks.add(file);
                    }
                }
            }
        }
        assertThat(leaks).isEmpty();
    }

    /** SQLite's locks belong to the process: opening and closing its files beside an open catalog would drop them. */
    private static boolean mayBeRead(Path file) {
        return Files.isRegularFile(file) && !file.getFileName().toString().startsWith("catalog.db");
    }
}
