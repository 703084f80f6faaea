// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void limitsAreCheckedAtRegistrationInOneSentence() {
        refused(() -> new Shape(1, 8, 4, 1 << 14), "model has 1 classes, want 2 or more");
        refused(() -> new Shape(2, 0, 4, 1 << 14), "model has 0 features, want 1 or more");
        refused(() -> new Shape(4, 513, 4, 1 << 14), "model has 4 x 513 = 2052 parameters, want at most 2048");
        refused(() -> new Shape(1 << 16, 1 << 16, 4, 1 << 14), "parameters, want at most 2048");
        refused(() -> new Shape(4, 512, 8, 1 << 14), "features have 8 fraction bits, want 0..7");
        refused(() -> new Shape(4, 512, 4, 1023), "lambda is 1023 / 2^24, want 1024..1048576 / 2^24");
        refused(() -> new Shape(4, 512, 4, (1 << 20) + 1), "lambda is 1048577 / 2^24");
        Shape shape = new Shape(2, 1024, 4, 1 << 14);
        refused(() -> shape.requireRows(0), "model has 0 training rows");
        refused(() -> shape.requireRows((1L << 25) + 1), "model has 33554433 training rows, want 1..33554432");
        refused(() -> shape.requireClass(2), "class is 2, want 0..1");
        refused(() -> shape.requireRow(filled(1023, 1)), "row has 1023 features, want 1024");
        refused(() -> shape.requireRow(filled(1024, 64)), "row has the absolute sum 65536, want at most 65535");
        byte[] steep = new byte[1024];
        Arrays.fill(steep, 0, 515, (byte) 127);
        assertThatNoException().isThrownBy(() -> shape.requireRow(SparseRow.ofDense(steep)));
        assertThatNoException().isThrownBy(() -> new Shape(4, 512, 7, 1 << 10).requireRow(filled(512, -127)));
    }

    @Test
    void rowsRefuseMinus128AndDisorder() {
        assertThatThrownBy(() -> SparseRow.ofDense(new byte[] {1, -128})).hasMessageContaining("value -128 at 1");
        assertThatThrownBy(() -> SparseRow.of(4, new int[] {2, 1}, new byte[] {1, 1}))
                .hasMessageContaining("ascending");
        assertThatThrownBy(() -> SparseRow.of(4, new int[] {4}, new byte[] {1})).hasMessageContaining("below 4");
        assertThatThrownBy(() -> SparseRow.of(4, new int[] {1}, new byte[] {0})).hasMessageContaining("value 0 at 1");
    }

    private static SparseRow filled(int dimension, int value) {
        byte[] dense = new byte[dimension];
        Arrays.fill(dense, (byte) value);
        return SparseRow.ofDense(dense);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessageContaining(message);
    }
}
