// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.List;

/** What training writes: one row per model, and one row per training passage. */
public final class ModelTables {
    /** The namespace. */
    public static final String NAMESPACE = "models";

    public static final String MODEL_ID = "model_id";
    public static final String NAME = "name";
    public static final String DATANET = "datanet";
    public static final String VERSION = "version";
    public static final String DATASET_ROOT = "dataset_root";
    public static final String TRAINER = "trainer";

    /** Regularisation in 2^-24. */
    public static final String LAMBDA_Q24 = "lambda_q24";

    public static final String CLASSES = "classes";
    public static final String DICTIONARY = "dictionary";
    public static final String FEATURE_SPEC_HASH = "feature_spec_hash";

    /** Weights, big-endian 32-bit numbers. */
    public static final String THETA = "theta";

    public static final String WEIGHTS_HASH = "weights_hash";

    /** Weights that training started from; empty = zero. */
    public static final String START_THETA = "start_theta";

    public static final String K_HASH = "k_hash";

    /** Decimal digits. */
    public static final String MEDIAN_SIGMA = "median_sigma";

    /** Held-out accuracy in parts per million. */
    public static final String EVAL_PPM = "eval_ppm";

    public static final String GATE_PASSED = "gate_passed";
    public static final String ROWS = "rows";

    /** training/v1 as canonical JSON. */
    public static final String TRAINING_RECORD = "training_record";

    /** model/v1 as canonical JSON. */
    public static final String MODEL_RECORD = "model_record";

    /** {@code <contributor>/<label>/<six digits>}. */
    public static final String ROW_ID = "row_id";

    public static final String CONTRIBUTOR = "contributor";
    public static final String LABEL = "label";
    public static final String ROW_INDEX = "row_index";
    public static final String FIRST_RECORD_ID = "first_record_id";
    public static final String LAST_RECORD_ID = "last_record_id";

    /** First character in the first record's text, inclusive. */
    public static final String FIRST_CHAR = "first_char";

    /** Last character in the last record's text, exclusive. */
    public static final String LAST_CHAR = "last_char";

    /** The slice of text to show. */
    public static final String TEXT = "text";

    /** One unsigned byte per feature. */
    public static final String FEATURES = "features";

    /** One big-endian 32-bit number per class. */
    public static final String RESIDUALS = "residuals";

    /** Scale cap in 2^-20. */
    public static final String CAP_Q20 = "cap_q20";

    /** One row per trained model. */
    public static final TableDefinition VERSIONS_TABLE = TableColumns.of(NAMESPACE, "versions")
            .text(MODEL_ID, NAME, DATANET)
            .int32(VERSION)
            .text(DATASET_ROOT, TRAINER)
            .int32(LAMBDA_Q24)
            .texts(CLASSES)
            .bytes(DICTIONARY)
            .text(FEATURE_SPEC_HASH)
            .bytes(THETA)
            .text(WEIGHTS_HASH)
            .bytes(START_THETA)
            .text(K_HASH, MEDIAN_SIGMA)
            .int32(EVAL_PPM)
            .flag(GATE_PASSED)
            .int64(ROWS)
            .text(TRAINING_RECORD, MODEL_RECORD)
            .partitionedBy(MODEL_ID);

    /** One row per training passage of a model. */
    public static final TableDefinition ROWS_TABLE = TableColumns.of(NAMESPACE, "rows")
            .text(MODEL_ID, ROW_ID, CONTRIBUTOR, LABEL)
            .int32(ROW_INDEX)
            .text(FIRST_RECORD_ID, LAST_RECORD_ID)
            .int32(FIRST_CHAR, LAST_CHAR)
            .text(TEXT)
            .bytes(FEATURES, RESIDUALS)
            .int32(CAP_Q20)
            .partitionedBy(MODEL_ID);

    private ModelTables() {}

    /** Every table of the namespace that exists from the start. */
    public static List<TableDefinition> all() {
        return List.of(VERSIONS_TABLE, ROWS_TABLE);
    }
}
