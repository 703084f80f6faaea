// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.List;

/** One table per Datanet, written by publish alone; a version of a Datanet is the Iceberg tag {@link #tagOf} on its table. */
public final class DatanetTables {
    /** The namespace. */
    public static final String NAMESPACE = "datanets";

    public static final String DATANET = "datanet";

    /** The first version that holds the row. */
    public static final String VERSION = "version";

    /** Id of the record, unique in the network. */
    public static final String RECORD_ID = "record_id";

    /** The record that {@code record_id} repeats. */
    public static final String CANONICAL_RECORD_ID = "canonical_record_id";

    public static final String CONTRIBUTOR = "contributor";

    /** Leaf hash in the version's tree or duplicates tree, 64 hex digits. */
    public static final String LEAF_HASH = "leaf_hash";

    public static final String KIND = "kind";
    public static final String PARENT = "parent";
    public static final String BATCH_ROOT = "batch_root";

    /** Place in the batch, from 0. */
    public static final String ITEM_INDEX = "item_index";

    /** Place among the canonical records of the Datanet: order of its batch on the ledger, then index; from 0. */
    public static final String SUBMISSION_ORDER = "submission_order";

    public static final String TITLE = "title";
    public static final String LABEL = "label";
    public static final String TEXT = "text";
    public static final String SALT = "salt";
    public static final String LICENCE = "licence";
    public static final String CONSENT = "consent";
    public static final String EXPIRES = "expires";

    /** Event time in epoch milliseconds, claimed by the contributor. */
    public static final String ORIGIN_AT = "origin_at";

    /** One row per record that repeats a canonical record, of every Datanet. */
    public static final TableDefinition DUPLICATES_TABLE = TableColumns.of(NAMESPACE, "duplicates")
            .text(DATANET)
            .int32(VERSION)
            .text(RECORD_ID, CANONICAL_RECORD_ID, CONTRIBUTOR, LEAF_HASH)
            .partitionedBy(DATANET, VERSION);

    /** Place in submission order among the records that one version decided: larger was submitted later. */
    public static final String SUBMISSION = "submission";

    /** Whether the record was found canonical. */
    public static final String CANONICAL = "canonical";

    /** Keys of the duplicate rule {@code jaccard/v1}, 64-bit words in big-endian order. */
    public static final String KEYS = "keys";

    /**
     * One row per record, canonical or duplicate, that a version under {@code jaccard/v1} decided: what later versions look up. It
     * follows from the texts, and keys tell something of them: who erases a record erases its row here. No Datanet's name begins with an
     * underscore.
     */
    public static final TableDefinition PRINTS_TABLE = TableColumns.of(NAMESPACE, "_prints")
            .text(DATANET)
            .int32(VERSION)
            .text(RECORD_ID)
            .int64(SUBMISSION)
            .flag(CANONICAL)
            .bytes(KEYS)
            .partitionedBy(DATANET, VERSION);

    /** How the names of {@link #stageOf} begin. */
    public static final String STAGE = "stage_v";

    /** Who earns on the record's rows: a contributor's id or a line's; empty if it has no rows. */
    public static final String LINE = "line";

    /** Why a record has no rows; empty if it has. */
    public static final String REASON = "reason";

    /** The line as {@code credit/v1} in canonical JSON; empty if there is none. */
    public static final String CREDIT = "credit";

    /** By part of the line the record that earned it. */
    public static final String SOURCES = "sources";

    /**
     * Per version one row for each label, each edit and each record that one of them names: what they make of it. It follows from the
     * version's records.
     */
    public static final TableDefinition CREDITS_TABLE = TableColumns.of(NAMESPACE, "_credits")
            .text(DATANET)
            .int32(VERSION)
            .text(RECORD_ID, LINE, LABEL, REASON, CREDIT)
            .texts(SOURCES)
            .partitionedBy(DATANET, VERSION);

    public static final String ROLE = "role";
    public static final String BASIS_POINTS = "basis_points";

    /**
     * Per version one row for each part of each line that several have a part in: the same as {@link #CREDITS_TABLE}, but so that each
     * contributor can be shown his own part alone.
     */
    public static final TableDefinition PARTS_TABLE = TableColumns.of(NAMESPACE, "_parts")
            .text(DATANET)
            .int32(VERSION)
            .text(LINE, CONTRIBUTOR, ROLE)
            .int32(BASIS_POINTS)
            .partitionedBy(DATANET, VERSION);

    private DatanetTables() {}

    /** Every table of the namespace that exists from the start. */
    public static List<TableDefinition> all() {
        return List.of(DUPLICATES_TABLE, PRINTS_TABLE, CREDITS_TABLE, PARTS_TABLE);
    }

    /**
     * The table of one Datanet: one row per canonical record. Partitioned by version, so that making a version again replaces exactly
     * its own rows.
     *
     * @param slug the Datanet's name, already checked
     */
    public static TableDefinition records(String slug) {
        return TableColumns.of(NAMESPACE, slug)
                .text(RECORD_ID, CONTRIBUTOR, KIND, PARENT, DATANET, BATCH_ROOT)
                .int32(ITEM_INDEX)
                .int64(SUBMISSION_ORDER)
                .text(TITLE, LABEL, TEXT, SALT, LICENCE)
                .texts(CONSENT)
                .text(EXPIRES)
                .int64(ORIGIN_AT)
                .text(LEAF_HASH)
                .int32(VERSION)
                .partitionedBy(VERSION);
    }

    /** The name of a version's tag, {@code v<number>}. */
    public static String tagOf(int version) {
        return "v" + version;
    }

    /** The name of the branch that a version is written to and checked on before anybody sees it. */
    public static String stageOf(int version) {
        return STAGE + version;
    }
}
