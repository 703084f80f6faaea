// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.report;

import io.tributary.evaluation.data.DataSetName;
import io.tributary.evaluation.method.Method;
import io.tributary.evaluation.method.Methods;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is to be measured.
 *
 * @param dataSet on what
 * @param retrain how many models are retrained on random halves, of rows and of contributors each
 * @param seed of everything that is drawn
 * @param labels whether scores are made from the true labels
 * @param measures which measures are taken
 * @param methods which methods are compared
 * @param queries at most so many queries
 * @param fidelityRuns how many draws of contributors pay fidelity is taken on
 * @param out where plots go, empty for none
 */
public record AttributionRequest(
        DataSetName dataSet,
        int retrain,
        long seed,
        TrainingLabels labels,
        Set<Measure> measures,
        List<Method> methods,
        int queries,
        int fidelityRuns,
        Optional<Path> out) {
    /** Type of the job. */
    public static final String TYPE = "tributary/job-eval-attribution/v1";

    private static final int RETRAIN_MAX = 10_000;
    private static final int RUNS_MAX = 100;

    /** The labels that scores are made from. */
    public enum TrainingLabels {
        /** Those of the data set. */
        TRUE,
        /** Dealt anew: the control, whose scores must predict nothing. */
        SHUFFLED
    }

    /** What can be measured. */
    public enum Measure {
        /** LDS over halves of the rows. */
        LDS,
        /** LDS over halves of the contributors. */
        CONTRIBUTORS,
        /** Correlation with leaving single rows out. */
        LOO,
        /** Finding wrong labels. */
        MISLABEL,
        /** Loss while the rows of highest worth are left out. */
        REMOVAL,
        /** Pay against leaving contributors out. */
        FIDELITY;

        private static Measure of(String name) {
            for (Measure measure : values()) {
                if (measure.name().equalsIgnoreCase(name)) {
                    return measure;
                }
            }
            throw new InvalidInputException(
                    "measure is '" + name + "', want some of lds, contributors, loo, mislabel, removal, fidelity");
        }
    }

    /** Copies the collections and checks the numbers. */
    public AttributionRequest {
        measures = Set.copyOf(measures);
        methods = List.copyOf(methods);
        if (retrain < 2 || retrain > RETRAIN_MAX) {
            throw new InvalidInputException("got " + retrain + " retrainings, want 2.." + RETRAIN_MAX);
        }
        if (queries < 1) {
            throw new InvalidInputException("got " + queries + " queries, want 1 or more");
        }
        if (fidelityRuns < 1 || fidelityRuns > RUNS_MAX) {
            throw new InvalidInputException("got " + fidelityRuns + " draws of contributors, want 1.." + RUNS_MAX);
        }
    }

    /** Reads a job; empty lists mean all. */
    public static AttributionRequest of(JsonObject job) {
        job.require(
                TYPE,
                "dataset",
                "fidelityRuns",
                "measures",
                "methods",
                "out",
                "queries",
                "retrain",
                "seed",
                "shuffleLabels");
        Set<Measure> measures = job.texts("measures").stream().map(Measure::of).collect(Collectors.toSet());
        return new AttributionRequest(
                DataSetName.of(job.text("dataset")),
                job.smallInteger("retrain"),
                job.integer("seed"),
                job.flag("shuffleLabels") ? TrainingLabels.SHUFFLED : TrainingLabels.TRUE,
                measures.isEmpty() ? Set.of(Measure.values()) : measures,
                Methods.named(job.texts("methods")),
                job.smallInteger("queries"),
                job.smallInteger("fidelityRuns"),
                job.text("out").isEmpty() ? Optional.empty() : Optional.of(Path.of(job.text("out"))));
    }

    /** Whether a measure is taken; spoilt labels leave only those that compare scores with retraining. */
    public boolean wants(Measure measure) {
        boolean control = measure == Measure.LDS || measure == Measure.CONTRIBUTORS || measure == Measure.LOO;
        return measures.contains(measure) && (labels == TrainingLabels.TRUE || control);
    }
}
