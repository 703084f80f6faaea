// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.tables.PrivateFile;
import io.tributary.tables.SqlServerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;

/** What a running server says of itself in its folder, so that another command finds and ends it. */
public final class ServerState {
    private ServerState() {}

    /**
     * Says that this process serves.
     *
     * @param engine what answers: embedded or trino
     */
    public static void write(SqlServerFiles files, String engine, int port) {
        ProcessHandle process = ProcessHandle.current();
        long started = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
        PrivateFile.write(
                files.state(),
                JsonObject.typed("tributary/sql-server/v1")
                        .put("engine", engine)
                        .put("pid", process.pid())
                        .put("started", started)
                        .put("port", port)
                        .build()
                        .bytes());
    }

    /** Says so no more. */
    public static void delete(SqlServerFiles files) {
        try {
            Files.deleteIfExists(files.state());
        } catch (IOException e) {
            // A stale file misleads nobody: it names a process that is gone.
        }
    }
}
