// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import java.util.List;
import java.util.Objects;

/**
 * Where a contribution comes from, beyond its author. An item that says nothing of it is {@code item/v1}, any other {@code item/v2}.
 *
 * @param origin where the author has it from, such as an address; empty for his own work, at most 512 characters
 * @param generatedByAi whether a model wrote it
 * @param derivedFrom record ids that it is made from, strictly ascending, at most 64
 */
public record Provenance(String origin, boolean generatedByAi, List<String> derivedFrom) {
    /** The author's own work, made from no other record. */
    public static final Provenance NONE = new Provenance("", false, List.of());

    /** Most characters of an origin. */
    public static final int ORIGIN_CHARS_MAX = 512;

    /** Most records that one is derived from. */
    public static final int DERIVED_FROM_MAX = 64;

    /** Checks the form of every field. */
    public Provenance {
        Objects.requireNonNull(origin, "origin");
        derivedFrom = List.copyOf(derivedFrom);
        Form.require(
                origin.length() <= ORIGIN_CHARS_MAX && origin.chars().noneMatch(Character::isISOControl),
                "origin",
                origin,
                "at most " + ORIGIN_CHARS_MAX + " characters, none of control");
        Form.ids("derivedFrom", derivedFrom);
        Form.require(
                derivedFrom.size() <= DERIVED_FROM_MAX,
                "derivedFrom",
                derivedFrom.size() + " records",
                "at most " + DERIVED_FROM_MAX);
        Form.ascending("derivedFrom", derivedFrom);
    }

    /** Whether there is nothing to say. */
    public boolean isNone() {
        return origin.isEmpty() && !generatedByAi && derivedFrom.isEmpty();
    }
}
