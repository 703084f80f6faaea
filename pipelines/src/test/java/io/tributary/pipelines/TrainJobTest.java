// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.Certificate;
import io.tributary.influence.Features;
import io.tributary.influence.InverseCurvature;
import io.tributary.influence.NewtonTrainer;
import io.tributary.influence.Passages;
import io.tributary.influence.Weights;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.pipelines.LakeFixture.Document;
import io.tributary.pipelines.ModelStore.StoredModel;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.ModelTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training gives the same bytes however Spark deals the rows, and the bytes that a plain loop over the texts gives. */
class TrainJobTest {
    private static final long SEED = 20_261_121;
    private static final String SLUG = "generated";
    static final int LAMBDA_Q24 = 65536;
    private static final long FLOOR_PPM = 600_000;

    @TempDir
    static Path home;

    private static LakeFixture lake;
    private static LakeSession session;
    private static List<Document> documents;
    private static List<Document> heldOut;
    private static Hash datasetRoot;
    private static Hash heldOutRoot;
    private static JsonObject base;

    @BeforeAll
    static void publish() {
        lake = LakeFixture.create(home);
        GeneratedTexts texts = new GeneratedTexts(SEED);
        documents = texts.documents(4, 350);
        // What a copier hands in.
        documents.addAll(pieces("zoe", "north", documents.get(0).text(), 20));
        documents.add(new Document("zoe-own", "zoe", "north", texts.text("north", 200)));
        String joined = texts.text("south", 160);
        documents.addAll(pieces("yan", "south", joined, 4));
        documents.add(new Document("xia-joined", "xia", "south", joined));
        documents.add(new Document(
                "wim-copy", "wim", "north", shuffled(documents.get(2).text(), SEED)));
        Document copied = documents.get(2);
        for (Document again : pieces(copied.contributor(), copied.label(), copied.text(), 100)) {
            documents.add(new Document(
                    "again-" + again.id(), again.contributor(), again.label(), shuffled(again.text(), SEED)));
        }
        heldOut = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String label = i % 2 == 0 ? "north" : "south";
            heldOut.add(new Document("held-" + i, "", label, texts.text(label, 128)));
        }
        // Whoever hands in a label that nothing judges changes nothing, however many he thinks of.
        List<Document> published = new ArrayList<>(documents);
        for (int i = 0; i < 5; i++) {
            published.add(new Document("vic-" + i, "vic", "nowhere " + i, texts.text("north", 140)));
        }
        datasetRoot = lake.publish(SLUG, published);
        heldOutRoot = lake.holdOut(SLUG, heldOut);
        session = LakeSession.open(lake.configuration(), "local[2]", "train test");
        base = run(job("base", "newton"));
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @Test
    void everyPartitioningAndAPlainLoopGiveTheSameModelRowByRow() {
        StoredModel two = find(base);
        reopen("local[1]");
        StoredModel one = find(run(job("one", "newton")));
        reopen("local[3]");
        StoredModel three = find(run(job("three", "newton")));

        assertThat(one.weights()).as("seed %d", SEED).isEqualTo(two.weights()).isEqualTo(three.weights());
        assertThat(rows(one)).as("seed %d", SEED).isEqualTo(rows(two)).isEqualTo(rows(three));
        assertThat(one.model().medianSigma())
                .isEqualTo(two.model().medianSigma())
                .isEqualTo(three.model().medianSigma());

        PlainTraining plain = PlainTraining.train(documents, RepeatRule.PHRASES);
        assertThat(one.dictionary()).isEqualTo(plain.dictionary());
        assertThat(one.weights()).isEqualTo(plain.result().weights());
        assertThat(one.model().curvatureHash().hex())
                .isEqualTo(InverseCurvature.of(plain.result().curvature()).sha256());
        assertThat(rows(one).keySet())
                .containsExactlyElementsOf(plain.features().keySet());
        plain.features()
                .forEach((rowId, features) ->
                        assertThat(rows(one).get(rowId)).as(rowId).contains(features));
    }

    @Test
    void passagesThatRepeatWhatOthersSaidFirstAreNotTrainedOnHoweverTheyWereCut() {
        assertThat(rows(find(base)).keySet().stream().filter(rowId -> rowId.startsWith("zoe/")))
                .as("350 tokens of somebody else's in pieces, then 200 own ones")
                .containsExactly("zoe/north/000003");
    }

    @Test
    void whoJoinsSomebodysShortDocumentsTakesNoRowFromHim() {
        assertThat(rows(find(base)).keySet().stream().filter(rowId -> rowId.matches("(xia|yan)/.*")))
                .as("yan has 160 tokens in documents of four, in which no phrase is; xia says them in one text later")
                .containsExactly("xia/south/000000", "yan/south/000000");
    }

    @Test
    void whereTheLedgerSaysSoCopiesInAnotherOrderAreNotTrainedOnEither() {
        assertThat(rows(find(base))).containsKeys("wim/north/000000", "wim/north/000001");
        StoredModel two = find(run(job("words", "newton", "first-use/v2")));
        reopen("local[3]");
        StoredModel three = find(run(job("words-three", "newton", "first-use/v2")));

        assertThat(rows(two)).as("seed %d", SEED).isEqualTo(rows(three));
        assertThat(two.weights()).isEqualTo(three.weights());
        PlainTraining plain = PlainTraining.train(documents, RepeatRule.WORDS);
        assertThat(rows(two).keySet())
                .containsExactlyElementsOf(plain.features().keySet())
                .hasSizeGreaterThan(60)
                .noneMatch(rowId -> rowId.matches("(wim|xia)/.*"));
        String author = documents.get(2).contributor() + "/" + documents.get(2).label() + "/";
        assertThat(rows(two).keySet().stream().filter(rowId -> rowId.startsWith(author)))
                .as("he says the same again after wim copied it")
                .containsExactlyElementsOf(rows(find(base)).keySet().stream()
                        .filter(rowId -> rowId.startsWith(author))
                        .toList());
        assertThat(two.weights()).isEqualTo(plain.result().weights());
    }

    @Test
    void trainingAgainWritesNothingAndFindsTheSameModel() {
        long snapshots = snapshots();
        assertThat(run(job("base", "newton")).bytes()).isEqualTo(base.bytes());
        assertThat(snapshots()).isEqualTo(snapshots);
    }

    @Test
    void aRunThatWasKilledBeforeTheVersionWasWrittenIsCompleted() {
        session.spark().sql("DELETE FROM models.versions WHERE name = 'base'");
        assertThat(run(job("base", "newton")).bytes()).isEqualTo(base.bytes());
        StoredModel stored = find(base);
        assertThat(ModelStore.of(session.spark()).rows(stored.model().modelId()).count())
                .isEqualTo(stored.rows());
    }

    @Test
    void anMllibStartIsAnchoredKeptAndCertifiedAndAnswersAsTheCanonicalOne() {
        JsonObject first = run(job("start", "mllib"));
        StoredModel mllib = find(first);
        assertThat(mllib.training().startHash()).isEqualTo(mllib.start().sha256());
        assertThat(mllib.start()).isNotEqualTo(Weights.zero(mllib.weights().shape()));
        PlainTraining plain = PlainTraining.train(documents, RepeatRule.PHRASES);
        assertThat(Certificate.of(
                                mllib.weights(),
                                NewtonTrainer.sums(mllib.weights(), plain.rows())
                                        .gradient())
                        .holds())
                .isTrue();
        Features features = new Features(mllib.dictionary());
        for (Document document : heldOut) {
            assertThat(mllib.weights().predict(features.row(Passages.question(document.text()))))
                    .as(document.id())
                    .isEqualTo(plain.result().weights().predict(features.row(Passages.question(document.text()))));
        }
        session.spark().sql("DELETE FROM models.rows WHERE model_id = '" + first.text("modelId") + "'");
        assertThat(run(job("start", "mllib")).bytes())
                .as("rows made again from the kept start")
                .isEqualTo(first.bytes());
        assertThat(rows(mllib)).hasSize((int) mllib.rows());
    }

    @Test
    void theModelTellsTheLabelsApartAndTheGateSaysSo() {
        long right = heldOut.stream()
                .filter(document -> predict(find(base), document).equals(document.label()))
                .count();
        assertThat(base.integer("evalPpm"))
                .isEqualTo(right * 1_000_000 / heldOut.size())
                .isGreaterThan(FLOOR_PPM);
        assertThat(base.flag("gatePassed")).isTrue();
        assertThatThrownBy(
                        () -> run(job("base", "newton", "first-use/v1", datasetRoot, heldOutRoot, FLOOR_PPM, "org2")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("was trained for owner org1");
    }

    @Test
    void anythingThatIsNotWhatTheLedgerHoldsIsRefused() {
        Hash other = Hash.sha256(new byte[] {1});
        assertThatThrownBy(() -> run(job("wrong", "newton", other, heldOutRoot, 0)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("generated/v1 has root " + datasetRoot);
        assertThatThrownBy(() -> run(job("wrong", "newton", datasetRoot, other, 0)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("held-out set of generated has root " + heldOutRoot);
        assertThatThrownBy(() -> DatanetVersion.open(session.spark(), SLUG, 2, datasetRoot))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("v2");
    }

    private static void reopen(String master) {
        session.close();
        session = LakeSession.open(lake.configuration(), master, "train test");
    }

    private static JsonObject run(JsonObject job) {
        return new TrainJob().run(new JobContext(session.spark(), lake.configuration(), line -> {}), job);
    }

    private static JsonObject job(String name, String trainer) {
        return job(name, trainer, "first-use/v1");
    }

    private static JsonObject job(String name, String trainer, String repeats) {
        return job(name, trainer, repeats, datasetRoot, heldOutRoot, FLOOR_PPM, "org1");
    }

    private static JsonObject job(String name, String trainer, Hash dataset, Hash held, long floorPpm) {
        return job(name, trainer, "first-use/v1", dataset, held, floorPpm, "org1");
    }

    private static JsonObject job(
            String name, String trainer, String repeats, Hash dataset, Hash held, long floorPpm, String owner) {
        return JsonObject.typed("tributary/job-train/v1")
                .put("name", name)
                .put("datanet", SLUG)
                .put("version", 1)
                .put("datasetRoot", dataset)
                .put("heldOutRoot", held)
                .put("trainer", trainer)
                .put("lambdaQ24", LAMBDA_Q24)
                .put("repeats", repeats)
                .put("floorPpm", floorPpm)
                .put("owner", owner)
                .put("ownerPayee", "payee-org1")
                .build();
    }

    private static StoredModel find(JsonObject result) {
        return ModelStore.of(session.spark()).find(result.text("modelId")).orElseThrow();
    }

    private static String predict(StoredModel stored, Document document) {
        int label = stored.weights().predict(new Features(stored.dictionary()).row(Passages.question(document.text())));
        return stored.model().classes().get(label);
    }

    /** Everything of a model's rows but the model's id, by row id. */
    private static Map<String, String> rows(StoredModel stored) {
        Map<String, String> rows = new TreeMap<>();
        for (Row row : ModelStore.of(session.spark())
                .rows(stored.model().modelId())
                .drop(ModelTables.MODEL_ID)
                .collectAsList()) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                fields.add(
                        row.get(i) instanceof byte[] bytes
                                ? HexFormat.of().formatHex(bytes)
                                : row.get(i).toString());
            }
            assertThat(rows.put(row.getAs(ModelTables.ROW_ID), String.join("|", fields)))
                    .isNull();
        }
        return rows;
    }

    private static long snapshots() {
        try (LakeCatalog catalog = LakeCatalog.open(lake.configuration())) {
            long count = 0;
            for (Table table :
                    List.of(catalog.table(ModelTables.ROWS_TABLE), catalog.table(ModelTables.VERSIONS_TABLE))) {
                count += table.history().size();
            }
            return count;
        }
    }

    private static String shuffled(String text, long seed) {
        List<String> words = new ArrayList<>(List.of(text.split("\\s+")));
        Collections.shuffle(words, new Random(seed));
        return String.join(" ", words);
    }

    private static List<Document> pieces(String contributor, String label, String text, int tokens) {
        List<String> words = List.of(text.split("\\s+"));
        List<Document> pieces = new ArrayList<>();
        for (int from = 0; from < words.size(); from += tokens) {
            String piece = String.join(" ", words.subList(from, Math.min(from + tokens, words.size())));
            pieces.add(new Document(contributor + "-" + String.format("%03d", from), contributor, label, piece));
        }
        return pieces;
    }
}
