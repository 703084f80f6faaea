// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
final class AcceptFunction extends KeyedProcessFunction<String, VerifiedBatch, BatchItem> {
    private static final long serialVersionUID = 1L;

    /** Sequences back from a signer's newest that may still arrive out of order. */
    static final long WINDOW = 4096;

    private transient MapState<Long, String> rootOfSequence;
    private transient ValueState<Long> newestSequence;

    @Override
    public void open(OpenContext context) {
        rootOfSequence =
                getRuntimeContext().getMapState(new MapStateDescriptor<>("root-of-sequence", Types.LONG, Types.STRING));
        newestSequence = getRuntimeContext().getState(new ValueStateDescriptor<>("newest-sequence", Types.LONG));
    }

    @Override
    public void processElement(VerifiedBatch batch, Context context, Collector<BatchItem> out) throws Exception {
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
        open(batch, out);
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

    private static void open(VerifiedBatch batch, Collector<BatchItem> out) {
        for (ItemPlace item : batch.items()) {
            out.collect(new BatchItem(
                    batch.topic(),
                    item.id(),
                    batch.signer(),
                    batch.keyId(),
                    batch.sequence(),
                    batch.root(),
                    batch.partition(),
                    batch.offset(),
                    batch.appendedMillis(),
                    Arrays.copyOfRange(batch.value(), item.from(), item.to()),
                    item.leafHash(),
                    item.number()));
        }
    }
}
