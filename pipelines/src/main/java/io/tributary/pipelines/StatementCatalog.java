// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.BaseMetadataTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.spark.SparkCatalog;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.iceberg.spark.source.SparkView;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NoSuchViewException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.View;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The catalog as one statement sees it: a table that it names twice is read at one snapshot, and which snapshots and views it stands on can
 * be asked afterwards as a {@link Pin}, or prescribed by one. Sessions are many, so they share one connection pool for each lake.
 */
public final class StatementCatalog extends SparkCatalog {
    private static final String PIN = "pin";
    private static final String METADATA = "metadata";
    private static final Map<Map<String, String>, Catalog> SHARED = new ConcurrentHashMap<>();

    private final Map<String, Table> tables = new HashMap<>();
    private final Map<String, String> snapshots = new TreeMap<>();
    private final Map<String, View> views = new HashMap<>();
    private Optional<Pin> prescribed = Optional.empty();
    private boolean loading;

    /** For Spark, which makes it by name and then initialises it. */
    public StatementCatalog() {}

    /**
     * Makes the session's statement read what the pin says; to be called before the session's first statement.
     *
     * @throws InvalidInputException if a view's text in it is no query
     */
    public static void prescribe(SparkSession session, Pin pin) {
        // Whoever hands over a pin must not hand over more than a query in it.
        pin.views().values().forEach(text -> ReadOnlyStatement.requireQuery(session, text));
        session.conf()
                .set(
                        "spark.sql.catalog." + LakeSession.CATALOG + "." + PIN,
                        pin.json().toString());
    }

    /**
     * What the session's statement stands on.
     *
     * @throws InvalidInputException if it reads metadata tables, which nothing can pin
     */
    public static Pin pin(SparkSession session) {
        StatementCatalog catalog = (StatementCatalog) ((org.apache.spark.sql.classic.SparkSession) session)
                .sessionState()
                .catalogManager()
                .catalog(LakeSession.CATALOG);
        return catalog.pin();
    }

    private synchronized Pin pin() {
        Map<String, String> texts = new HashMap<>();
        views.forEach((name, view) -> texts.put(name, view.query()));
        snapshots.forEach((name, snapshot) -> {
            if (snapshot.equals(METADATA)) {
                throw new InvalidInputException(
                        name + " tells the table's newest state and cannot be pinned; leave it out");
            }
        });
        return new Pin(snapshots, texts);
    }

    @Override
    protected Catalog buildIcebergCatalog(String name, CaseInsensitiveStringMap options) {
        Map<String, String> rest = new TreeMap<>(options.asCaseSensitiveMap());
        prescribed = Optional.ofNullable(rest.remove(PIN)).map(Pin::parse);
        return SHARED.computeIfAbsent(
                Map.copyOf(rest), shared -> super.buildIcebergCatalog(name, new CaseInsensitiveStringMap(shared)));
    }

    @Override
    public Table loadTable(Identifier identifier) throws NoSuchTableException {
        return load(identifier, "", () -> super.loadTable(identifier));
    }

    @Override
    public Table loadTable(Identifier identifier, String version) throws NoSuchTableException {
        return load(identifier, "@" + version, () -> super.loadTable(identifier, version));
    }

    @Override
    public Table loadTable(Identifier identifier, long timestampMicros) throws NoSuchTableException {
        return load(identifier, "@t" + timestampMicros, () -> super.loadTable(identifier, timestampMicros));
    }

    @FunctionalInterface
    private interface Loading {
        Table load() throws NoSuchTableException;
    }

    private synchronized Table load(Identifier identifier, String version, Loading newest) throws NoSuchTableException {
        String name = name(identifier) + version;
        Table known = tables.get(name);
        if (loading) {
            // Iceberg loads a version by way of the newest state, which is not what the statement reads.
            return newest.load();
        }
        if (known != null) {
            return known;
        }
        Table table;
        loading = true;
        try {
            table = prescribed.isPresent() ? pinned(name, prescribed.get(), newest) : newest.load();
            if (table instanceof SparkTable iceberg && !(iceberg.table() instanceof BaseMetadataTable)) {
                table = StatementTable.of(
                        iceberg, SparkSession.active().sparkContext().defaultParallelism());
            }
        } finally {
            loading = false;
        }
        tables.put(name, table);
        snapshots.put(name, snapshot(table));
        return table;
    }

    private static Table pinned(String name, Pin pin, Loading newest) throws NoSuchTableException {
        String snapshot = pin.tables().get(name);
        if (snapshot == null) {
            // A table that is not there is Spark's to tell.
            newest.load();
            throw new InvalidInputException("the pin says nothing of " + name + "; ask what the pin was made for");
        }
        if (snapshot.equals(Pin.EMPTY)) {
            return new EmptyTable(newest.load());
        }
        long id = Long.parseLong(snapshot);
        SparkTable table = (SparkTable) newest.load();
        if (table.table().snapshot(id) == null) {
            throw new UnavailableException(
                    "snapshot " + snapshot + " of " + name + " is not there any more, so the pin cannot be read again");
        }
        return table.copyWithSnapshotId(id);
    }

    private static String snapshot(Table table) {
        if (!(table instanceof SparkTable iceberg)) {
            return table instanceof EmptyTable ? Pin.EMPTY : METADATA;
        }
        if (iceberg.table() instanceof BaseMetadataTable) {
            return METADATA;
        }
        if (iceberg.snapshotId() != null) {
            return iceberg.snapshotId().toString();
        }
        Snapshot snapshot = iceberg.branch() == null
                ? iceberg.table().currentSnapshot()
                : iceberg.table().snapshot(iceberg.branch());
        return snapshot == null ? Pin.EMPTY : Long.toString(snapshot.snapshotId());
    }

    @Override
    public View loadView(Identifier identifier) throws NoSuchViewException {
        View newest = super.loadView(identifier);
        String name = name(identifier);
        synchronized (this) {
            return views.computeIfAbsent(
                    name,
                    missing -> prescribed.map(pin -> pinned(name, newest, pin)).orElse(newest));
        }
    }

    private static View pinned(String name, View newest, Pin pin) {
        String text = pin.views().get(name);
        if (text == null) {
            throw new InvalidInputException("the pin says nothing of " + name + "; ask what the pin was made for");
        }
        return new PinnedView((SparkView) newest, text);
    }

    /** A view with the text that it had. */
    private static final class PinnedView extends SparkView {
        private final String text;

        PinnedView(SparkView view, String text) {
            super(LakeSession.CATALOG, view.view());
            this.text = text;
        }

        @Override
        public String query() {
            return text;
        }
    }

    private static String name(Identifier identifier) {
        return String.join(".", identifier.namespace()) + "." + identifier.name();
    }
}
