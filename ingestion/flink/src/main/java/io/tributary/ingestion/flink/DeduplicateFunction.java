// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.Rule;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets the first item of a key pass. Keys are remembered for {@link #REMEMBERED}; what comes again later than that, in a new batch, becomes
 * a second row, which publishing and sealing collapse: they are the authority on one row for each id.
 */
final class DeduplicateFunction extends KeyedProcessFunction<String, BatchItem, BatchItem> {
    private static final long serialVersionUID = 1L;

    /** How long an id is remembered. */
    static final Duration REMEMBERED = Duration.ofDays(400);

    private final Rule rule;
    private transient ValueState<Boolean> seen;

    /** Refuses by the rule that fits the items. */
    DeduplicateFunction(Rule rule) {
        this.rule = rule;
    }

    @Override
    public void open(OpenContext context) {
        ValueStateDescriptor<Boolean> descriptor = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder(REMEMBERED).build());
        seen = getRuntimeContext().getState(descriptor);
    }

    @Override
    public void processElement(BatchItem item, Context context, Collector<BatchItem> out) throws Exception {
        if (seen.value() != null) {
            context.output(IngestTopology.REJECTIONS, Refusals.of(item, rule));
            return;
        }
        seen.update(true);
        out.collect(item);
    }
}
