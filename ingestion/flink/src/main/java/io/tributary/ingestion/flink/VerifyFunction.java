// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Configuration;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegistryKeyDirectory;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Lets right values pass and sends the others to {@link IngestTopology#REJECTIONS}; reports how far each partition has been read. */
final class VerifyFunction extends ProcessFunction<KafkaValue, VerifiedBatch> {
    private static final long serialVersionUID = 1L;

    private final JobSettings settings;
    private transient RegistryKeyDirectory directory;
    private transient BatchVerifier verifier;
    private transient Map<String, LongMaximum> progress;

    VerifyFunction(JobSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    @Override
    public void open(OpenContext context) {
        Configuration configuration = settings.configuration();
        directory = new RegistryKeyDirectory(LakeCatalog.open(configuration), Clock.systemUTC());
        verifier = new BatchVerifier(BatchVerifier.Limits.of(configuration), directory);
        progress = new HashMap<>();
    }

    @Override
    public void processElement(KafkaValue value, Context context, Collector<VerifiedBatch> out) {
        Verdict verdict = verifier.verify(value);
        if (verdict instanceof Verdict.Accepted accepted) {
            out.collect(accepted.batch());
        } else if (verdict instanceof Verdict.Refused refused) {
            context.output(IngestTopology.REJECTIONS, refused.rejection());
        }
        progress.computeIfAbsent(ReadProgress.name(value.topic(), value.partition()), this::newProgress)
                .add(value.offset());
    }

    private LongMaximum newProgress(String name) {
        LongMaximum accumulator = new LongMaximum();
        getRuntimeContext().addAccumulator(name, accumulator);
        return accumulator;
    }

    @Override
    public void close() {
        if (directory != null) {
            directory.close();
        }
    }
}
