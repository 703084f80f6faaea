// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.nio.file.Path;

/**
 * What the server keeps in its folder below the home: its certificate and key, its users, and, while it runs, where it listens.
 *
 * @param folder absolute
 */
public record SqlServerFiles(Path folder) {

    /** The folder of a home. */
    public static SqlServerFiles of(Path home) {
        return new SqlServerFiles(home.resolve("sql-server"));
    }

    /** Certificate in PEM, for clients to trust. */
    public Path certificate() {
        return folder.resolve("certificate.pem");
    }

    /** Private key in PEM (PKCS 8), readable by its owner alone. */
    public Path privateKey() {
        return folder.resolve("private-key.pem");
    }

    /** Who may ask. */
    public Path users() {
        return folder.resolve("users");
    }

    /** The same users with the kind of hash that Trino checks. */
    public Path trinoUsers() {
        return folder.resolve("trino-users");
    }

    /** Trino's configuration and its own files. */
    public Path trino() {
        return folder.resolve("trino");
    }

    /** While a server runs: process id and address. */
    public Path state() {
        return folder.resolve("state.json");
    }
}
