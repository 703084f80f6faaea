// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code tributary/credit/v1}: who gets how much of what a row of training data earns. Where it is one contributor's alone its id is that
 * contributor, so that whoever has neither labels nor edits of others meets no line at all.
 *
 * @param parts by contributor, then role, ascending; 10,000 basis points together
 */
public record CreditLine(List<Part> parts) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/credit/v1";

    /** Role of whoever wrote. */
    public static final String DATA = "data";

    /** Role of whoever labelled. */
    public static final String LABEL = "label";

    /** One whole. */
    public static final int WHOLE_BASIS_POINTS = 10_000;

    /** No contributor's id holds an equals sign, so nobody can take the name of a line. */
    private static final String PREFIX = "line=";

    private static final int ID_HEX_DIGITS = 32;

    /**
     * A part of a line.
     *
     * @param role {@link #DATA} or {@link #LABEL}
     * @param basisPoints 1 to 10,000
     */
    public record Part(String contributor, String role, int basisPoints) {
        /** Checks the form of every field. */
        public Part {
            Form.id("contributor", contributor);
            Form.oneOf("role", role, List.of(DATA, LABEL));
            Form.require(
                    basisPoints >= 1 && basisPoints <= WHOLE_BASIS_POINTS,
                    "basisPoints",
                    Integer.toString(basisPoints),
                    "1 to 10000");
        }

        private JsonObject toJson() {
            return JsonObject.nested()
                    .put("contributor", contributor)
                    .put("role", role)
                    .put("basisPoints", basisPoints)
                    .build();
        }

        private static Part of(JsonObject json) {
            json.requireNested("part", "contributor", "role", "basisPoints");
            return new Part(json.text("contributor"), json.text("role"), json.smallInteger("basisPoints"));
        }
    }

    /** Checks order and sum. */
    public CreditLine {
        parts = List.copyOf(parts);
        int sum = 0;
        for (int i = 0; i < parts.size(); i++) {
            sum += parts.get(i).basisPoints();
            Form.require(i == 0 || order(parts.get(i - 1), parts.get(i)) < 0, "parts", "disorder", "ascending parts");
        }
        Form.require(sum == WHOLE_BASIS_POINTS, "parts", "a sum of " + sum, "10000 basis points");
    }

    private static int order(Part left, Part right) {
        return Share.compareTexts(List.of(left.contributor(), left.role()), List.of(right.contributor(), right.role()));
    }

    /** The line of one contributor, who wrote and labelled. */
    public static CreditLine whole(String contributor) {
        return new CreditLine(List.of(new Part(contributor, DATA, WHOLE_BASIS_POINTS)));
    }

    /**
     * The line of these parts: sorted, those of 0 left out; what is one contributor's alone is {@link #whole} his.
     *
     * @param text basis points by contributor for the words
     * @param label the same for the label
     */
    public static CreditLine of(SortedMap<String, Integer> text, SortedMap<String, Integer> label) {
        List<Part> parts = new ArrayList<>();
        text.forEach((contributor, points) -> add(parts, contributor, DATA, points));
        label.forEach((contributor, points) -> add(parts, contributor, LABEL, points));
        parts.sort(CreditLine::order);
        long contributors = parts.stream().map(Part::contributor).distinct().count();
        return contributors == 1 ? whole(parts.get(0).contributor()) : new CreditLine(parts);
    }

    private static void add(List<Part> parts, String contributor, String role, int points) {
        if (points > 0) {
            parts.add(new Part(contributor, role, points));
        }
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static CreditLine of(JsonObject json) {
        json.require(TYPE, "parts");
        return new CreditLine(json.objects("parts").stream().map(Part::of).toList());
    }

    /** The contributor whose line it is, else {@code line=} and the first 32 digits of the leaf hash. */
    public String id() {
        return parts.size() == 1
                ? parts.get(0).contributor()
                : PREFIX + leafHash().hex().substring(0, ID_HEX_DIGITS);
    }

    /** Whether an id names a line and no contributor. */
    public static boolean isLine(String id) {
        return id.startsWith(PREFIX);
    }

    /** Basis points of a role by contributor. */
    public SortedMap<String, Integer> of(String role) {
        SortedMap<String, Integer> points = new TreeMap<>(Share.BYTEWISE);
        for (Part part : parts) {
            if (part.role().equals(role)) {
                points.put(part.contributor(), part.basisPoints());
            }
        }
        return points;
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("parts", parts.stream().map(Part::toJson).toList())
                .build();
    }
}
