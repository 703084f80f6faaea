// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.recompute.Superseded;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.PayRule;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.ModelTables;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Explains where the fee of one answer went, or where the pay of one payee came from. */
public final class ExplainStep {
    /** Roles that the data role's part falls to. */
    private static final Set<String> DATA_ROLES = Set.of(CreditLine.DATA, CreditLine.LABEL);

    private static final int SHARE_BITS = 62;

    private final Workspace workspace;

    /** Works in this workspace. */
    public ExplainStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** The passages behind one answer. */
    public Report receipt(String idOrStart, int top) {
        requireShown(top);
        Row receipt = requireReceipt(idOrStart);
        return explain(receipt, top).report();
    }

    private static void requireShown(int top) {
        if (top < 1) {
            throw new InvalidInputException("rows to show: got " + top + ", want 1 or more");
        }
    }

    private Row requireReceipt(String idOrStart) {
        List<Row> found = new ArrayList<>();
        TableReader.of(workspace.lake().table(AttributionTables.RECEIPTS_TABLE)).forEach(row -> {
            if (row.text(AttributionTables.RECEIPT_ID).startsWith(idOrStart)) {
                found.add(row);
            }
        });
        if (found.size() != 1) {
            throw new InvalidInputException(
                    found.isEmpty()
                            ? "no sealed receipt " + idOrStart
                            : found.size() + " receipts start with " + idOrStart + ", give more of the id");
        }
        return found.get(0);
    }

    private Explanation explain(Row receipt, int top) {
        String id = receipt.text(AttributionTables.RECEIPT_ID);
        long epoch = computedIn(receipt.number(AttributionTables.EPOCH));
        List<Row> scores = TableReader.of(workspace.lake().table(AttributionTables.SCORES_TABLE))
                .whereEqual(AttributionTables.EPOCH, epoch)
                .whereEqual(AttributionTables.RECEIPT_ID, id)
                .list();
        if (scores.isEmpty()) {
            throw new InvalidInputException("receipt " + id + " has no scores; 'tributary epoch attribute " + epoch
                    + "' computes them, unless the receipt is void: its model does not give that answer");
        }
        String model = receipt.text(AttributionTables.MODEL);
        AnswerScores answer = new AnswerScores(scores, bundles(epoch, model), payRule(epoch));
        List<Row> shares = TableReader.of(workspace.lake().table(RewardTables.SHARES_TABLE))
                .whereEqual(RewardTables.EPOCH, epoch)
                .whereEqual(RewardTables.INFERENCE_ID, id)
                .list();
        BigInteger dataShare = shares.stream()
                .filter(share -> DATA_ROLES.contains(share.text(RewardTables.ROLE)))
                .map(share -> BigInteger.valueOf(share.number(RewardTables.SHARE)))
                .reduce(BigInteger.ZERO, BigInteger::add);
        List<Row> shown = scores.stream()
                .sorted(Comparator.comparingLong((Row row) -> row.number(AttributionTables.SCORE))
                        .reversed())
                .limit(top)
                .toList();
        Map<OwnedRow, Row> texts = texts(model, shown);
        PassageCredits credits =
                PassageCredits.of(workspace.lake(), LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION)), model);
        return new Explanation(
                id,
                model,
                receipt.text(AttributionTables.ANSWER),
                receipt.number(AttributionTables.FEE),
                receipt.text(AttributionTables.UNIT),
                dataShare,
                answer.weights().values().stream().reduce(BigInteger.ZERO, BigInteger::add),
                shown.stream()
                        .map(score -> passage(score, texts, answer, credits))
                        .toList(),
                parties(shares));
    }

    /** The rule that the epoch's record names behind the method. */
    private PayRule payRule(long epoch) {
        String method = new EpochTable(workspace.lake()).record(epoch).method();
        String name = method.substring(method.indexOf('+') + 1);
        return PayRule.find(name)
                .orElseThrow(() -> new UnavailableException("epoch " + epoch + " is paid by " + name
                        + ", which this release does not know; use a newer one"));
    }

    private List<Row> bundles(long epoch, String model) {
        return TableReader.of(workspace.lake().table(AttributionTables.BUNDLES_TABLE))
                .whereEqual(AttributionTables.EPOCH, epoch)
                .whereEqual(AttributionTables.MODEL_ID, model)
                .list();
    }

    private static Explanation.Passage passage(
            Row score, Map<OwnedRow, Row> texts, AnswerScores answer, PassageCredits credits) {
        OwnedRow row = AnswerScores.owned(score);
        Row text = texts.get(row);
        return new Explanation.Passage(
                row.rowId(),
                row.contributor(),
                text == null ? "" : text.text(ModelTables.LABEL),
                text == null ? "" : text.text(ModelTables.TEXT),
                score.number(AttributionTables.SCORE),
                text == null ? 0 : text.int32(ModelTables.CAP_Q20),
                score.number(AttributionTables.FACTOR),
                score.flag(AttributionTables.NEAR_DUPLICATE),
                answer.bundles(row),
                text == null ? List.of() : credits.of(text.text(ModelTables.FIRST_RECORD_ID)));
    }

    /** Where the receipts of a sealed epoch were computed last: in itself, or in the newest epoch that adjusts it. */
    private long computedIn(long sealedEpoch) {
        LedgerView ledger = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        return new EpochTable(workspace.lake())
                .adjustments().stream()
                        .filter(record -> sealedIn(ledger, record) == sealedEpoch)
                        .map(EpochRecord::epoch)
                        .findFirst()
                        .orElse(sealedEpoch);
    }

    /** The epoch that the receipts behind a record are sealed in. */
    private static long sealedIn(LedgerView ledger, EpochRecord record) {
        return Superseded.of(ledger, record.adjusts())
                .map(others -> others.regular().epoch())
                .orElse(record.epoch());
    }

    private List<Explanation.Party> parties(List<Row> shares) {
        Map<String, String> contributors = new PayoutTable(workspace.lake()).contributors();
        return shares.stream()
                .map(share -> new Explanation.Party(
                        share.text(RewardTables.PAYEE),
                        contributors.getOrDefault(share.text(RewardTables.PAYEE), ""),
                        share.text(RewardTables.ROLE),
                        share.number(RewardTables.SHARE)))
                .sorted(Comparator.comparingLong(Explanation.Party::share).reversed())
                .toList();
    }

    private Map<OwnedRow, Row> texts(String modelId, List<Row> scores) {
        Set<OwnedRow> wanted = scores.stream().map(AnswerScores::owned).collect(Collectors.toSet());
        Map<OwnedRow, Row> texts = new HashMap<>();
        TableReader.of(workspace.lake().table(ModelTables.ROWS_TABLE))
                .select(
                        ModelTables.MODEL_ID,
                        ModelTables.ROW_ID,
                        ModelTables.CONTRIBUTOR,
                        ModelTables.LABEL,
                        ModelTables.TEXT,
                        ModelTables.FIRST_RECORD_ID,
                        ModelTables.CAP_Q20)
                .whereEqual(ModelTables.MODEL_ID, modelId)
                .forEach(row -> {
                    OwnedRow owned = new OwnedRow(row.text(ModelTables.CONTRIBUTOR), row.text(ModelTables.ROW_ID));
                    if (wanted.contains(owned)) {
                        texts.put(owned, row);
                    }
                });
        return texts;
    }

    /** The answers that paid one payee most, and the passages behind the first of them. */
    public Report payee(long epoch, String name, int top) {
        requireShown(top);
        EpochRecord record = new EpochTable(workspace.lake()).record(epoch);
        String payee = new PayoutTable(workspace.lake()).payee(name);
        List<Row> shares = TableReader.of(workspace.lake().table(RewardTables.SHARES_TABLE))
                .whereEqual(RewardTables.EPOCH, epoch)
                .whereEqual(RewardTables.PAYEE, payee)
                .list();
        if (shares.isEmpty()) {
            throw new InvalidInputException("nothing is paid to " + name + " in epoch " + epoch);
        }
        long sealedEpoch = sealedIn(LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION)), record);
        Map<String, Row> receipts = new HashMap<>();
        TableReader.of(workspace.lake().table(AttributionTables.RECEIPTS_TABLE))
                .whereEqual(AttributionTables.EPOCH, sealedEpoch)
                .forEach(row -> receipts.put(row.text(AttributionTables.RECEIPT_ID), row));
        return new PayeeExplanation(name, payee, epoch, sealedEpoch, answers(shares, receipts), top).report();
    }

    private static List<PayeeExplanation.Answer> answers(List<Row> shares, Map<String, Row> receipts) {
        List<PayeeExplanation.Answer> answers = new ArrayList<>();
        for (Row share : shares) {
            Row receipt = Objects.requireNonNull(
                    receipts.get(share.text(RewardTables.INFERENCE_ID)), "a share of a receipt that is not sealed");
            long fee = receipt.number(AttributionTables.FEE);
            long micros = BigInteger.valueOf(fee)
                    .multiply(BigInteger.valueOf(share.number(RewardTables.SHARE)))
                    .shiftRight(SHARE_BITS)
                    .longValueExact();
            answers.add(new PayeeExplanation.Answer(
                    share.text(RewardTables.INFERENCE_ID),
                    receipt.text(AttributionTables.ANSWER),
                    share.text(RewardTables.ROLE),
                    fee,
                    Explanation.ppmOf(share.number(RewardTables.SHARE)),
                    micros));
        }
        answers.sort(Comparator.comparingLong(PayeeExplanation.Answer::micros).reversed());
        return answers;
    }
}
