// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.process.ParentWatch;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.iceberg.Schema;
import org.apache.iceberg.flink.FlinkSchemaUtil;

/**
 * What it costs to bring contributions from Kafka into a table when nothing is checked: one row an item, its fields as they stand, no
 * signature, no root, no canonical form, nothing refused, nothing taken once. The floor that {@code tributary bench ingest} measures against.
 */
public final class FloorJob {
    private static final int EXIT_BUG = 70;

    private FloorJob() {}

    /** Arguments as of {@link IngestJob}; always drains. */
    public static void main(String[] arguments) {
        try {
            ParentWatch.start();
            IngestOptions options = IngestOptions.parse(List.of(arguments));
            CpuSampler sampler = CpuSampler.start();
            run(options);
            options.cpu().ifPresent(sampler::write);
            System.exit(0);
        } catch (TributaryException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(e.exitCode());
        } catch (RuntimeException e) {
            System.err.println("error: internal failure of the floor job: " + e);
            System.exit(EXIT_BUG);
        }
    }

    private static void run(IngestOptions options) {
        Configuration configuration = options.configuration();
        String bootstrapServers = options.bootstrapServers();
        try (KafkaCluster cluster = KafkaCluster.open(bootstrapServers);
                LakeCatalog lake = LakeCatalog.open(configuration)) {
            Map<String, Long> wanted = cluster.endOffsets(List.of(Topics.CONTRIBUTIONS));
            RecoveryPoints points = new RecoveryPoints(configuration.home().resolve("flink"));
            BronzeSinks sinks = new BronzeSinks(configuration, bootstrapServers, Duration.ofMinutes(15), lake);
            Schema schema = lake.table(BronzeTables.CONTRIBUTIONS_TABLE).schema();
            PipelineRun pipeline = new PipelineRun(
                    configuration,
                    cluster,
                    bootstrapServers,
                    points,
                    (environment, contributions, inferences) -> sinks.rows(
                            IngestTopology.read(environment, contributions, Topics.CONTRIBUTIONS)
                                    .flatMap(new FloorRows(schema))
                                    .returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(schema)))
                                    .uid("floor-rows"),
                            BronzeTables.CONTRIBUTIONS_TABLE));
            RecoveryPoint end = pipeline.drain(wanted, () -> false);
            BronzeProgress bronze = new BronzeProgress(lake);
            long rows = bronze.rowsSince(BronzeTables.CONTRIBUTIONS_TABLE, BronzeProgress.NO_SNAPSHOT);
            IngestResult result = new IngestResult(rows, 0, 0, 0, end.nextOffsets(), OptionalLong.empty());
            options.result().ifPresent(result::write);
        }
    }
}
