// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.Workspace;
import io.tributary.cli.step.DatanetSteps;
import io.tributary.cli.step.Names;
import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.fault.ContributionCast;
import io.tributary.ingestion.fault.FaultyContributions;
import io.tributary.ingestion.fault.FaultyReceipts;
import io.tributary.ingestion.fault.Party;
import io.tributary.ingestion.fault.ReceiptCast;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.RegisteredContributor;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegisteredKey;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.WriterLock;
import java.util.HexFormat;
import java.util.List;

/** Everybody who takes part, with real keys and registered as a lab run needs them, and two Datanets that nothing is published from. */
final class LabParties {
    /** Stands in every text of the lab. */
    static final String WORDS = "This text of the lab must never be published.";

    /** Datanet of what is fed. */
    static final String DATANET = "lab_feed";

    private static final String OTHER_DATANET = "lab_feed_other";
    private static final String WITHDRAWN = "withdrawn";
    private static final long FAR_SEQUENCE = 1L << 40;
    private static final int KEY_ID_HEX_DIGITS = 16;

    private final Workspace workspace;
    private final String prefix;

    LabParties(Workspace workspace, long seed) {
        this.workspace = workspace;
        this.prefix = "lab-" + seed + "-";
    }

    /**
     * Makes Datanets, keys and registrations that are missing.
     *
     * @throws ConflictException if the network is more than a lab: its hosts would wait for the lab's, its log would name the lab
     */
    void register() {
        RegistryReader registry = new RegistryReader(workspace.lake());
        for (RegisteredDatanet datanet : registry.datanets()) {
            if (!List.of(DATANET, OTHER_DATANET).contains(datanet.entry().slug())) {
                throw new ConflictException("the network in " + workspace.home().folder() + " has a Datanet "
                        + datanet.entry().slug() + "; the lab wants a home folder of its own, name one with --home");
            }
        }
        for (String slug : List.of(DATANET, OTHER_DATANET)) {
            if (registry.datanet(slug).isEmpty()) {
                new DatanetSteps(workspace).create(slug, "Lab", "CC0-1.0", Names.FIRST_ORGANISATION, List.of());
            }
        }
        try (WriterLock lock = workspace.lockForWriting("registering the lab's parties")) {
            RegistryWriter writer = new RegistryWriter(workspace.lake());
            writer.contributors(List.of(
                    contributor("contributor", RegisteredContributor.ACTIVE),
                    contributor("expired", RegisteredContributor.ACTIVE),
                    contributor("gone", WITHDRAWN)));
            writer.keys(List.of(
                    key("contributor", KeyRole.CONTRIBUTOR, 0),
                    key("expired", KeyRole.CONTRIBUTOR, 1),
                    key("gone", KeyRole.CONTRIBUTOR, 0),
                    key("host", KeyRole.HOST, 0),
                    key("caller", KeyRole.CALLER, 0),
                    registered("host-as-caller", party("host", KeyRole.HOST).key(), KeyRole.CALLER, 0),
                    new RegisteredKey(id("weak-host"), weakKeyId(), FaultyReceipts.WEAK_KEY, KeyRole.HOST.id(), 0, 0)));
        }
    }

    private static String weakKeyId() {
        return Hash.sha256(HexFormat.of().parseHex(FaultyReceipts.WEAK_KEY))
                .hex()
                .substring(0, KEY_ID_HEX_DIGITS);
    }

    private RegisteredContributor contributor(String name, String status) {
        return new RegisteredContributor(
                id(name),
                Names.FIRST_ORGANISATION,
                "p-" + id(name),
                party(name, KeyRole.CONTRIBUTOR).key().verifyingKey().hex(),
                status);
    }

    private RegisteredKey key(String name, KeyRole role, long validToMillis) {
        return registered(name, party(name, role).key(), role, validToMillis);
    }

    private RegisteredKey registered(String name, SigningKey key, KeyRole role, long validToMillis) {
        return new RegisteredKey(
                id(name), key.verifyingKey().keyId(), key.verifyingKey().hex(), role.id(), 0, validToMillis);
    }

    private String id(String name) {
        return prefix + name;
    }

    private Party party(String name, KeyRole role) {
        return new Party(id(name), workspace.keys().createSigningKey(role, id(name)));
    }

    /** Who sends what is good. */
    Party contributor() {
        return party("contributor", KeyRole.CONTRIBUTOR);
    }

    /** Who signs receipts. */
    Party host() {
        return party("host", KeyRole.HOST);
    }

    /** What the contributor seals with. */
    PayloadSeal seal() {
        return seal("contributor", DATANET);
    }

    private PayloadSeal seal(String name, String scope) {
        String keyRef = KeyStore.keyRef(id(name), scope);
        return new PayloadSeal(keyRef, workspace.keys().createSealingKey(keyRef));
    }

    /** What the ingestion accepts. */
    BatchLimits limits() {
        return new BatchLimits(
                workspace.configuration().integer(Key.INGEST_RECORD_BYTES_MAX),
                workspace.configuration().integer(Key.INGEST_ITEMS_MAX));
    }

    /** Faults in the contributor's name and in others'. */
    FaultyContributions faultyContributions() {
        return new FaultyContributions(new ContributionCast(
                workspace.network(),
                DATANET,
                OTHER_DATANET,
                contributor(),
                party("expired", KeyRole.CONTRIBUTOR),
                party("gone", KeyRole.CONTRIBUTOR),
                party("stranger", KeyRole.CONTRIBUTOR),
                host(),
                seal(),
                WORDS,
                FAR_SEQUENCE,
                limits()));
    }

    /**
     * Faults in the host's name and in others'.
     *
     * @param nowMillis when they arrive, about
     */
    FaultyReceipts faultyReceipts(long nowMillis) {
        return new FaultyReceipts(new ReceiptCast(
                workspace.network(),
                host(),
                contributor(),
                party("stranger", KeyRole.CONTRIBUTOR),
                id("weak-host"),
                party("caller", KeyRole.CALLER),
                id("host-as-caller"),
                seal("host", "inferences"),
                WORDS,
                FAR_SEQUENCE,
                nowMillis));
    }
}
