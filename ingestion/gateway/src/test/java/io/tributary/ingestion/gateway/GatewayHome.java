// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.GatewayKey;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.GatewayFiles;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.PrivateFile;
import io.tributary.tables.RegisteredContributor;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegisteredKey;
import io.tributary.tables.RegistryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A home folder with a registry in which some contributors stand, and what a gateway needs to start. */
final class GatewayHome {
    static final SigningKey ORGANISATION = Senders.key("org1");
    static final String WITHDRAWN = "wanda";

    /** A Datanet for which nobody has a sealing key. */
    static final String UNSEALED = "unsealed";

    private GatewayHome() {}

    /** Makes the folder; the contributors are active, {@link #WITHDRAWN} is not. */
    static Configuration make(Path home, String settings, List<String> contributors) throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve(Configuration.FILE_NAME), settings);
        Configuration configuration = Configuration.load(home);
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            LakeInit.run(lake);
            register(new RegistryWriter(lake), contributors);
        }
        KeyStore store = KeyStore.open(home);
        contributors.forEach(name -> store.createSealingKey(KeyStore.keyRef(name, Senders.DATANET)));
        SigningKey key = store.createSigningKey(KeyRole.GATEWAY, "gateway-org1");
        GatewayKey authority = new GatewayKey(
                Senders.NETWORK, "org1", ORGANISATION.verifyingKey().keyId(), 0, "gateway-org1", key.verifyingKey());
        PrivateFile.write(
                GatewayFiles.of(home).authority(),
                SignedEnvelope.sign(authority.toJson(), ORGANISATION).toJson().bytes());
        return configuration;
    }

    private static void register(RegistryWriter registry, List<String> contributors) {
        List<RegisteredContributor> registered = new ArrayList<>();
        List<RegisteredKey> keys = new ArrayList<>();
        for (String name : contributors) {
            registered.add(contributor(name, RegisteredContributor.ACTIVE));
            keys.add(key(name));
        }
        registered.add(contributor(WITHDRAWN, "withdrawn"));
        keys.add(key(WITHDRAWN));
        registry.contributors(registered);
        registry.keys(keys);
        registry.datanet(new RegisteredDatanet(
                Senders.DATANET,
                new DatanetEntry(Senders.NETWORK, Senders.DATANET, "org1", "CC0-1.0", Hash.empty(), 0)));
        registry.datanet(new RegisteredDatanet(
                UNSEALED, new DatanetEntry(Senders.NETWORK, UNSEALED, "org1", "CC0-1.0", Hash.empty(), 0)));
    }

    private static RegisteredContributor contributor(String name, String status) {
        return new RegisteredContributor(name, "org1", "p-" + name, "00".repeat(32), status);
    }

    private static RegisteredKey key(String name) {
        return new RegisteredKey(
                name,
                Senders.key(name).verifyingKey().keyId(),
                Senders.key(name).verifyingKey().hex(),
                KeyRole.CONTRIBUTOR.id(),
                0,
                0);
    }
}
