// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Dead letters, keyed by rule. */
final class RejectionWriter implements KafkaRecordSerializationSchema<Rejection> {
    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Rejection rejection, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                Topics.REJECTIONS, rejection.rule().getBytes(StandardCharsets.UTF_8), rejection.letter());
    }
}
