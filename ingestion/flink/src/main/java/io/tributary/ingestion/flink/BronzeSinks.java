// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Configuration;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.TableDefinition;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.Schema;
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
    public void contributions(DataStream<BatchPart> items) {
        appendParts(items, BronzeTables.CONTRIBUTIONS_TABLE, ContributionRows::new);
    }

    @Override
    public void inferences(DataStream<BatchPart> items) {
        appendParts(items, BronzeTables.INFERENCES_TABLE, BronzeRows.OfInference::new);
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

    /** The rows are made where they are written: a part travels for less than its rows would. */
    private void appendParts(
            DataStream<BatchPart> items,
            TableDefinition definition,
            Function<Schema, FlatMapFunction<BatchPart, RowData>> rows) {
        PartSpread spread = new PartSpread();
        write(rows(items.partitionCustom(spread, spread), definition, rows), definition);
    }

    private <T> void append(
            DataStream<T> events, TableDefinition definition, Function<Schema, FlatMapFunction<T, RowData>> rows) {
        rows(rows(events, definition, rows), definition);
    }

    private <T> DataStream<RowData> rows(
            DataStream<T> events, TableDefinition definition, Function<Schema, FlatMapFunction<T, RowData>> rows) {
        Schema schema = lake.table(definition).schema();
        return events.flatMap(rows.apply(schema))
                .returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(schema)))
                .uid(definition.name() + "-rows")
                .name("rows of " + definition.name());
    }

    /** Rows of a table, as they are. */
    void rows(DataStream<RowData> rows, TableDefinition definition) {
        PartitionSpread spread = new PartitionSpread(lake.table(definition).spec());
        write(rows.partitionCustom(spread, spread), definition);
    }

    /** Rows that are where they are to be written. */
    private void write(DataStream<RowData> rows, TableDefinition definition) {
        IcebergSink.forRowData(rows)
                .tableLoader(loader(definition))
                .table(TunedTable.of(lake.table(definition)))
                .distributionMode(DistributionMode.NONE)
                .writeParallelism(FlinkSettings.parallelism(configuration))
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
