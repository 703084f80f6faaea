// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.recompute.EpochInputs.Answer;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.money.SealRule;
import io.tributary.protocol.money.SealedQuestions;
import io.tributary.protocol.money.SealedQuestions.Question;
import io.tributary.protocol.money.SealedQuestions.Unopened;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Share;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeReceipts;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import io.tributary.tables.Tags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/**
 * Decides again which receipts belong to an epoch, from the tagged snapshot of bronze, which nobody can change any more. Of what the seal
 * wrote it takes one thing only: which keys were missing then.
 */
final class EpochMembers {
    private final LakeCatalog lake;
    private final KeyStore keys;
    private final long epoch;

    EpochMembers(LakeCatalog lake, KeyStore keys, long epoch) {
        this.lake = lake;
        this.keys = keys;
        this.epoch = epoch;
    }

    /** What seals the epoch, where it is missing. */
    static UnavailableException notSealed(long epoch) {
        return new UnavailableException("epoch " + epoch + " is not sealed; 'tributary epoch seal " + epoch
                + "' decides which receipts belong to it");
    }

    /**
     * The receipts before the window's end, in no earlier epoch, with a model and money on the ledger and a question that opens, by id.
     *
     * @throws RefusedException if the snapshot was not complete
     * @throws UnavailableException if the epoch is not sealed, or a key is missing that was there at the seal
     */
    List<Answer> answers(EpochWindow window, Admission admission) {
        SortedMap<String, Row> candidates = candidates(window);
        SealedQuestions questions = SealedQuestions.afterSeal(keys::findSealingKey, withoutKey());
        List<Answer> members = new ArrayList<>();
        for (Row row : candidates.values()) {
            next(row, admission, questions).ifPresent(members::add);
        }
        return members;
    }

    private static Optional<Answer> next(Row row, Admission admission, SealedQuestions questions) {
        Receipt receipt = BronzeReceipts.receipt(row);
        String[] question = new String[1];
        Optional<Admission.Refusal> refusal = admission.next(receipt, () -> {
            SealedQuestions.Opening opening =
                    questions.open(receipt, row.text(BronzeTables.KEY_REF), row.bytes(BronzeTables.INPUT));
            if (opening instanceof Unopened unopened) {
                return Optional.of(unopened.refusal());
            }
            question[0] = ((Question) opening).text();
            return Optional.empty();
        });
        return refusal.isPresent() ? Optional.empty() : Optional.of(new Answer(receipt, question[0]));
    }

    private SortedMap<String, Row> candidates(EpochWindow window) {
        Table inferences = lake.table(BronzeTables.INFERENCES_TABLE);
        OptionalLong snapshot = Tags.find(inferences, BronzeTables.epochTag(epoch));
        if (snapshot.isEmpty()) {
            throw notSealed(epoch);
        }
        OptionalLong watermark = BronzeMarks.watermarkMillis(inferences, snapshot.getAsLong());
        if (watermark.isEmpty() || watermark.getAsLong() < window.endMillis()) {
            throw new RefusedException("epoch " + epoch + " was sealed at a snapshot whose watermark had not passed "
                    + window.endMillis());
        }
        Set<String> earlier = earlier();
        SortedMap<String, Row> candidates = new TreeMap<>(Share.BYTEWISE);
        TableReader.of(inferences)
                .atSnapshot(snapshot.getAsLong())
                .where(Expressions.lessThan(BronzeTables.OCCURRED_AT, window.endMillis()))
                .select(BronzeReceipts.columns())
                .forEach(row -> {
                    String id = row.text(BronzeTables.RECEIPT_ID);
                    if (!earlier.contains(id)) {
                        candidates.merge(id, row, EpochMembers::first);
                    }
                });
        return candidates;
    }

    /** Of rows with the same id the one that came first; a reader may meet them in any order. */
    private static Row first(Row one, Row other) {
        return BronzeReceipts.comparator().compare(one, other) <= 0 ? one : other;
    }

    private Set<String> earlier() {
        Set<String> earlier = new HashSet<>();
        TableReader.of(lake.table(AttributionTables.RECEIPTS_TABLE))
                .where(Expressions.lessThan(AttributionTables.EPOCH, epoch))
                .select(AttributionTables.RECEIPT_ID)
                .forEach(row -> earlier.add(row.text(AttributionTables.RECEIPT_ID)));
        return earlier;
    }

    private Set<String> withoutKey() {
        Set<String> ids = new HashSet<>();
        TableReader.of(lake.table(AttributionTables.SET_ASIDE_TABLE))
                .whereEqual(AttributionTables.EPOCH, epoch)
                .whereEqual(AttributionTables.RULE, SealRule.QUESTION_KEY_MISSING.id())
                .select(AttributionTables.RECEIPT_ID)
                .forEach(row -> ids.add(row.text(AttributionTables.RECEIPT_ID)));
        return ids;
    }
}
