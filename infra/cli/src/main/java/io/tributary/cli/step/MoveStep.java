// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.tables.CatalogMove;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.WriterLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Moves the catalog of the lake. */
public final class MoveStep {
    private static final Duration WRITER_WAIT = Duration.ofMinutes(1);

    private final Workspace workspace;

    /** Works in this workspace. */
    public MoveStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Makes the catalog that the file names know every table.
     *
     * @throws InvalidInputException if the file is not there or names the catalog that is in use
     */
    public Report run(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    file + " is not there; write the lake.catalog-* keys of the new catalog into it");
        }
        Configuration next = Configuration.read(workspace.home().folder(), file);
        String uri = next.text(Key.LAKE_CATALOG_URI);
        if (uri.equals(workspace.configuration().text(Key.LAKE_CATALOG_URI))) {
            throw new InvalidInputException(file + " names the catalog that is in use, " + uri);
        }
        try (WriterLock lock = workspace.lake().lockForWriting("moving the catalog", WRITER_WAIT);
                LakeCatalog to = LakeCatalog.open(next)) {
            int moved = CatalogMove.run(workspace.lake(), to);
            return Report.of(
                    moved + " tables moved; now put the keys of " + file + " into " + workspace.configurationFile(),
                    JsonObject.nested().put("moved", moved).put("catalog", uri).build());
        }
    }
}
