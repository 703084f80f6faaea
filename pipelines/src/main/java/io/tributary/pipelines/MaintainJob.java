// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.WriterLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Keeps the lake's tables quick and small: small files are put together, manifests too, snapshots that nothing stands on expire, files that no
 * snapshot has are deleted, statistics are made. Rows never change, nor does what a tag, an epoch or a running job reads. Every step looks
 * at what is there first, so a run that ended anywhere is run again, and a run after it finds nothing to do.
 */
public final class MaintainJob implements BatchJob {
    /** The result's type. */
    public static final String RESULT_TYPE = "tributary/maintain-result/v1";

    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);

    /** The job; what it is to do, it is told when it runs. */
    public MaintainJob() {}

    /** Entry of the process. */
    public static void main(String[] arguments) {
        JobMain.main(arguments, MaintainRequest.TYPE, new MaintainJob());
    }

    @Override
    public JsonObject run(JobContext context, JsonObject job) {
        MaintainRequest request = MaintainRequest.of(job);
        List<JsonObject> tables = new ArrayList<>();
        try (WriterLock lock = WriterLock.acquire(context.configuration(), "maintenance", LOCK_WAIT);
                LakeCatalog lake = LakeCatalog.open(context.configuration())) {
            for (TableIdentifier table : tables(lake, request)) {
                context.stage((request.apply() ? "maintaining " : "looking at ") + table);
                tables.add(new TableMaintenance(context.spark(), lake, table, request).run());
            }
        }
        return JsonObject.typed(RESULT_TYPE)
                .put("apply", request.apply())
                .put("tables", tables)
                .build();
    }

    private static List<TableIdentifier> tables(LakeCatalog lake, MaintainRequest request) {
        List<TableIdentifier> tables = new ArrayList<>();
        if (!request.tables().isEmpty()) {
            for (String name : request.tables()) {
                TableIdentifier table = TableIdentifier.parse(name);
                if (!lake.catalog().tableExists(table)) {
                    throw new InvalidInputException("the lake has no table " + name + "; name none to maintain all");
                }
                tables.add(table);
            }
            return tables;
        }
        for (Namespace namespace : lake.catalog().listNamespaces()) {
            tables.addAll(lake.catalog().listTables(namespace));
        }
        tables.sort((one, other) -> one.toString().compareTo(other.toString()));
        return tables;
    }
}
