// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;

import io.tributary.influence.Dictionary;
import io.tributary.influence.InverseCurvature;
import io.tributary.influence.LinearModel;
import io.tributary.influence.NewtonTrainer;
import io.tributary.influence.Weights;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.pipelines.ModelStore.StoredModel;
import io.tributary.pipelines.TrainRequest.Trainer;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.tables.ModelTables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains a linear model on a Datanet version by method {@value #METHOD} and writes {@code models.versions} and
 * {@code models.rows}. The model's id is its name and the first 12 hex digits of its training record's hash, so the same
 * training is found again instead of repeated.
 */
public final class TrainJob implements BatchJob {
    /** The attribution method whose training this is. */
    public static final String METHOD = "ipa1/factored";

    private static final int ID_DIGITS = 12;
    private static final int PARTITIONS_PER_CORE = 2;
    private static final long PARTS_PER_MILLION = 1_000_000;

    /** Entry of the process. */
    public static void main(String[] arguments) {
        JobMain.main(arguments, TrainRequest.TYPE, new TrainJob());
    }

    @Override
    public JsonObject run(JobContext context, JsonObject job) {
        TrainRequest request = TrainRequest.of(job);
        ModelStore store = ModelStore.of(context.spark());
        Optional<StoredModel> earlier = earlier(context, store, request);
        if (earlier.isEmpty()) {
            return result(train(context, store, request, set -> start(context, request, set)));
        }
        StoredModel stored = earlier.get();
        requireSameTerms(request, stored.model());
        if (store.rows(stored.model().modelId()).count() != stored.rows()) {
            // The anchored start is kept: another fit would end in other bits and so be another training.
            return result(train(context, store, request, set -> stored.start()));
        }
        context.stage("model " + stored.model().modelId() + " is there already");
        return result(stored);
    }

    /** The same training by an earlier run. */
    private static Optional<StoredModel> earlier(JobContext context, ModelStore store, TrainRequest request) {
        String network = context.configuration().text(Key.NETWORK_ID);
        return store
                .versions(col(ModelTables.NAME)
                        .equalTo(request.name())
                        .and(col(ModelTables.DATASET_ROOT)
                                .equalTo(request.datasetRoot().hex()))
                        .and(col(ModelTables.TRAINER).equalTo(request.trainer().id())))
                .stream()
                .filter(stored -> stored.training()
                        .equals(training(network, request, stored.training().startHash())))
                .findFirst();
    }

    private static void requireSameTerms(TrainRequest request, ModelEntry model) {
        boolean gate = model.evalPpm() >= request.floorPpm();
        if (!model.owner().equals(request.owner())
                || !model.ownerPayee().equals(request.ownerPayee())
                || model.gatePassed() != gate) {
            throw new ConflictException("model " + model.modelId() + " was trained for owner " + model.owner()
                    + ", payee " + model.ownerPayee() + ", gate " + model.gatePassed() + "; choose another name");
        }
    }

    private static StoredModel train(
            JobContext context, ModelStore store, TrainRequest request, Function<TrainingSet, Weights> startOf) {
        SparkSession spark = context.spark();
        context.stage("checking the roots of " + request.datanet() + "/v" + request.version());
        HeldOutSet heldOut = HeldOutSet.read(spark, request.datanet(), request.heldOutRoot());
        DatanetVersion version =
                DatanetVersion.open(spark, request.datanet(), request.version(), request.datasetRoot());
        int partitions = PARTITIONS_PER_CORE * spark.sparkContext().defaultParallelism();
        Dataset<Row> passages = passages(context, request, version, heldOut.labels(), partitions);
        long rows = passages.count();
        List<String> classes = classes(passages);
        requireTrainable(request, heldOut, rows, classes);
        context.stage("choosing the dictionary of " + rows + " passages");
        Dictionary dictionary = DictionaryChoice.of(passages, rows);
        try (TrainingSet set = TrainingSet.of(passages, dictionary, classes, request.lambdaQ24(), partitions)) {
            Weights start = startOf.apply(set);
            passages.unpersist(false);
            NewtonTrainer.Result trained = steps(context, start, set);
            return finish(context, store, request, new Fitted(set, dictionary, classes, start, trained, rows), heldOut);
        }
    }

    private static Dataset<Row> passages(
            JobContext context, TrainRequest request, DatanetVersion version, Set<String> judged, int partitions) {
        SparkSession spark = context.spark();
        context.stage("cutting passages");
        Dataset<Row> credits = Credits.of(spark, request.datanet(), request.version());
        Map<String, CreditLine> lines = Credits.lines(spark, request.datanet(), request.version());
        Dataset<Row> cut = PassageCut.of(version, credits, partitions)
                .where(col(ModelTables.LABEL).isin(judged.toArray()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        long all = cut.count();
        context.stage("looking for passages that repeat what others said first");
        Dataset<Row> passages = FirstUseFilter.keep(version, cut, lines).persist(StorageLevel.MEMORY_AND_DISK());
        long rows = passages.count();
        cut.unpersist(false);
        if (request.repeats() == RepeatRule.WORDS) {
            Dataset<Row> byPhrases = passages;
            passages = FirstWordsFilter.keep(version, byPhrases, rows, lines, partitions, FirstWordsFilter.Bounds.USUAL)
                    .persist(StorageLevel.MEMORY_AND_DISK());
            rows = passages.count();
            byPhrases.unpersist(false);
        }
        context.stage("left out " + (all - rows) + " of " + all + " passages that repeat what others said first");
        return passages.drop(PassageCut.ORDERS);
    }

    /** What training arrived at, on the way to its records. */
    private record Fitted(
            TrainingSet set,
            Dictionary dictionary,
            List<String> classes,
            Weights start,
            NewtonTrainer.Result trained,
            long rows) {}

    private static List<String> classes(Dataset<Row> passages) {
        return passages.select(ModelTables.LABEL)
                .distinct()
                .orderBy(ModelTables.LABEL)
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static void requireTrainable(TrainRequest request, HeldOutSet heldOut, long rows, List<String> classes) {
        if (classes.size() < 2) {
            throw new InvalidInputException(request.datanet() + "/v" + request.version() + " gives " + rows
                    + " passages of labels " + classes + ", want 2 labels or more");
        }
        for (HeldOutItem item : heldOut.items()) {
            if (!classes.contains(item.label())) {
                throw new InvalidInputException(
                        "held-out item " + item.itemId() + " has label '" + item.label() + "', want one of " + classes);
            }
        }
    }

    private static Weights start(JobContext context, TrainRequest request, TrainingSet set) {
        if (request.trainer() == Trainer.NEWTON) {
            return Weights.zero(set.shape());
        }
        context.stage("fitting the start with MLlib");
        return MllibStart.fit(context.spark(), set);
    }

    private static NewtonTrainer.Result steps(JobContext context, Weights start, TrainingSet set) {
        int[] passes = {0};
        NewtonTrainer.Result trained = NewtonTrainer.train(start, weights -> {
            passes[0]++;
            context.stage(stage(passes[0]));
            return set.sums(weights);
        });
        if (!trained.certificate().holds()) {
            throw new RefusedException("training did not settle: largest gradient coordinate is "
                    + trained.certificate().largest() + ", want at most "
                    + trained.certificate().bound()
                    + "; raise lambdaQ24");
        }
        return trained;
    }

    private static String stage(int pass) {
        if (pass <= NewtonTrainer.STEPS) {
            return "step " + pass + " of " + NewtonTrainer.STEPS;
        }
        return pass == NewtonTrainer.STEPS + 1
                ? "certificate"
                : "full steps did not settle; shortened steps, pass " + (pass - NewtonTrainer.STEPS - 1);
    }

    private static StoredModel finish(
            JobContext context, ModelStore store, TrainRequest request, Fitted fitted, HeldOutSet heldOut) {
        Weights weights = fitted.trained().weights();
        context.stage("inverting the curvature");
        InverseCurvature inverse = InverseCurvature.of(fitted.trained().curvature());
        LinearModel model = new LinearModel(weights, fitted.dictionary(), fitted.classes(), inverse.sha256());
        long evalPpm = evalPpm(model, heldOut);
        String startHash =
                request.trainer() == Trainer.NEWTON ? "" : fitted.start().sha256();
        TrainingEntry training = training(context.configuration().text(Key.NETWORK_ID), request, startHash);
        context.stage("measuring self-influence");
        try (TrainedRows rows = TrainedRows.of(context.spark(), fitted.set(), fitted.classes(), weights, inverse)) {
            ModelEntry entry = entry(request, training, model, rows.medianSigma(), evalPpm);
            StoredModel stored =
                    new StoredModel(training, entry, weights, fitted.dictionary(), fitted.start(), fitted.rows());
            context.stage("writing " + fitted.rows() + " rows of " + entry.modelId());
            store.write(stored, rows.table(entry.modelId()));
            return stored;
        }
    }

    private static long evalPpm(LinearModel model, HeldOutSet heldOut) {
        long right = heldOut.items().stream()
                .filter(item -> model.answer(item.text()).equals(item.label()))
                .count();
        return right * PARTS_PER_MILLION / heldOut.items().size();
    }

    private static TrainingEntry training(String network, TrainRequest request, String startHash) {
        return new TrainingEntry(
                network,
                request.name(),
                request.datanet(),
                request.version(),
                request.datasetRoot(),
                METHOD,
                request.trainer().id(),
                request.lambdaQ24(),
                startHash,
                request.heldOutRoot());
    }

    private static ModelEntry entry(
            TrainRequest request, TrainingEntry training, LinearModel model, long medianSigma, long evalPpm) {
        Hash trainingHash = training.leafHash();
        return new ModelEntry(
                training.network(),
                request.name() + "-" + trainingHash.hex().substring(0, ID_DIGITS),
                "linear",
                "",
                List.of(),
                List.of(request.datanet() + "/v" + request.version()),
                List.of(request.datasetRoot()),
                METHOD,
                request.trainer().id(),
                trainingHash,
                Hash.ofHex(model.weightsHash()),
                Hash.ofHex(model.dictionary().sha256()),
                Hash.ofHex(model.inverseHash()),
                Long.toString(medianSigma),
                model.labels(),
                "",
                evalPpm,
                evalPpm >= request.floorPpm(),
                request.owner(),
                request.ownerPayee());
    }

    private static JsonObject result(StoredModel stored) {
        return JsonObject.typed("tributary/train-result/v1")
                .put("modelId", stored.model().modelId())
                .put("training", stored.training().toJson())
                .put("model", stored.model().toJson())
                .put("rows", stored.rows())
                .put("evalPpm", stored.model().evalPpm())
                .put("gatePassed", stored.model().gatePassed())
                .build();
    }
}
