// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Keeps a Kafka record's place beside its bytes; never looks into them, so that nothing can stop the reading. */
final class KafkaValueReader implements KafkaRecordDeserializationSchema<KafkaValue> {
    private static final long serialVersionUID = 1L;
    private static final byte[] NO_VALUE = {};

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<KafkaValue> out) {
        byte[] value = record.value() == null ? NO_VALUE : record.value();
        out.collect(new KafkaValue(record.topic(), record.partition(), record.offset(), record.timestamp(), value));
    }

    @Override
    public TypeInformation<KafkaValue> getProducedType() {
        return KafkaValue.TYPE;
    }
}
