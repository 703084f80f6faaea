// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What is there to ask: namespaces, tables and views of the catalog, as a client's table tree wants them. */
final class LakeTables {
    static final String TABLE = "TABLE";
    static final String VIEW = "VIEW";

    private final SparkSession spark;
    private final String catalog;

    LakeTables(SparkSession spark, String catalog) {
        this.spark = spark;
        this.catalog = catalog;
    }

    /** A table or view. */
    record Entry(String namespace, String name, String type) {}

    /** Namespaces with something that the viewer may name, whose own name is like the pattern, ascending. */
    List<String> namespaces(String like, Viewer viewer) {
        return viewer.rows().isEmpty()
                ? namespaces(like)
                : namespaces(like).stream()
                        .filter(namespace ->
                                entries(namespace).anyMatch(entry -> viewer.mayName(entry.namespace(), entry.name())))
                        .toList();
    }

    private List<String> namespaces(String like) {
        Pattern pattern = like(like);
        List<String> names = new ArrayList<>();
        for (Row row : spark.sql("show namespaces in " + catalog).collectAsList()) {
            if (pattern.matcher(row.getString(0)).matches()) {
                names.add(row.getString(0));
            }
        }
        names.sort(null);
        return names;
    }

    /** Tables and views that the viewer may name, whose namespace and name are like the patterns, ascending. */
    List<Entry> tables(String namespaceLike, String nameLike, Viewer viewer) {
        Pattern pattern = like(nameLike);
        return namespaces(namespaceLike).stream()
                .flatMap(this::entries)
                .filter(entry -> pattern.matcher(entry.name()).matches())
                .filter(entry -> viewer.mayName(entry.namespace(), entry.name()))
                .toList();
    }

    private Stream<Entry> entries(String namespace) {
        Set<String> views = names("show views in " + qualified(namespace));
        Set<String> all = new HashSet<>(names("show tables in " + qualified(namespace)));
        all.addAll(views);
        return all.stream().sorted().map(name -> new Entry(namespace, name, views.contains(name) ? VIEW : TABLE));
    }

    /** Names are the second column of both answers. */
    private Set<String> names(String show) {
        Set<String> names = new HashSet<>();
        for (Row row : spark.sql(show).collectAsList()) {
            names.add(row.getString(1));
        }
        return names;
    }

    /** The statement that reads all of an entry. */
    String select(Entry entry) {
        return "select * from " + qualified(entry.namespace()) + "." + quoted(entry.name());
    }

    private String qualified(String namespace) {
        return catalog + "." + quoted(namespace);
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** SQL's pattern: {@code %} any characters, {@code _} one; empty means all. */
    private static Pattern like(String sql) {
        StringBuilder regex = new StringBuilder();
        for (char c : (sql.isEmpty() ? "%" : sql).toCharArray()) {
            regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
