// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.verify.Policy;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.PrivateFile;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Registers a contributor and gives him, in one file, what he needs to send through the gateway from elsewhere. */
public final class InviteStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public InviteStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Writes the invitation; keys that exist stay as they are.
     *
     * @param out file of the invitation, readable by its owner alone
     */
    public Report invite(String slug, String contributor, Path out) {
        if (!contributor.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            throw new InvalidInputException(
                    "contributor is '" + contributor + "', want letters, digits, dots and hyphens");
        }
        String licence = ContributeSteps.requireDatanet(workspace, slug).entry().licence();
        Policy policy = workspace
                .ledger(Names.FIRST_ORGANISATION)
                .policy()
                .orElseThrow(() -> new UnavailableException("the ledger has no policy yet"));
        new Contributors(workspace).register(List.of(contributor));
        KeyStore keys = workspace.keys();
        String keyRef = KeyStore.keyRef(contributor, slug);
        keys.createSealingKey(keyRef);
        Invitation invitation = new Invitation(
                workspace.network(),
                slug,
                contributor,
                licence,
                workspace.configuration().integer(Key.INGEST_RECORD_BYTES_MAX),
                workspace.configuration().integer(Key.INGEST_ITEMS_MAX),
                HexFormat.of().formatHex(keys.signingSeed(KeyRole.CONTRIBUTOR, contributor)),
                HexFormat.of().formatHex(keys.findSealingSecret(keyRef).orElseThrow()),
                policy);
        PrivateFile.write(out, invitation.json().bytes());
        Path file = out.toAbsolutePath().normalize();
        return Report.of(
                List.of(
                        "invitation of " + contributor + " to " + slug + " in " + file
                                + ", which holds his keys: hand it to him alone",
                        "he sends    tributary contribute " + slug + " FILE --via URL --invitation "
                                + file.getFileName()),
                JsonObject.nested()
                        .put("datanet", slug)
                        .put("contributor", contributor)
                        .put("invitation", file.toString())
                        .build());
    }
}
