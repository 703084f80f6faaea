// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which rows of a table the users of one organisation see: those that meet at least one of the conditions, or all where the table is
 * known to every member of the network anyway. A table without a policy is seen by none of them, so that a table that somebody adds is
 * closed until somebody opens it here.
 *
 * @param open whether every row is seen
 * @param conditions one of them is enough
 */
public record RowPolicy(boolean open, List<Condition> conditions) {
    private static final RowPolicy OPEN = new RowPolicy(true, List.of());
    private static final Map<TableDefinition, RowPolicy> FIXED = Map.ofEntries(
            Map.entry(BronzeTables.CONTRIBUTIONS_TABLE, byDatanetOrContributor()),
            Map.entry(BronzeTables.INFERENCES_TABLE, of(BronzeTables.MODEL, Kind.MODEL)),
            Map.entry(
                    BronzeTables.BATCHES_TABLE,
                    of(BronzeTables.DATANET, Kind.DATANET, BronzeTables.SIGNER, Kind.CONTRIBUTOR)),
            Map.entry(BronzeTables.REJECTIONS_TABLE, of(BronzeTables.SIGNER, Kind.CONTRIBUTOR)),
            Map.entry(
                    RegistryTables.CONTRIBUTORS_TABLE,
                    of(RegistryTables.ORGANISATION, Kind.ORGANISATION, RegistryTables.PAYEE, Kind.PAYEE)),
            Map.entry(RegistryTables.DATANETS_TABLE, of(RegistryTables.SLUG, Kind.DATANET)),
            Map.entry(RegistryTables.VERSIONS_TABLE, of(RegistryTables.DATANET, Kind.DATANET)),
            Map.entry(RegistryTables.WITHDRAWALS_TABLE, of(RegistryTables.DATANET, Kind.DATANET)),
            Map.entry(RegistryTables.ENTITLEMENTS_TABLE, of(RegistryTables.ORGANISATION, Kind.ORGANISATION)),
            Map.entry(DatanetTables.DUPLICATES_TABLE, byDatanetOrContributor()),
            Map.entry(DatanetTables.PARTS_TABLE, byDatanetOrContributor()),
            Map.entry(ModelTables.VERSIONS_TABLE, of(ModelTables.DATANET, Kind.DATANET)),
            Map.entry(
                    ModelTables.ROWS_TABLE,
                    byContributorOrLine(ModelTables.CONTRIBUTOR, new Condition(ModelTables.MODEL_ID, Kind.MODEL))),
            Map.entry(AttributionTables.RECEIPTS_TABLE, of(AttributionTables.MODEL, Kind.MODEL)),
            Map.entry(AttributionTables.SET_ASIDE_TABLE, of(AttributionTables.MODEL, Kind.MODEL)),
            Map.entry(AttributionTables.SCORES_TABLE, byContributorOrLine(AttributionTables.CONTRIBUTOR)),
            Map.entry(AttributionTables.BUNDLES_TABLE, byContributorOrLine(AttributionTables.CONTRIBUTOR)),
            Map.entry(AttributionTables.ELIGIBILITY_TABLE, of(AttributionTables.MODEL_ID, Kind.MODEL)),
            Map.entry(RewardTables.SHARES_TABLE, of(RewardTables.PAYEE, Kind.PAYEE)),
            Map.entry(RewardTables.PAYOUTS_TABLE, of(RewardTables.PAYEE, Kind.PAYEE)),
            Map.entry(RewardTables.EPOCHS_TABLE, OPEN),
            Map.entry(LedgerTables.LOG_TABLE, OPEN),
            Map.entry(LedgerTables.CLAIMS_TABLE, OPEN),
            Map.entry(LedgerTables.PAYOUT_CHECKS_TABLE, of(LedgerTables.PAYEE, Kind.PAYEE)));

    /** What a condition compares with the names that an organisation may see. */
    public enum Kind {
        /** Organisations, of which it sees itself. */
        ORGANISATION,
        /** Datanets. */
        DATANET,
        /** Contributors. */
        CONTRIBUTOR,
        /** Lines that one of its contributors has a part in; they stand where a row of several has no contributor of its own. */
        LINE,
        /** Payees. */
        PAYEE,
        /** Models. */
        MODEL
    }

    /**
     * A row is seen if the organisation may see what the column names.
     *
     * @param column the column
     * @param kind what it names
     */
    public record Condition(String column, Kind kind) {
        /** Checks that nothing is missing. */
        public Condition {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(kind, "kind");
        }
    }

    /** Copies the conditions. */
    public RowPolicy {
        conditions = List.copyOf(conditions);
    }

    /** The policy of a table; empty if organisations' users see nothing of it. */
    public static Optional<RowPolicy> of(String namespace, String name) {
        Optional<RowPolicy> fixed = FIXED.entrySet().stream()
                .filter(entry -> entry.getKey().namespace().equals(namespace)
                        && entry.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
        // Names of Datanets begin with a letter; what begins otherwise is a table of the platform's.
        boolean isDatanet = namespace.equals(DatanetTables.NAMESPACE) && name.matches("[a-z][a-z0-9_]*");
        return fixed.isPresent() || !isDatanet ? fixed : Optional.of(byDatanetOrContributor());
    }

    /** Whether this is one of the tables that every lake has. */
    static boolean isFixed(String namespace, String name) {
        return LakeInit.definitions().stream()
                .anyMatch(definition -> definition.namespace().equals(namespace)
                        && definition.name().equals(name));
    }

    /** Every table with a policy that every lake has, by its qualified name. */
    public static Map<String, RowPolicy> fixed() {
        Map<String, RowPolicy> policies = new TreeMap<>();
        FIXED.forEach((definition, policy) -> policies.put(definition.qualifiedName(), policy));
        return policies;
    }

    /** The policy of every Datanet's table. */
    public static RowPolicy byDatanetOrContributor() {
        return of(DatanetTables.DATANET, Kind.DATANET, DatanetTables.CONTRIBUTOR, Kind.CONTRIBUTOR);
    }

    private static RowPolicy byContributorOrLine(String column, Condition... further) {
        List<Condition> conditions = new ArrayList<>(List.of(further));
        conditions.add(new Condition(column, Kind.CONTRIBUTOR));
        conditions.add(new Condition(column, Kind.LINE));
        return new RowPolicy(false, conditions);
    }

    private static RowPolicy of(String column, Kind kind) {
        return new RowPolicy(false, List.of(new Condition(column, kind)));
    }

    private static RowPolicy of(String column, Kind kind, String other, Kind otherKind) {
        return new RowPolicy(false, List.of(new Condition(column, kind), new Condition(other, otherKind)));
    }
}
