// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceKind;
import io.tributary.protocol.record.LeafKey;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.verify.EvidenceCheck;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of fraud that rows and record agree upon is found, and what is found convinces the contract's own check. */
class FraudSearchTest {
    private static final byte[] SEED = new byte[32];
    private static final Hash ANY = Hash.sha256();
    private static final ModelEntry MODEL = new ModelEntry(
            "net",
            "era-1",
            "linear",
            "",
            List.of(),
            List.of("speeches/v1"),
            List.of(ANY),
            "ipa1/factored",
            "newton",
            ANY,
            ANY,
            ANY,
            ANY,
            "12",
            List.of("a", "b"),
            "",
            700_000,
            true,
            "org1",
            "p-org1");

    @TempDir
    Path home;

    private LakeCatalog lake;
    private final EpochAccounts right = RewardRows.accounts("q-1", "q-3");
    private final List<Receipt> receipts = List.of(receipt("q-1"), receipt("q-3"));
    private final List<Share> shares = new ArrayList<>(right.shares());
    private final List<Payout> payouts = new ArrayList<>(right.payouts());
    private long paidMicros = right.paidMicros();

    @BeforeEach
    void openLake() {
        lake = LakeCatalog.open(Configuration.load(home));
        LakeInit.run(lake);
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    private static Receipt receipt(String id) {
        return new Receipt(
                id,
                "host-1",
                1,
                "ab".repeat(16),
                "payer-1",
                "",
                "era-1",
                List.of(),
                ANY,
                ANY,
                List.of(),
                1,
                1,
                RewardRows.FEE_MICROS,
                "credit",
                "d-1",
                "flat",
                "a",
                "cd".repeat(16),
                5);
    }

    private static Hash root(List<? extends CanonicalRecord> leaves) {
        return MerkleTree.ofLeaves(leaves.stream().map(CanonicalRecord::bytes).toList())
                .root();
    }

    private EpochRecord record() {
        return new EpochRecord(
                "net",
                1,
                EpochRecord.REGULAR,
                "",
                0,
                10,
                "",
                "ipa1/factored+rows/v1",
                List.of(MODEL.leafHash()),
                List.of(ANY),
                root(receipts),
                receipts.size(),
                root(shares),
                shares.size(),
                root(payouts),
                payouts.size(),
                right.poolMicros(),
                paidMicros,
                right.poolMicros() - paidMicros,
                "credit",
                List.of(new DepositUse("d-1", right.poolMicros())));
    }

    /** Writes the leaves as they stand in the lists, and reads them back as a challenger does. */
    private StoredEpoch stored() {
        List<Row> receiptRows = receipts.stream().map(FraudSearchTest::row).toList();
        TableWriter.of(lake.table(AttributionTables.RECEIPTS_TABLE)).append(receiptRows);
        TableWriter.of(lake.table(RewardTables.SHARES_TABLE)).append(RewardRows.ofShares(shares));
        TableWriter.of(lake.table(RewardTables.PAYOUTS_TABLE)).append(RewardRows.ofPayouts(payouts));
        return StoredEpoch.read(lake, new LedgerView(List.of()), record());
    }

    private static Row row(Receipt receipt) {
        return Row.builder()
                .number(AttributionTables.EPOCH, 1)
                .text(AttributionTables.RECEIPT_ID, receipt.receiptId())
                .text(AttributionTables.HOST, receipt.host())
                .number(AttributionTables.HOST_SEQ, receipt.hostSeq())
                .text(AttributionTables.NONCE, receipt.nonce())
                .text(AttributionTables.CALLER, receipt.caller())
                .text(AttributionTables.CALLER_SIG, receipt.callerSig())
                .text(AttributionTables.MODEL, receipt.model())
                .text(AttributionTables.ADAPTERS, "[]")
                .text(AttributionTables.INPUT_COMMIT, ANY.hex())
                .text(AttributionTables.OUTPUT_COMMIT, ANY.hex())
                .text(AttributionTables.RETRIEVED, "[]")
                .number(AttributionTables.TOKENS_IN, 1)
                .number(AttributionTables.TOKENS_OUT, 1)
                .number(AttributionTables.FEE, receipt.fee())
                .text(AttributionTables.UNIT, receipt.unit())
                .text(AttributionTables.DEPOSIT, receipt.deposit())
                .text(AttributionTables.PRICE_RULE, receipt.priceRule())
                .number(AttributionTables.OCCURRED_AT, receipt.occurredAt())
                .text(AttributionTables.ANSWER, receipt.answer())
                .text(AttributionTables.ANSWER_SALT, receipt.answerSalt())
                .bytes(AttributionTables.INPUT, new byte[] {1})
                .text(AttributionTables.KEY_REF, "host-1/q")
                .text(AttributionTables.LEAF_HASH, receipt.leafHash().hex())
                .text(AttributionTables.RECEIPT_JSON, receipt.toJson().toString())
                .build();
    }

    private static Payout payout(Payout like, String subject, long amount, String unit) {
        return new Payout(
                like.network(),
                like.epoch(),
                like.payee(),
                like.payeeKey(),
                like.role(),
                like.reason(),
                subject,
                amount,
                unit,
                like.salt());
    }

    private void expectStructural(EvidenceKind kind) {
        Optional<Evidence> found = new StructuralFraud(stored(), List.of(MODEL), SEED).find();
        assertThat(found.map(Evidence::kind)).contains(kind);
        assertThat(EvidenceCheck.verify(found.orElseThrow(), record()).reason()).isEmpty();
        assertThat(EvidenceCheck.verify(found.orElseThrow(), record()).valid()).isTrue();
    }

    private void expectUpheld(EvidenceKind kind, EpochTree tree) {
        StoredEpoch stored = stored();
        assertThat(new StructuralFraud(stored, List.of(MODEL), SEED).find()).isEmpty();
        Evidence found = new ValueFraud(stored, right, SEED).find(key -> true).orElseThrow();
        assertThat(found.kind()).isEqualTo(kind);
        LeafKey disputed = found.disputedKey();
        assertThat(disputed.tree()).isEqualTo(tree);
        Recomputation own = Recomputation.of(found, ValueFraud.group(right, disputed));
        assertThat(EvidenceCheck.verify(found, record()).valid()).isTrue();
        assertThat(EvidenceCheck.verifyAnswer(found, own, record()).valid()).isTrue();
        assertThat(EvidenceCheck.upheld(found, own)).isTrue();
        assertThat(new ValueFraud(stored, right, SEED)
                        .find(key -> !key.equals(disputed) && !key.group().equals(disputed.group())))
                .as("nothing else is wrong")
                .isEmpty();
    }

    @Test
    void anHonestEpochHasNothingToFind() {
        StoredEpoch stored = stored();
        assertThat(new StructuralFraud(stored, List.of(MODEL), SEED).find()).isEmpty();
        assertThat(new ValueFraud(stored, right, SEED).find(key -> true)).isEmpty();
    }

    @Test
    void rowsOfAnotherRootThanTheRecordsCannotBeShown() {
        EpochRecord honest = record();
        payouts.set(0, payout(payouts.get(0), "speeches/v1", payouts.get(0).amount() + 1, "credit"));
        stored();
        assertThatThrownBy(() -> StoredEpoch.read(lake, new LedgerView(List.of()), honest))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("payouts of epoch 1");
    }

    @Test
    void payoutsOutOfOrderAreFound() {
        Collections.swap(payouts, 0, 1);
        expectStructural(EvidenceKind.ORDER);
    }

    @Test
    void aPayoutTwiceIsFound() {
        payouts.add(1, payouts.get(0));
        expectStructural(EvidenceKind.ORDER);
    }

    @Test
    void aPayoutInAnotherUnitIsFound() {
        payouts.set(0, payout(payouts.get(0), "speeches/v1", payouts.get(0).amount(), "gold"));
        expectStructural(EvidenceKind.FORM);
    }

    @Test
    void payoutsOfMoreThanWasPaidAreFound() {
        paidMicros -= 1;
        expectStructural(EvidenceKind.SUM);
    }

    @Test
    void aPayoutForAnUnknownSubjectIsFound() {
        payouts.set(0, payout(payouts.get(0), "speeches/v9", payouts.get(0).amount(), "credit"));
        expectStructural(EvidenceKind.SUBJECT);
    }

    @Test
    void aShareWithoutReceiptIsFound() {
        shares.add(3, new Share("q-2", "p-ann", "data", "speeches/v1", 5));
        expectStructural(EvidenceKind.RECEIPT);
    }

    @Test
    void aWrongShareIsFound() {
        Share share = shares.get(1);
        shares.set(1, new Share(share.inferenceId(), share.payee(), share.role(), share.subject(), share.share() + 1));
        expectUpheld(EvidenceKind.WRONG, EpochTree.SHARES);
    }

    @Test
    void aWrongPayoutIsFound() {
        payouts.set(1, payout(payouts.get(1), "speeches/v1", payouts.get(1).amount() - 1, "credit"));
        expectUpheld(EvidenceKind.WRONG, EpochTree.PAYOUTS);
    }

    @Test
    void aShareThatWasLeftOutIsFound() {
        shares.remove(0);
        expectUpheld(EvidenceKind.MISSING, EpochTree.SHARES);
    }

    @Test
    void aPayoutThatWasLeftOutIsFound() {
        payouts.remove(payouts.size() - 1);
        expectUpheld(EvidenceKind.MISSING, EpochTree.PAYOUTS);
    }
}
