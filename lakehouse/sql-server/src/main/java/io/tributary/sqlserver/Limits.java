// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import java.time.Duration;

/**
 * What one statement may take.
 *
 * @param statementBytes longest statement, in bytes of UTF-8
 * @param timeout after which a statement is ended
 * @param rows most rows of one answer
 * @param bytes most bytes of one answer
 * @param concurrent statements that run at the same time; more are refused
 * @param batchRows most rows of one Arrow batch
 * @param batchBytes bytes at which a batch is sent before it has all its rows
 */
record Limits(
        int statementBytes, Duration timeout, int rows, long bytes, int concurrent, int batchRows, long batchBytes) {
    /** The limits of a configuration. */
    static Limits of(Configuration configuration) {
        return new Limits(
                256 << 10,
                configuration.duration(Key.SQL_SERVER_STATEMENT_TIMEOUT),
                configuration.integer(Key.SQL_SERVER_ROWS_MAX),
                configuration.integer(Key.SQL_SERVER_BYTES_MAX),
                8,
                4096,
                4L << 20);
    }
}
