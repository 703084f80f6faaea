// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Lets the first item of a key pass. Keys are remembered for {@link #REMEMBERED}; what comes again later than that, in a new batch, becomes
 * a second row, which publishing and sealing collapse: they are the authority on one row for each id.
 *
 * <p>The state is kept key by key, though what comes in is parts of many keys: all of a part's keys belong to this task, and a key of
 * another task's would stop the job.
 */
final class DeduplicateOperator extends AbstractStreamOperator<BatchPart>
        implements OneInputStreamOperator<BatchPart, BatchPart> {
    private static final long serialVersionUID = 1L;

    /** How long an id is remembered. */
    static final Duration REMEMBERED = Duration.ofDays(400);

    private final Rule rule;
    private final ItemKey key;
    private final ItemKey keyAfter;
    private final ValueStateDescriptor<Boolean> seenBefore;

    private DeduplicateOperator(Rule rule, ItemKey key, ItemKey keyAfter) {
        this.rule = Objects.requireNonNull(rule, "rule");
        this.key = Objects.requireNonNull(key, "key");
        this.keyAfter = Objects.requireNonNull(keyAfter, "keyAfter");
        this.seenBefore = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
        seenBefore.enableTimeToLive(StateTtlConfig.newBuilder(REMEMBERED).build());
    }

    /** Refuses by the rule that fits the items. */
    static DeduplicateOperator by(ItemKey key, Rule rule) {
        return new DeduplicateOperator(rule, key, key);
    }

    /** The same, in front of another which asks for another key. */
    DeduplicateOperator before(ItemKey next) {
        return new DeduplicateOperator(rule, key, next);
    }

    @Override
    public void processElement(StreamRecord<BatchPart> element) throws Exception {
        BatchPart part = element.getValue();
        ValueState<Boolean> seen = getRuntimeContext().getState(seenBefore);
        List<ItemPlace> unseen = new ArrayList<>(part.items().size());
        for (ItemPlace item : part.items()) {
            setCurrentKey(key.of(part.batch(), item));
            if (seen.value() == null) {
                seen.update(true);
                unseen.add(item);
            } else {
                output.collect(IngestTopology.REJECTIONS, refusal(element, item));
            }
        }
        if (!unseen.isEmpty()) {
            forward(element, part.with(unseen));
        }
    }

    private StreamRecord<Rejection> refusal(StreamRecord<BatchPart> element, ItemPlace item) {
        StreamRecord<Rejection> refusal =
                new StreamRecord<>(Refusals.of(element.getValue().batch(), item, rule));
        if (element.hasTimestamp()) {
            refusal.setTimestamp(element.getTimestamp());
        }
        return refusal;
    }

    private void forward(StreamRecord<BatchPart> element, BatchPart part) {
        if (keyAfter == key) {
            output.collect(element.replace(part));
            return;
        }
        TaskInfo tasks = getRuntimeContext().getTaskInfo();
        for (BatchPart some :
                part.by(keyAfter, tasks.getMaxNumberOfParallelSubtasks(), tasks.getNumberOfParallelSubtasks())) {
            output.collect(element.replace(some));
        }
    }
}
