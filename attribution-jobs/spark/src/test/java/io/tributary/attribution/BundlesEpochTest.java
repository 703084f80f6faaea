// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.attribution.EpochFixture.Document;
import io.tributary.influence.LotSeed;
import io.tributary.pipelines.LakeSession;
import io.tributary.pipelines.ModelStore.StoredModel;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.LargestRemainder;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.EpochRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** An epoch that bundles earn: the record of a plain computation, for any dealing of the rows, and every number in the tables. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BundlesEpochTest {
    private static final long SEED = 177;
    private static final long WINDOW_END = 10_000;
    private static final int LAMBDA_Q24 = 16384;

    @TempDir
    static Path home;

    private static EpochFixture lake;
    private static LakeSession session;
    private static List<Document> documents;
    private static List<Document> heldOut;
    private static List<String> questions;
    private static StoredModel model;
    private static String lotSeed;
    private static JsonObject written;

    @BeforeAll
    static void train() {
        lake = EpochFixture.create(home);
        lake.payBy("bundles/v1");
        GeneratedTexts texts = new GeneratedTexts(SEED);
        documents = texts.documents(2, 420);
        heldOut = texts.heldOut(15);
        questions = new ArrayList<>(texts.questions(5));
        // Asked in nearly the words of bob's first passage about the north, and of eve's second.
        questions.add(words("bob-north-0", 0, 120) + " and some words more");
        questions.add("well " + words("eve-north-0", 130, 256));
        session = LakeSession.open(lake.configuration(), "local[2]", "bundles test");
        Hash root = lake.publish(documents);
        CreditLine line = new CreditLine(
                List.of(new CreditLine.Part("ada", "data", 7_000), new CreditLine.Part("cy", "label", 3_000)));
        lake.credit(documents, "ada", line);
        documents = documents.stream()
                .map(document -> document.contributor().equals("ada")
                        ? new Document(document.id(), PlainEpoch.LINE, document.label(), document.text())
                        : document)
                .toList();
        model = lake.train(session, root, lake.holdOut(heldOut));
        lotSeed = LotSeed.of(
                        root,
                        IntStream.range(0, heldOut.size())
                                .boxed()
                                .sorted((left, right) -> heldOut.get(left)
                                        .id()
                                        .compareTo(heldOut.get(right).id()))
                                .map(place -> EpochFixture.salt(1000 + place))
                                .toList())
                .hex();
        lake.ask(model, questions, WINDOW_END - questions.size());
        lake.watermark(WINDOW_END);
        new SealJob().run(lake.context(session), EpochFixture.sealJob(model.model(), 1, 0, WINDOW_END));
    }

    private static String words(String id, int from, int to) {
        String text = documents.stream()
                .filter(document -> document.id().equals(id))
                .findFirst()
                .orElseThrow()
                .text();
        return String.join(" ", Arrays.asList(text.split(" ")).subList(from, to));
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @Test
    @Order(1)
    void theRecordIsThatOfAPlainComputation() {
        written = attribute("write", 0, 0);
        EpochRecord record = EpochRecord.of(written.object("record"));
        assertThat(record.method()).isEqualTo("ipa1/factored+bundles/v1");
        Map<String, Long> got = payouts();
        assertThat(got)
                .as("seed %d", SEED)
                .isEqualTo(want(written, new PlainEpoch(documents, LAMBDA_Q24)::bundleClaims));
        assertThat(got).as("eve, who mislabels, earns nothing").hasSize(6).doesNotContainKey("payee-eve data");
        assertThat(got).as("whoever labelled what ada wrote").containsKey("payee-cy label");
    }

    /** The claims of a rule, computed plainly from the seed of the lots, the held-out set, the questions and the fees. */
    private interface Claims {
        Map<String, BigInteger> of(String seed, List<Document> heldOut, List<String> questions, List<BigInteger> fees);
    }

    private static Map<String, Long> want(JsonObject epoch, Claims rule) {
        List<BigInteger> fees = new ArrayList<>();
        for (Row receipt : sql("SELECT receipt_json FROM attribution.receipts WHERE epoch = 1 ORDER BY occurred_at")) {
            fees.add(CanonicalJson.parse(receipt.getString(0).getBytes(StandardCharsets.UTF_8), 1 << 20)
                    .bigInteger("fee"));
        }
        Map<String, BigInteger> claims = rule.of(lotSeed, heldOut, questions, fees);
        List<BigInteger> amounts = LargestRemainder.split(
                BigInteger.valueOf(EpochRecord.of(epoch.object("record")).poolMicros()),
                new ArrayList<>(claims.values()));
        Map<String, Long> want = new TreeMap<>();
        int i = 0;
        for (String payee : claims.keySet()) {
            want.put(payee, amounts.get(i++).longValueExact());
        }
        return want;
    }

    private static Map<String, Long> payouts() {
        Map<String, Long> got = new TreeMap<>();
        sql("SELECT payee, role, amount FROM rewards.payouts WHERE epoch = 1")
                .forEach(row -> got.put(row.getString(0) + " " + row.getString(1), row.getLong(2)));
        return got;
    }

    @Test
    @Order(2)
    void noPartitioningAndNoOrderOfTheRowsChangesTheRecord() {
        for (int partitions : new int[] {1, 7, 64}) {
            assertThat(attribute("check", partitions, partitions * 1000L).bytes())
                    .as("%d partitions", partitions)
                    .isEqualTo(written.bytes());
        }
    }

    @Test
    @Order(3)
    void aBundleWeighsWhatItsRowsScoreTimesItsScaleAndStanding() {
        assertThat(
                        sql(
                                "SELECT standing FROM attribution.bundles WHERE epoch = 1 AND standing <> IF(net_sign > 0 AND"
                                        + " normalised > 0, CAST(floor(normalised * 65536 / CAST(positive AS DECIMAL(20,0))) AS INT), 0)"))
                .isEmpty();
        assertThat(
                        sql(
                                "SELECT lot, COUNT(*), SUM(size(row_ids)) FROM attribution.bundles WHERE epoch = 1 GROUP BY lot"))
                .hasSize(4)
                .allMatch(row -> row.getLong(2) == model.rows());
        assertScoresMultiplyBack((help, limit) -> BigInteger.ONE);
    }

    /**
     * What a contributor weighs, from his bundles' rows, is what his rows' scores times their factors add up to.
     *
     * @param rate of a bundle by its help and by the largest score on the answer, which is the limit where scores are cut
     */
    private static void assertScoresMultiplyBack(BinaryOperator<BigInteger> rate) {
        Map<String, BigInteger> limits = new HashMap<>();
        sql("SELECT receipt_id, MAX(ABS(score)) FROM attribution.scores WHERE epoch = 1 GROUP BY 1")
                .forEach(row -> limits.put(row.getString(0), BigInteger.valueOf(row.getLong(1))));
        List<Row> perBundle = sql("SELECT s.receipt_id, b.contributor, b.lot, b.place, SUM(s.score) AS help,"
                + " b.scale * CAST(b.standing AS BIGINT) AS factor"
                + " FROM attribution.bundles b JOIN attribution.scores s"
                + " ON array_contains(b.row_ids, s.row_id) AND NOT s.near_duplicate"
                + " WHERE b.epoch = 1 AND s.epoch = 1 AND b.standing > 0 GROUP BY ALL");
        Map<String, BigInteger> weights = new TreeMap<>();
        for (Row bundle : perBundle) {
            BigInteger help = BigInteger.valueOf(bundle.getLong(4)).max(BigInteger.ZERO);
            weights.merge(
                    bundle.getString(0) + " " + bundle.getString(1),
                    help.multiply(rate.apply(help, limits.get(bundle.getString(0))))
                            .multiply(BigInteger.valueOf(bundle.getLong(5))),
                    BigInteger::add);
        }
        for (Row row : sql("SELECT receipt_id, contributor, SUM(CAST(score AS DECIMAL(19,0)) * factor)"
                + " FROM attribution.scores WHERE epoch = 1 GROUP BY 1, 2")) {
            assertThat(row.getDecimal(2).toBigIntegerExact())
                    .isEqualTo(weights.getOrDefault(row.getString(0) + " " + row.getString(1), BigInteger.ZERO));
        }
    }

    @Test
    @Order(4)
    void aPassageThatRepeatsTheQuestionCountsForNothing() {
        List<Row> repeated = sql("SELECT s.row_id, s.score, s.factor, s.weight, r.occurred_at FROM attribution.scores s"
                + " JOIN attribution.receipts r ON r.receipt_id = s.receipt_id WHERE s.epoch = 1 AND s.near_duplicate"
                + " ORDER BY r.occurred_at");
        assertThat(repeated)
                .extracting(row -> row.getString(0))
                .containsExactly("bob/north/000000", "eve/north/000001");
        assertThat(repeated).allMatch(row -> row.getLong(2) == 0 && row.getLong(3) == 0);
        assertThat(repeated.get(0).getLong(1)).as("it would have earned").isPositive();
    }

    @Test
    @Order(5)
    void aTamperedBundleIsNamed() {
        session.spark().sql("UPDATE attribution.bundles SET standing = standing + 1 WHERE epoch = 1 AND lot = 2");
        assertThatThrownBy(() -> attribute("check", 0, 0))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("attribution.bundles of epoch 1 lacks 1 "
                        + model.model().modelId() + " bob 2 0");
        assertThat(attribute("write", 3, 9).bytes()).isEqualTo(written.bytes());
    }

    @Test
    @Order(6)
    void theRuleIsChosenEpochByEpochAndAnUnknownOneRefused() {
        lake.payBy("rows/v1");
        JsonObject rows = attribute("write", 0, 0);
        assertThat(EpochRecord.of(rows.object("record")).method()).isEqualTo("ipa1/factored+rows/v1");
        assertThat(rows.text("recordHash")).isNotEqualTo(written.text("recordHash"));
        assertThat(sql("SELECT lot FROM attribution.bundles WHERE epoch = 1 AND (lot <> 0 OR size(row_ids) <> 1)"))
                .isEmpty();
        lake.payBy("bundles/v2");
        JsonObject limited = attribute("write", 0, 0);
        assertThat(EpochRecord.of(limited.object("record")).method()).isEqualTo("ipa1/factored+bundles/v2");
        assertThat(payouts())
                .as("seed %d", SEED)
                .isEqualTo(want(limited, new PlainEpoch(documents, LAMBDA_Q24)::limitedClaims));
        assertThat(attribute("check", 7, 7).bytes()).isEqualTo(limited.bytes());
        assertScoresMultiplyBack((help, limit) -> BigInteger.ONE);
        lake.payBy("bundles/v3");
        JsonObject rooted = attribute("write", 0, 0);
        assertThat(EpochRecord.of(rooted.object("record")).method()).isEqualTo("ipa1/factored+bundles/v3");
        assertThat(payouts())
                .as("seed %d", SEED)
                .isEqualTo(want(rooted, new PlainEpoch(documents, LAMBDA_Q24)::rootedClaims));
        assertThat(attribute("check", 7, 7).bytes()).isEqualTo(rooted.bytes());
        assertScoresMultiplyBack((help, limit) ->
                limit.shiftLeft(24).divide(help.max(BigInteger.ONE)).sqrt().min(BigInteger.valueOf(65_535)));
        lake.payBy("bundles/v4");
        JsonObject answering = attribute("write", 0, 0);
        assertThat(EpochRecord.of(answering.object("record")).method()).isEqualTo("ipa1/factored+bundles/v4");
        assertThat(payouts())
                .as("seed %d", SEED)
                .isEqualTo(want(answering, new PlainEpoch(documents, LAMBDA_Q24)::answeringClaims))
                .isNotEqualTo(want(rooted, new PlainEpoch(documents, LAMBDA_Q24)::rootedClaims));
        assertThat(attribute("check", 7, 7).bytes()).isEqualTo(answering.bytes());
        lake.payBy("rows/v9");
        assertThatThrownBy(() -> attribute("write", 0, 0))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "the ledger's pay rule is rows/v9, this release knows [rows/v1, bundles/v1, bundles/v2, bundles/v3, bundles/v4]");
        lake.payBy("bundles/v1");
        assertThat(attribute("write", 0, 0).bytes()).isEqualTo(written.bytes());
    }

    @Test
    @Order(7)
    void noColumnAndNoPlanOfAnEpochIsFloating() throws Exception {
        IntegerPlans plans = new IntegerPlans();
        session.spark().listenerManager().register(plans);
        assertThat(attribute("write", 0, 0).bytes()).isEqualTo(written.bytes());
        session.spark().sparkContext().listenerBus().waitUntilEmpty();
        session.spark().listenerManager().unregister(plans);
        assertThat(plans.seen()).isGreaterThan(20);
        assertThat(plans.floating()).isEmpty();
        for (String table : List.of(
                "models.rows",
                "registry.heldout",
                "attribution.receipts",
                "attribution.scores",
                "attribution.bundles",
                "attribution.eligibility",
                "rewards.shares",
                "rewards.payouts",
                "rewards.epochs")) {
            for (StructField field :
                    session.spark().table("lake." + table).schema().fields()) {
                assertThat(IntegerPlans.isFloating(field.dataType()))
                        .as(table + "." + field.name())
                        .isFalse();
            }
        }
    }

    @Test
    @Order(8)
    void anEpochWithoutReceiptsPaysNothing() {
        lake.watermark(2 * WINDOW_END);
        new SealJob().run(lake.context(session), EpochFixture.sealJob(model.model(), 2, WINDOW_END, 2 * WINDOW_END));
        EpochRecord record = EpochRecord.of(new AttributeJob()
                .run(lake.context(session), lake.attributeJob(model, "write", 2, WINDOW_END, 2 * WINDOW_END, 0, 0))
                .object("record"));
        assertThat(record.method()).isEqualTo("ipa1/factored+bundles/v1");
        assertThat(List.of(record.payoutCount(), record.poolMicros(), record.undistributedMicros()))
                .containsExactly(0L, 0L, 0L);
    }

    @Test
    @Order(9)
    void rowsOfTheWrongLengthAndMissingWeightsAreNamedInOneSentence() {
        assertRefused(
                "UPDATE models.rows SET features = X'0102' WHERE row_id = 'bob/north/000001'",
                "models.rows row bob/north/000001 has 2 features, want "
                        + model.weights().shape().dimension());
        assertRefused(
                "UPDATE models.rows SET residuals = X'00000001' WHERE row_id = 'bob/north/000001'",
                "models.rows has a row bob/north/000001 of contributor bob, label north and 4 bytes of residuals");
        session.spark().sql("DELETE FROM models.versions");
        assertThatThrownBy(() -> attribute("check", 0, 0))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("models.versions has no model " + model.model().modelId());
    }

    private static void assertRefused(String statement, String message) {
        long before = session.spark()
                .sql("SELECT snapshot_id FROM models.rows.history ORDER BY made_current_at DESC LIMIT 1")
                .collectAsList()
                .get(0)
                .getLong(0);
        session.spark().sql(statement);
        assertThatThrownBy(() -> attribute("check", 0, 0))
                .hasRootCauseInstanceOf(RefusedException.class)
                .hasStackTraceContaining(message);
        session.spark().sql("CALL lake.system.rollback_to_snapshot('models.rows', " + before + ")");
    }

    private static List<Row> sql(String query) {
        return session.spark().sql(query).collectAsList();
    }

    private static JsonObject attribute(String mode, int partitions, long seed) {
        return new AttributeJob()
                .run(lake.context(session), lake.attributeJob(model, mode, 1, 0, WINDOW_END, partitions, seed));
    }
}
