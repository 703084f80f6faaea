// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.record.WithdrawalEntry;
import java.util.Optional;

/** What the log accepts about Datanets: names once, every upload once, versions in one unbroken row. */
final class DatanetRules {
    /** The table of duplicates lives among the Datanets' tables, so its name is taken. */
    private static final String RESERVED_SLUG = "duplicates";

    private DatanetRules() {}

    static void check(DatanetEntry entry) {
        if (entry.slug().equals(RESERVED_SLUG)) {
            throw new ContractException(ContractCode.ENTRY_INVALID, "Datanet name " + RESERVED_SLUG + " is reserved");
        }
        requireEmptyRoot("held-out set", entry.heldOutCount(), entry.heldOutRoot());
    }

    static void check(VersionEntry entry) {
        requireEmptyRoot("records", entry.recordCount(), entry.root());
        requireEmptyRoot("duplicates", entry.duplicateCount(), entry.duplicatesRoot());
    }

    static void admit(Context context, DatanetEntry entry) {
        StateKey key = datanetKey(entry.slug());
        if (context.state().has(key)) {
            throw new ContractException(
                    ContractCode.DATANET_CONFLICT, "Datanet " + entry.slug() + " exists with other properties");
        }
        HeldOutRules.requireLarge(context, "held-out set of " + entry.slug() + " version 1", entry.heldOutCount());
        context.state()
                .create(
                        key,
                        JsonObject.nested()
                                .put("heldOutRoot", entry.heldOutRoot())
                                .put("leafHash", entry.leafHash())
                                .build());
    }

    /** Refuses a caller that does not own a Datanet. Who appends counts: another could record an entry before its author does. */
    static void requireOwner(Context context, String slug, String what, ContractCode foreign) {
        requireDatanet(context, slug);
        String owner = owner(context, slug);
        if (!owner.equals(context.caller())) {
            throw new ContractException(
                    foreign,
                    what + " of " + slug + " is for its owner to append, " + owner + "; submitted by "
                            + context.caller());
        }
    }

    /**
     * The same in a network in which organisations approve what one could use against the others. Whoever could close a version, or
     * choose the set that judges it, before its owner does could keep it from ever being trained on.
     */
    static void requireOwnerByParameter(Context context, String slug, String what) {
        if (Parameters.approvalsMinimum(context).isPresent()) {
            requireOwner(context, slug, what, ContractCode.DATANET_FOREIGN);
        }
    }

    static void admit(Context context, BatchesEntry entry) {
        requireDatanet(context, entry.datanet());
        requireOwnerByParameter(context, entry.datanet(), "the list of batches");
        requireNextVersion(context, entry.datanet(), entry.version());
        HeldOutRules.anchored(context, entry);
        for (Hash root : entry.roots()) {
            context.state()
                    .create(
                            batchKey(context, entry.datanet(), root),
                            JsonObject.nested()
                                    .put("datanet", entry.datanet())
                                    .put("version", entry.version())
                                    .build());
        }
    }

    /**
     * Where it is kept that a batch is anchored for a Datanet. One that another Datanet has named before has a key of its own: else its
     * owner could keep batches, whose items name their Datanet, out of the one that they were sent to.
     */
    private static StateKey batchKey(Context context, String slug, Hash root) {
        StateKey first = StateKey.of("batch-root", root);
        StateKey own = StateKey.of("batch-root", root.hex(), slug);
        Optional<JsonObject> anchored = context.state().get(first);
        boolean here = context.state().has(own)
                || anchored.filter(stored -> stored.text("datanet").equals(slug))
                        .isPresent();
        if (here) {
            throw new ContractException(
                    ContractCode.BATCH_ANCHORED, "batch root " + root + " was anchored for " + slug + " before");
        }
        return anchored.isPresent() ? own : first;
    }

    /** Who signed the request the contract cannot tell; one organisation alone could else take the rows of others out of what is to come. */
    static void admit(Context context, WithdrawalEntry entry) {
        requireDatanet(context, entry.datanet());
        if (!owner(context, entry.datanet()).equals(context.caller())) {
            Approvals.requireByParameter(
                    context,
                    "a withdrawal from " + entry.datanet() + " that its owner does not append",
                    entry.leafHash());
        }
    }

    static void admit(Context context, ReviewEntry entry) {
        requireOwner(context, entry.datanet(), "a review", ContractCode.REVIEW_FOREIGN);
    }

    static void admit(Context context, VersionEntry entry) {
        requireDatanet(context, entry.datanet());
        requireOwnerByParameter(context, entry.datanet(), "version " + entry.version());
        requireNextVersion(context, entry.datanet(), entry.version());
        Hash parentRoot = entry.version() == 1
                ? Hash.empty()
                : version(context, entry.datanet(), entry.version() - 1).orElseThrow();
        if (!entry.parentRoot().equals(parentRoot)) {
            throw new ContractException(
                    ContractCode.VERSION_PARENT_WRONG,
                    "version " + entry.version() + " of " + entry.datanet() + " has parent root " + entry.parentRoot()
                            + ", want " + parentRoot);
        }
        StateKey tagKey = StateKey.of("version-tag", entry.datanet(), entry.tag());
        if (context.state().has(tagKey)) {
            throw new ContractException(
                    ContractCode.VERSION_CONFLICT, "tag " + entry.tag() + " of " + entry.datanet() + " is taken");
        }
        context.state()
                .create(
                        tagKey,
                        JsonObject.nested().put("version", entry.version()).build());
        context.state()
                .create(
                        versionKey(entry.datanet(), entry.version()),
                        JsonObject.nested()
                                .put("leafHash", entry.leafHash())
                                .put("root", entry.root())
                                .build());
        context.state()
                .put(
                        lastVersionKey(entry.datanet()),
                        JsonObject.nested().put("version", entry.version()).build());
        StateKey rootKey = StateKey.of("dataset-root", entry.root());
        if (!context.state().has(rootKey)) {
            context.state()
                    .create(
                            rootKey,
                            JsonObject.nested()
                                    .put("leafHash", entry.leafHash())
                                    .build());
        }
    }

    /** Refuses a root that no version in the log has. */
    static void requireDataset(Context context, Hash root) {
        if (!context.state().has(StateKey.of("dataset-root", root))) {
            throw new ContractException(ContractCode.DATASET_UNKNOWN, "no Datanet version in the log has root " + root);
        }
    }

    /** The root of a version in the log. */
    static Optional<Hash> version(Context context, String datanet, long version) {
        return context.state().get(versionKey(datanet, version)).map(stored -> stored.hash("root"));
    }

    /** What the log says about a Datanet: heldOutRoot and leafHash. */
    static JsonObject requireDatanet(Context context, String slug) {
        return context.state()
                .get(datanetKey(slug))
                .orElseThrow(() ->
                        new ContractException(ContractCode.DATANET_UNKNOWN, "Datanet " + slug + " is not in the log"));
    }

    private static String owner(Context context, String slug) {
        Hash leafHash = requireDatanet(context, slug).hash("leafHash");
        return context.state()
                .get(Log.entryKey(leafHash))
                .orElseThrow()
                .object("entry")
                .text("owner");
    }

    static void requireNextVersion(Context context, String datanet, long version) {
        long last = context.state()
                .get(lastVersionKey(datanet))
                .map(stored -> stored.integer("version"))
                .orElse(0L);
        if (version != last + 1) {
            throw new ContractException(
                    ContractCode.VERSION_CONFLICT,
                    "version " + version + " of " + datanet + ", want " + (last + 1) + " after the last one");
        }
    }

    private static void requireEmptyRoot(String what, long count, Hash root) {
        if ((count == 0) != root.equals(Hash.empty())) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID,
                    count + " " + what + " with root " + root + ", want the empty tree's "
                            + "root for none and only for none");
        }
    }

    private static StateKey datanetKey(String slug) {
        return StateKey.of("datanet", slug);
    }

    private static StateKey versionKey(String datanet, long version) {
        return StateKey.of("version", datanet, StateKey.padded(version));
    }

    private static StateKey lastVersionKey(String datanet) {
        return StateKey.of("version-last", datanet);
    }
}
