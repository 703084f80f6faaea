// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.sign.VerifyingKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory kept in the tables of namespace {@code registry}, held in memory. It looks again when it is asked for something it does
 * not know and the question is about a time after its last look, and in any case once a minute, so that a withdrawn key stops counting. To
 * look is to ask the catalog for the tables' snapshots; rows are read only if these have changed, since anybody can ask for names that nobody
 * has.
 */
public final class RegistryKeyDirectory implements KeyDirectory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryKeyDirectory.class);
    private static final long REFRESH_MILLIS = 60_000;
    private static final long NO_SNAPSHOT = -1;

    /** The broker's clock and this machine's may differ by so much. */
    private static final long CLOCK_SKEW_MILLIS = 5_000;

    private final LakeCatalog lake;
    private final RegistryReader registry;
    private final Clock clock;
    private final Map<String, RegisteredKey> keys = new HashMap<>();
    private final Map<String, List<RegisteredKey>> keysOfRole = new HashMap<>();
    private final Set<String> signers = new HashSet<>();
    private final Set<String> datanets = new HashSet<>();
    private final List<Table> tables;
    private List<Long> loaded = List.of();
    private long loadedAtMillis;

    /** Reads the registry now; closes the lake when it is closed. */
    public RegistryKeyDirectory(LakeCatalog lake, Clock clock) {
        this.lake = Objects.requireNonNull(lake, "lake");
        this.registry = new RegistryReader(lake);
        this.clock = Objects.requireNonNull(clock, "clock");
        this.tables = List.of(
                lake.table(RegistryTables.KEYS_TABLE),
                lake.table(RegistryTables.CONTRIBUTORS_TABLE),
                lake.table(RegistryTables.DATANETS_TABLE));
        look();
    }

    private void look() {
        long nowMillis = clock.millis();
        List<Long> snapshots = new ArrayList<>();
        for (Table table : tables) {
            table.refresh();
            Snapshot snapshot = table.currentSnapshot();
            snapshots.add(snapshot == null ? NO_SNAPSHOT : snapshot.snapshotId());
        }
        if (!snapshots.equals(loaded)) {
            // What breaks off half-way is begun again.
            loaded = List.of();
            load();
            loaded = List.copyOf(snapshots);
        }
        loadedAtMillis = nowMillis;
    }

    private void load() {
        keys.clear();
        keysOfRole.clear();
        signers.clear();
        datanets.clear();
        for (RegisteredKey key : registry.keys()) {
            keys.put(name(key.owner(), key.keyId()), key);
            keysOfRole
                    .computeIfAbsent(name(key.owner(), key.role()), owner -> new ArrayList<>())
                    .add(key);
            if (!key.role().equals(KeyRole.CONTRIBUTOR.id())) {
                signers.add(name(key.owner(), key.role()));
            }
        }
        for (RegisteredContributor contributor : registry.contributors()) {
            if (contributor.status().equals(RegisteredContributor.ACTIVE)) {
                signers.add(name(contributor.contributorId(), KeyRole.CONTRIBUTOR.id()));
            }
        }
        for (RegisteredDatanet datanet : registry.datanets()) {
            datanets.add(datanet.entry().slug());
        }
        LOG.info("registry: {} keys, {} signers, {} Datanets", keys.size(), signers.size(), datanets.size());
    }

    @Override
    public boolean knowsSigner(String signer, String role, long atMillis) {
        return known(() -> signers.contains(name(signer, role)), atMillis);
    }

    @Override
    public boolean knowsDatanet(String slug, long atMillis) {
        return known(() -> datanets.contains(slug), atMillis);
    }

    @Override
    public Optional<VerifyingKey> key(String signer, String keyId, String role, long atMillis) {
        String name = name(signer, keyId);
        if (!known(() -> keys.containsKey(name), atMillis)) {
            return Optional.empty();
        }
        RegisteredKey key = Objects.requireNonNull(keys.get(name));
        if (!key.role().equals(role) || !key.isValidAt(atMillis)) {
            return Optional.empty();
        }
        return Optional.of(decode(key)
                .orElseThrow(() -> new MalformedException(
                        Rule.SIGNATURE_KEY_WEAK, "registered key " + keyId + " of " + signer + " is weak")));
    }

    @Override
    public List<VerifyingKey> keys(String owner, String role, long atMillis) {
        known(() -> !keysAtHand(owner, role, atMillis).isEmpty(), atMillis);
        return keysAtHand(owner, role, atMillis);
    }

    @Override
    public List<VerifyingKey> keysAtHand(String owner, String role, long atMillis) {
        List<VerifyingKey> valid = new ArrayList<>();
        for (RegisteredKey key : keysOfRole.getOrDefault(name(owner, role), List.of())) {
            if (key.isValidAt(atMillis)) {
                decode(key).ifPresent(valid::add);
            }
        }
        return List.copyOf(valid);
    }

    private static Optional<VerifyingKey> decode(RegisteredKey key) {
        try {
            return Optional.of(VerifyingKey.ofHex(key.publicKey()));
        } catch (InvalidInputException e) {
            LOG.warn("registered key {} of {} is no Ed25519 key: {}", key.keyId(), key.owner(), e.getMessage());
            return Optional.empty();
        }
    }

    private boolean known(BooleanSupplier lookup, long atMillis) {
        if (clock.millis() - loadedAtMillis >= REFRESH_MILLIS) {
            look();
        }
        if (lookup.getAsBoolean()) {
            return true;
        }
        // What arrived before the last look was judged by all there was to know.
        if (atMillis < loadedAtMillis - CLOCK_SKEW_MILLIS) {
            return false;
        }
        look();
        return lookup.getAsBoolean();
    }

    private static String name(String owner, String second) {
        return owner + "\n" + second;
    }

    @Override
    public void close() {
        lake.close();
    }
}
