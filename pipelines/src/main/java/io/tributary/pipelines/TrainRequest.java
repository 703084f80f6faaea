// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * What to train: the body of {@code tributary/job-train/v1}.
 *
 * @param name the model's name, first part of its id
 * @param datanet slug of the Datanet
 * @param version its version, 1 or more
 * @param datasetRoot root of that version on the ledger; the table is checked against it
 * @param heldOutRoot committed root of the held-out set; the registry is checked against it
 * @param trainer where training starts
 * @param lambdaQ24 ridge in units of 2^-24, 2^10..2^20
 * @param repeats the rule by which passages that repeat others are left out
 * @param floorPpm held-out accuracy that opens the gate, in parts per million
 * @param owner organisation that owns the model
 * @param ownerPayee who is paid the model's part of a fee
 */
record TrainRequest(
        String name,
        String datanet,
        int version,
        Hash datasetRoot,
        Hash heldOutRoot,
        Trainer trainer,
        int lambdaQ24,
        RepeatRule repeats,
        long floorPpm,
        String owner,
        String ownerPayee) {

    /** The job's type. */
    static final String TYPE = "tributary/job-train/v1";

    /** Where training starts; the eight steps are the same. */
    enum Trainer {
        /** At zero: every member recomputes the weights. */
        NEWTON,
        /** At the anchored optimum of Spark MLlib, for data on which eight steps from zero would not settle. */
        MLLIB;

        /** Lower-case name, as in jobs and on the ledger. */
        String id() {
            return this == NEWTON ? "newton" : "mllib";
        }

        static Trainer of(String id) {
            for (Trainer trainer : values()) {
                if (trainer.id().equals(id)) {
                    return trainer;
                }
            }
            throw new InvalidInputException("trainer is '" + id + "', want newton or mllib");
        }
    }

    /** Checks ranges that no later constructor checks. */
    TrainRequest {
        Objects.requireNonNull(datasetRoot, "datasetRoot");
        Objects.requireNonNull(heldOutRoot, "heldOutRoot");
        if (!datanet.matches("[a-z][a-z0-9_]{2,40}")) {
            throw new InvalidInputException("datanet is '" + datanet + "', want [a-z][a-z0-9_]{2,40}");
        }
        if (version < 1) {
            throw new InvalidInputException("version is " + version + ", want 1 or more");
        }
        if (floorPpm < 0 || floorPpm > 1_000_000) {
            throw new InvalidInputException("floorPpm is " + floorPpm + ", want 0..1000000");
        }
    }

    /** Reads a job. */
    static TrainRequest of(JsonObject json) {
        json.require(
                TYPE,
                "name",
                "datanet",
                "version",
                "datasetRoot",
                "heldOutRoot",
                "trainer",
                "lambdaQ24",
                "repeats",
                "floorPpm",
                "owner",
                "ownerPayee");
        return new TrainRequest(
                json.text("name"),
                json.text("datanet"),
                json.smallInteger("version"),
                json.hash("datasetRoot"),
                json.hash("heldOutRoot"),
                Trainer.of(json.text("trainer")),
                json.smallInteger("lambdaQ24"),
                RepeatRule.of(json.text("repeats")),
                json.integer("floorPpm"),
                json.text("owner"),
                json.text("ownerPayee"));
    }
}
