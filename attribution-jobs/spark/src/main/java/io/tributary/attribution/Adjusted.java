// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.List;

/**
 * What an epoch takes the place of, if it adjusts another one.
 *
 * @param recordHash hash of the record that was proven wrong
 * @param regularEpoch the regular epoch that it goes back to: its sealed receipts are computed again
 * @param claims what was claimed under each epoch between the two, both included
 */
record Adjusted(Hash recordHash, long regularEpoch, List<Claims> claims) {

    /**
     * The claims of an epoch as the ledger has them.
     *
     * @param epoch the superseded epoch
     * @param leafHashes leaf hashes of the claimed payouts
     */
    record Claims(long epoch, List<Hash> leafHashes) {

        /** Copies the list. */
        Claims {
            leafHashes = List.copyOf(leafHashes);
        }

        private static Claims of(JsonObject json) {
            json.requireNested("claims", "epoch", "leafHashes");
            return new Claims(json.integer("epoch"), json.hashes("leafHashes"));
        }
    }

    /** Copies the list. */
    Adjusted {
        claims = List.copyOf(claims);
    }

    /** Reads the part of a job. */
    static Adjusted of(JsonObject json) {
        json.requireNested("adjusted", "recordHash", "regularEpoch", "claims");
        return new Adjusted(
                json.hash("recordHash"),
                json.integer("regularEpoch"),
                json.objects("claims").stream().map(Claims::of).toList());
    }
}
