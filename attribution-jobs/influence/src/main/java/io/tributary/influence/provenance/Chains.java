// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.provenance;

import io.tributary.protocol.money.LargestRemainder;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.rule.Refusal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The chains of a Datanet version: which record labels or replaces which, and who therefore earns how much of its rows. A pure function of
 * the version's records; what has neither label nor edit of somebody plays no part.
 */
public final class Chains {
    private static final String FORM = "record/v1#";

    private final ProvenanceParts parts;
    private final Map<String, ChainRecord> records = new HashMap<>();
    private final Map<String, ChainRecord> labels = new HashMap<>();
    private final Map<String, ChainRecord> edits = new HashMap<>();
    private final Map<String, Held> held = new HashMap<>();
    private final SortedMap<String, Credit> credits = new TreeMap<>(Share.BYTEWISE);
    private final Set<String> promisedLabels = new HashSet<>();
    private final Set<String> promisedEdits = new HashSet<>();

    /** What is known of a text: who holds its words and by which record, and who gave its label. */
    private record Held(
            SortedMap<String, Integer> text,
            Map<String, String> sources,
            String label,
            String labeller,
            String labelRecord) {}

    /**
     * Resolves the chains.
     *
     * @param standing in submission order the version's labels and edits, and at least every record that one of them names and that the
     *     version has
     * @param parts what falls to words and label
     */
    public Chains(Collection<ChainRecord> standing, ProvenanceParts parts) {
        this.parts = parts;
        for (ChainRecord record : standing) {
            records.put(record.recordId(), record);
            if (record.kind().equals(ChainRecord.LABEL)) {
                labels.putIfAbsent(record.parent(), record);
            } else if (record.kind().equals(ChainRecord.EDIT)) {
                edits.putIfAbsent(record.parent(), record);
            }
        }
        for (ChainRecord record : standing) {
            resolve(record);
        }
    }

    private void resolve(ChainRecord record) {
        String id = record.recordId();
        if (record.kind().equals(ChainRecord.LABEL)) {
            credits.put(id, Credit.none("is the label of " + record.parent()));
            return;
        }
        Optional<Held> resolved = held(record);
        if (resolved.isEmpty()) {
            credits.put(id, Credit.none("edits " + record.parent() + ", which the version does not have"));
            return;
        }
        held.put(id, resolved.get());
        if (edits.containsKey(id)) {
            credits.put(id, Credit.none("is replaced by " + edits.get(id).recordId()));
        } else if (record.isLink() || labels.containsKey(id)) {
            credits.put(id, credit(resolved.get()));
        }
    }

    /** Records come after those that they name, so what an edit replaces is known. */
    private Optional<Held> held(ChainRecord record) {
        if (!record.kind().equals(ChainRecord.EDIT)) {
            SortedMap<String, Integer> text = new TreeMap<>(Share.BYTEWISE);
            text.put(record.contributor(), parts.text());
            return Optional.of(
                    labelled(record, text, Map.of(record.contributor(), record.recordId()), Optional.empty()));
        }
        Held before = held.get(record.parent());
        if (before == null || !record.equals(edits.get(record.parent()))) {
            return Optional.empty();
        }
        int own = record.size().orElseThrow().share(parts.text());
        SortedMap<String, Integer> text = shared(before.text(), parts.text() - own);
        Map<String, String> sources = new HashMap<>(before.sources());
        if (own > 0) {
            text.merge(record.contributor(), own, Integer::sum);
            sources.put(record.contributor(), record.recordId());
        }
        return Optional.of(labelled(record, text, sources, Optional.of(before)));
    }

    /** What is left is shared as before, by largest remainder in ascending order of contributors. */
    private static SortedMap<String, Integer> shared(SortedMap<String, Integer> before, int left) {
        SortedMap<String, Integer> shared = new TreeMap<>(Share.BYTEWISE);
        List<BigInteger> weights =
                before.values().stream().map(BigInteger::valueOf).toList();
        if (weights.stream().allMatch(weight -> weight.signum() == 0)) {
            shared.putAll(before);
            return shared;
        }
        List<BigInteger> split = LargestRemainder.split(BigInteger.valueOf(left), weights);
        int i = 0;
        for (String contributor : before.keySet()) {
            shared.put(contributor, split.get(i++).intValueExact());
        }
        return shared;
    }

    /** The label of a text: its own, else the one of the text that it replaces, else the one that a label gives it. */
    private Held labelled(
            ChainRecord record, SortedMap<String, Integer> text, Map<String, String> sources, Optional<Held> before) {
        String inherited = before.map(Held::label).orElse("");
        if (!record.label().isEmpty() && !record.label().equals(inherited)) {
            return new Held(text, sources, record.label(), record.contributor(), record.recordId());
        }
        if (!inherited.isEmpty()) {
            Held from = before.orElseThrow();
            return new Held(text, sources, inherited, from.labeller(), from.labelRecord());
        }
        ChainRecord given = labels.get(record.recordId());
        return given == null
                ? new Held(text, sources, "", "", "")
                : new Held(text, sources, given.label(), given.contributor(), given.recordId());
    }

    private Credit credit(Held of) {
        if (of.label().isEmpty()) {
            return Credit.none("has no label");
        }
        SortedMap<String, Integer> label = new TreeMap<>(Share.BYTEWISE);
        label.put(of.labeller(), parts.label());
        CreditLine line = CreditLine.of(of.text(), label);
        List<String> sources = new ArrayList<>();
        for (CreditLine.Part part : line.parts()) {
            sources.add(
                    part.role().equals(CreditLine.LABEL)
                            ? of.labelRecord()
                            : of.sources().getOrDefault(part.contributor(), of.labelRecord()));
        }
        return new Credit(Optional.of(line), of.label(), sources, "");
    }

    /** What became of every label, every edit and every record that one of them names. */
    public SortedMap<String, Credit> credits() {
        return new TreeMap<>(credits);
    }

    /** The lines that more than one contributor has a part in, by id. */
    public SortedMap<String, CreditLine> lines() {
        SortedMap<String, CreditLine> lines = new TreeMap<>(Share.BYTEWISE);
        credits.values()
                .forEach(credit -> credit.line()
                        .filter(line -> CreditLine.isLine(line.id()))
                        .ifPresent(line -> lines.put(line.id(), line)));
        return lines;
    }

    /**
     * Takes a label or an edit for the version after this one, unless something is against it. Asked in submission order.
     *
     * @return why it is refused; empty if it is taken
     */
    public Optional<Refusal> refusal(ChainRecord link, Review review) {
        Held parent = held.get(link.parent());
        if (parent == null) {
            return refusal("parent", "names no text of an earlier version");
        }
        if (review == Review.REJECTED) {
            return refusal("review", "was rejected by the Datanet's owner");
        }
        if (review == Review.NONE && !ownedBy(link.contributor(), parent)) {
            return refusal("review", "is on words of others, and the Datanet's owner has not accepted it");
        }
        return link.kind().equals(ChainRecord.LABEL) ? labelRefusal(link, parent) : editRefusal(link);
    }

    private static boolean ownedBy(String contributor, Held text) {
        boolean words = text.text().keySet().equals(Set.of(contributor));
        return words && (text.label().isEmpty() || text.labeller().equals(contributor));
    }

    private Optional<Refusal> labelRefusal(ChainRecord link, Held parent) {
        if (edits.containsKey(link.parent())) {
            return refusal("label", "labels a text that an edit has replaced");
        }
        if (!parent.label().isEmpty() || !promisedLabels.add(link.parent())) {
            return refusal("label", "labels a text that has a label already");
        }
        return Optional.empty();
    }

    private Optional<Refusal> editRefusal(ChainRecord link) {
        if (link.size().isEmpty()) {
            return refusal("edit", "is too long to be compared with the text that it edits");
        }
        if (edits.containsKey(link.parent()) || !promisedEdits.add(link.parent())) {
            return refusal("edit", "edits a text that another edit has replaced");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(String rule, String reason) {
        return Optional.of(new Refusal(FORM + rule, reason));
    }

    /** The texts that an edit goes back to: what it replaces, what that replaced, and so on. */
    public Set<String> ancestors(ChainRecord edit) {
        Set<String> ancestors = new HashSet<>();
        Optional<ChainRecord> at = Optional.of(edit);
        while (at.isPresent()
                && at.get().kind().equals(ChainRecord.EDIT)
                && ancestors.add(at.get().parent())) {
            at = Optional.ofNullable(records.get(at.get().parent()));
        }
        return ancestors;
    }
}
