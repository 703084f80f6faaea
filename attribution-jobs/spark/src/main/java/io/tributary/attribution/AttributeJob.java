// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.attribution.AttributeRequest.Mode;
import io.tributary.attribution.SealedAnswers.Answer;
import io.tributary.influence.LinearModel;
import io.tributary.influence.PayRule;
import io.tributary.pipelines.BatchJob;
import io.tributary.pipelines.Credits;
import io.tributary.pipelines.HeldOutSet;
import io.tributary.pipelines.JobContext;
import io.tributary.pipelines.JobMain;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Parties;
import io.tributary.tables.PayoutLeaves;
import io.tributary.tables.RegistryReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes an epoch from sealed receipts, its own or, for an adjustment, those of the regular epoch that it goes back to:
 * opens the questions, scores every training row against the held-out set and against every answer, splits each fee and
 * closes the epoch's accounts. The record is the same for any number of threads and partitions and any order of the rows.
 * With mode {@code check} nothing is written and the result is compared with what the tables hold.
 */
public final class AttributeJob implements BatchJob {
    /** Ledger parameter that names the pay rule. */
    static final String PAY_RULE = "pay.rule";

    /** Entry of the process. */
    public static void main(String[] arguments) {
        JobMain.main(arguments, AttributeRequest.TYPE, AttributeRequest::master, new AttributeJob());
    }

    @Override
    public JsonObject run(JobContext context, JsonObject job) {
        AttributeRequest request = AttributeRequest.of(job);
        PayRule rule = rule(request);
        requireSealed(context, request);
        KeyStore keys = KeyStore.open(context.configuration().home());
        context.stage("opening the sealed answers of epoch " + request.epoch());
        SealedAnswers answers = SealedAnswers.open(context.spark(), keys, request);
        Set<String> voided = new TreeSet<>();
        List<ScoredRows> scored = score(context, request, rule, answers, voided);
        Map<String, SortedMap<String, BigInteger>> weights = new HashMap<>();
        scored.forEach(rows -> weights.putAll(rows.weights()));
        SealedAnswers counted = answers.without(voided);
        context.stage("splitting " + counted.answers().size() + " fees, " + voided.size() + " receipts are void");
        EpochResult result = close(context, request, answers, counted, weights, keys);
        finish(context, request, scored, weights, result);
        scored.forEach(rows -> rows.table().unpersist());
        return result(request, result);
    }

    /** An epoch may be sealed without a receipt, but not computed without a seal. */
    private static void requireSealed(JobContext context, AttributeRequest request) {
        try (LakeCatalog lake = LakeCatalog.open(context.configuration())) {
            if (Seal.find(lake.table(AttributionTables.RECEIPTS_TABLE), request.receiptsEpoch())
                    .isEmpty()) {
                throw new UnavailableException("epoch " + request.receiptsEpoch() + " is not sealed");
            }
        }
    }

    private static EpochResult close(
            JobContext context,
            AttributeRequest request,
            SealedAnswers answers,
            SealedAnswers counted,
            Map<String, SortedMap<String, BigInteger>> weights,
            KeyStore keys) {
        Map<String, CreditLine> lines = new HashMap<>();
        for (String modelId : served(answers, request)) {
            TrainingEntry training = request.training(request.model(modelId));
            lines.putAll(Credits.lines(context.spark(), training.datanet(), training.version()));
        }
        try (LakeCatalog lake = LakeCatalog.open(context.configuration())) {
            List<Payout> claimed = new ArrayList<>();
            for (Adjusted.Claims claims :
                    request.adjusted().map(Adjusted::claims).orElse(List.of())) {
                claimed.addAll(new PayoutLeaves(lake).claimed(claims.epoch(), claims.leafHashes()));
            }
            return EpochResult.of(
                    context.configuration().text(Key.NETWORK_ID),
                    request,
                    answers,
                    counted,
                    weights,
                    lines,
                    claimed,
                    Parties.of(new RegistryReader(lake), keys));
        }
    }

    private static PayRule rule(AttributeRequest request) {
        String id = request.parameter(PAY_RULE);
        return PayRule.find(id)
                .orElseThrow(() -> new RefusedException("the ledger's pay rule is " + id + ", this release knows "
                        + PayRule.ALL.stream().map(PayRule::id).toList()));
    }

    /** Scores what models answered; ids of receipts with an answer that their model does not give, or of a refused model, are added to {@code voided}. */
    private static List<ScoredRows> score(
            JobContext context, AttributeRequest request, PayRule rule, SealedAnswers answers, Set<String> voided) {
        Kernel kernel = Kernel.of(request.device());
        List<ScoredRows> scored = new ArrayList<>(List.of(ScoredRows.none(context.spark())));
        for (String modelId : request.refused()) {
            answers.of(modelId).forEach(answer -> voided.add(answer.receipt().receiptId()));
        }
        for (String modelId : served(answers, request)) {
            ModelEntry entry = request.model(modelId);
            TrainingEntry training = request.training(entry);
            requireGate(entry);
            HeldOutSet heldOut = HeldOutSet.read(context.spark(), training.datanet(), training.heldOutRoot());
            context.stage("checking the rows of " + modelId + " against the ledger");
            try (VerifiedModel model = VerifiedModel.open(context.spark(), entry, request)) {
                List<Answer> asked = given(model.model(), answers.of(modelId), voided);
                if (asked.isEmpty()) {
                    continue;
                }
                context.stage("scoring " + heldOut.items().size() + " held-out items and " + asked.size() + " answers");
                scored.add(new Scoring(context.spark(), model, rule, kernel, request.epoch())
                        .score(heldOut, training.datasetRoot(), asked));
            }
        }
        return scored;
    }

    /** The answers that the model gives again; a host that answered otherwise did not use it. */
    private static List<Answer> given(LinearModel model, List<Answer> answers, Set<String> voided) {
        List<Answer> given = new ArrayList<>();
        for (Answer answer : answers) {
            if (model.answer(answer.question()).equals(answer.receipt().answer())) {
                given.add(answer);
            } else {
                voided.add(answer.receipt().receiptId());
            }
        }
        return given;
    }

    /** The models that answered and are not refused. */
    private static TreeSet<String> served(SealedAnswers answers, AttributeRequest request) {
        TreeSet<String> served = new TreeSet<>();
        answers.answers().forEach(answer -> served.add(answer.receipt().model()));
        served.removeAll(request.refused());
        return served;
    }

    private static void requireGate(ModelEntry entry) {
        if (!entry.gatePassed()) {
            throw new RefusedException(
                    "model " + entry.modelId() + " did not pass its gate, so it serves no paid epoch");
        }
    }

    private static void finish(
            JobContext context,
            AttributeRequest request,
            List<ScoredRows> scored,
            Map<String, SortedMap<String, BigInteger>> weights,
            EpochResult result) {
        EpochTables tables = new EpochTables(context.spark(), request.epoch());
        Dataset<Row> eligibility = scored.stream()
                .map(ScoredRows::eligibility)
                .reduce(Dataset::union)
                .orElseThrow();
        Dataset<Row> bundles =
                scored.stream().map(ScoredRows::bundles).reduce(Dataset::union).orElseThrow();
        Dataset<Row> scores =
                scored.stream().map(ScoredRows::scores).reduce(Dataset::union).orElseThrow();
        if (request.mode() == Mode.WRITE) {
            context.stage("writing epoch " + request.epoch());
            tables.write(scores, bundles, eligibility, result);
        }
        context.stage("comparing epoch " + request.epoch() + " with the tables");
        tables.requireStored(result);
        tables.requireBacked(weights, scores);
        tables.requireStandings(eligibility);
        tables.requireBundles(bundles);
    }

    private static JsonObject result(AttributeRequest request, EpochResult result) {
        return JsonObject.typed("tributary/attribute-result/v1")
                .put("epoch", request.epoch())
                .put("record", result.record().toJson())
                .put("recordHash", result.record().leafHash())
                .put("receipts", result.receipts())
                .put("payouts", result.accounts().payouts().size())
                .put("shares", result.accounts().shares().size())
                .put("pool", result.accounts().poolMicros())
                .put("paid", result.accounts().paidMicros())
                .put("undistributed", result.accounts().undistributedMicros())
                .build();
    }
}
