// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.KeyRole;
import io.tributary.tables.RegisteredContributor;
import io.tributary.tables.RegisteredKey;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.WriterLock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes keys and registry entries for contributors who have none yet. */
final class Contributors {
    private final Workspace workspace;

    Contributors(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Registers those of the contributors that are not registered; each belongs to one of the organisations in turn. */
    void register(Collection<String> contributors) {
        Set<String> known = new RegistryReader(workspace.lake())
                .contributors().stream()
                        .map(RegisteredContributor::contributorId)
                        .collect(Collectors.toSet());
        List<RegisteredContributor> registered = new ArrayList<>();
        List<RegisteredKey> signingKeys = new ArrayList<>();
        Payees payees = new Payees(workspace.keys());
        for (String contributor : contributors) {
            if (known.contains(contributor)) {
                continue;
            }
            String payee = payees.create(contributor);
            String organisation = Names.ORGANISATIONS.get(registered.size() % Names.ORGANISATIONS.size());
            registered.add(new RegisteredContributor(
                    contributor, organisation, payee, payees.publicKey(payee), RegisteredContributor.ACTIVE));
            SigningKey key = workspace.keys().createSigningKey(KeyRole.CONTRIBUTOR, contributor);
            signingKeys.add(new RegisteredKey(
                    contributor, key.verifyingKey().keyId(), key.verifyingKey().hex(), KeyRole.CONTRIBUTOR.id(), 0, 0));
        }
        if (registered.isEmpty()) {
            return;
        }
        try (WriterLock lock = workspace.lockForWriting("registering contributors")) {
            RegistryWriter writer = new RegistryWriter(workspace.lake());
            writer.keys(signingKeys);
            writer.contributors(registered);
        }
    }
}
