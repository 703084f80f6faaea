// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.PayoutLeaves;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableDefinition;
import io.tributary.tables.TableReader;
import io.tributary.tables.TableWriter;
import io.tributary.tables.WriterLock;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.expressions.Expressions;

/** Plants a wrong epoch that organisations agree upon. */
public final class LabCollusion {
    private static final int SHARE_BITS = 62;
    private static final String DATA = "data";

    private final Workspace workspace;

    /** Works in this workspace. */
    public LabCollusion(Workspace workspace) {
        this.workspace = workspace;
    }

    /** From whom to whom, and in which answer. */
    private record Move(String inference, String subject, String from, String to, long share) {}

    /** What is wrong with the epoch. */
    public enum What {
        /** Shares and payouts: money goes from one payee to another. */
        SHARES,
        /** The record alone: a deposit is charged for what nobody is paid. */
        DEPOSITS;

        /** By its name in lower case. */
        public static What of(String name) {
            for (What what : values()) {
                if (what.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return what;
                }
            }
            throw new InvalidInputException("what is " + name + ", want shares or deposits");
        }
    }

    /** Lets organisations propose and attest a wrong epoch. */
    public Report collude(long epoch, List<String> organisations, What what, long byMicros) {
        if (byMicros <= 0) {
            throw new InvalidInputException("by is " + byMicros + ", want 1 or more micro-units");
        }
        EpochRecord honest = new EpochTable(workspace.lake()).record(epoch);
        return switch (what) {
            case SHARES -> moveMoney(honest, organisations, byMicros);
            case DEPOSITS -> charge(honest, organisations, byMicros);
        };
    }

    private Report charge(EpochRecord honest, List<String> organisations, long byMicros) {
        EpochRecord wrong = charged(honest, byMicros);
        agree(wrong, organisations);
        write(wrong, rows(RewardTables.SHARES_TABLE, wrong.epoch()), rows(RewardTables.PAYOUTS_TABLE, wrong.epoch()));
        return Report.of(
                List.of(
                        "charged deposit " + wrong.deposits().get(0).depositId() + " for " + byMicros + " micro-"
                                + honest.unit() + " more than receipts say",
                        String.join(" and ", organisations) + " proposed and attested record " + wrong.leafHash()
                                + ", right is " + honest.leafHash()),
                JsonObject.nested()
                        .put("epoch", honest.epoch())
                        .put("deposit", wrong.deposits().get(0).depositId())
                        .put("recordHash", wrong.leafHash())
                        .put("honest", honest.leafHash())
                        .build());
    }

    private void agree(EpochRecord wrong, List<String> organisations) {
        List<Member> members = organisations.stream()
                .map(organisation -> Member.of(workspace, organisation))
                .toList();
        workspace.ledger(organisations.get(0)).propose(wrong);
        for (int i = 0; i < members.size(); i++) {
            attest(organisations.get(i), members.get(i), wrong);
        }
    }

    private Report moveMoney(EpochRecord honest, List<String> organisations, long byMicros) {
        long epoch = honest.epoch();
        List<Row> shares = rows(RewardTables.SHARES_TABLE, epoch);
        List<Row> payouts = rows(RewardTables.PAYOUTS_TABLE, epoch);
        Move move = move(epoch, shares, payouts, byMicros)
                .orElseThrow(() -> new InvalidInputException("in no answer of epoch " + epoch + " do two payees earn "
                        + byMicros + " micro-units or more as data; try less"));
        shares.replaceAll(row -> moved(row, move));
        payouts.replaceAll(row -> moved(row, move, byMicros));
        EpochRecord wrong = record(honest, shares, payouts);
        agree(wrong, organisations);
        write(wrong, shares, payouts);
        return Report.of(
                List.of(
                        "moved " + byMicros + " micro-" + honest.unit() + " from " + move.from() + " to " + move.to()
                                + " in answer " + move.inference(),
                        String.join(" and ", organisations) + " proposed and attested record " + wrong.leafHash()
                                + ", right is " + honest.leafHash()),
                JsonObject.nested()
                        .put("epoch", epoch)
                        .put("from", move.from())
                        .put("to", move.to())
                        .put("receipt", move.inference())
                        .put("recordHash", wrong.leafHash())
                        .put("honest", honest.leafHash())
                        .build());
    }

    private List<Row> rows(TableDefinition table, long epoch) {
        return new ArrayList<>(TableReader.of(workspace.lake().table(table))
                .whereEqual(RewardTables.EPOCH, epoch)
                .list());
    }

    private Optional<Move> move(long epoch, List<Row> shares, List<Row> payouts, long byMicros) {
        Map<String, Long> fees = new HashMap<>();
        for (Row row : rows(AttributionTables.RECEIPTS_TABLE, epoch)) {
            fees.put(row.text(AttributionTables.RECEIPT_ID), row.number(AttributionTables.FEE));
        }
        List<Row> candidates = shares.stream()
                .filter(row -> row.text(RewardTables.ROLE).equals(DATA))
                .sorted(Comparator.comparing((Row row) -> row.text(RewardTables.INFERENCE_ID), Share.BYTEWISE)
                        .thenComparing(row -> row.text(RewardTables.PAYEE), Share.BYTEWISE))
                .toList();
        for (Row from : candidates) {
            long fee = fees.getOrDefault(from.text(RewardTables.INFERENCE_ID), 0L);
            BigInteger moved = BigInteger.valueOf(byMicros).shiftLeft(SHARE_BITS);
            boolean enough = fee > 0
                    && moved.divide(BigInteger.valueOf(fee))
                                    .compareTo(BigInteger.valueOf(from.number(RewardTables.SHARE)))
                            < 0
                    && paid(payouts, from) > byMicros;
            if (!enough) {
                continue;
            }
            for (Row to : candidates) {
                boolean sameAnswer = to.text(RewardTables.INFERENCE_ID).equals(from.text(RewardTables.INFERENCE_ID))
                        && to.text(RewardTables.SUBJECT).equals(from.text(RewardTables.SUBJECT));
                if (sameAnswer && to != from && paid(payouts, to) > 0) {
                    return Optional.of(new Move(
                            from.text(RewardTables.INFERENCE_ID),
                            from.text(RewardTables.SUBJECT),
                            from.text(RewardTables.PAYEE),
                            to.text(RewardTables.PAYEE),
                            moved.divide(BigInteger.valueOf(fee)).longValueExact()));
                }
            }
        }
        return Optional.empty();
    }

    private static long paid(List<Row> payouts, Row share) {
        return payouts.stream()
                .filter(row -> row.text(RewardTables.PAYEE).equals(share.text(RewardTables.PAYEE))
                        && row.text(RewardTables.ROLE).equals(DATA)
                        && row.text(RewardTables.SUBJECT).equals(share.text(RewardTables.SUBJECT)))
                .mapToLong(row -> row.number(RewardTables.AMOUNT))
                .sum();
    }

    private static long sign(Row row, Move move) {
        boolean ofMove = row.text(RewardTables.ROLE).equals(DATA)
                && row.text(RewardTables.SUBJECT).equals(move.subject());
        if (!ofMove) {
            return 0;
        }
        String payee = row.text(RewardTables.PAYEE);
        return payee.equals(move.from()) ? -1 : payee.equals(move.to()) ? 1 : 0;
    }

    private static Row moved(Row share, Move move) {
        if (!share.text(RewardTables.INFERENCE_ID).equals(move.inference())) {
            return share;
        }
        long after = share.number(RewardTables.SHARE) + sign(share, move) * move.share();
        return share.toBuilder().number(RewardTables.SHARE, after).build();
    }

    private static Row moved(Row payout, Move move, long byMicros) {
        Row after = payout.toBuilder()
                .number(RewardTables.AMOUNT, payout.number(RewardTables.AMOUNT) + sign(payout, move) * byMicros)
                .build();
        return after.toBuilder()
                .text(
                        RewardTables.LEAF_HASH,
                        PayoutLeaves.leaf(after).leafHash().hex())
                .build();
    }

    private static EpochRecord record(EpochRecord honest, List<Row> shares, List<Row> payouts) {
        return changed(
                honest,
                tree(shares.stream().map(LabCollusion::share).sorted().toList()).root(),
                tree(payouts.stream().map(PayoutLeaves::leaf).sorted().toList()).root(),
                0);
    }

    private static EpochRecord charged(EpochRecord honest, long byMicros) {
        if (honest.deposits().isEmpty()) {
            throw new InvalidInputException("epoch " + honest.epoch() + " takes nothing from a deposit");
        }
        return changed(honest, honest.sharesRoot(), honest.payoutsRoot(), byMicros);
    }

    /** The record with other roots, and a first deposit that gives more to nobody. */
    private static EpochRecord changed(EpochRecord honest, Hash sharesRoot, Hash payoutsRoot, long chargedMicros) {
        List<DepositUse> deposits = new ArrayList<>(honest.deposits());
        if (chargedMicros > 0) {
            DepositUse first = deposits.get(0);
            deposits.set(0, new DepositUse(first.depositId(), Math.addExact(first.amount(), chargedMicros)));
        }
        return new EpochRecord(
                honest.network(),
                honest.epoch(),
                honest.kind(),
                honest.adjusts(),
                honest.windowStart(),
                honest.windowEnd(),
                honest.prevEpochHash(),
                honest.method(),
                honest.modelHashes(),
                honest.datasetRoots(),
                honest.receiptsRoot(),
                honest.receiptCount(),
                sharesRoot,
                honest.shareCount(),
                payoutsRoot,
                honest.payoutCount(),
                Math.addExact(honest.poolMicros(), chargedMicros),
                honest.paidMicros(),
                Math.addExact(honest.undistributedMicros(), chargedMicros),
                honest.unit(),
                deposits);
    }

    private static MerkleTree tree(List<? extends CanonicalRecord> leaves) {
        return MerkleTree.ofLeaves(leaves.stream().map(CanonicalRecord::bytes).toList());
    }

    private static Share share(Row row) {
        return new Share(
                row.text(RewardTables.INFERENCE_ID),
                row.text(RewardTables.PAYEE),
                row.text(RewardTables.ROLE),
                row.text(RewardTables.SUBJECT),
                row.number(RewardTables.SHARE));
    }

    private void attest(String organisation, Member member, EpochRecord wrong) {
        Ledger ledger = workspace.ledger(organisation);
        SigningKey key = member.key();
        Attestation attestation = new Attestation(
                workspace.network(),
                organisation,
                key.verifyingKey().keyId(),
                Attestation.sequence(
                        wrong.epoch(), member.proposal(wrong.epoch()).round()),
                wrong.epoch(),
                wrong.leafHash(),
                Attestation.EQUAL);
        ledger.attest(SignedEnvelope.sign(attestation.toJson(), key));
    }

    private void write(EpochRecord wrong, List<Row> shares, List<Row> payouts) {
        try (WriterLock lock = workspace.lockForWriting("colluding")) {
            overwrite(RewardTables.SHARES_TABLE, wrong.epoch(), shares);
            overwrite(RewardTables.PAYOUTS_TABLE, wrong.epoch(), payouts);
            List<Row> epochs = rows(RewardTables.EPOCHS_TABLE, wrong.epoch());
            epochs.replaceAll(row -> row.toBuilder()
                    .text(RewardTables.RECORD, wrong.toJson().toString())
                    .text(RewardTables.RECORD_HASH, wrong.leafHash().hex())
                    .build());
            overwrite(RewardTables.EPOCHS_TABLE, wrong.epoch(), epochs);
        }
    }

    private void overwrite(TableDefinition table, long epoch, List<Row> rows) {
        TableWriter.of(workspace.lake().table(table)).overwrite(Expressions.equal(RewardTables.EPOCH, epoch), rows);
    }
}
