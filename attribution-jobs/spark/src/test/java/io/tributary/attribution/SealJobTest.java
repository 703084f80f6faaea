// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bad receipt stops no epoch: it is set aside with its rule, and looked at again by the next seal. */
class SealJobTest {
    private static final ModelEntry MODEL = new ModelEntry(
            "tributary-demo",
            "era-1",
            "linear",
            "",
            List.of(),
            List.of("texts/v1"),
            List.of(Hash.empty()),
            "ipa1/factored",
            "newton",
            Hash.empty(),
            Hash.empty(),
            Hash.empty(),
            Hash.empty(),
            "1",
            List.of("north", "south"),
            "",
            900_000,
            true,
            "org1",
            "p-org1");

    @TempDir
    static Path home;

    private static EpochFixture lake;
    private static LakeSession session;

    @BeforeAll
    static void open() {
        lake = EpochFixture.create(home);
        session = LakeSession.open(lake.configuration(), "local[2]", "seal test");
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @Test
    void badReceiptsAreSetAsideAndCandidatesOfTheNextSeal() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String modelId = i == 4 ? "era-2" : "era-1";
            String answer = i == 7 ? "west" : "north";
            rows.add(lake.inference(modelId, "question " + i, answer, 100 + i));
        }
        lake.append(rows);
        lake.watermark(2_000);
        long fees = rows.get(0).number(BronzeTables.FEE);

        // Deposit b pays receipts 0, 3, 6 and 9, deposit a the others: money for two and a bit of each.
        JsonObject job = EpochFixture.sealJob(MODEL, 1, 0, 1_000, 2 * fees + fees / 2);
        JsonObject sealed = new SealJob().run(lake.context(session), job);
        Map<String, String> aside = setAside(1);
        assertThat(aside).containsEntry(id(rows.get(4)), "receipt.model-unknown");
        assertThat(aside).containsEntry(id(rows.get(7)), "receipt.label-unknown");
        assertThat(aside.values())
                .filteredOn(rule -> rule.equals("deposit.exceeded"))
                .hasSize(6);
        assertThat(sealed.integer("setAside")).isEqualTo(8);
        assertThat(sealed.integer("receipts")).isEqualTo(4);
        assertThat(EpochFixture.count(session.spark(), "attribution.receipts", 1))
                .isEqualTo(4);
        assertThat(session.spark()
                        .sql("SELECT r.receipt_id FROM attribution.receipts r JOIN attribution.set_aside s"
                                + " ON r.receipt_id = s.receipt_id AND r.epoch = s.epoch")
                        .count())
                .isZero();

        session.spark().sql("DELETE FROM attribution.receipts WHERE epoch = 1");
        assertThat(new SealJob().run(lake.context(session), job).bytes())
                .as("a run killed after its decision")
                .isEqualTo(sealed.bytes());
        assertThat(setAside(1)).isEqualTo(aside);
        assertThatThrownBy(() -> new SealJob().run(lake.context(session), otherLog(job)))
                .isInstanceOf(ConflictException.class)
                .hasMessage("epoch 1 is sealed by a log of 7 entries, got 8");

        JsonObject second = new SealJob().run(lake.context(session), EpochFixture.sealJob(MODEL, 2, 1_000, 2_000));
        assertThat(second.integer("receipts")).isEqualTo(6);
        assertThat(setAside(2)).containsOnlyKeys(id(rows.get(4)), id(rows.get(7)));
    }

    /** A host can put into a question what it likes; the receipts of others are sealed, and its own waits. */
    @Test
    void questionsThatDoNotOpenAreSetAsideAndStopNobody() {
        List<Row> rows = new ArrayList<>();
        // Six, so that the receipts of the other test fall to deposits as it says, whichever runs first.
        for (int i = 0; i < 5; i++) {
            rows.add(lake.inference("era-1", "late question " + i, "north", 2_100 + i));
        }
        byte[] garbled = rows.get(1).bytes(BronzeTables.INPUT);
        garbled[garbled.length - 1] ^= 1;
        rows.set(1, rows.get(1).toBuilder().bytes(BronzeTables.INPUT, garbled).build());
        String keyRef = "host-1/" + ":".repeat(121);
        rows.set(2, rows.get(2).toBuilder().text(BronzeTables.KEY_REF, keyRef).build());
        rows.add(lake.inference(id(rows.get(3)), "era-1", "another question under a known id", "north", 2_105));
        Collections.reverse(rows);
        lake.append(rows);
        lake.watermark(3_000);

        JsonObject sealed = new SealJob().run(lake.context(session), EpochFixture.sealJob(MODEL, 3, 2_000, 3_000));

        assertThat(setAside(3))
                .containsEntry(id(rows.get(4)), "question.unreadable")
                .containsEntry(id(rows.get(3)), "question.key-missing");
        assertThat(session.spark()
                        .sql("SELECT receipt_id, leaf_hash FROM attribution.receipts WHERE epoch = 3")
                        .collectAsList())
                .extracting(row -> row.getString(0), row -> row.getString(1))
                .as("of two rows with one id the first one of the stream counts")
                .contains(tuple(id(rows.get(2)), rows.get(2).text(BronzeTables.LEAF_HASH)))
                .doesNotContain(tuple(id(rows.get(0)), rows.get(0).text(BronzeTables.LEAF_HASH)));
        session.spark().sql("DELETE FROM attribution.receipts WHERE epoch = 3");
        assertThat(new SealJob()
                        .run(lake.context(session), EpochFixture.sealJob(MODEL, 3, 2_000, 3_000))
                        .bytes())
                .isEqualTo(sealed.bytes());
    }

    /** Whoever writes bronze can put rows there, and no host's signature under them. */
    @Test
    void receiptsThatTheirHostDidNotSignAreSetAsideAndTakeNobodysPlace() {
        List<Row> rows = new ArrayList<>();
        // Twelve with those under a given id, for the other tests' sake.
        for (int i = 0; i < 9; i++) {
            rows.add(lake.inference("era-1", "signed question " + i, "north", 3_100 + i));
        }
        Row signed = rows.get(0);
        String proof = signed.text(BronzeTables.HOST_PROOF);
        rows.set(1, rows.get(1).toBuilder().text(BronzeTables.HOST_PROOF, "").build());
        rows.set(2, rows.get(2).toBuilder().text(BronzeTables.HOST_PROOF, proof).build());
        rows.set(
                3,
                lake.inference(id(signed), "era-1", "before the signed one", "north", 3_103).toBuilder()
                        .text(BronzeTables.HOST_PROOF, proof)
                        .number(BronzeTables.KAFKA_OFFSET, 0)
                        .build());
        List<String> megabyte = Collections.nCopies(9_000, "r".repeat(128));
        rows.add(lake.inference("too-long", "era-1", "of a megabyte", "north", 3_105, megabyte));
        rows.add(lake.inference("taken@another-host", "era-1", "of no host here", "north", 3_104));
        lake.append(rows);
        lake.watermark(4_000);

        JsonObject sealed = new SealJob().run(lake.context(session), EpochFixture.sealJob(MODEL, 4, 3_000, 4_000));

        assertThat(setAside(4))
                .containsEntry(id(rows.get(1)), "receipt.host-signature")
                .containsEntry(id(rows.get(2)), "receipt.host-signature")
                .containsEntry("too-long", "receipt.too-large")
                .containsEntry("taken@another-host", "receipt.id-foreign");
        assertThat(session.spark()
                        .sql("SELECT leaf_hash FROM attribution.receipts WHERE epoch = 4 AND receipt_id = '"
                                + id(signed) + "'")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly(signed.text(BronzeTables.LEAF_HASH));
        assertThat(sealed.integer("receipts")).isGreaterThanOrEqualTo(6);
    }

    private static JsonObject otherLog(JsonObject job) {
        return JsonObject.typed("tributary/job-seal/v1")
                .put("epoch", job.integer("epoch"))
                .put("windowStart", job.integer("windowStart"))
                .put("windowEnd", job.integer("windowEnd"))
                .put("logSize", 8)
                .put("unit", job.text("unit"))
                .put("models", job.objects("models"))
                .put("refused", job.texts("refused"))
                .put("deposits", job.objects("deposits"))
                .build();
    }

    private static String id(Row row) {
        return row.text(BronzeTables.RECEIPT_ID);
    }

    private static Map<String, String> setAside(long epoch) {
        Map<String, String> rules = new TreeMap<>();
        session.spark()
                .sql("SELECT receipt_id, rule FROM attribution.set_aside WHERE epoch = " + epoch)
                .collectAsList()
                .forEach(row -> rules.put(row.getString(0), row.getString(1)));
        return rules;
    }
}
