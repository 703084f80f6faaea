// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.influence.provenance.ChainRecord;
import io.tributary.influence.provenance.EditSize;
import io.tributary.influence.provenance.Review;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.protocol.record.ReviewRequest;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredReview;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import io.tributary.tables.WriterLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.expressions.Expressions;

/** The word of a Datanet's owner on labels and edits of others: without it they come into no version. */
public final class ItemReviewStep {
    private static final int TEXT_SHOWN_MAX = 160;

    private final Workspace workspace;

    /** Works in this workspace. */
    public ItemReviewStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * A label or an edit that no version has decided.
     *
     * @param content what it says; empty if it does not open, so that no version will take it
     * @param size of an edit how much of it is new
     */
    private record Waiting(
            String recordId,
            String kind,
            String parent,
            String contributor,
            Hash item,
            Optional<Content> content,
            Optional<EditSize> size) {}

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
                    + (word.equals("none") ? "no word yet" : word) + ": " + said(item));
            json.add(json(item, word));
        }
        lines.add(0, lines.size() + " labels and edits wait for the next version of " + slug);
        return Report.of(
                lines,
                JsonObject.nested().put("datanet", slug).put("waiting", json).build());
    }

    private static String said(Waiting item) {
        if (item.content().isEmpty()) {
            return "does not open";
        }
        Content content = item.content().get();
        if (item.kind().equals(ChainRecord.LABEL)) {
            return "'" + content.label() + "'";
        }
        String text = content.text();
        return item.size()
                        .map(size -> size.changed() + " of " + size.tokens() + " words are new, ")
                        .orElse("")
                + "'" + (text.length() > TEXT_SHOWN_MAX ? text.substring(0, TEXT_SHOWN_MAX) + "…" : text) + "'";
    }

    private static JsonObject json(Waiting item, String word) {
        JsonObject.Builder json = JsonObject.nested()
                .put("recordId", item.recordId())
                .put("kind", item.kind())
                .put("parent", item.parent())
                .put("contributor", item.contributor())
                .put("item", item.item())
                .put("review", word)
                .put("opens", item.content().isPresent())
                .put("label", item.content().map(Content::label).orElse(""))
                .put("text", item.content().map(Content::text).orElse(""));
        item.size().ifPresent(size -> json.put("tokens", size.tokens()).put("changed", size.changed()));
        return json.build();
    }

    /**
     * Signs the owner's word and puts it on the ledger. It counts for the next version.
     *
     * @param verdict {@link ReviewEntry#ACCEPT} or {@link ReviewEntry#REJECT}
     * @throws InvalidInputException if a record is no label or edit that waits
     */
    public Report say(String slug, String verdict, List<String> recordIds) {
        LedgerView view = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
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
        long index = workspace.ledger(datanet.owner()).append(request.entry());
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
        Set<Hash> anchored = view.anchoredRoots(slug);
        List<Row> rows = new ArrayList<>();
        TableReader.of(workspace.lake().table(BronzeTables.CONTRIBUTIONS_TABLE))
                .whereEqual(BronzeTables.DATANET, slug)
                .where(Expressions.in(BronzeTables.KIND, ChainRecord.LABEL, ChainRecord.EDIT))
                .forEach(row -> {
                    if (!anchored.contains(Hash.ofHex(row.text(BronzeTables.BATCH_ROOT)))) {
                        rows.add(row);
                    }
                });
        Map<String, String> named = texts(slug, rows);
        SortedMap<String, Waiting> pending = new TreeMap<>();
        Set<String> twice = new HashSet<>();
        for (Row row : rows) {
            Waiting waiting = waiting(slug, row, named);
            if (pending.put(waiting.recordId(), waiting) != null) {
                twice.add(waiting.recordId());
            }
        }
        // Whoever has looked at one of two items with a record id must not accept the other.
        pending.keySet().removeAll(twice);
        return pending;
    }

    /** The texts of the records that these name, by record id. */
    private Map<String, String> texts(String slug, List<Row> rows) {
        if (rows.isEmpty()) {
            return Map.of();
        }
        Set<String> parents = new HashSet<>();
        rows.forEach(row -> parents.add(row.text(BronzeTables.PARENT)));
        Map<String, String> texts = new HashMap<>();
        TableReader.of(workspace.lake().datanet(slug))
                .where(Expressions.in(DatanetTables.RECORD_ID, parents.toArray()))
                .select(DatanetTables.RECORD_ID, DatanetTables.TEXT)
                .forEach(row -> texts.put(row.text(DatanetTables.RECORD_ID), row.text(DatanetTables.TEXT)));
        return texts;
    }

    private Waiting waiting(String slug, Row row, Map<String, String> named) {
        String kind = row.text(BronzeTables.KIND);
        String parent = row.text(BronzeTables.PARENT);
        Optional<Content> content = content(slug, row);
        Optional<EditSize> size = content.filter(opened -> kind.equals(ChainRecord.EDIT))
                .flatMap(opened ->
                        Optional.ofNullable(named.get(parent)).flatMap(before -> EditSize.of(before, opened.text())));
        return new Waiting(
                row.text(BronzeTables.RECORD_ID),
                kind,
                parent,
                row.text(BronzeTables.CONTRIBUTOR),
                Hash.ofHex(row.text(BronzeTables.LEAF_HASH)),
                content,
                size);
    }

    private Optional<Content> content(String slug, Row row) {
        String keyRef = row.text(BronzeTables.KEY_REF);
        Optional<SealingKey> key = keyRef.equals(KeyStore.keyRef(row.text(BronzeTables.CONTRIBUTOR), slug))
                ? workspace.keys().findSealingKey(keyRef)
                : Optional.empty();
        try {
            return key.map(secret -> secret.open(row.text(BronzeTables.RECORD_ID), row.bytes(BronzeTables.PAYLOAD)))
                    .map(Content::read);
        } catch (InvalidInputException e) {
            // Publish refuses such an item, whatever is wrong with it.
            return Optional.empty();
        }
    }
}
