// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.api.java.functions.KeySelector;

/** Sends to one writer what becomes rows of one partition: as {@link PartitionSpread}, but before there are rows. All of a part are of one. */
final class PartSpread implements KeySelector<BatchPart, Integer>, Partitioner<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer getKey(BatchPart part) {
        VerifiedBatch batch = part.batch();
        return 31 * batch.datanet().hashCode() + PartitionSpread.day(batch.appendedMillis());
    }

    @Override
    public int partition(Integer key, int writers) {
        return PartitionSpread.writer(key, writers);
    }
}
