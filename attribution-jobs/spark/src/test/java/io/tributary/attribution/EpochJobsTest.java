// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.attribution.EpochFixture.Document;
import io.tributary.influence.LinearModel;
import io.tributary.pipelines.LakeSession;
import io.tributary.pipelines.ModelStore.StoredModel;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.money.LargestRemainder;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.TableReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One lake through two epochs: sealed once and for ever, computed to the same record in every way, equal to a plain
 * computation in BigInteger, and every tampered row named. The tests build on each other as epochs do.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EpochJobsTest {
    private static final long SEED = 77;
    private static final long WINDOW_END = 10_000;
    private static final int QUESTIONS = 9;
    private static final int LAMBDA_Q24 = 16384;

    @TempDir
    static Path home;

    private static EpochFixture lake;
    private static LakeSession session;
    private static List<Document> documents;
    private static List<Document> heldOut;
    private static List<String> questions;
    private static StoredModel model;
    private static JsonObject written;

    @BeforeAll
    static void train() {
        lake = EpochFixture.create(home);
        GeneratedTexts texts = new GeneratedTexts(SEED);
        documents = texts.documents(2, 420);
        heldOut = texts.heldOut(15);
        questions = texts.questions(QUESTIONS);
        session = LakeSession.open(lake.configuration(), "local[2]", "epoch test");
        model = lake.train(session, lake.publish(documents), lake.holdOut(heldOut));
        lake.ask(model, questions, WINDOW_END - QUESTIONS);
        lake.ask(model, texts.questions(2), WINDOW_END);
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @Test
    @Order(1)
    void anEpochIsNotSealedBeforeItsWindowIsComplete() {
        assertThatThrownBy(() -> seal(1, 0, WINDOW_END))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no watermark yet");
        lake.watermark(WINDOW_END - 1);
        assertThatThrownBy(() -> seal(1, 0, WINDOW_END))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("complete up to 9999, the window ends at 10000");
        lake.watermark(WINDOW_END);
    }

    @Test
    @Order(2)
    void aSealTakesEachReceiptOfTheWindowOnceAndNeverChanges() {
        // The same receipt twice in bronze, as a replay after a lost acknowledgement would leave it.
        try (LakeCatalog catalog = LakeCatalog.open(lake.configuration())) {
            io.tributary.tables.Row again = TableReader.of(catalog.table(BronzeTables.INFERENCES_TABLE))
                    .list()
                    .get(0);
            lake.append(List.of(
                    again.toBuilder().number(BronzeTables.KAFKA_OFFSET, 500).build()));
        }
        JsonObject first = seal(1, 0, WINDOW_END);
        assertThat(first.integer("receipts")).isEqualTo(QUESTIONS);
        assertThat(first.hash("receiptsRoot")).isEqualTo(rootOfStoredReceipts(1));

        // A receipt that occurred in the window but arrived after the seal belongs to the next epoch.
        lake.ask(model, List.of(questions.get(0)), 5);
        lake.watermark(2 * WINDOW_END);
        assertThat(seal(1, 0, WINDOW_END).bytes()).isEqualTo(first.bytes());
        assertThat(EpochFixture.count(session.spark(), "attribution.receipts", 1))
                .isEqualTo(QUESTIONS);
        assertThatThrownBy(() -> seal(1, 0, WINDOW_END + 1)).isInstanceOf(ConflictException.class);

        session.spark().sql("DELETE FROM attribution.receipts WHERE epoch = 1");
        assertThat(seal(1, 0, WINDOW_END).bytes())
                .as("a run killed after its decision")
                .isEqualTo(first.bytes());
        assertThat(rootOfStoredReceipts(1)).isEqualTo(first.hash("receiptsRoot"));
    }

    @Test
    @Order(3)
    void theRecordIsThatOfAPlainComputation() {
        written = attribute("write", 0, 0);
        EpochRecord record = EpochRecord.of(written.object("record"));

        assertThat(record.receiptsRoot()).isEqualTo(rootOfStoredReceipts(1));
        assertThat(record.modelHashes()).containsExactly(model.model().leafHash());
        assertThat(record.datasetRoots()).containsExactly(model.training().datasetRoot());
        assertThat(record.method()).isEqualTo("ipa1/factored+rows/v1");
        Map<String, BigInteger> claims = plainClaims();
        List<Payout> payouts = storedPayouts(1);
        assertThat(payouts)
                .extracting(payout -> payout.payee() + " " + payout.role())
                .containsExactlyElementsOf(claims.keySet());
        List<BigInteger> amounts =
                LargestRemainder.split(BigInteger.valueOf(record.poolMicros()), new ArrayList<>(claims.values()));
        for (int i = 0; i < payouts.size(); i++) {
            assertThat(BigInteger.valueOf(payouts.get(i).amount()))
                    .as("seed %d, %s", SEED, payouts.get(i).payee())
                    .isEqualTo(amounts.get(i));
        }
        assertThat(record.payoutsRoot())
                .isEqualTo(
                        MerkleTree.ofLeaves(payouts.stream().map(Payout::bytes).toList())
                                .root());
        assertThat(record.undistributedMicros()).isZero();
    }

    @Test
    @Order(4)
    void someRowsMayNotEarnAndEveryPaidNumberIsBackedByRows() {
        List<Row> signs = session.spark()
                .sql(
                        "SELECT eligible, COUNT(*) FROM attribution.eligibility WHERE epoch = 1 GROUP BY eligible ORDER BY 1")
                .collectAsList();
        assertThat(signs).hasSize(2);
        assertThat(signs.get(0).getLong(1) + signs.get(1).getLong(1)).isEqualTo(model.rows());
        assertThat(session.spark()
                        .sql(
                                "SELECT * FROM attribution.scores WHERE epoch = 1 AND weight <> IF(eligible, GREATEST(score, 0), 0)")
                        .count())
                .isZero();
        assertThat(session.spark()
                        .sql("SELECT * FROM attribution.scores WHERE epoch = 1 AND weight = 0")
                        .count())
                .isPositive();
        assertThat(session.spark()
                        .sql("SELECT inference_id FROM rewards.shares WHERE epoch = 1 GROUP BY inference_id"
                                + " HAVING SUM(CAST(share AS DECIMAL(38,0))) <> 4611686018427387904")
                        .count())
                .isZero();
    }

    @Test
    @Order(5)
    void noPartitioningAndNoOrderOfTheRowsChangesTheRecord() {
        for (int partitions : new int[] {1, 7, 13}) {
            assertThat(attribute("check", partitions, partitions * 1000L).bytes())
                    .as("%d partitions", partitions)
                    .isEqualTo(written.bytes());
        }
    }

    @Test
    @Order(5)
    void noDeviceChangesTheRecordAndOneThatIsNotThereIsOneSentence() {
        lake.scoreOn("vector");
        assertThat(attribute("check", 7, 3).bytes()).isEqualTo(written.bytes());
        lake.scoreOn("gpu");
        assertThatThrownBy(() -> attribute("check", 7, 3))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("device gpu is not there, this release has no code for one; ");
        lake.scoreOn("auto");
        assertThat(attribute("check", 7, 3).bytes()).isEqualTo(written.bytes());
    }

    @Test
    @Order(6)
    void writingAgainLeavesTheSameRows() {
        Map<String, Long> before = counts();
        assertThat(attribute("write", 3, 5).bytes()).isEqualTo(written.bytes());
        assertThat(counts()).isEqualTo(before);
    }

    @Test
    @Order(7)
    void aTamperedRowIsNamed() {
        Payout first = storedPayouts(1).get(0);
        tampered(
                "rewards.payouts",
                "UPDATE rewards.payouts SET amount = amount + 1 WHERE epoch = 1 AND leaf_index = 0",
                "rewards.payouts differs at row 0 of epoch 1: stored network=tributary-demo epoch=1 payee="
                        + first.payee());
        tampered(
                "rewards.shares",
                "DELETE FROM rewards.shares WHERE epoch = 1 AND role = 'host'",
                "rewards.shares differs at row");
        tampered(
                "attribution.scores",
                "UPDATE attribution.scores SET weight = weight + 1 WHERE epoch = 1 AND contributor = 'ada' AND weight > 0",
                "attribution.scores differs for receipt r-");
        tampered(
                "attribution.eligibility",
                "UPDATE attribution.eligibility SET eligible = NOT eligible WHERE epoch = 1 AND row_id = 'ada/east/000000'",
                "attribution.eligibility of epoch 1 lacks");
        assertThat(attribute("check", 0, 0).bytes()).isEqualTo(written.bytes());
    }

    @Test
    @Order(8)
    void rowsOfAModelThatAreNotThoseOfTheLedgerAreNamed() {
        tamperedModel("residuals = X'000000010000000100000001'", "models.rows row bob/north/000001 has residuals");
        tamperedModel("cap_q20 = cap_q20 - 1", "models.rows row bob/north/000001 has the cap");
        tamperedModel("contributor = 'eve'", "models.rows has a row bob/north/000001 of contributor eve");
        session.spark().sql("DELETE FROM models.rows WHERE row_id = 'bob/north/000001'");
        assertThatThrownBy(() -> attribute("check", 0, 0))
                .hasStackTraceContaining(
                        "number of rows of model " + model.model().modelId());
        rollBack("models.rows");
    }

    @Test
    @Order(9)
    void theNextEpochTakesWhatCameLateAndNothingTwice() {
        JsonObject second = seal(2, WINDOW_END, 2 * WINDOW_END);
        assertThat(second.integer("receipts")).isEqualTo(3);
        assertThat(session.spark()
                        .sql("SELECT receipt_id FROM attribution.receipts GROUP BY receipt_id HAVING COUNT(*) > 1")
                        .count())
                .isZero();
        JsonObject record = attribute(lake.attributeJob(model, "write", 2, WINDOW_END, 2 * WINDOW_END, 0, 0));
        assertThat(record.integer("receipts")).isEqualTo(3);
        assertThat(attribute("check", 0, 0).bytes()).as("epoch 1 is untouched").isEqualTo(written.bytes());

        JsonObject empty = seal(3, 2 * WINDOW_END - 1, 2 * WINDOW_END);
        lake.ask(model, List.of(questions.get(1)), 6);
        assertThat(empty.integer("receipts")).isZero();
        assertThat(seal(3, 2 * WINDOW_END - 1, 2 * WINDOW_END).bytes()).isEqualTo(empty.bytes());
        JsonObject nothing = lake.attributeJob(model, "write", 3, 2 * WINDOW_END - 1, 2 * WINDOW_END, 0, 0);
        assertThat(EpochRecord.of(attribute(nothing).object("record")).payoutCount())
                .isZero();
    }

    @Test
    @Order(10)
    void anAdjustmentPaysWhatIsRightLessWhatWasClaimed() {
        EpochRecord wrong = EpochRecord.of(written.object("record"));
        List<Payout> right = storedPayouts(1);
        // The table holds what was attested: the first payee has 5 too many, the second 7 too few. Three have claimed.
        session.spark().sql("UPDATE rewards.payouts SET amount = amount + 5 WHERE epoch = 1 AND leaf_index = 0");
        session.spark().sql("UPDATE rewards.payouts SET amount = amount - 7 WHERE epoch = 1 AND leaf_index = 1");
        List<Hash> claimed =
                storedPayouts(1).subList(0, 3).stream().map(Payout::leafHash).toList();
        JsonObject adjusted = attribute(lake.adjustJob(model, "write", 4, 2 * WINDOW_END, wrong, claimed));

        EpochRecord record = EpochRecord.of(adjusted.object("record"));
        assertThat(record.kind()).isEqualTo(EpochRecord.ADJUSTMENT);
        assertThat(record.adjusts()).isEqualTo(wrong.leafHash().hex());
        assertThat(List.of(record.windowStart(), record.windowEnd())).containsExactly(2 * WINDOW_END, 2 * WINDOW_END);
        assertThat(record.receiptsRoot()).isEqualTo(wrong.receiptsRoot());
        assertThat(record.sharesRoot()).isEqualTo(wrong.sharesRoot());
        Map<String, Long> want = new TreeMap<>();
        want.put(right.get(1).payee() + " " + right.get(1).role(), 7L);
        right.subList(3, right.size()).forEach(leaf -> want.put(leaf.payee() + " " + leaf.role(), leaf.amount()));
        Map<String, Long> got = new TreeMap<>();
        storedPayouts(4).forEach(leaf -> got.put(leaf.payee() + " " + leaf.role(), leaf.amount()));
        assertThat(got).isEqualTo(want);
        assertThat(storedPayouts(4)).allMatch(leaf -> leaf.reason().equals("adjustment") && leaf.epoch() == 4);
        assertThat(record.poolMicros())
                .isEqualTo(want.values().stream().mapToLong(Long::longValue).sum());

        assertThat(attribute(lake.adjustJob(model, "check", 4, 2 * WINDOW_END, wrong, claimed))
                        .bytes())
                .isEqualTo(adjusted.bytes());
        List<Hash> unknown = List.of(right.get(0).leafHash());
        assertThatThrownBy(() -> attribute(lake.adjustJob(model, "check", 4, 2 * WINDOW_END, wrong, unknown)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("rewards.payouts of epoch 1 lacks the leaf " + unknown.get(0));
    }

    @Test
    @Order(11)
    void theEpochAfterAnAdjustmentTakesWhatCameLateAndNothingTwice() {
        lake.watermark(3 * WINDOW_END);
        assertThat(seal(5, 2 * WINDOW_END, 3 * WINDOW_END).integer("receipts")).isEqualTo(1);
        assertThat(session.spark()
                        .sql("SELECT receipt_id FROM attribution.receipts GROUP BY receipt_id HAVING COUNT(*) > 1")
                        .count())
                .isZero();
        assertThat(EpochFixture.count(session.spark(), "attribution.receipts", 4))
                .isZero();
    }

    @Test
    @Order(12)
    void aReceiptWithAnAnswerThatItsModelDoesNotGiveIsVoidAndStopsNobodysPay() {
        long end = 4 * WINDOW_END;
        io.tributary.tables.Row lie = lie(questions.get(3), 3 * WINDOW_END);
        lake.append(List.of(lie));
        lake.ask(model, List.of(questions.get(2)), 3 * WINDOW_END);
        lake.watermark(end);
        long receipts = seal(6, 3 * WINDOW_END, end).integer("receipts");
        JsonObject job = lake.attributeJob(model, "write", 6, 3 * WINDOW_END, end, 0, 0);
        EpochRecord record = EpochRecord.of(attribute(job).object("record"));
        assertThat(record.receiptCount()).isEqualTo(receipts);
        assertThat(record.receiptsRoot()).isEqualTo(rootOfStoredReceipts(6));
        long fees = session.spark()
                .sql("SELECT SUM(fee) FROM attribution.receipts WHERE epoch = 6")
                .first()
                .getLong(0);
        assertThat(record.poolMicros()).isPositive().isEqualTo(fees - lie.number(BronzeTables.FEE));
        List<String> shared = session
                .spark()
                .sql("SELECT DISTINCT inference_id FROM rewards.shares WHERE epoch = 6")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
        assertThat(shared).hasSize(Math.toIntExact(receipts - 1)).doesNotContain(lie.text(BronzeTables.RECEIPT_ID));

        lake.append(List.of(lie(questions.get(4), end)));
        lake.watermark(5 * WINDOW_END);
        seal(7, end, 5 * WINDOW_END);
        JsonObject lies = attribute(lake.attributeJob(model, "write", 7, end, 5 * WINDOW_END, 0, 0));
        assertThat(EpochRecord.of(lies.object("record")).receiptCount()).isEqualTo(1);
        assertThat(EpochRecord.of(lies.object("record")).poolMicros()).isZero();
    }

    @Test
    @Order(13)
    void aHostWithoutAPayeeOnTheLedgerStopsNobodyElsesPay() {
        String job = lake.attributeJob(model, "write", 6, 3 * WINDOW_END, 4 * WINDOW_END, 0, 0)
                .toString()
                .replace("payee." + EpochFixture.HOST, "payee.somebody");
        JsonObject computed = attribute(CanonicalJson.parse(job.getBytes(StandardCharsets.UTF_8), 1 << 20));
        EpochRecord record = EpochRecord.of(computed.object("record"));
        assertThat(record.undistributedMicros()).isCloseTo(record.poolMicros() / 10, within(1L));
        assertThat(storedPayouts(6))
                .extracting(Payout::role)
                .contains("data", "model", "platform")
                .doesNotContain("host");
    }

    @Test
    @Order(14)
    void aPayeeWithoutAKeyOrSaltsAndAModelThatWasRefusedStopNobodyElsesPay() throws IOException {
        List<Payout> before = data(storedPayouts(6));
        Payout lost = before.get(0);
        loseSalts(lost.payee());
        String job = lake.attributeJob(model, "write", 6, 3 * WINDOW_END, 4 * WINDOW_END, 0, 0)
                .toString()
                .replace(lake.payee("platform"), "p-nobody-knows");
        EpochRecord keyless =
                EpochRecord.of(attribute(CanonicalJson.parse(job.getBytes(StandardCharsets.UTF_8), 1 << 20))
                        .object("record"));
        assertThat(keyless.undistributedMicros())
                .as("the platform's twentieth, and what falls to whose salts were lost")
                .isCloseTo(keyless.poolMicros() / 20 + lost.amount(), within(2L));
        assertThat(storedPayouts(6)).extracting(Payout::role).contains("data", "model", "host");
        assertThat(data(storedPayouts(6)))
                .extracting(Payout::payee)
                .as("all others")
                .containsExactlyElementsOf(before.stream()
                        .map(Payout::payee)
                        .filter(payee -> !payee.equals(lost.payee()))
                        .toList());

        lake.refuse(model.model().modelId());
        EpochRecord refused =
                EpochRecord.of(attribute(lake.attributeJob(model, "write", 6, 3 * WINDOW_END, 4 * WINDOW_END, 0, 0))
                        .object("record"));
        assertThat(refused.receiptsRoot()).isEqualTo(keyless.receiptsRoot());
        assertThat(refused.modelHashes()).isEmpty();
        assertThat(refused.datasetRoots()).isEmpty();
        assertThat(refused.poolMicros() + refused.shareCount() + refused.payoutCount())
                .isZero();
    }

    private static List<Payout> data(List<Payout> payouts) {
        return payouts.stream().filter(payout -> payout.role().equals("data")).toList();
    }

    private static void loseSalts(String payee) throws IOException {
        try (Stream<Path> files = Files.walk(lake.configuration().home().resolve("keys"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().contains("payee-secret") && file.toString().contains(payee)) {
                    Files.delete(file);
                }
            }
        }
        assertThat(lake.keys().hasPayeeSecret(payee)).isFalse();
    }

    /** A receipt of the model with another answer than its own. */
    private static io.tributary.tables.Row lie(String question, long occurredAt) {
        LinearModel linear = new LinearModel(
                model.weights(),
                model.dictionary(),
                model.model().classes(),
                model.model().curvatureHash().hex());
        String other = model.model().classes().stream()
                .filter(label -> !label.equals(linear.answer(question)))
                .findFirst()
                .orElseThrow();
        return lake.inference(model.model().modelId(), question, other, occurredAt);
    }

    private static JsonObject seal(long epoch, long start, long end) {
        return new SealJob().run(lake.context(session), EpochFixture.sealJob(model.model(), epoch, start, end));
    }

    private static JsonObject attribute(String mode, int partitions, long seed) {
        return attribute(lake.attributeJob(model, mode, 1, 0, WINDOW_END, partitions, seed));
    }

    private static JsonObject attribute(JsonObject job) {
        return new AttributeJob().run(lake.context(session), job);
    }

    private static Hash rootOfStoredReceipts(long epoch) {
        List<byte[]> leaves = new ArrayList<>();
        session.spark()
                .sql("SELECT receipt_json FROM attribution.receipts WHERE epoch = " + epoch + " ORDER BY receipt_id")
                .collectAsList()
                .forEach(row -> leaves.add(row.getString(0).getBytes(StandardCharsets.UTF_8)));
        return MerkleTree.ofLeaves(leaves).root();
    }

    private static List<Payout> storedPayouts(long epoch) {
        return session
                .spark()
                .sql("SELECT network, epoch, payee, payee_key, role, reason, subject, amount, unit, salt"
                        + " FROM rewards.payouts WHERE epoch = " + epoch + " ORDER BY leaf_index")
                .collectAsList()
                .stream()
                .map(row -> new Payout(
                        row.getString(0),
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getString(8),
                        row.getString(9)))
                .toList();
    }

    /** From the texts and the receipts alone. */
    private static Map<String, BigInteger> plainClaims() {
        List<BigInteger> fees = new ArrayList<>();
        for (Row receipt : session.spark()
                .sql("SELECT receipt_json FROM attribution.receipts WHERE epoch = 1 ORDER BY occurred_at")
                .collectAsList()) {
            fees.add(CanonicalJson.parse(receipt.getString(0).getBytes(StandardCharsets.UTF_8), 1 << 20)
                    .bigInteger("fee"));
        }
        return new PlainEpoch(documents, LAMBDA_Q24).claims(heldOut, questions, fees);
    }

    private static Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (String table : List.of(
                "attribution.receipts",
                "attribution.scores",
                "attribution.eligibility",
                "rewards.shares",
                "rewards.payouts",
                "rewards.epochs")) {
            counts.put(table, EpochFixture.count(session.spark(), table, 1));
        }
        return counts;
    }

    private static void tampered(String table, String statement, String message) {
        session.spark().sql(statement);
        assertThatThrownBy(() -> attribute("check", 0, 0))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
        rollBack(table);
    }

    private static void tamperedModel(String change, String message) {
        session.spark().sql("UPDATE models.rows SET " + change + " WHERE row_id = 'bob/north/000001'");
        assertThatThrownBy(() -> attribute("check", 0, 0))
                .hasRootCauseInstanceOf(RefusedException.class)
                .hasStackTraceContaining(message);
        rollBack("models.rows");
    }

    /** Undoes the newest snapshot of a table. */
    private static void rollBack(String table) {
        long before = session.spark()
                .sql("SELECT snapshot_id FROM " + table + ".history ORDER BY made_current_at DESC LIMIT 2")
                .collectAsList()
                .get(1)
                .getLong(0);
        session.spark().sql("CALL lake.system.rollback_to_snapshot('" + table + "', " + before + ")");
    }
}
