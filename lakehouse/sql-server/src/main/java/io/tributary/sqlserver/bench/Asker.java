// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.bench;

/** A client of one running server. */
interface Asker extends AutoCloseable {
    /** Runs the statement and reads all of its answer. */
    void ask(String sql) throws InterruptedException;

    @Override
    void close() throws InterruptedException;
}
