// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Canonical training {@code newton/v2} on integer sums. First {@code newton/v1}: exactly {@value #STEPS} full Newton steps, each rounded
 * to Q8.23. If they end in a certificate, that is the model. If not, because rows with wrong labels made the steps run away, training
 * begins again from the same start and halves a step until the largest coordinate of the exact gradient falls. Every member recomputes
 * the same weights; the certificate at the end says whether they are an optimum. Source: specification, section 4.
 *
 * <p>The trainer asks for sums at given weights and never sees a row, so the pass over the rows may run anywhere.
 */
public final class NewtonTrainer {
    /** Number of full steps, always all of them. */
    public static final int STEPS = 8;

    /** Most shortened steps until the certificate holds. */
    public static final int SHORTENED_STEPS_MAX = 64;

    /** Most times that one step is halved. */
    public static final int HALVINGS_MAX = 16;

    /** Full steps after the certificate of shortened ones holds: they settle the weights as eight full steps do. */
    public static final int CLOSING_STEPS = 2;

    private NewtonTrainer() {}

    /**
     * What training ends with.
     *
     * @param weights the weights after the last step
     * @param certificate whether they are an optimum; a model without it is refused
     * @param curvature the curvature sums at these weights, for {@link InverseCurvature#of}
     */
    public record Result(Weights weights, Certificate certificate, CurvatureSums curvature) {}

    /**
     * Trains by {@code newton/v2} from {@code start}: {@link Weights#zero}, or an anchored start.
     *
     * @param pass gives the sums of all training rows at the weights asked for; called {@value #STEPS} + 1 times where full steps do
     */
    public static Result train(Weights start, Function<Weights, StepSums> pass) {
        Optional<Result> full = fullSteps(start, pass);
        return full.filter(result -> result.certificate().holds()).orElseGet(() -> shortenedSteps(start, pass));
    }

    /** Trains on rows in memory, one after the other. */
    public static Result train(Weights start, List<LabelledRow> rows) {
        return train(start, weights -> sums(weights, rows));
    }

    /** The sums of {@code rows} at {@code weights}. */
    public static StepSums sums(Weights weights, List<LabelledRow> rows) {
        StepSums sums = new StepSums(weights.shape());
        for (LabelledRow row : rows) {
            sums.add(weights, row);
        }
        return sums;
    }

    /** Training by {@code newton/v1}, which may end without a certificate; empty if a step leaves the range of a weight. */
    public static Optional<Result> fullSteps(Weights start, Function<Weights, StepSums> pass) {
        Place place = Place.at(start, pass);
        for (int step = 0; step < STEPS; step++) {
            Optional<Weights> next =
                    NewtonStep.of(place.weights(), place.sums()).taken(0);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            place = Place.at(next.get(), pass);
        }
        return Optional.of(place.result());
    }

    /**
     * Shortened steps alone, which end as soon as the certificate holds: the first part of what {@code newton/v2} does where full steps
     * fail. Without a certificate if no halving lowers the gradient, or after {@value #SHORTENED_STEPS_MAX} steps.
     */
    public static Result toCertificate(Weights start, Function<Weights, StepSums> pass) {
        return certified(start, pass).result();
    }

    private static Result shortenedSteps(Weights start, Function<Weights, StepSums> pass) {
        Place place = certified(start, pass);
        for (int step = 0; step < CLOSING_STEPS && place.certificate().holds(); step++) {
            Optional<Weights> next =
                    NewtonStep.of(place.weights(), place.sums()).taken(0);
            if (next.isEmpty()) {
                return place.result();
            }
            place = Place.at(next.get(), pass);
        }
        return place.result();
    }

    private static Place certified(Weights start, Function<Weights, StepSums> pass) {
        Place place = Place.at(start, pass);
        for (int step = 0; step < SHORTENED_STEPS_MAX && !place.certificate().holds(); step++) {
            Optional<Place> lower = place.lower(pass);
            if (lower.isEmpty()) {
                return place;
            }
            place = lower.get();
        }
        return place;
    }

    /** Weights that training came to, and the sums there. */
    private record Place(Weights weights, StepSums sums, Certificate certificate) {
        private static Place at(Weights weights, Function<Weights, StepSums> pass) {
            StepSums sums = pass.apply(weights);
            return new Place(weights, sums, Certificate.of(weights, sums.gradient()));
        }

        /** The longest of the halved steps after which the largest coordinate of the gradient is smaller. */
        private Optional<Place> lower(Function<Weights, StepSums> pass) {
            NewtonStep step = NewtonStep.of(weights, sums);
            for (int halvings = 0; halvings <= HALVINGS_MAX; halvings++) {
                Optional<Place> tried = step.taken(halvings).map(next -> Place.at(next, pass));
                if (tried.isPresent() && tried.get().certificate().largest().compareTo(certificate.largest()) < 0) {
                    return tried;
                }
            }
            return Optional.empty();
        }

        private Result result() {
            return new Result(weights, certificate, sums.curvature());
        }
    }
}
