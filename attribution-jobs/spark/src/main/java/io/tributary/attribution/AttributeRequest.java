// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.Device;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.TrainingEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which epoch to compute and by what rules: the body of {@code tributary/job-attribute/v1}.
 *
 * @param mode write the result, or compare it with what is written
 * @param epoch the epoch to compute
 * @param adjusted what it takes the place of; empty for a regular epoch, which pays for receipts sealed in itself
 * @param windowStart first epoch millisecond of its window; an adjustment's is empty
 * @param windowEnd first epoch millisecond after it
 * @param prevEpochHash record hash of the epoch before, empty for the first
 * @param receiptsRoot root that the seal gave, empty to take the sealed receipts as they are
 * @param unit unit of money
 * @param models the ledger's models
 * @param refused ids of those that the epoch does not pay for, because organisations could not train them again
 * @param trainings the ledger's trainings behind them
 * @param parameters the ledger's parameters in force: {@code split.roles}, {@code pay.rule}, {@code payee.<owner>}
 * @param deposits what each deposit may give to the epoch, in micro-units
 * @param threads local threads; 0 for the configured master
 * @param partitions parts that rows are dealt to; 0 for two a core
 * @param shuffleSeed order of rows; 0 for the order they are read in. Neither changes a result
 * @param device what scores; it changes no result either
 */
record AttributeRequest(
        Mode mode,
        long epoch,
        Optional<Adjusted> adjusted,
        long windowStart,
        long windowEnd,
        String prevEpochHash,
        String receiptsRoot,
        String unit,
        List<ModelEntry> models,
        Set<String> refused,
        List<TrainingEntry> trainings,
        Map<String, String> parameters,
        Map<String, Long> deposits,
        int threads,
        int partitions,
        long shuffleSeed,
        Device device) {

    /** The job's type. */
    static final String TYPE = "tributary/job-attribute/v1";

    /** What happens to the result. */
    enum Mode {
        /** Written in place of what an earlier run of the epoch wrote. */
        WRITE,
        /** Compared with what is written; nothing is changed. */
        CHECK;

        static Mode of(String id) {
            if (id.equals("write")) {
                return WRITE;
            }
            if (id.equals("check")) {
                return CHECK;
            }
            throw new InvalidInputException("mode is '" + id + "', want write or check");
        }
    }

    /** Copies collections in and checks ranges. */
    AttributeRequest {
        models = List.copyOf(models);
        refused = Set.copyOf(refused);
        trainings = List.copyOf(trainings);
        parameters = Map.copyOf(parameters);
        deposits = Map.copyOf(deposits);
        if (threads < 0 || partitions < 0) {
            throw new InvalidInputException(
                    "threads and partitions are " + threads + " and " + partitions + ", want 0 or more");
        }
    }

    /** Reads a job. */
    static AttributeRequest of(JsonObject json) {
        json.require(
                TYPE,
                "mode",
                "epoch",
                "adjusted",
                "windowStart",
                "windowEnd",
                "prevEpochHash",
                "receiptsRoot",
                "unit",
                "models",
                "refused",
                "trainings",
                "parameters",
                "deposits",
                "threads",
                "partitions",
                "shuffleSeed",
                "device");
        Map<String, String> parameters = new TreeMap<>();
        for (JsonObject parameter : json.objects("parameters")) {
            parameter.requireNested("parameter", "name", "value");
            parameters.put(parameter.text("name"), parameter.text("value"));
        }
        Map<String, Long> deposits = new TreeMap<>();
        for (JsonObject deposit : json.objects("deposits")) {
            deposit.requireNested("deposit", "deposit", "available");
            deposits.put(deposit.text("deposit"), deposit.integer("available"));
        }
        return new AttributeRequest(
                Mode.of(json.text("mode")),
                json.integer("epoch"),
                json.objects("adjusted").stream().map(Adjusted::of).findFirst(),
                json.integer("windowStart"),
                json.integer("windowEnd"),
                json.text("prevEpochHash"),
                json.text("receiptsRoot"),
                json.text("unit"),
                json.objects("models").stream().map(ModelEntry::of).toList(),
                Set.copyOf(json.texts("refused")),
                json.objects("trainings").stream().map(TrainingEntry::of).toList(),
                parameters,
                deposits,
                json.smallInteger("threads"),
                json.smallInteger("partitions"),
                json.integer("shuffleSeed"),
                Device.of(json.text("device")));
    }

    /** The Spark master that the job asks for, empty for the configured one. */
    static Optional<String> master(JsonObject json) {
        int threads = json.smallInteger("threads");
        return threads > 0 ? Optional.of("local[" + threads + "]") : Optional.empty();
    }

    /** The epoch that the receipts to pay for are sealed in. */
    long receiptsEpoch() {
        return adjusted.map(Adjusted::regularEpoch).orElse(epoch);
    }

    /** A ledger parameter that the epoch needs. */
    String parameter(String name) {
        return find(name)
                .orElseThrow(() -> new InvalidInputException("ledger parameter " + name + " is missing in the job"));
    }

    /** A ledger parameter that the epoch can do without. */
    Optional<String> find(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The ledger's model of that id. */
    ModelEntry model(String modelId) {
        return models.stream()
                .filter(model -> model.modelId().equals(modelId))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("model " + modelId + " is not on the ledger"));
    }

    /** The ledger's training of a model. */
    TrainingEntry training(ModelEntry model) {
        return trainings.stream()
                .filter(training -> training.leafHash().equals(model.trainingReceipt()))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("training " + model.trainingReceipt() + " of model "
                        + model.modelId() + " is not on the ledger"));
    }
}
