// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.OperatorStateHandle;

/**
 * One complete checkpoint or savepoint on disk.
 *
 * @param folder where it lies
 * @param checkpointId its running number, counted over all restarts
 * @param nextOffsets what the sources would read next, by {@code topic:partition}
 */
record RecoveryPoint(Path folder, long checkpointId, Map<String, Long> nextOffsets) {
    /** Written last; a folder without it is half a checkpoint. */
    static final String METADATA = "_metadata";

    /** The name under which Flink's source operator keeps its splits. */
    private static final String SPLITS = "SourceReaderState";

    RecoveryPoint {
        Objects.requireNonNull(folder, "folder");
        nextOffsets = Map.copyOf(nextOffsets);
    }

    /**
     * Reads a folder.
     *
     * @throws IOException if it is no complete checkpoint
     */
    static RecoveryPoint read(Path folder) throws IOException {
        Path file = folder.resolve(METADATA);
        try (DataInputStream input = new DataInputStream(Files.newInputStream(file))) {
            CheckpointMetadata metadata =
                    Checkpoints.loadCheckpointMetadata(input, RecoveryPoint.class.getClassLoader(), folder.toString());
            Map<String, Long> offsets = new TreeMap<>();
            for (OperatorState operator : metadata.getOperatorStates()) {
                for (OperatorSubtaskState subtask : operator.getStates()) {
                    for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                        readSplits(handle, offsets);
                    }
                }
            }
            return new RecoveryPoint(folder, metadata.getCheckpointId(), offsets);
        }
    }

    private static void readSplits(OperatorStateHandle handle, Map<String, Long> offsets) throws IOException {
        OperatorStateHandle.StateMetaInfo splits =
                handle.getStateNameToPartitionOffsets().get(SPLITS);
        if (splits == null) {
            return;
        }
        KafkaPartitionSplitSerializer serializer = new KafkaPartitionSplitSerializer();
        try (FSDataInputStream input = handle.openInputStream()) {
            for (long position : splits.getOffsets()) {
                input.seek(position);
                DataInputViewStreamWrapper view = new DataInputViewStreamWrapper(input);
                byte[] element = new byte[view.readInt()];
                view.readFully(element);
                KafkaPartitionSplit split = SimpleVersionedSerialization.readVersionAndDeSerialize(serializer, element);
                // Negative numbers stand for "from the beginning".
                offsets.put(split.getTopic() + ":" + split.getPartition(), Math.max(0, split.getStartingOffset()));
            }
        }
    }

    /** Whether the sources have passed every wanted next offset. */
    boolean hasReached(Map<String, Long> wantedNext) {
        return ReadProgress.covers(nextOffsets, wantedNext);
    }
}
