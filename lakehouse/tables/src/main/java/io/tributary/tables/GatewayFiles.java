// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.nio.file.Path;

/**
 * What the HTTP gateway keeps in its folder below the home.
 *
 * @param folder absolute
 */
public record GatewayFiles(Path folder) {

    /** The folder of a home. */
    public static GatewayFiles of(Path home) {
        return new GatewayFiles(home.resolve("gateway"));
    }

    /** The organisation's signed word that the gateway's key is its gateway's. */
    public Path authority() {
        return folder.resolve("authority.json");
    }

    /** SQLite file of the promises given, from which what each contributor used is counted. */
    public Path promises() {
        return folder.resolve("promises.db");
    }

    /** While a gateway runs: process id and port. */
    public Path state() {
        return folder.resolve("state.json");
    }
}
