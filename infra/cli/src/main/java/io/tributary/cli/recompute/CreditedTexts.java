// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.influence.provenance.Chains;
import io.tributary.influence.provenance.Credit;
import io.tributary.influence.provenance.EditSize;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.CreditLine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The texts of a version that rows are cut from, with the lines of those who have a part in them.
 *
 * @param records all records of the version in submission order, as their contributors gave them
 * @param texts those that rows are cut from; the contributor is a line's id where there is one
 * @param lines the lines that more than one contributor has a part in, by id
 */
record CreditedTexts(List<SourceText> records, List<SourceText> texts, Map<String, CreditLine> lines) {
    CreditedTexts {
        records = List.copyOf(records);
        texts = List.copyOf(texts);
        lines = Map.copyOf(lines);
    }

    /**
     * Resolves labels and edits.
     *
     * @param texts all records of the version in submission order
     * @param parts what falls to words and label; empty where labels and edits are not credited
     */
    static CreditedTexts of(List<SourceText> texts, Optional<ProvenanceParts> parts) {
        if (parts.isEmpty()) {
            return new CreditedTexts(texts, texts, Map.of());
        }
        Chains chains = chains(texts, parts.get());
        SortedMap<String, Credit> credits = chains.credits();
        List<SourceText> credited = new ArrayList<>();
        for (SourceText text : texts) {
            Credit credit = credits.get(text.recordId());
            if (credit == null) {
                credited.add(text);
            } else if (credit.line().isPresent()) {
                credited.add(new SourceText(text.recordId(), credit.owner(), credit.label(), text.text()));
            }
        }
        return new CreditedTexts(texts, credited, chains.lines());
    }

    /** The same with rows of these labels alone; what others say first they say all the same. */
    CreditedTexts labelled(Set<String> labels) {
        return new CreditedTexts(
                records,
                texts.stream().filter(text -> labels.contains(text.label())).toList(),
                lines);
    }

    /** Who wrote the rows of a contributor or a line. */
    Set<String> writers(String owner) {
        CreditLine line = lines.get(owner);
        return line == null ? Set.of(owner) : line.of(CreditLine.DATA).keySet();
    }

    /** The chains of records in submission order. */
    static Chains chains(Collection<SourceText> records, ProvenanceParts parts) {
        Map<String, SourceText> byId = new HashMap<>();
        records.forEach(record -> byId.put(record.recordId(), record));
        return new Chains(records.stream().map(record -> record(record, byId)).toList(), parts);
    }

    /**
     * A record as its chain sees it.
     *
     * @param standing by id what it may name
     */
    static ChainRecord record(SourceText record, Map<String, SourceText> standing) {
        Optional<EditSize> size = Optional.ofNullable(standing.get(record.parent()))
                .filter(named -> record.kind().equals(ChainRecord.EDIT))
                .flatMap(named -> EditSize.of(named.text(), record.text()));
        return new ChainRecord(
                record.recordId(), record.kind(), record.parent(), record.contributor(), record.label(), size);
    }
}
