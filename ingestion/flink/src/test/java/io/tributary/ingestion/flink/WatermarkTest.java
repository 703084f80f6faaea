// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class WatermarkTest {
    private static final long APPENDED_MILLIS = 1_750_000_000_000L;
    private static final long NONE = Long.MIN_VALUE;

    private final ManualClock clock = new ManualClock();
    private final Newest newest = new Newest();
    private final WatermarkOutputMultiplexer source = new WatermarkOutputMultiplexer(newest);
    private final Partition busy = new Partition("busy");
    private final Partition quiet = new Partition("quiet");

    @Test
    void partitionInWhichNothingArrivesDoesNotHoldBackTheWatermark() {
        tick();
        busy.append(APPENDED_MILLIS);
        tick();
        assertThat(newest.millis)
                .as("while the quiet partition may still say something")
                .isEqualTo(NONE);

        for (int tick = 0; tick < 3; tick++) {
            clock.advanceTime(IngestTopology.IDLE_AFTER.plus(Duration.ofMillis(1)));
            busy.append(APPENDED_MILLIS);
            tick();
        }

        assertThat(newest.millis).isEqualTo(APPENDED_MILLIS - IngestTopology.DISORDER_MAX.toMillis() - 1);
    }

    @Test
    void slowestOfTheBusyPartitionsDecides() {
        busy.append(APPENDED_MILLIS);
        quiet.append(APPENDED_MILLIS - 60_000);
        tick();

        assertThat(newest.millis).isEqualTo(APPENDED_MILLIS - 60_000 - IngestTopology.DISORDER_MAX.toMillis() - 1);
    }

    private void tick() {
        busy.generator.onPeriodicEmit(source.getDeferredOutput("busy"));
        quiet.generator.onPeriodicEmit(source.getDeferredOutput("quiet"));
        source.onPeriodicEmit();
    }

    /** One partition as the source sees it. */
    private final class Partition {
        private final String name;
        private final WatermarkGenerator<KafkaValue> generator;

        Partition(String name) {
            this.name = name;
            this.generator = IngestTopology.watermarks().createWatermarkGenerator(new Surroundings());
            source.registerNewOutput(name, new NoListener());
        }

        void append(long appendedMillis) {
            KafkaValue value = new KafkaValue(Topics.CONTRIBUTIONS, 0, 0, appendedMillis, new byte[0]);
            long millis = IngestTopology.watermarks()
                    .createTimestampAssigner(new Surroundings())
                    .extractTimestamp(value, NONE);
            generator.onEvent(value, millis, source.getImmediateOutput(name));
        }
    }

    private final class Surroundings implements WatermarkGeneratorSupplier.Context, TimestampAssignerSupplier.Context {
        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return clock;
        }
    }

    private static final class NoListener implements WatermarkOutputMultiplexer.WatermarkUpdateListener {
        @Override
        public void onWatermarkUpdate(long millis) {
            // Only what they make together counts.
        }

        @Override
        public void onIdleUpdate(boolean idle) {
            // Only what they make together counts.
        }
    }

    private static final class Newest implements WatermarkOutput {
        private long millis = NONE;

        @Override
        public void emitWatermark(Watermark watermark) {
            millis = watermark.getTimestamp();
        }

        @Override
        public void markIdle() {
            // Only who has nothing at all is idle.
        }

        @Override
        public void markActive() {
            // What counts is the watermark.
        }
    }
}
