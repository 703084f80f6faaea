// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The excerpts of a version's records in submission order, to be compared with each other. An excerpt says what an earlier one of somebody
 * else says if the cosine of their vectors is {@link #SURE} or more, or if it is {@link #LEAST} or more and the earlier one stands out: at
 * most {@link #OTHERS_MAX} more record of anybody else, earlier or later, comes within {@link #LEAD} of it. What one says on a common subject,
 * several said in much the same way; what one takes from one source, one did, or that one and another copy.
 *
 * <p>Every pair of excerpts of two contributors is looked at: first at the sketches, which rule out nearly all, then at the vectors. That
 * costs some nanoseconds a pair. Whether something stands out is known after a few hundred pairs where it does not.
 */
final class SenseIndex implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int PERCENT = 100;

    /** Nobody says so nearly the same by chance. */
    static final double SURE = 0.80;

    /** Less is on another subject. */
    static final double LEAST = 0.60;

    /** How far the next ones are behind. */
    static final double LEAD = 0.14;

    /** Records that may be as near as that, such as another copy. */
    static final int OTHERS_MAX = 1;

    private static final int DIFFERING_MAX = differingMax(LEAST);

    private final List<byte[]> vectors = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private final List<Integer> recordOf = new ArrayList<>();
    private final List<String> contributors = new ArrayList<>();
    private final List<Integer> firstOf = new ArrayList<>();
    private long[] sketches = new long[SignSketch.WORDS];

    /** So many bits that one pair at this cosine in thirty thousand has more, the mean and four standard deviations. */
    private static int differingMax(double cosine) {
        double probability = Math.acos(cosine) / Math.PI;
        double deviation = Math.sqrt(SignSketch.BITS * probability * (1 - probability));
        return (int) Math.ceil(SignSketch.BITS * probability + 4 * deviation);
    }

    /** Adds the next record. */
    void add(String contributor, List<byte[]> ofPlaces) {
        firstOf.add(vectors.size());
        contributors.add(contributor);
        for (int place = 0; place < ofPlaces.size(); place++) {
            int at = vectors.size() * SignSketch.WORDS;
            if (at == sketches.length) {
                sketches = Arrays.copyOf(sketches, 2 * sketches.length);
            }
            SignSketch.write(ofPlaces.get(place), sketches, at);
            vectors.add(ofPlaces.get(place));
            places.add(place);
            recordOf.add(contributors.size() - 1);
        }
    }

    /** How many records there are. */
    int records() {
        return contributors.size();
    }

    /** How many excerpts there are. */
    int excerpts() {
        return vectors.size();
    }

    /** What a record repeats of earlier ones of others; of equally like excerpts the first. */
    Optional<Likeness> likeness(int record) {
        int end = record + 1 < records() ? firstOf.get(record + 1) : excerpts();
        int alike = 0;
        double most = 0;
        int later = -1;
        int earlier = -1;
        for (int one = firstOf.get(record); one < end; one++) {
            Nearest nearest = nearest(one, firstOf.get(record), contributors.get(record));
            if (nearest.cosine() >= SURE || nearest.cosine() >= LEAST && standsOut(one, record, nearest)) {
                alike++;
                if (nearest.cosine() > most) {
                    most = nearest.cosine();
                    later = one;
                    earlier = nearest.other();
                }
            }
        }
        return alike == 0
                ? Optional.empty()
                : Optional.of(new Likeness(
                        record,
                        places.get(later),
                        recordOf.get(earlier),
                        places.get(earlier),
                        (int) (most * PERCENT),
                        alike));
    }

    private record Nearest(int other, double cosine) {}

    private Nearest nearest(int one, int before, String contributor) {
        byte[] vector = vectors.get(one);
        Nearest nearest = new Nearest(-1, 0);
        for (int other = 0; other < before; other++) {
            if (SignSketch.differing(sketches, one * SignSketch.WORDS, other * SignSketch.WORDS) <= DIFFERING_MAX
                    && !contributors.get(recordOf.get(other)).equals(contributor)) {
                double cosine = Vectors.cosine(vector, vectors.get(other));
                nearest = cosine > nearest.cosine() ? new Nearest(other, cosine) : nearest;
            }
        }
        return nearest;
    }

    private boolean standsOut(int one, int record, Nearest nearest) {
        int source = recordOf.get(nearest.other());
        int others = 0;
        int counted = -1;
        for (int other = 0; other < excerpts() && others <= OTHERS_MAX; other++) {
            int whose = recordOf.get(other);
            if (whose != source
                    && whose != counted
                    && !contributors.get(whose).equals(contributors.get(record))
                    && Vectors.cosine(vectors.get(one), vectors.get(other)) > nearest.cosine() - LEAD) {
                counted = whose;
                others++;
            }
        }
        return others <= OTHERS_MAX;
    }
}
