// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;

/** A record with one canonical form, which is what trees hash and signatures cover. */
public interface CanonicalRecord {
    /** The record as an object of the canonical encoding. */
    JsonObject toJson();

    /** The canonical UTF-8 bytes: the leaf data. */
    default byte[] bytes() {
        return toJson().bytes();
    }

    /** RFC 6962 leaf hash of the canonical bytes; the record's identity. */
    default Hash leafHash() {
        return Hash.leaf(bytes());
    }
}
