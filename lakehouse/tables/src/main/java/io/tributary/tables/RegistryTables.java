// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.List;

/** Who and what is known: written by the command alone, through {@link RegistryWriter}. */
public final class RegistryTables {
    /** The namespace. */
    public static final String NAMESPACE = "registry";

    public static final String CONTRIBUTOR_ID = "contributor_id";
    public static final String ORGANISATION = "organisation";
    public static final String PAYEE = "payee";
    public static final String PAYEE_KEY = "payee_key";
    public static final String STATUS = "status";
    public static final String OWNER = "owner";
    public static final String KEY_ID = "key_id";
    public static final String PUBLIC_KEY = "public_key";
    public static final String ROLE = "role";

    /** Epoch milliseconds, inclusive. */
    public static final String VALID_FROM = "valid_from";

    /** Epoch milliseconds, exclusive; 0 = no end. */
    public static final String VALID_TO = "valid_to";

    public static final String SLUG = "slug";
    public static final String TITLE = "title";
    public static final String LICENCE = "licence";
    public static final String HELD_OUT_ROOT = "held_out_root";

    /** The registered record as canonical JSON. */
    public static final String RECORD = "record";

    public static final String DATANET = "datanet";
    public static final String VERSION = "version";
    public static final String TAG = "tag";
    public static final String ROOT = "root";
    public static final String RECORD_COUNT = "record_count";
    public static final String DUPLICATE_COUNT = "duplicate_count";
    public static final String DUPLICATES_ROOT = "duplicates_root";

    /** Index of the version's entry in the ledger log; -1 = not yet there. */
    public static final String LOG_INDEX = "log_index";

    public static final String ITEM_ID = "item_id";
    public static final String LABEL = "label";
    public static final String TEXT = "text";
    public static final String SALT = "salt";

    /** Place in the held-out tree, from 0. */
    public static final String ITEM_INDEX = "item_index";

    /** What an entitlement names: datanet or payee. */
    public static final String KIND = "kind";

    public static final String NAME = "name";

    /** One row per right to see that an organisation was granted. */
    public static final TableDefinition ENTITLEMENTS_TABLE = TableColumns.of(NAMESPACE, "entitlements")
            .text(ORGANISATION, KIND, NAME)
            .unpartitioned();

    /** One row per contributor. */
    public static final TableDefinition CONTRIBUTORS_TABLE = TableColumns.of(NAMESPACE, "contributors")
            .text(CONTRIBUTOR_ID, ORGANISATION, PAYEE, PAYEE_KEY, STATUS)
            .unpartitioned();

    /** One row per signing key of a contributor or host. */
    public static final TableDefinition KEYS_TABLE = TableColumns.of(NAMESPACE, "keys")
            .text(OWNER, KEY_ID, PUBLIC_KEY, ROLE)
            .int64(VALID_FROM, VALID_TO)
            .unpartitioned();

    /** One row per Datanet. */
    public static final TableDefinition DATANETS_TABLE = TableColumns.of(NAMESPACE, "datanets")
            .text(SLUG, TITLE, LICENCE, OWNER, HELD_OUT_ROOT, RECORD)
            .unpartitioned();

    /** One row per published Datanet version. */
    public static final TableDefinition VERSIONS_TABLE = TableColumns.of(NAMESPACE, "versions")
            .text(DATANET)
            .int32(VERSION)
            .text(TAG, ROOT)
            .int64(RECORD_COUNT, DUPLICATE_COUNT)
            .text(DUPLICATES_ROOT)
            .int64(LOG_INDEX)
            .text(RECORD)
            .unpartitioned();

    /** The items of the held-out set of each Datanet version; no version: the first. */
    public static final TableDefinition HELDOUT_TABLE = TableColumns.of(NAMESPACE, "heldout")
            .text(DATANET, ITEM_ID, TITLE, LABEL, TEXT, SALT)
            .int32(ITEM_INDEX, VERSION)
            .unpartitioned();

    /** Id of a withdrawn record. */
    public static final String RECORD_ID = "record_id";

    /** Who signed: a contributor or an organisation. */
    public static final String SIGNER = "signer";

    /** One row per withdrawn record, with the signed request that names it. */
    public static final TableDefinition WITHDRAWALS_TABLE = TableColumns.of(NAMESPACE, "withdrawals")
            .text(DATANET, RECORD_ID, SIGNER, RECORD)
            .unpartitioned();

    public static final String VERDICT = "verdict";

    /** One row per item and word of the Datanet's owner on it, with the signed request that says it. */
    public static final TableDefinition REVIEWS_TABLE = TableColumns.of(NAMESPACE, "reviews")
            .text(DATANET, ITEM_ID, VERDICT, SIGNER, RECORD)
            .unpartitioned();

    public static final String REVISION = "revision";
    public static final String DESCRIPTION = "description";

    /** Id of the rule set. */
    public static final String RULE_SET = "rule_set";

    /** One row per revision of a Datanet's terms, never changed. */
    public static final TableDefinition TERMS_TABLE = TableColumns.of(NAMESPACE, "terms")
            .text(SLUG)
            .int32(REVISION)
            .text(TITLE, DESCRIPTION, LICENCE, RULE_SET, RECORD)
            .unpartitioned();

    private RegistryTables() {}

    /** Every table of the namespace that exists from the start. */
    public static List<TableDefinition> all() {
        return List.of(
                CONTRIBUTORS_TABLE,
                KEYS_TABLE,
                DATANETS_TABLE,
                VERSIONS_TABLE,
                HELDOUT_TABLE,
                WITHDRAWALS_TABLE,
                REVIEWS_TABLE,
                TERMS_TABLE,
                ENTITLEMENTS_TABLE);
    }
}
