// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.merkle.Hash;
import java.util.List;

/** A receipt of host-1 for an answer of model m-1 that cost 1,000 of deposit d-1. */
public final class SampleReceipt {
    private static final String SALT = "5a".repeat(16);

    private SampleReceipt() {}

    /** The receipt of this id. */
    public static Receipt of(String id, long hostSeq, Hash outputCommit, String unit, String answer) {
        return new Receipt(
                id,
                "host-1",
                hostSeq,
                SALT,
                "caller-1",
                "",
                "m-1",
                List.of(),
                Hash.empty(),
                outputCommit,
                List.of(),
                128,
                1,
                1_000,
                unit,
                "d-1",
                "flat/v1",
                answer,
                SALT,
                5_000);
    }
}
