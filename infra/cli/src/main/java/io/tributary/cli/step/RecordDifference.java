// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.record.EpochRecord;

/** Names the first field in which two epoch records differ. */
final class RecordDifference {
    private RecordDifference() {}

    /** The first differing field with both values; empty if there is none. */
    static String first(EpochRecord own, EpochRecord other) {
        JsonObject left = own.toJson();
        JsonObject right = other.toJson();
        for (String key : left.keys()) {
            String one = value(left, key);
            String two = value(right, key);
            if (!one.equals(two)) {
                return key + " is " + one + ", not " + two;
            }
        }
        return "";
    }

    private static String value(JsonObject object, String key) {
        try {
            return object.text(key);
        } catch (MalformedException e) {
            return list(object, key);
        }
    }

    private static String list(JsonObject object, String key) {
        try {
            return object.texts(key).toString();
        } catch (MalformedException e) {
            return object.objects(key).toString();
        }
    }
}
