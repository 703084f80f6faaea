// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the users of one organisation may see: what is its own (Datanets that it owns, contributors that it vouches for, their payees), what
 * {@code registry.entitlements} grants it, the models trained on its Datanets, and the rows that its contributors have a part in. {@link RowPolicy} says what follows for each table.
 *
 * @param organisation the organisation
 * @param names for each kind of thing the names that it may see
 */
public record VisibleRows(String organisation, Map<RowPolicy.Kind, Set<String>> names) {

    /** Copies the names. */
    public VisibleRows {
        Objects.requireNonNull(organisation, "organisation");
        Map<RowPolicy.Kind, Set<String>> copies = new EnumMap<>(RowPolicy.Kind.class);
        for (RowPolicy.Kind kind : RowPolicy.Kind.values()) {
            copies.put(kind, Set.copyOf(names.getOrDefault(kind, Set.of())));
        }
        names = Map.copyOf(copies);
    }

    /** What the organisation may see by the newest state of the lake. */
    public static VisibleRows read(LakeCatalog lake, String organisation) {
        RegistryReader registry = new RegistryReader(lake);
        Set<String> datanets = new HashSet<>();
        Set<String> contributors = new HashSet<>();
        Set<String> payees = new HashSet<>();
        registry.datanets().stream()
                .filter(datanet -> datanet.entry().owner().equals(organisation))
                .forEach(datanet -> datanets.add(datanet.entry().slug()));
        registry.contributors().stream()
                .filter(contributor -> contributor.organisation().equals(organisation))
                .forEach(contributor -> {
                    contributors.add(contributor.contributorId());
                    payees.add(contributor.payee());
                });
        for (Entitlement entitlement : registry.entitlements()) {
            if (entitlement.organisation().equals(organisation)) {
                (entitlement.kind() == Entitlement.Kind.DATANET ? datanets : payees).add(entitlement.name());
            }
        }
        return new VisibleRows(
                organisation,
                Map.of(
                        RowPolicy.Kind.ORGANISATION,
                        Set.of(organisation),
                        RowPolicy.Kind.DATANET,
                        datanets,
                        RowPolicy.Kind.CONTRIBUTOR,
                        contributors,
                        RowPolicy.Kind.LINE,
                        lines(lake, contributors),
                        RowPolicy.Kind.PAYEE,
                        payees,
                        RowPolicy.Kind.MODEL,
                        models(lake, datanets)));
    }

    /** Lines in which one of the contributors has a part; none in a lake of an earlier release. */
    private static Set<String> lines(LakeCatalog lake, Set<String> contributors) {
        Set<String> lines = new HashSet<>();
        if (lake.catalog().tableExists(DatanetTables.PARTS_TABLE.identifier())) {
            TableReader.of(lake.table(DatanetTables.PARTS_TABLE))
                    .select(DatanetTables.LINE, DatanetTables.CONTRIBUTOR)
                    .forEach(row -> {
                        if (contributors.contains(row.text(DatanetTables.CONTRIBUTOR))) {
                            lines.add(row.text(DatanetTables.LINE));
                        }
                    });
        }
        return lines;
    }

    private static Set<String> models(LakeCatalog lake, Set<String> datanets) {
        Set<String> models = new HashSet<>();
        TableReader.of(lake.table(ModelTables.VERSIONS_TABLE))
                .select(ModelTables.MODEL_ID, ModelTables.DATANET)
                .forEach(row -> {
                    if (datanets.contains(row.text(ModelTables.DATANET))) {
                        models.add(row.text(ModelTables.MODEL_ID));
                    }
                });
        return models;
    }

    /** The names of a kind that the organisation may see. */
    public Set<String> of(RowPolicy.Kind kind) {
        return Objects.requireNonNull(names.get(kind), kind.name());
    }

    /**
     * Whether the organisation's users may name this table or view at all. A Datanet that is not theirs looks to them as if it were not
     * there; rows of it that they contributed are seen through {@code views.records}. What is missing in all can't be told from a part, so
     * the view of gaps is closed.
     */
    public boolean mayName(String namespace, String name) {
        if (namespace.equals(DatanetTables.NAMESPACE) && !RowPolicy.isFixed(namespace, name)) {
            return of(RowPolicy.Kind.DATANET).contains(name);
        }
        return namespace.equals(LakeViews.NAMESPACE)
                ? LakeViews.NAMES.contains(name) && !name.equals(LakeViews.GAPS)
                : RowPolicy.of(namespace, name).isPresent();
    }
}
