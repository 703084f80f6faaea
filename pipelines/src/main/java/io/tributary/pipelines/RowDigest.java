// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.merkle.Hash;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/**
 * What rows passed by, whatever their order, which a statement without ORDER BY leaves open: their number, and the sum modulo 2^256 of the
 * SHA-256 of each row's line in JSON.
 */
final class RowDigest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private BigInteger sum = BigInteger.ZERO;
    private long rows;

    /** The same rows, each counted as it passes. */
    Iterator<Row> watching(Iterator<Row> source) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return source.hasNext();
            }

            @Override
            public Row next() {
                Row row = source.next();
                byte[] line = RowFormat.jsonLine(row).getBytes(StandardCharsets.UTF_8);
                sum = sum.add(new BigInteger(1, Hash.sha256(line).bytes())).mod(MODULUS);
                rows++;
                return row;
            }
        };
    }

    /** The number of rows that passed. */
    long rows() {
        return rows;
    }

    /** The sum, 64 hex digits. */
    String hex() {
        String digits = sum.toString(16);
        return "0".repeat(64 - digits.length()) + digits;
    }
}
