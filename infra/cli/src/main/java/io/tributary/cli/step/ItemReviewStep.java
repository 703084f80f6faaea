// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.influence.provenance.ChainRecord;
import io.tributary.influence.provenance.Review;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.protocol.record.ReviewRequest;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyRole;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredReview;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import io.tributary.tables.WriterLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The word of a Datanet's owner on labels and edits of others: without it they come into no version. */
public final class ItemReviewStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public ItemReviewStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** A label or an edit that no version has decided. */
    private record Waiting(String recordId, String kind, String parent, String contributor, Hash item) {}

    /** Lists labels and edits that the next version decides on, with what the owner said of them. */
    public Report waiting(String slug) {
        LedgerView view = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        requireDatanet(view, slug);
        Map<Hash, Review> reviews = view.reviews(slug, Long.MAX_VALUE);
        List<String> lines = new ArrayList<>();
        List<JsonObject> json = new ArrayList<>();
        for (Waiting item : pending(view, slug).values()) {
            String word = reviews.getOrDefault(item.item(), Review.NONE).name().toLowerCase(Locale.ROOT);
            lines.add(item.recordId() + "  " + item.kind() + " of " + item.parent() + " by " + item.contributor() + ", "
                    + (word.equals("none") ? "no word yet" : word));
            json.add(JsonObject.nested()
                    .put("recordId", item.recordId())
                    .put("kind", item.kind())
                    .put("parent", item.parent())
                    .put("contributor", item.contributor())
                    .put("item", item.item())
                    .put("review", word)
                    .build());
        }
        lines.add(0, lines.size() + " labels and edits wait for the next version of " + slug);
        return Report.of(
                lines,
                JsonObject.nested().put("datanet", slug).put("waiting", json).build());
    }

    /**
     * Signs the owner's word and puts it on the ledger. It counts for the next version.
     *
     * @param verdict {@link ReviewEntry#ACCEPT} or {@link ReviewEntry#REJECT}
     * @throws InvalidInputException if a record is no label or edit that waits
     */
    public Report say(String slug, String verdict, List<String> recordIds) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        LedgerView view = LedgerView.of(ledger);
        DatanetEntry datanet = requireDatanet(view, slug);
        SortedMap<String, Waiting> pending = pending(view, slug);
        Set<Hash> items = new TreeSet<>();
        for (String recordId : recordIds) {
            Waiting waiting = pending.get(recordId);
            if (waiting == null) {
                throw new InvalidInputException("no label or edit " + recordId + " waits for the next version of "
                        + slug + "; 'tributary datanet review " + slug + "' lists those that do");
            }
            items.add(waiting.item());
        }
        SigningKey key = workspace.keys().signingKey(KeyRole.ORGANISATION, datanet.owner());
        ReviewRequest request = new ReviewRequest(
                workspace.network(),
                datanet.owner(),
                key.verifyingKey().keyId(),
                view.log().size(),
                slug,
                verdict,
                List.copyOf(items));
        SignedEnvelope signed = SignedEnvelope.sign(request.toJson(), key);
        try (WriterLock lock = workspace.lockForWriting("registering a review")) {
            LakeInit.run(workspace.lake());
            new RegistryWriter(workspace.lake()).review(new RegisteredReview(signed));
        }
        long index = ledger.append(request.entry());
        return Report.of(
                datanet.owner() + (verdict.equals(ReviewEntry.ACCEPT) ? " accepts " : " rejects ") + items.size()
                        + " labels and edits for the next version of " + slug + ", log entry " + index,
                JsonObject.nested()
                        .put("datanet", slug)
                        .put("verdict", verdict)
                        .put("items", List.copyOf(items))
                        .put("index", index)
                        .build());
    }

    private static DatanetEntry requireDatanet(LedgerView view, String slug) {
        return view.datanet(slug)
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"));
    }

    private SortedMap<String, Waiting> pending(LedgerView view, String slug) {
        Set<Hash> anchored = view.anchoredRoots();
        SortedMap<String, Waiting> pending = new TreeMap<>();
        TableReader.of(workspace.lake().table(BronzeTables.CONTRIBUTIONS_TABLE))
                .whereEqual(BronzeTables.DATANET, slug)
                .select(
                        BronzeTables.RECORD_ID,
                        BronzeTables.KIND,
                        BronzeTables.PARENT,
                        BronzeTables.CONTRIBUTOR,
                        BronzeTables.BATCH_ROOT,
                        BronzeTables.LEAF_HASH,
                        BronzeTables.DATANET)
                .forEach(row -> {
                    if (ChainRecord.isLink(row.text(BronzeTables.KIND))
                            && !anchored.contains(Hash.ofHex(row.text(BronzeTables.BATCH_ROOT)))) {
                        pending.put(row.text(BronzeTables.RECORD_ID), waiting(row));
                    }
                });
        return pending;
    }

    private static Waiting waiting(Row row) {
        return new Waiting(
                row.text(BronzeTables.RECORD_ID),
                row.text(BronzeTables.KIND),
                row.text(BronzeTables.PARENT),
                row.text(BronzeTables.CONTRIBUTOR),
                Hash.ofHex(row.text(BronzeTables.LEAF_HASH)));
    }
}
