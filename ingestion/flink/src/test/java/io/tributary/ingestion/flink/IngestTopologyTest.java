// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.config.Configuration;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.types.PojoTestUtils;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTopologyTest {
    @TempDir
    private Path home;

    /** State belongs to a uid: a changed line in the list means that running installations lose that operator's state. */
    @Test
    void everyOperatorHasTheUidThatItsStateIsKeptUnder() throws IOException {
        List<String> uids = new ArrayList<>();
        for (StreamNode node : graph().getStreamNodes()) {
            assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotNull();
            uids.add(node.getTransformationUID());
        }
        uids.sort(String::compareTo);

        assertThat(uids).doesNotHaveDuplicates().isEqualTo(checkedIn());
    }

    private StreamGraph graph() {
        Configuration configuration = Configuration.load(home);
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            LakeInit.run(lake);
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(
                    FlinkSettings.of(configuration, new RecoveryPoints(home.resolve("flink")), Optional.empty()));
            IngestTopology.define(
                    environment,
                    source(Topics.CONTRIBUTIONS),
                    source(Topics.INFERENCES),
                    new BronzeSinks(configuration, "127.0.0.1:1", Duration.ofMinutes(15), lake),
                    JobSettings.of(configuration, "127.0.0.1:1"));
            return environment.getStreamGraph();
        }
    }

    private static KafkaSource<KafkaValue> source(String topic) {
        return KafkaSource.<KafkaValue>builder()
                .setBootstrapServers("127.0.0.1:1")
                .setTopics(topic)
                .setDeserializer(new KafkaValueReader())
                .build();
    }

    private static List<String> checkedIn() throws IOException {
        try (InputStream list = IngestTopologyTest.class.getResourceAsStream("/topology-uids.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    @Test
    void sinksCarryTheWritersPropertiesOfATable() {
        try (LakeCatalog lake = LakeCatalog.open(Configuration.load(home))) {
            LakeInit.run(lake);

            Table sent = SerializableTable.copyOf(TunedTable.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)));

            assertThat(sent.properties())
                    .containsEntry("write.parquet.dict-size-bytes", "8192")
                    .containsEntry("write.parquet.compression-codec", "zstd");
        }
    }

    @Test
    void refusalsTravelWithoutKryo() {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(Rejection.class);
    }
}
