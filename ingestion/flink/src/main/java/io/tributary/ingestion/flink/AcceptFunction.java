// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.Rule;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Takes each sequence of a signer once and opens the batches it takes. The roots of the newest {@link #WINDOW} sequences are kept, so that
 * the same batch sent again (harmless) is told from another batch under an old number; older sequences are refused altogether. The state
 * has no end of life, since a signature never expires; it is bounded for each signer, and signers are registered.
 */
final class AcceptFunction extends KeyedProcessFunction<String, VerifiedBatch, BatchPart> {
    private static final long serialVersionUID = 1L;

    /** Sequences back from a signer's newest that may still arrive out of order. */
    static final long WINDOW = 4096;

    private transient MapState<Long, String> rootOfSequence;
    private transient ValueState<Long> newestSequence;
    private transient TaskInfo tasks;

    @Override
    public void open(OpenContext context) {
        rootOfSequence =
                getRuntimeContext().getMapState(new MapStateDescriptor<>("root-of-sequence", Types.LONG, Types.STRING));
        tasks = getRuntimeContext().getTaskInfo();
        newestSequence = getRuntimeContext().getState(new ValueStateDescriptor<>("newest-sequence", Types.LONG));
    }

    @Override
    public void processElement(VerifiedBatch batch, Context context, Collector<BatchPart> out) throws Exception {
        String known = rootOfSequence.get(batch.sequence());
        if (known != null) {
            Rule rule = known.equals(batch.root()) ? Rule.BATCH_DUPLICATE : Rule.SEQUENCE_REPLAYED;
            context.output(IngestTopology.REJECTIONS, Refusals.of(batch, rule));
            return;
        }
        Long newest = newestSequence.value();
        if (newest != null && batch.sequence() <= newest - WINDOW) {
            context.output(IngestTopology.REJECTIONS, Refusals.of(batch, Rule.SEQUENCE_REPLAYED));
            return;
        }
        rootOfSequence.put(batch.sequence(), batch.root());
        if (newest == null || batch.sequence() > newest) {
            newestSequence.update(batch.sequence());
            forget(newest, batch.sequence());
        }
        context.output(IngestTopology.BATCHES, batch.bare());
        for (BatchPart all : BatchPart.all(batch)) {
            all.by(ItemKey.ID, tasks.getMaxNumberOfParallelSubtasks(), tasks.getNumberOfParallelSubtasks())
                    .forEach(out::collect);
        }
    }

    private void forget(Long newestBefore, long newest) throws Exception {
        if (newestBefore != null && newest == newestBefore + 1) {
            rootOfSequence.remove(newest - WINDOW);
            return;
        }
        List<Long> old = new ArrayList<>();
        for (Long sequence : rootOfSequence.keys()) {
            if (sequence <= newest - WINDOW) {
                old.add(sequence);
            }
        }
        for (Long sequence : old) {
            rootOfSequence.remove(sequence);
        }
    }
}
