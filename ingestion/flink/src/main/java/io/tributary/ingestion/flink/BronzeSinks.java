// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.TableDefinition;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;

/** The bronze tables through Iceberg's sink, and the dead letters through Kafka transactions: both commit with the checkpoint. */
final class BronzeSinks implements IngestTopology.Sinks {
    /** Prefix of the transactions of the dead letters; a successor finds and ends what a dead job left open by this name. */
    private static final String TRANSACTIONS = "tributary-rejections";

    private final Configuration configuration;
    private final String bootstrapServers;
    private final Duration transactionTimeout;
    private final LakeCatalog lake;

    BronzeSinks(Configuration configuration, String bootstrapServers, Duration transactionTimeout, LakeCatalog lake) {
        this.configuration = Objects.requireNonNull(configuration, "configuration");
        this.bootstrapServers = Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        this.transactionTimeout = Objects.requireNonNull(transactionTimeout, "transactionTimeout");
        this.lake = Objects.requireNonNull(lake, "lake");
    }

    @Override
    public void contributions(DataStream<BatchItem> items) {
        append(items, BronzeTables.CONTRIBUTIONS_TABLE, BronzeRows.OfContribution::new);
    }

    @Override
    public void inferences(DataStream<BatchItem> items) {
        append(items, BronzeTables.INFERENCES_TABLE, BronzeRows.OfInference::new);
    }

    @Override
    public void batches(DataStream<VerifiedBatch> batches) {
        append(batches, BronzeTables.BATCHES_TABLE, BronzeRows.OfBatch::new);
    }

    @Override
    public void rejections(DataStream<Rejection> rejections) {
        append(rejections, BronzeTables.REJECTIONS_TABLE, BronzeRows.OfRejection::new);
        rejections
                .sinkTo(KafkaSink.<Rejection>builder()
                        .setBootstrapServers(bootstrapServers)
                        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .setTransactionalIdPrefix(TRANSACTIONS)
                        .setProperty("transaction.timeout.ms", Long.toString(transactionTimeout.toMillis()))
                        .setRecordSerializer(new RejectionWriter())
                        .build())
                .uid("rejections-letters")
                .name("dead letters");
    }

    private <T> void append(
            DataStream<T> events, TableDefinition definition, Function<Schema, BronzeRows.ToRow<T>> rows) {
        Schema schema = lake.table(definition).schema();
        DataStream<RowData> stream = events.map(rows.apply(schema))
                .returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(schema)))
                .uid(definition.name() + "-rows")
                .name("rows of " + definition.name());
        rows(stream, definition);
    }

    /** Rows of a table, as they are. */
    void rows(DataStream<RowData> rows, TableDefinition definition) {
        Table table = lake.table(definition);
        PartitionSpread spread = new PartitionSpread(table.spec());
        IcebergSink.forRowData(rows.partitionCustom(spread, spread))
                .tableLoader(loader(definition))
                .table(TunedTable.of(table))
                .distributionMode(DistributionMode.NONE)
                .writeParallelism(configuration.integer(Key.INGEST_PARALLELISM))
                .uidSuffix(definition.name())
                .append();
    }

    private TableLoader loader(TableDefinition definition) {
        CatalogLoader catalog = CatalogLoader.custom(
                LakeCatalog.NAME,
                CheckedCatalog.properties(configuration),
                new org.apache.hadoop.conf.Configuration(false),
                CheckedCatalog.class.getName());
        return TableLoader.fromCatalog(catalog, definition.identifier());
    }
}
