// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.protocol.record.Share;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The rows of a model version dealt into bundles: in every lot each row is in exactly one bundle, and no bundle holds rows of two
 * contributors. Bundles are numbered by lot, contributor in ascending byte order, and place, so that their numbers do not depend on
 * the order of the rows. Immutable.
 */
public final class Bundles implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Number of rows that a model may have; the sums of the method are bounded by it. */
    static final int ROWS_MAX = 1 << 24;

    private final String[] contributors;
    private final int[][] bundleOfRow;
    private final int[] contributorOf;
    private final int[] lotOf;
    private final int[] placeOf;
    private final int[] sizes;
    private final int[] scales;

    private Bundles(Builder builder) {
        this.contributors = builder.byContributor.keySet().toArray(new String[0]);
        this.bundleOfRow = builder.bundleOfRow;
        this.contributorOf = ints(builder.dealt, Dealt::contributor);
        this.lotOf = ints(builder.dealt, Dealt::lot);
        this.placeOf = ints(builder.dealt, Dealt::place);
        this.sizes = ints(builder.dealt, Dealt::size);
        this.scales = ints(builder.dealt, Dealt::scale);
    }

    private static int[] ints(List<Dealt> dealt, Function<Dealt, Integer> field) {
        return dealt.stream().mapToInt(field::apply).toArray();
    }

    /** One lot in which every row is a bundle of its own, of scale 1. */
    static Bundles alone(List<OwnedRow> rows) {
        return new Bundles(new Builder(rows, 1).deal(0, OwnedRow::rowId, new int[] {1}));
    }

    /**
     * Deals each contributor's rows {@code lots} times by keys that the seed makes.
     *
     * @param scales entry k - 1 is the scale of a bundle of k rows; their number is the size of a full bundle
     */
    static Bundles byLot(LotSeed seed, List<OwnedRow> rows, int lots, int[] scales) {
        Builder builder = new Builder(rows, lots);
        for (int lot = 0; lot < lots; lot++) {
            int number = lot;
            builder.deal(lot, row -> seed.key(number, row.rowId()), scales);
        }
        return new Bundles(builder);
    }

    /** Number of rows. */
    public int rows() {
        return bundleOfRow[0].length;
    }

    /** How often the rows are dealt. */
    public int lots() {
        return bundleOfRow.length;
    }

    /** Number of bundles of all lots. */
    public int count() {
        return sizes.length;
    }

    /** The bundle of a row in a lot. */
    public int bundle(int lot, int row) {
        return bundleOfRow[lot][row];
    }

    /** The contributors, in ascending byte order. */
    public List<String> contributors() {
        return List.of(contributors);
    }

    /** Whose bundle it is: a place in {@link #contributors()}. */
    public int contributor(int bundle) {
        return contributorOf[bundle];
    }

    /** The lot that a bundle is of. */
    public int lot(int bundle) {
        return lotOf[bundle];
    }

    /** The bundle's place among those of its contributor and lot, from 0. */
    public int place(int bundle) {
        return placeOf[bundle];
    }

    /** Number of rows in a bundle. */
    public int size(int bundle) {
        return sizes[bundle];
    }

    /** What a bundle counts by its number of rows: 1..2^16. */
    public int scale(int bundle) {
        return scales[bundle];
    }

    /** What a unit of a bundle's influence weighs, {@code scale · standing}: 0..2^32. */
    public long factor(int bundle, int standing) {
        return (long) scales[bundle] * standing;
    }

    private record Dealt(int contributor, int lot, int place, int size, int scale) {}

    private record Numbered(int number, OwnedRow row) {}

    private record Keyed(String key, Numbered numbered) {}

    /** Deals lot after lot, then numbers the bundles. */
    private static final class Builder {
        private static final Comparator<Keyed> ORDER = Comparator.comparing(Keyed::key, Share.BYTEWISE)
                .thenComparing(keyed -> keyed.numbered().row().rowId(), Share.BYTEWISE);

        private final SortedMap<String, List<Numbered>> byContributor = new TreeMap<>(Share.BYTEWISE);
        private final int[][] bundleOfRow;
        private final List<Dealt> dealt = new ArrayList<>();

        Builder(List<OwnedRow> rows, int lots) {
            if (rows.size() > ROWS_MAX) {
                throw new IllegalArgumentException("model has " + rows.size() + " rows, want at most " + ROWS_MAX);
            }
            Set<OwnedRow> distinct = new HashSet<>();
            for (int i = 0; i < rows.size(); i++) {
                OwnedRow row = Objects.requireNonNull(rows.get(i), "row");
                if (!distinct.add(row)) {
                    throw new IllegalArgumentException("row " + row.rowId() + " is there twice");
                }
                byContributor
                        .computeIfAbsent(row.contributor(), contributor -> new ArrayList<>())
                        .add(new Numbered(i, row));
            }
            this.bundleOfRow = new int[lots][rows.size()];
        }

        Builder deal(int lot, Function<OwnedRow, String> key, int[] scales) {
            int contributor = 0;
            for (List<Numbered> rows : byContributor.values()) {
                List<Keyed> keyed = new ArrayList<>();
                rows.forEach(numbered -> keyed.add(new Keyed(key.apply(numbered.row()), numbered)));
                keyed.sort(ORDER);
                for (int first = 0; first < keyed.size(); first += scales.length) {
                    int size = Math.min(scales.length, keyed.size() - first);
                    for (Keyed row : keyed.subList(first, first + size)) {
                        bundleOfRow[lot][row.numbered().number()] = dealt.size();
                    }
                    dealt.add(new Dealt(contributor, lot, first / scales.length, size, scales[size - 1]));
                }
                contributor++;
            }
            return this;
        }
    }
}
