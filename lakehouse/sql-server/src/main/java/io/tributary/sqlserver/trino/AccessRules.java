// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.trino;

import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.ModelTables;
import io.tributary.tables.RegistryTables;
import io.tributary.tables.RowPolicy;
import io.tributary.tables.SqlUsers;
import io.tributary.tables.TableDefinition;
import io.tributary.tables.VisibleRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Who sees what, as Trino's file-based access control reads it: for each organisation one rule for each table that {@link RowPolicy} opens
 * to it, with the filter that the policy says. What no rule names is refused, and so are metadata tables (their names end otherwise), table
 * functions, procedures, session properties (which would lift limits) and everything that writes.
 *
 * <p>Views run with the rights of whoever asks, so the filters hold below them too. That is why a Datanet of somebody else is named here: its
 * rows that the organisation contributed are seen through {@code views.records}. Its name is no secret, the ledger's log has it.
 */
final class AccessRules {
    private static final String VIEWS = "views";
    private static final String SALT = "salt";
    private static final String NOBODY = "false";

    private final LakeCatalog lake;
    private final SqlUsers users;

    AccessRules(LakeCatalog lake, SqlUsers users) {
        this.lake = lake;
        this.users = users;
    }

    /** What the rules follow from, in few words: equal means that the rules are the same. It costs a tenth of them. */
    String state() {
        List<Object> state = new ArrayList<>();
        for (String name : users.names()) {
            state.add(users.find(name));
        }
        for (TableDefinition table : List.of(
                RegistryTables.DATANETS_TABLE,
                RegistryTables.CONTRIBUTORS_TABLE,
                RegistryTables.ENTITLEMENTS_TABLE,
                ModelTables.VERSIONS_TABLE,
                DatanetTables.PARTS_TABLE)) {
            boolean exists = lake.catalog().tableExists(table.identifier());
            Snapshot newest = exists ? lake.table(table).currentSnapshot() : null;
            state.add(newest == null ? 0 : newest.snapshotId());
        }
        for (Namespace namespace : lake.catalog().listNamespaces()) {
            state.add(lake.catalog().listTables(namespace));
        }
        state.add(lake.catalog().listViews(Namespace.of(VIEWS)));
        return state.toString();
    }

    /** The rules by the newest state of lake and users, as JSON. */
    String json() {
        Map<String, Object> rules = new LinkedHashMap<>();
        rules.put(
                "catalogs",
                List.of(
                        Map.of("catalog", LakeCatalog.NAME, "allow", "read-only"),
                        Map.of("catalog", "system", "allow", "read-only")));
        rules.put("queries", List.of(Map.of("allow", List.of("execute"))));
        rules.put("schemas", List.of(Map.of("owner", false)));
        rules.put("tables", tables());
        for (String closed :
                List.of("functions", "procedures", "impersonation", "authorization", "system_information")) {
            rules.put(closed, List.of());
        }
        for (String closed : List.of("system_session_properties", "catalog_session_properties")) {
            rules.put(closed, List.of(Map.of("allow", false)));
        }
        return Json.of(rules);
    }

    private List<Map<String, Object>> tables() {
        List<Map<String, Object>> rules = new ArrayList<>();
        // What JDBC drivers list tables and columns with; Trino shows each user what he may see.
        rules.add(rule(".*", "system", "jdbc", ".*"));
        Map<String, List<String>> members = new TreeMap<>();
        List<String> unlimited = new ArrayList<>();
        for (String name : users.names()) {
            Optional<String> organisation = users.find(name).flatMap(SqlUsers.User::organisation);
            organisation.ifPresentOrElse(
                    whose -> members.computeIfAbsent(whose, unknown -> new ArrayList<>())
                            .add(name),
                    () -> unlimited.add(name));
        }
        if (!unlimited.isEmpty()) {
            rules.add(rule(anyOf(unlimited), LakeCatalog.NAME, ".*", ".*"));
        }
        members.forEach((organisation, names) -> rules.addAll(organisation(organisation, anyOf(names))));
        return rules;
    }

    private List<Map<String, Object>> organisation(String organisation, String names) {
        VisibleRows rows = VisibleRows.read(lake, organisation);
        List<Map<String, Object>> rules = new ArrayList<>();
        for (Namespace namespace : lake.catalog().listNamespaces()) {
            for (TableIdentifier table : lake.catalog().listTables(namespace)) {
                RowPolicy.of(namespace.toString(), table.name())
                        .ifPresent(policy -> rules.add(table(names, table, policy, rows)));
            }
        }
        for (TableIdentifier view : lake.catalog().listViews(Namespace.of(VIEWS))) {
            if (rows.mayName(VIEWS, view.name())) {
                rules.add(rule(names, LakeCatalog.NAME, VIEWS, quoted(view.name())));
            }
        }
        return rules;
    }

    private Map<String, Object> table(String names, TableIdentifier table, RowPolicy policy, VisibleRows rows) {
        Map<String, Object> rule =
                rule(names, LakeCatalog.NAME, quoted(table.namespace().toString()), quoted(table.name()));
        if (!policy.open()) {
            rule.put("filter", filter(policy, rows));
        }
        for (RowPolicy.Condition condition : policy.conditions()) {
            boolean salted = condition.kind() == RowPolicy.Kind.CONTRIBUTOR
                    && lake.catalog().loadTable(table).schema().findField(SALT) != null;
            if (salted) {
                // A salt opens a commitment: it is its contributor's, even where the record is seen by others.
                String mask = "case when " + in(condition.column(), rows.of(condition.kind())) + " then salt end";
                rule.put("columns", List.of(Map.of("name", SALT, "mask", mask)));
            }
        }
        return rule;
    }

    /** True where one of the conditions is; never null, so that nothing after it is computed for a row that is hidden. */
    private static String filter(RowPolicy policy, VisibleRows rows) {
        return policy.conditions().stream()
                .map(condition -> in(condition.column(), rows.of(condition.kind())))
                .collect(Collectors.joining(" or "));
    }

    private static String in(String column, Set<String> names) {
        if (names.isEmpty()) {
            return NOBODY;
        }
        return names.stream()
                .sorted()
                .map(name -> "'" + name.replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "coalesce(\"" + column + "\" in (", "), false)"));
    }

    private static Map<String, Object> rule(String users, String catalog, String schema, String table) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("user", users);
        rule.put("catalog", catalog);
        rule.put("schema", schema);
        rule.put("table", table);
        rule.put("privileges", List.of("SELECT"));
        return rule;
    }

    private static String anyOf(List<String> names) {
        return names.stream().map(AccessRules::quoted).collect(Collectors.joining("|"));
    }

    /** A name as a regular expression, which is what each of Trino's rules holds. */
    private static String quoted(String name) {
        return name.replaceAll("[^A-Za-z0-9_]", "\\\\$0");
    }
}
