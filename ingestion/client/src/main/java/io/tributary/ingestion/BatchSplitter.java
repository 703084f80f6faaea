// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Inference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Cuts a list into batches that stay within the limits, in order, each as full as it can be. */
final class BatchSplitter {
    /** Bytes of a batch without items, rounded up: ids are at most 128 bytes, and there are four of them. */
    static final int ENVELOPE_BYTES_MAX = 2048;

    private final BatchLimits limits;

    BatchSplitter(BatchLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** Items of consecutive batches; each batch takes the next sequence. */
    List<List<ContributionItem>> split(
            BatchSigner signer, String datanet, List<ContributionDraft> drafts, PayloadSeal seal, long firstSequence) {
        List<List<ContributionItem>> batches = new ArrayList<>();
        List<ContributionItem> batch = new ArrayList<>();
        int bytes = ENVELOPE_BYTES_MAX;
        for (ContributionDraft draft : drafts) {
            ContributionItem item = signer.item(draft, datanet, firstSequence + batches.size(), batch.size(), seal);
            int itemBytes = itemBytes(draft.recordId(), item.bytes().length);
            if (isFull(batch.size(), bytes + itemBytes)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = ENVELOPE_BYTES_MAX;
                item = signer.item(draft, datanet, firstSequence + batches.size(), 0, seal);
                itemBytes = itemBytes(draft.recordId(), item.bytes().length);
            }
            batch.add(item);
            bytes += itemBytes;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /** Inferences of consecutive batches; at least one batch, which may be empty. */
    List<List<Inference>> split(List<Inference> inferences) {
        List<List<Inference>> batches = new ArrayList<>();
        List<Inference> batch = new ArrayList<>();
        int bytes = ENVELOPE_BYTES_MAX;
        for (Inference inference : inferences) {
            int itemBytes = itemBytes(inference.receipt().receiptId(), inference.bytes().length);
            if (isFull(batch.size(), bytes + itemBytes)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = ENVELOPE_BYTES_MAX;
            }
            batch.add(inference);
            bytes += itemBytes;
        }
        batches.add(batch);
        return batches;
    }

    private boolean isFull(int itemsBefore, int bytesAfter) {
        return itemsBefore == limits.itemsMax() || bytesAfter > limits.bytesMax();
    }

    /** Bytes of an item with the comma that parts it from the next. */
    private int itemBytes(String id, int bytes) {
        if (bytes + 1 + ENVELOPE_BYTES_MAX > limits.bytesMax()) {
            throw new InvalidInputException("record " + id + " has " + bytes + " bytes when sealed, want at most "
                    + (limits.bytesMax() - ENVELOPE_BYTES_MAX - 1) + "; split it");
        }
        return bytes + 1;
    }
}
