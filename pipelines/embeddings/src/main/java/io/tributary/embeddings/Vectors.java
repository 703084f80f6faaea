// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

/** Vectors of a sentence model in one byte for each number: a quarter of the room, and the angle between two keeps to a hundredth. */
final class Vectors {
    private static final int BYTE_MAX = 127;

    private Vectors() {}

    /** The vector, stretched so that its largest number is 127, and rounded. A vector of zeros stays one. */
    static byte[] quantised(float[] vector) {
        float largest = 0;
        for (float value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        byte[] quantised = new byte[vector.length];
        if (largest > 0 && Float.isFinite(largest)) {
            for (int i = 0; i < vector.length; i++) {
                quantised[i] = (byte) Math.round(vector[i] * BYTE_MAX / largest);
            }
        }
        return quantised;
    }

    /** The inner product. */
    static int product(byte[] one, byte[] other) {
        int sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    /** The cosine of the angle between the two; 0 if one of them is of zeros. */
    static double cosine(byte[] one, byte[] other) {
        double norms = Math.sqrt((double) product(one, one) * product(other, other));
        return norms == 0 ? 0 : product(one, other) / norms;
    }
}
