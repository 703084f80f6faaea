// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.recompute.EpochInputs.Answer;
import io.tributary.cli.step.LedgerView;
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
import io.tributary.tables.ReceiptSignatures;
import io.tributary.tables.RegistryReader;
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
 * Decides again which receipts belong to an epoch, from the tagged snapshot of bronze, which nobody can change any more, and by the hosts'
 * signatures, which nobody else can make. Of what the seal wrote it takes one thing only: which keys were missing then.
 */
final class EpochMembers {
    private final String network;
    private final LakeCatalog lake;
    private final KeyStore keys;
    private final LedgerView ledger;
    private final EarlierReceipts earlier;
    private final long epoch;

    EpochMembers(
            String network, LakeCatalog lake, KeyStore keys, LedgerView ledger, EarlierReceipts earlier, long epoch) {
        this.network = network;
        this.lake = lake;
        this.keys = keys;
        this.ledger = ledger;
        this.earlier = earlier;
        this.epoch = epoch;
    }

    /**
     * The receipts that belong to an epoch.
     *
     * @param answers each with its question, by id
     * @param putOff ids of those that the seal set aside for keys which are here, and open them
     */
    record Members(List<Answer> answers, List<String> putOff) {
        Members {
            answers = List.copyOf(answers);
            putOff = List.copyOf(putOff);
        }
    }

    /**
     * A row that the epoch decides on.
     *
     * @param unsigned why its signatures do not hold, empty if they do
     */
    private record Candidate(Row row, Receipt receipt, Optional<Admission.Refusal> unsigned) {

        /** Of rows with the same id the one that came first, of those that are signed; a reader may meet them in any order. */
        static Candidate first(Candidate one, Candidate other) {
            if (one.unsigned.isPresent() != other.unsigned.isPresent()) {
                return one.unsigned.isPresent() ? other : one;
            }
            return BronzeReceipts.comparator().compare(one.row, other.row) <= 0 ? one : other;
        }
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
    Members find(EpochWindow window, Admission admission) {
        SortedMap<String, Candidate> candidates = candidates(window);
        SealedQuestions questions = SealedQuestions.afterSeal(keys::findSealingKey, withoutKey());
        List<Answer> members = new ArrayList<>();
        for (Candidate candidate : candidates.values()) {
            next(candidate, admission, questions).ifPresent(members::add);
        }
        return new Members(members, List.copyOf(questions.putOff()));
    }

    private static Optional<Answer> next(Candidate candidate, Admission admission, SealedQuestions questions) {
        if (candidate.unsigned().isPresent()) {
            return Optional.empty();
        }
        Row row = candidate.row();
        Receipt receipt = candidate.receipt();
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

    private SortedMap<String, Candidate> candidates(EpochWindow window) {
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
        Optional<ReceiptSignatures> signatures = signatures(inferences, snapshot.getAsLong());
        Set<String> held = earlier.before(epoch);
        SortedMap<String, Candidate> candidates = new TreeMap<>(Share.BYTEWISE);
        TableReader.of(inferences)
                .atSnapshot(snapshot.getAsLong())
                .where(Expressions.lessThan(BronzeTables.OCCURRED_AT, window.endMillis()))
                .select(columns(signatures.isPresent()))
                .forEach(row -> {
                    String id = row.text(BronzeTables.RECEIPT_ID);
                    if (!held.contains(id)) {
                        candidates.merge(id, candidate(row, signatures), Candidate::first);
                    }
                });
        return candidates;
    }

    private static String[] columns(boolean signed) {
        List<String> columns = new ArrayList<>(List.of(BronzeReceipts.columns()));
        if (signed) {
            columns.add(BronzeTables.HOST_PROOF);
        }
        return columns.toArray(String[]::new);
    }

    private static Candidate candidate(Row row, Optional<ReceiptSignatures> signatures) {
        Receipt receipt = BronzeReceipts.receipt(row);
        return new Candidate(
                row,
                receipt,
                signatures.flatMap(check -> check.refusal(
                        receipt,
                        BronzeReceipts.hostProof(row),
                        row.time(BronzeTables.APPENDED_AT).toEpochMilli())));
    }

    /**
     * What checks signatures; empty for an epoch that was sealed and became final before hosts' proofs were kept. Of any other the ledger
     * has no word yet, and the lake's is not enough: whoever writes it could leave the column out.
     */
    private Optional<ReceiptSignatures> signatures(Table inferences, long snapshot) {
        if (BronzeReceipts.hasHostProofs(inferences, snapshot)) {
            return Optional.of(new ReceiptSignatures(network, new RegistryReader(lake).keysAtSeal(epoch)));
        }
        if (ledger.epochs().stream().noneMatch(record -> record.epoch() == epoch)) {
            throw new RefusedException(
                    "epoch " + epoch
                            + " is sealed at a snapshot of bronze.inferences without column " + BronzeTables.HOST_PROOF
                            + ", so nobody can tell whether hosts signed its receipts; an epoch that an earlier release sealed must become final by it");
        }
        return Optional.empty();
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
