// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;

/**
 * Which window to seal: the body of {@code tributary/job-seal/v1}.
 *
 * @param epoch 1, 2, …
 * @param windowStart first epoch millisecond of the window
 * @param windowEnd first epoch millisecond after it
 */
record SealRequest(long epoch, long windowStart, long windowEnd) {

    /** The job's type. */
    static final String TYPE = "tributary/job-seal/v1";

    /** Checks the window. */
    SealRequest {
        if (epoch < 1) {
            throw new InvalidInputException("epoch is " + epoch + ", want 1 or more");
        }
        if (windowStart < 0 || windowEnd <= windowStart) {
            throw new InvalidInputException(
                    "window is " + windowStart + ".." + windowEnd + ", want an end after a start of 0 or more");
        }
    }

    /** Reads a job. */
    static SealRequest of(JsonObject json) {
        json.require(TYPE, "epoch", "windowStart", "windowEnd");
        return new SealRequest(json.integer("epoch"), json.integer("windowStart"), json.integer("windowEnd"));
    }
}
