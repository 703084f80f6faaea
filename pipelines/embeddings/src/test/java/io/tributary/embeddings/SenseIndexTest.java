// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SenseIndexTest {
    private static final int NUMBERS = 384;

    /** Bytes in place of numbers move a cosine by less than that. */
    private static final double BYTES = 0.01;

    /** A record with the vectors as a model would give them. */
    private record Given(String contributor, List<float[]> vectors) {}

    /** Records of four contributors; every third one has a vector at some angle to an earlier one, from equal to unlike. */
    private static List<Given> given(Random random, int records) {
        List<Given> all = new ArrayList<>();
        float[] common = vector(random);
        for (int i = 0; i < records; i++) {
            List<float[]> vectors = new ArrayList<>();
            for (int place = random.nextInt(4); place > 0; place--) {
                // All texts of one genre point a little to one side.
                vectors.add(mixed(vector(random), common, 0.5f));
            }
            List<float[]> earlier =
                    i == 0 ? List.of() : all.get(random.nextInt(i)).vectors();
            if (i % 3 == 2 && !earlier.isEmpty()) {
                vectors.add(mixed(earlier.get(0), vector(random), random.nextFloat() * 1.5f));
            }
            all.add(new Given("c" + random.nextInt(4), vectors));
        }
        return all;
    }

    private static float[] vector(Random random) {
        float[] vector = new float[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static float[] mixed(float[] one, float[] other, float part) {
        float[] mixed = new float[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            mixed[i] = one[i] + part * other[i];
        }
        return mixed;
    }

    /** Whether the definition says so, in floating point and without sketches, if all its bounds are moved by this much to the strict side. */
    private static boolean repeats(List<Given> all, int record, double strictness) {
        for (float[] one : all.get(record).vectors()) {
            int source = -1;
            double most = 0;
            for (int earlier = 0; earlier < record; earlier++) {
                double cosine = greatest(one, all, record, earlier);
                if (cosine > most) {
                    most = cosine;
                    source = earlier;
                }
            }
            int others = 0;
            for (int other = 0; other < all.size(); other++) {
                others += other != source && greatest(one, all, record, other) > most - 0.14 - strictness ? 1 : 0;
            }
            if (most >= 0.8 + strictness || most >= 0.6 + strictness && others <= 1) {
                return true;
            }
        }
        return false;
    }

    /** The greatest cosine of a vector of one record with those of another, below everything if both are of one contributor. */
    private static double greatest(float[] one, List<Given> all, int record, int other) {
        double greatest = -2;
        if (!all.get(other).contributor().equals(all.get(record).contributor())) {
            for (float[] vector : all.get(other).vectors()) {
                greatest = Math.max(greatest, cosine(one, vector));
            }
        }
        return greatest;
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double norm = 0;
        double otherNorm = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * other[i];
            norm += (double) one[i] * one[i];
            otherNorm += (double) other[i] * other[i];
        }
        return product / Math.sqrt(norm * otherNorm);
    }

    @Test
    void sketchesAndBytesFindWhatTheDefinitionFinds() {
        int alike = 0;
        int unlike = 0;
        for (long seed = 1; seed <= 2; seed++) {
            List<Given> all = given(new Random(seed), 240);
            SenseIndex index = new SenseIndex();
            all.forEach(record -> index.add(
                    record.contributor(),
                    record.vectors().stream().map(Vectors::quantised).toList()));
            for (int record = 0; record < all.size(); record++) {
                boolean surely = repeats(all, record, BYTES);
                boolean perhaps = repeats(all, record, -BYTES);
                boolean got = index.likeness(record).isPresent();
                String what = "seed " + seed + ", record " + record;
                if (surely) {
                    assertThat(got).as(what).isTrue();
                    alike++;
                } else if (!perhaps) {
                    assertThat(got).as(what).isFalse();
                    unlike++;
                }
            }
        }
        assertThat(alike).isGreaterThan(40);
        assertThat(unlike).isGreaterThan(200);
    }

    @Test
    void onesOwnWordsAreNobodyElsesAndTheFirstOfEquallyLikeOnesIsNamed() {
        Random random = new Random(3);
        byte[] said = Vectors.quantised(vector(random));
        byte[] other = Vectors.quantised(vector(random));
        SenseIndex index = new SenseIndex();
        index.add("ann", List.of(other, said));
        index.add("ann", List.of(said));
        index.add("bob", List.of(said));
        index.add("eve", List.of());
        index.add("eve", List.of(other, said, said));
        assertThat(index.likeness(0)).isEmpty();
        assertThat(index.likeness(1)).isEmpty();
        assertThat(index.likeness(2)).contains(new Likeness(2, 0, 0, 1, 100, 1));
        assertThat(index.likeness(3)).isEmpty();
        assertThat(index.likeness(4)).contains(new Likeness(4, 0, 0, 0, 100, 3));
        assertThat(index.excerpts()).isEqualTo(7);
    }

    /** On a common subject many say much the same; with one copy more the source still stands out, with two it does not. */
    @Test
    void whatIsNearSeveralOfOthersIsNobodys() {
        Random random = new Random(5);
        float[] said = vector(random);
        byte[] retold = Vectors.quantised(mixed(said, vector(random), 1));
        SenseIndex index = new SenseIndex();
        index.add("ann", List.of(Vectors.quantised(said)));
        index.add("bob", List.of(Vectors.quantised(vector(random))));
        index.add("eve", List.of(retold));
        assertThat(index.likeness(2)).get().satisfies(likeness -> {
            assertThat(likeness.earlier()).isZero();
            assertThat(likeness.percent()).isBetween(60, 79);
        });
        index.add("joe", List.of(Vectors.quantised(mixed(said, vector(random), 0.2f))));
        assertThat(index.likeness(2)).isPresent();
        index.add("joe", List.of(Vectors.quantised(mixed(said, vector(random), 0.1f))));
        assertThat(index.likeness(2)).isEmpty();
    }

    @Test
    void aVectorOfNothingIsLikeNothing() {
        SenseIndex index = new SenseIndex();
        index.add("ann", List.of(Vectors.quantised(new float[NUMBERS])));
        index.add("bob", List.of(Vectors.quantised(new float[NUMBERS]), Vectors.quantised(new float[] {Float.NaN})));
        assertThat(index.likeness(1)).isEmpty();
    }
}
