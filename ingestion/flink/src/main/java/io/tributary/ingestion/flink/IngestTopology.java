// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.Rule;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * The job's graph: verify, take each batch once, take each item once, write rows; refusals of all three steps go one way. State belongs to
 * an operator's uid, so uids never change.
 */
final class IngestTopology {
    /** Batches that were taken. */
    static final OutputTag<VerifiedBatch> BATCHES = new OutputTag<>("batches", VerifiedBatch.TYPE);

    /** What was refused, at whichever step. */
    static final OutputTag<Rejection> REJECTIONS = new OutputTag<>("rejections", TypeInformation.of(Rejection.class));

    /** Keys are spread over so many groups; fixed for the life of the state. */
    static final int MAX_PARALLELISM = 128;

    /** How far the clocks of two brokers may be apart. */
    static final Duration DISORDER_MAX = Duration.ofSeconds(5);

    /** A partition without a value for so long holds nothing back. */
    static final Duration IDLE_AFTER = Duration.ofSeconds(10);

    private IngestTopology() {}

    /** Where the rows and dead letters go. */
    interface Sinks {
        /** Rows of accepted contributions. */
        void contributions(DataStream<BatchPart> items);

        /** Rows of accepted receipts. */
        void inferences(DataStream<BatchPart> items);

        /** Rows of accepted batches. */
        void batches(DataStream<VerifiedBatch> batches);

        /** Rows and dead letters of refusals. */
        void rejections(DataStream<Rejection> rejections);
    }

    /** Adds the graph to the environment. */
    static void define(
            StreamExecutionEnvironment environment,
            Source<KafkaValue, ?, ?> contributions,
            Source<KafkaValue, ?, ?> inferences,
            Sinks sinks,
            JobSettings settings) {
        DeduplicateOperator records = DeduplicateOperator.by(ItemKey.ID, Rule.RECORD_DUPLICATE);
        DeduplicateOperator receipts = DeduplicateOperator.by(ItemKey.ID, Rule.RECEIPT_DUPLICATE);
        Lane first = lane(environment, contributions, Topics.CONTRIBUTIONS, records, settings);
        Lane second =
                numbered(lane(environment, inferences, Topics.INFERENCES, receipts.before(ItemKey.NUMBER), settings));
        sinks.contributions(first.items());
        sinks.inferences(second.items());
        sinks.batches(first.batches().union(second.batches()));
        sinks.rejections(first.rejections().union(second.rejections()));
    }

    private static Lane lane(
            StreamExecutionEnvironment environment,
            Source<KafkaValue, ?, ?> source,
            String topic,
            DeduplicateOperator deduplicate,
            JobSettings settings) {
        SingleOutputStreamOperator<VerifiedBatch> verified = read(environment, source, topic)
                .process(new VerifyFunction(settings), VerifiedBatch.TYPE)
                .uid(topic + "-verify")
                .name("verify " + topic);
        SingleOutputStreamOperator<BatchPart> accepted = verified.keyBy(VerifiedBatch::signer)
                .process(new AcceptFunction(), BatchPart.TYPE)
                .uid(topic + "-accept")
                .name("take batches of " + topic);
        SingleOutputStreamOperator<BatchPart> items = accepted.keyBy(part -> part.leadingKey(ItemKey.ID), Types.STRING)
                .transform("take items of " + topic, BatchPart.TYPE, deduplicate)
                .uid(topic + "-deduplicate");
        DataStream<Rejection> rejections = verified.getSideOutput(REJECTIONS)
                .union(accepted.getSideOutput(REJECTIONS), items.getSideOutput(REJECTIONS));
        return new Lane(items, accepted.getSideOutput(BATCHES), rejections);
    }

    /** The values of a topic. */
    static DataStream<KafkaValue> read(
            StreamExecutionEnvironment environment, Source<KafkaValue, ?, ?> source, String topic) {
        return environment
                .fromSource(source, watermarks(), topic, KafkaValue.TYPE)
                .uid(topic + "-source")
                .name(topic);
    }

    /** How far the arrivals are read; a partition in which nothing arrives is not waited for. */
    static WatermarkStrategy<KafkaValue> watermarks() {
        return WatermarkStrategy.<KafkaValue>forBoundedOutOfOrderness(DISORDER_MAX)
                .withTimestampAssigner((value, none) -> value.appendedMillis())
                .withIdleness(IDLE_AFTER);
    }

    /** A host numbers its receipts, and each number is one receipt's. */
    private static Lane numbered(Lane receipts) {
        SingleOutputStreamOperator<BatchPart> items = receipts.items()
                .keyBy(part -> part.leadingKey(ItemKey.NUMBER), Types.STRING)
                .transform(
                        "take numbers of " + Topics.INFERENCES,
                        BatchPart.TYPE,
                        DeduplicateOperator.by(ItemKey.NUMBER, Rule.RECEIPT_NUMBER_REPLAYED))
                .uid(Topics.INFERENCES + "-number");
        return new Lane(items, receipts.batches(), receipts.rejections().union(items.getSideOutput(REJECTIONS)));
    }

    private record Lane(
            DataStream<BatchPart> items, DataStream<VerifiedBatch> batches, DataStream<Rejection> rejections) {}
}
