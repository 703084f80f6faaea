// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.error.InvalidInputException;

/**
 * How large a batch may get; the job refuses what is larger.
 *
 * @param bytesMax bytes of the whole Kafka value, signature and all
 * @param itemsMax items in one batch
 */
public record BatchLimits(int bytesMax, int itemsMax) {
    /** What the reference configuration accepts: 1 MiB and 10,000 items. */
    public static final BatchLimits DEFAULT = new BatchLimits(1024 * 1024, 10_000);

    private static final int BYTES_MIN = 4096;

    /** Checks that at least an envelope fits. */
    public BatchLimits {
        if (bytesMax < BYTES_MIN || itemsMax < 1) {
            throw new InvalidInputException("batch limits: got " + bytesMax + " bytes and " + itemsMax
                    + " items, want at least " + BYTES_MIN + " and 1");
        }
    }
}
