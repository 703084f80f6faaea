// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.contract.EpochStatus;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.Policy;
import io.tributary.tables.KeyRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;

/** An organisation of the network: its key, and the proposals as it sees them. */
final class Member {
    private final Workspace workspace;
    private final String organisation;

    private Member(Workspace workspace, String organisation) {
        this.workspace = workspace;
        this.organisation = organisation;
    }

    /**
     * The member of that name.
     *
     * @throws InvalidInputException if the network has none
     */
    static Member of(Workspace workspace, String organisation) {
        Policy policy = policy(workspace);
        if (policy.key(organisation).isEmpty()) {
            throw new InvalidInputException("no organisation " + organisation + " in network " + policy.network()
                    + ", want "
                    + policy.organisations().stream()
                            .map(Policy.Organisation::name)
                            .collect(Collectors.joining(" or ")));
        }
        return new Member(workspace, organisation);
    }

    /** Organisations, keys and threshold of the network. */
    static Policy policy(Workspace workspace) {
        return workspace
                .ledger(Names.FIRST_ORGANISATION)
                .policy()
                .orElseThrow(() ->
                        new UnavailableException("the ledger is not configured; 'tributary datanet create' does it"));
    }

    /** Where an epoch stands that somebody proposed. */
    EpochStatus proposal(long epoch) {
        return workspace
                .ledger(organisation)
                .epochStatus(epoch)
                .orElseThrow(() -> new UnavailableException(
                        "epoch " + epoch + " is not proposed yet; 'tributary epoch propose " + epoch + "' does it"));
    }

    /** Its signing key: the one in the file, or else in the key store. */
    SigningKey key(Optional<Path> file) {
        return file.map(Member::read).orElseGet(this::key);
    }

    /** Its signing key in the key store. */
    SigningKey key() {
        return workspace.keys().signingKey(KeyRole.ORGANISATION, organisation);
    }

    /** The secret that its salts are derived from. */
    byte[] seed() {
        return workspace.keys().signingSeed(KeyRole.ORGANISATION, organisation);
    }

    private static SigningKey read(Path file) {
        try {
            return SigningKey.ofSeed(
                    HexFormat.of().parseHex(Files.readString(file).strip()));
        } catch (IOException e) {
            throw new UnavailableException("can't read the key file " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(file + " is no key file: want 64 hex digits", e);
        }
    }
}
