// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.protocol.error.InvalidInputException;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * K = round(H⁻¹ 2^κ), symmetric int32: the inverse curvature of a model, computed once and hashed. Floating point ends here;
 * everything per question is integer. Source: specification, section 5. Immutable.
 */
public final class InverseCurvature implements Serializable {
    /** Largest |K|; guaranteed because ‖H⁻¹‖ <= 1 / lambda. */
    public static final int ENTRY_MAX = 1 << 29;

    private static final long serialVersionUID = 1L;

    private final Shape shape;
    private final int[] entries;

    private InverseCurvature(Shape shape, int[] entries) {
        this.shape = shape;
        this.entries = entries;
    }

    /**
     * Inverts the curvature at a model's final weights.
     *
     * @throws ArithmeticException if an entry exceeds 2^29, which the ridge rules out
     */
    public static InverseCurvature of(CurvatureSums sums) {
        Shape shape = sums.shape();
        double[][] inverse = CholeskyFactor.of(sums.assemble()).inverse();
        // A power of two times n <= 2^25: exact.
        double scale = sums.rows() * (double) (1L << (24 + 2 * shape.fractionBits())) * (1L << shape.inverseBits());
        int size = shape.parameters();
        int[] entries = new int[size * size];
        for (int a = 0; a < size; a++) {
            for (int b = 0; b <= a; b++) {
                double value = Math.floor(inverse[a][b] * scale + 0.5);
                if (!(Math.abs(value) <= ENTRY_MAX)) {
                    throw new ArithmeticException("K[" + a + "," + b + "] is " + value + ", want at most 2^29");
                }
                entries[a * size + b] = (int) value;
                entries[b * size + a] = (int) value;
            }
        }
        return new InverseCurvature(shape, entries);
    }

    /**
     * K from what {@link #bytes} wrote.
     *
     * @throws InvalidInputException if the length is wrong, an entry is too large or K is not symmetric
     */
    public static InverseCurvature ofBytes(Shape shape, byte[] bytes) {
        int size = shape.parameters();
        if (bytes.length != 4 * size * size) {
            throw new InvalidInputException("K has " + bytes.length + " bytes, want " + 4 * size * size);
        }
        int[] entries = new int[size * size];
        ByteBuffer.wrap(bytes).asIntBuffer().get(entries);
        for (int a = 0; a < size; a++) {
            for (int b = 0; b <= a; b++) {
                int entry = entries[a * size + b];
                if (entry > ENTRY_MAX || entry < -ENTRY_MAX || entry != entries[b * size + a]) {
                    throw new InvalidInputException(
                            "K[" + a + "," + b + "] is " + entry + ", want a symmetric entry of at most 2^29");
                }
            }
        }
        return new InverseCurvature(shape, entries);
    }

    /** The canonical bytes: int32 big-endian, row-major, P times P. */
    public byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(4 * entries.length);
        buffer.asIntBuffer().put(entries);
        return buffer.array();
    }

    /** SHA-256 of {@link #bytes} as lower-case hex. */
    public String sha256() {
        return Sha256.ofInts(entries);
    }

    /** The shape of the model. */
    public Shape shape() {
        return shape;
    }

    /** K_ab, symmetric. */
    public int at(int a, int b) {
        return entries[a * shape.parameters() + b];
    }

    /** The row-major entries themselves, not to be changed. */
    int[] entries() {
        return entries;
    }
}
