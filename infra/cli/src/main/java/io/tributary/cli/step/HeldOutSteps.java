// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.HeldOutEntry;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.WriterLock;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Held-out sets: committed for a version before it is published, opened when a model is first trained on it. */
public final class HeldOutSteps {
    private final Workspace workspace;

    /** Works in this workspace. */
    public HeldOutSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Commits to the held-out set of a Datanet's next version.
     *
     * @throws InvalidInputException if the texts give too few passages, or some that an earlier version's set has
     * @throws ConflictException if the version has another set
     */
    public Report commit(String slug, Path file) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        LedgerView view = LedgerView.of(ledger);
        String owner = view.datanet(slug)
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"))
                .owner();
        long version = view.versions(slug).size() + 1L;
        List<HeldOutItem> items = HeldOutFiles.cut(
                slug,
                version,
                TextFile.read(file, Optional.of(owner)),
                workspace.keys().source());
        requireEnough(ledger, slug + "/v" + version, items.size());
        requireFresh(slug, version, items);
        HeldOutEntry entry = view.heldOut(slug, version)
                .filter(set -> set.version() == version)
                .map(set -> same(set, items))
                .orElseGet(() -> keep(slug, version, items));
        // The ledger takes the set that judges a Datanet's rows from its owner alone.
        long index = workspace.ledger(owner).append(entry);
        return Report.of(
                "committed to " + items.size() + " held-out passages for " + slug + "/v" + version + ", root "
                        + entry.root() + ", log entry " + index,
                JsonObject.nested()
                        .put("datanet", slug)
                        .put("version", version)
                        .put("heldOutRoot", entry.root())
                        .put("heldOutCount", items.size())
                        .put("index", index)
                        .build());
    }

    /** The commitment that is there already, for a command that is run again: salts are drawn anew, texts stay. */
    private HeldOutEntry same(HeldOutEntry before, List<HeldOutItem> items) {
        List<HeldOutItem> kept = new HeldOutFiles(workspace.home()).heldOut(before.datanet(), before.version());
        if (!texts(kept).equals(texts(items))) {
            throw new ConflictException(before.datanet() + "/v" + before.version() + " has a held-out set with root "
                    + before.root() + " already; a commitment never changes");
        }
        return before;
    }

    private static List<List<String>> texts(List<HeldOutItem> items) {
        return items.stream()
                .map(item -> List.of(item.label(), item.text()))
                .sorted(Comparator.comparing(List::toString))
                .toList();
    }

    private HeldOutEntry keep(String slug, long version, List<HeldOutItem> items) {
        new HeldOutFiles(workspace.home()).keep(slug, version, items);
        return new HeldOutEntry(workspace.network(), slug, version, HeldOutFiles.root(items), items.size());
    }

    /**
     * Refuses a set of fewer passages than the network's parameter demands; a network without it takes any.
     *
     * @throws InvalidInputException saying how many there are
     */
    static void requireEnough(Ledger ledger, String what, int passages) {
        String minimum = ledger.parameters(ParameterStep.firstFree(ledger)).get(Names.HELD_OUT_MINIMUM);
        if (minimum != null && passages < Integer.parseInt(minimum)) {
            throw new InvalidInputException("the held-out set of " + what + " has " + passages
                    + " passages of 128 words, want " + minimum + " or more (ledger parameter " + Names.HELD_OUT_MINIMUM
                    + "); add texts to the file");
        }
    }

    /** Sets of earlier versions may be public, so that passages of theirs judge nothing any more. */
    private void requireFresh(String slug, long version, List<HeldOutItem> items) {
        Set<String> texts = new HashSet<>();
        items.forEach(item -> texts.add(item.text()));
        HeldOutFiles files = new HeldOutFiles(workspace.home());
        for (long earlier = 1; earlier < version; earlier++) {
            for (HeldOutItem item : files.heldOut(slug, earlier)) {
                if (texts.contains(item.text())) {
                    throw new InvalidInputException("a passage of '" + item.title() + "' stands in the held-out set of "
                            + slug + "/v" + earlier + " already; a set must be new for each version");
                }
            }
        }
    }

    /**
     * The commitment for a version that is to be trained on.
     *
     * @throws InvalidInputException if there is none
     */
    static HeldOutEntry require(LedgerView view, String slug, long version) {
        return view.heldOut(slug, version)
                .orElseThrow(() -> new InvalidInputException(slug + "/v" + version
                        + " has no held-out set of its own, so no model is trained on it; commit to one with 'tributary datanet hold-out "
                        + slug + " FILE' before the next version is published"));
    }

    /** Submissions for the version are closed, so its set may be seen: it becomes rows of a table. */
    void open(HeldOutEntry entry) throws InterruptedException {
        List<HeldOutItem> items = new HeldOutFiles(workspace.home()).heldOut(entry.datanet(), entry.version());
        Hash root = HeldOutFiles.root(items);
        if (!root.equals(entry.root())) {
            throw new RefusedException("the held-out set of " + entry.datanet() + "/v" + entry.version() + " has root "
                    + root + ", the ledger has the commitment " + entry.root());
        }
        int version = Math.toIntExact(entry.version());
        if (items.equals(
                new RegistryReader(workspace.lake()).heldOut(entry.datanet()).get(version))) {
            return;
        }
        try (WriterLock lock = workspace.lockForWriting("opening the held-out set")) {
            // A lake of an earlier release lacks the version's column.
            LakeInit.run(workspace.lake());
            new RegistryWriter(workspace.lake()).heldOut(entry.datanet(), version, items);
        }
    }
}
