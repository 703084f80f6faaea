// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.trino;

import io.tributary.protocol.process.ParentWatch;

/** Entry of Trino's own JVM: Trino, except that it ends with the process that started it. Nothing but the JDK and Trino is needed here. */
public final class WatchedTrino {
    private static final String TRINO = "io.trino.server.TrinoServer";

    private WatchedTrino() {}

    /** Starts Trino. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        ParentWatch.start();
        Class.forName(TRINO).getMethod("main", String[].class).invoke(null, (Object) arguments);
    }
}
