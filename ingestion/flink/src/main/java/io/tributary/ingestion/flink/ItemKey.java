// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

/** By what an item is known to have come before. States are kept under these keys, so none ever changes. */
enum ItemKey {
    /** The id, which is one item's in the whole network. */
    ID {
        @Override
        String of(VerifiedBatch batch, ItemPlace item) {
            return item.id();
        }
    },
    /** A host numbers its receipts, and each number is one receipt's. */
    NUMBER {
        @Override
        String of(VerifiedBatch batch, ItemPlace item) {
            return batch.signer() + " " + item.number();
        }
    };

    /** The key of an item of a batch. */
    abstract String of(VerifiedBatch batch, ItemPlace item);
}
