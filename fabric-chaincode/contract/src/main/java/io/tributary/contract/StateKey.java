// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.merkle.Hash;
import java.util.List;
import java.util.Locale;

/**
 * A composite key of the ledger state: a kind and its attributes, compared as the text that Fabric builds from them.
 * Numbers are padded to 19 digits, so that text order is number order.
 *
 * @param kind what is stored, lower-case letters and hyphens
 * @param attributes the parts that tell one value of this kind from another; no part holds U+0000
 */
public record StateKey(String kind, List<String> attributes) implements Comparable<StateKey> {
    /** Checks the parts and copies the list. */
    public StateKey {
        if (!kind.matches("[a-z][a-z-]*")) {
            throw new IllegalArgumentException(
                    "state key kind: got '" + kind + "', want lower-case letters and hyphens");
        }
        attributes = List.copyOf(attributes);
        for (String attribute : attributes) {
            if (attribute.indexOf('\u0000') >= 0) {
                throw new IllegalArgumentException("state key attribute of '" + kind + "' holds U+0000");
            }
        }
    }

    /** A key of this kind with these attributes. */
    public static StateKey of(String kind, String... attributes) {
        return new StateKey(kind, List.of(attributes));
    }

    /** The 19-digit form of a number from 0 to {@code Long.MAX_VALUE}, whose text order is its number order. */
    public static String padded(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("state key number: got " + number + ", want 0 or more");
        }
        return String.format(Locale.ROOT, "%019d", number);
    }

    /** The key of a value that is stored under a hash. */
    public static StateKey of(String kind, Hash hash) {
        return of(kind, hash.hex());
    }

    /** The composite text: U+0000, kind, U+0000, then each attribute followed by U+0000, as Fabric's shim builds it. */
    public String text() {
        StringBuilder text = new StringBuilder("\u0000").append(kind).append('\u0000');
        for (String attribute : attributes) {
            text.append(attribute).append('\u0000');
        }
        return text.toString();
    }

    @Override
    public int compareTo(StateKey other) {
        // The order of the composite texts: U+0000 ends every part and is the smallest character.
        int byKind = kind.compareTo(other.kind);
        if (byKind != 0) {
            return byKind;
        }
        for (int i = 0; i < Math.min(attributes.size(), other.attributes.size()); i++) {
            int byAttribute = attributes.get(i).compareTo(other.attributes.get(i));
            if (byAttribute != 0) {
                return byAttribute;
            }
        }
        return Integer.compare(attributes.size(), other.attributes.size());
    }

    @Override
    public String toString() {
        return attributes.isEmpty() ? kind : kind + "~" + String.join("~", attributes);
    }
}
