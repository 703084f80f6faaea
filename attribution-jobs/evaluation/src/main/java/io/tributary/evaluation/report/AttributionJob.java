// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.report;

import io.tributary.evaluation.JobShell;
import io.tributary.evaluation.data.DataFolder;
import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.data.Item;
import io.tributary.evaluation.measure.Labels;
import io.tributary.evaluation.measure.LeaveOneOutTruth;
import io.tributary.evaluation.measure.Ranks;
import io.tributary.evaluation.measure.RemovalCurve;
import io.tributary.evaluation.measure.SubsetTruth;
import io.tributary.evaluation.method.Method;
import io.tributary.evaluation.method.Problem;
import io.tributary.evaluation.pay.PayFidelity;
import io.tributary.evaluation.reference.RealRows;
import io.tributary.evaluation.reference.Retraining;
import io.tributary.evaluation.reference.Subsets;
import io.tributary.evaluation.report.AttributionRequest.Measure;
import io.tributary.evaluation.report.AttributionRequest.TrainingLabels;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.PayRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Measures scores and pay against retraining. */
public final class AttributionJob {
    /** Rows that are left out one at a time. */
    static final int LEFT_OUT = 100;

    private final AttributionRequest request;
    private final DataFolder folder;
    private final Consumer<String> progress;

    /** Reads data sets from {@code folder}; lines of progress go to {@code progress}. */
    public AttributionJob(AttributionRequest request, DataFolder folder, Consumer<String> progress) {
        this.request = request;
        this.folder = folder;
        this.progress = progress;
    }

    /** Entry of the process. */
    public static void main(String[] arguments) {
        JobShell.main(arguments, AttributionRequest.TYPE, (json, progress) -> {
            AttributionRequest request = AttributionRequest.of(json);
            request.out().ifPresent(Plots::makeFolder);
            AttributionReport report = new AttributionJob(request, DataFolder.ofCheckout(), progress).run();
            return report.toJson(
                    request.out().map(out -> new Plots(report).write(out)).orElse(List.of()));
        });
    }

    /** Takes all measures that were asked for. */
    public AttributionReport run() {
        DataSet whole = folder.read(request.dataSet(), request.seed());
        DataSet data = whole.limited(whole.train().size(), request.queries());
        progress.accept(data.name() + ": " + data.train().size() + " rows, "
                + data.queries().size() + " queries, " + data.shape().parameters() + " parameters");
        boolean scores = request.measures().stream().anyMatch(measure -> measure != Measure.FIDELITY);
        Figures figures = scores ? figures(data) : new Figures(List.of(), Optional.empty());
        return new AttributionReport(request, data, figures.methods(), figures.random(), fidelity(whole));
    }

    private record Figures(List<MethodFigures> methods, Optional<RemovalCurve> random) {}

    private Figures figures(DataSet data) {
        List<LabelledRow> train = DataSet.rows(data.train());
        List<LabelledRow> asked = DataSet.rows(data.queries());
        Problem truth = Problem.of(data.shape(), train, asked, request.seed());
        progress.accept("trained the reference in double precision");
        Optional<SubsetTruth> halves = wanted(
                Measure.LDS,
                () -> subsetTruth(truth, Subsets.halves(train.size(), request.retrain(), request.seed()), "rows"));
        List<String> owners = data.train().stream().map(Item::contributor).toList();
        Optional<SubsetTruth> owned = wanted(
                Measure.CONTRIBUTORS,
                () -> subsetTruth(
                        truth, Subsets.ownerHalves(owners, request.retrain(), request.seed()), "contributors"));
        Optional<LeaveOneOutTruth> left = wanted(Measure.LOO, () -> leaveOneOutTruth(truth));
        Problem scored = request.labels() == TrainingLabels.TRUE
                ? truth
                : Problem.of(data.shape(), Labels.shuffled(train, request.seed()), asked, request.seed());
        Labels.Flipped flipped = Labels.flipTenth(train, data.shape().classes(), request.seed());
        Optional<Problem> spoilt = wanted(
                Measure.MISLABEL, () -> Problem.of(data.shape(), flipped.rows(), asked.subList(0, 1), request.seed()));
        RealRows test = RealRows.of(data.shape(), DataSet.rows(data.test()));
        List<MethodFigures> methods = new ArrayList<>();
        for (Method method : request.methods()) {
            progress.accept("scoring by " + method.id());
            double[][] scores = method.scores(scored);
            methods.add(new MethodFigures(
                    method.id(),
                    halves.map(happened -> happened.score(scores)),
                    owned.map(happened -> happened.score(scores)),
                    left.map(happened -> happened.score(scores)),
                    spoilt.map(problem -> Ranks.areaUnderCurve(method.self(problem), flipped.wrong())),
                    wanted(
                            Measure.REMOVAL,
                            () -> RemovalCurve.of(truth.real(), test, RemovalCurve.worth(scores), count -> {}))));
        }
        double[] chance = new Random(request.seed()).doubles(train.size()).toArray();
        return new Figures(
                methods, wanted(Measure.REMOVAL, () -> RemovalCurve.of(truth.real(), test, chance, count -> {})));
    }

    private <T> Optional<T> wanted(Measure measure, Supplier<T> result) {
        return request.wants(measure) ? Optional.of(result.get()) : Optional.empty();
    }

    private SubsetTruth subsetTruth(Problem problem, List<int[]> subsets, String ofWhat) {
        double[][] losses = problem.real()
                .lossesWith(
                        subsets,
                        problem.askedRows(),
                        Retraining.TOLERANCE,
                        counted("retrained on halves of the " + ofWhat, subsets.size()));
        return new SubsetTruth(subsets, losses);
    }

    private LeaveOneOutTruth leaveOneOutTruth(Problem problem) {
        int count = problem.train().size();
        int[] rows = new Random(request.seed())
                .ints(0, count)
                .distinct()
                .limit(Math.min(LEFT_OUT, count))
                .toArray();
        List<int[]> subsets = IntStream.of(rows)
                .mapToObj(left -> Subsets.without(count, left))
                .toList();
        double[][] losses = problem.real()
                .lossesWith(
                        subsets,
                        problem.askedRows(),
                        Retraining.TOLERANCE_FINE,
                        counted("retrained without a row", subsets.size()));
        return new LeaveOneOutTruth(rows, losses);
    }

    private List<PayFidelity> fidelity(DataSet data) {
        List<PayFidelity> runs = new ArrayList<>();
        for (int run = 0; request.wants(Measure.FIDELITY) && run < request.fidelityRuns(); run++) {
            long seed = request.seed() + run;
            DataSet divided = run == 0 ? data : folder.read(request.dataSet(), seed);
            runs.add(PayFidelity.of(divided, PayRule.ALL, seed, count -> {}));
            progress.accept("pay fidelity on draw " + (run + 1) + " of " + request.fidelityRuns());
        }
        return runs;
    }

    /** A line for every tenth of the work. */
    private IntConsumer counted(String what, int all) {
        return count -> {
            if (count * 10 / all > (count - 1) * 10 / all) {
                progress.accept(what + ": " + count + " of " + all);
            }
        };
    }
}
