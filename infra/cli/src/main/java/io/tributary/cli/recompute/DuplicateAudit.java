// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.cli.step.TermsInForce;
import io.tributary.influence.duplicate.DuplicateIndex;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.influence.duplicate.TextPrint;
import io.tributary.influence.provenance.ChainRecord;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides once more, one record after the other, which records of a Datanet repeat others: from the sealed items in bronze and the order
 * on the ledger, version by version. Keeps the phrases of all canonical records in memory, about as many bytes as their texts have.
 */
final class DuplicateAudit {
    private final LakeCatalog lake;
    private final LedgerView ledger;
    private final KeyStore keys;
    private final String datanet;

    private final List<Decided> versions = new ArrayList<>();
    private final Set<String> decided = new HashSet<>();
    private final Map<String, SourceText> standing = new LinkedHashMap<>();
    private final Map<String, String> canonicalByText = new HashMap<>();
    private final DuplicateIndex index = new DuplicateIndex();

    DuplicateAudit(LakeCatalog lake, LedgerView ledger, KeyStore keys, String datanet) {
        this.lake = lake;
        this.ledger = ledger;
        this.keys = keys;
        this.datanet = datanet;
    }

    /**
     * What one version added.
     *
     * @param rule the rule in force
     * @param canonical ids of its new canonical records
     * @param duplicates its new duplicates, each with the canonical record that it repeats
     * @param sealed records that can not be opened any more, in this version or an earlier one; with any, nothing above is to be relied on
     */
    record Decided(DuplicateRule rule, Set<String> canonical, Map<String, String> duplicates, int sealed) {}

    /** What a version added; versions before it are decided first. */
    Decided version(long number) {
        while (versions.size() < number) {
            versions.add(decide(versions.size() + 1L));
        }
        return versions.get(Math.toIntExact(number) - 1);
    }

    /** Ids of the records that a version has: all canonical ones so far but those withdrawn. */
    Set<String> standing(long number) {
        version(number);
        Set<String> standing = new HashSet<>();
        versions.subList(0, Math.toIntExact(number)).forEach(version -> standing.addAll(version.canonical()));
        standing.removeAll(ledger.withdrawnUpTo(datanet, number));
        return standing;
    }

    private Decided decide(long number) {
        BatchesEntry batches = ledger.batches(datanet).stream()
                .filter(entry -> entry.version() == number)
                .findFirst()
                .orElseThrow(() -> new RefusedException("no batches are anchored for " + datanet + "/v" + number));
        decided.addAll(ledger.withdrawnUpTo(datanet, number));
        LinkAudit links = links(number);
        SubmittedTexts submitted = SubmittedTexts.read(
                lake,
                keys,
                datanet,
                batches.roots(),
                decided,
                links.kinds(),
                TermsInForce.rules(lake, ledger, datanet, number));
        DuplicateRule rule = ledger.duplicateRule(datanet, number);
        Set<String> canonical = new HashSet<>();
        Map<String, String> duplicates = new TreeMap<>();
        submitted.texts().forEach((recordId, record) -> {
            if (links.refuses(record)) {
                return;
            }
            decided.add(recordId);
            Optional<String> repeated = repeated(rule, record.source(), links);
            repeated.ifPresent(original -> duplicates.put(recordId, original));
            if (repeated.isEmpty()) {
                canonical.add(recordId);
                standing.put(recordId, links.source(record));
                canonicalByText.putIfAbsent(record.source().text(), recordId);
            }
        });
        int sealedBefore = versions.stream().mapToInt(Decided::sealed).max().orElse(0);
        return new Decided(rule, canonical, duplicates, sealedBefore + submitted.sealed());
    }

    /** What decides on labels and edits of a version: the records that the version before left and that are not withdrawn. */
    private LinkAudit links(long number) {
        Map<String, SourceText> before = new LinkedHashMap<>(standing);
        before.keySet().removeAll(ledger.withdrawnUpTo(datanet, number));
        return new LinkAudit(before, ledger.provenance(datanet, number), ledger.reviews(datanet, number));
    }

    private Optional<String> repeated(DuplicateRule rule, SourceText record, LinkAudit links) {
        if (record.kind().equals(ChainRecord.LABEL)) {
            return Optional.empty();
        }
        return rule == DuplicateRule.EXACT
                ? exact(record.recordId(), record.text())
                : jaccard(record.recordId(), record.text(), links.ancestors(record));
    }

    private Optional<String> exact(String recordId, String text) {
        Optional<String> repeated = Optional.ofNullable(canonicalByText.get(text));
        if (repeated.isEmpty()) {
            index.addCanonical(recordId, TextPrint.of(text));
        }
        return repeated;
    }

    private Optional<String> jaccard(String recordId, String text, Set<String> ancestors) {
        return index.add(recordId, TextPrint.of(text), ancestors).map(DuplicateIndex.Repeat::canonicalRecordId);
    }
}
