// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.rule.DatanetTerms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the namespace {@code registry}, at its newest state on each call. */
public final class RegistryReader {
    private final LakeCatalog lake;

    /** Reads from this lake. */
    public RegistryReader(LakeCatalog lake) {
        this.lake = lake;
    }

    /** All contributors, by id. */
    public List<RegisteredContributor> contributors() {
        return TableReader.of(lake.table(RegistryTables.CONTRIBUTORS_TABLE)).list().stream()
                .map(RegisteredContributor::of)
                .sorted(Comparator.comparing(RegisteredContributor::contributorId))
                .toList();
    }

    /** All signing keys, by owner and key id. */
    public List<RegisteredKey> keys() {
        return keys(TableReader.of(lake.table(RegistryTables.KEYS_TABLE)));
    }

    /** All signing keys that were registered when an epoch was sealed. */
    public List<RegisteredKey> keysAtSeal(long epoch) {
        return keys(TableReader.of(lake.table(RegistryTables.KEYS_TABLE)).atTag(BronzeTables.epochTag(epoch)));
    }

    private static List<RegisteredKey> keys(TableReader reader) {
        return reader.list().stream()
                .map(RegisteredKey::of)
                .sorted(Comparator.comparing(RegisteredKey::owner).thenComparing(RegisteredKey::keyId))
                .toList();
    }

    /** All Datanets, by slug. */
    public List<RegisteredDatanet> datanets() {
        return TableReader.of(lake.table(RegistryTables.DATANETS_TABLE)).list().stream()
                .map(RegisteredDatanet::of)
                .sorted(Comparator.comparing(datanet -> datanet.entry().slug()))
                .toList();
    }

    /** One Datanet. */
    public Optional<RegisteredDatanet> datanet(String slug) {
        return datanets().stream()
                .filter(datanet -> datanet.entry().slug().equals(slug))
                .findFirst();
    }

    /** The versions of a Datanet, oldest first. */
    public List<RegisteredVersion> versions(String datanet) {
        return TableReader.of(lake.table(RegistryTables.VERSIONS_TABLE))
                .whereEqual(RegistryTables.DATANET, datanet)
                .list()
                .stream()
                .map(RegisteredVersion::of)
                .sorted(Comparator.comparingLong(version -> version.entry().version()))
                .toList();
    }

    /** Every revision of the terms of every Datanet, by Datanet and revision. */
    public List<DatanetTerms> terms() {
        return TableReader.of(lake.table(RegistryTables.TERMS_TABLE)).list().stream()
                .map(row -> DatanetTerms.of(parse(row.text(RegistryTables.RECORD))))
                .sorted(Comparator.comparing(DatanetTerms::datanet).thenComparing(DatanetTerms::revision))
                .toList();
    }

    /** The withdrawals from a Datanet, each once, by what was signed. */
    public List<RegisteredWithdrawal> withdrawals(String datanet) {
        return TableReader.of(lake.table(RegistryTables.WITHDRAWALS_TABLE))
                .whereEqual(RegistryTables.DATANET, datanet)
                .list()
                .stream()
                .map(row -> row.text(RegistryTables.RECORD))
                .distinct()
                .sorted()
                .map(RegisteredWithdrawal::of)
                .toList();
    }

    /** The reviews of a Datanet, each once, by what was signed. */
    public List<RegisteredReview> reviews(String datanet) {
        return TableReader.of(lake.table(RegistryTables.REVIEWS_TABLE))
                .whereEqual(RegistryTables.DATANET, datanet)
                .list()
                .stream()
                .map(row -> row.text(RegistryTables.RECORD))
                .distinct()
                .sorted()
                .map(RegisteredReview::of)
                .toList();
    }

    /** The held-out sets of a Datanet that have been opened, by version, each in the order of its tree, by item id. */
    public SortedMap<Integer, List<HeldOutItem>> heldOut(String datanet) {
        SortedMap<Integer, List<HeldOutItem>> sets = new TreeMap<>();
        TableReader.of(lake.table(RegistryTables.HELDOUT_TABLE))
                .whereEqual(RegistryTables.DATANET, datanet)
                .forEach(row -> sets.computeIfAbsent(versionOf(row), version -> new ArrayList<>())
                        .add(heldOutItem(row)));
        sets.values().forEach(items -> items.sort(Comparator.comparing(HeldOutItem::itemId)));
        return sets;
    }

    /** A row of an earlier release has no version: its set is the first one. */
    static int versionOf(Row row) {
        return row.columns().contains(RegistryTables.VERSION) ? row.int32(RegistryTables.VERSION) : 1;
    }

    static HeldOutItem heldOutItem(Row row) {
        return new HeldOutItem(
                row.text(RegistryTables.ITEM_ID),
                row.text(RegistryTables.SALT),
                row.text(RegistryTables.TITLE),
                row.text(RegistryTables.LABEL),
                row.text(RegistryTables.TEXT));
    }

    /** What organisations were granted to see, by organisation, kind and name. */
    public List<Entitlement> entitlements() {
        return TableReader.of(lake.table(RegistryTables.ENTITLEMENTS_TABLE)).list().stream()
                .map(Entitlement::of)
                .sorted(Comparator.comparing(Entitlement::organisation)
                        .thenComparing(Entitlement::kind)
                        .thenComparing(Entitlement::name))
                .toList();
    }

    static JsonObject parse(String json) {
        return CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }
}
