// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.contract.Call;
import io.tributary.contract.ChallengeState;
import io.tributary.contract.ChallengeStatus;
import io.tributary.contract.Checkpoint;
import io.tributary.contract.ClaimStatus;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import io.tributary.contract.DepositStatus;
import io.tributary.contract.EpochStatus;
import io.tributary.contract.LastEpoch;
import io.tributary.contract.LogEntry;
import io.tributary.contract.LogProof;
import io.tributary.contract.SignedWord;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleProof;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.ContestEntry;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceKind;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.verify.DisputeProof;
import io.tributary.protocol.verify.DisputeVerifier;
import io.tributary.protocol.verify.PayoutProof;
import io.tributary.protocol.verify.PayoutVerifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every kind of ledger does alike. A subclass brings ledgers that share one history. */
abstract class LedgerContractTest {
    /** A ledger of a history that is empty at the start of each test, reached as an organisation. */
    protected abstract Ledger ledger(String organisation);

    /** Records and appends what an epoch needs. */
    static void start(Ledger ledger) {
        ledger.configure(Samples.policy(3, 2));
        TrainingEntry training = Samples.training("support_mail", Samples.DATASET_ROOT);
        ledger.append(List.of(
                Samples.datanet("support_mail"),
                Samples.batches("support_mail", 1, Samples.hash("batch 1"), Samples.hash("batch 2")),
                Samples.version("support_mail", 1, Samples.DATASET_ROOT, Hash.empty()),
                training,
                Samples.model("good", training, true)));
        ledger.deposit(Samples.deposit("deposit-1", 10_000, "credit"));
    }

    /** Takes an epoch to where it can be claimed from. */
    static EpochRecord close(Ledger first, Ledger second, long epoch) {
        return close(first, second, Samples.epoch(epoch, first.lastEpoch().recordHash()));
    }

    static EpochRecord close(Ledger first, Ledger second, EpochRecord record) {
        long epoch = record.epoch();
        Hash recordHash = first.propose(record);
        first.attest(Samples.sign(Samples.attestation(first.caller(), epoch, recordHash, Attestation.EQUAL)));
        second.attest(Samples.sign(Samples.attestation(second.caller(), epoch, recordHash, Attestation.EQUAL)));
        second.finalise(epoch);
        second.open(epoch);
        return record;
    }

    static ClaimStatus claim(Ledger ledger, long epoch, int index) {
        Payout leaf = Samples.payouts(epoch).get(index);
        SignedEnvelope claim = Samples.claim(leaf, leaf.payee(), Samples.key(leaf.payee()));
        return ledger.claim(claim, leaf, index, Samples.payoutTree(epoch).inclusionPath(index));
    }

    @Test
    void anEpochGoesFromProposalToClaimAndItsProofVerifiesOffline() {
        Ledger orgA = ledger("OrgA");
        Ledger orgB = ledger("OrgB");
        start(orgA);
        assertThat(orgA.policy()).contains(Samples.policy(3, 2));
        EpochRecord record = close(orgA, orgB, 1);

        EpochStatus status = orgB.epochStatus(1).orElseThrow();
        assertThat(status.state()).isEqualTo(EpochState.PAYABLE);
        assertThat(status.record()).isEqualTo(record);
        assertThat(status.proposer()).isEqualTo("OrgA");
        Payout leaf = Samples.payouts(1).get(3);
        PayoutProof proof =
                new PayoutProof(leaf, 3, Samples.payoutTree(1).inclusionPath(3), record, status.equalAttestations());
        Verdict verdict = new PayoutVerifier(Samples.policy(3, 2)).verify(proof.bytes());
        assertThat(verdict.valid()).as(verdict.reason()).isTrue();

        ClaimStatus claimed = claim(orgB, 1, 3);
        assertThat(claimed.leafHash()).isEqualTo(leaf.leafHash());
        assertThat(orgA.claims(1)).containsExactly(claimed);
        assertThat(orgA.claims(2)).isEmpty();
    }

    @Test
    void everyOrganisationSeesTheSameLogWithValidProofs() {
        Ledger orgA = ledger("OrgA");
        start(orgA);
        close(orgA, ledger("OrgC"), 1);
        Ledger orgB = ledger("OrgB");
        List<LogEntry> entries = orgB.entries(0);
        assertThat(entries).hasSize(7).isEqualTo(orgA.entries(0));
        MerkleTree tree = MerkleTree.ofLeaves(
                entries.stream().map(entry -> entry.entry().bytes()).toList());
        Checkpoint checkpoint = orgB.checkpoint();
        assertThat(checkpoint).isEqualTo(new Checkpoint(Samples.NETWORK, 7, tree.root()));
        for (LogEntry entry : entries) {
            LogProof proof = orgB.inclusionProof(entry.leafHash());
            assertThat(proof.index()).isEqualTo(entry.index());
            assertThat(proof.root()).isEqualTo(checkpoint.root());
            assertThat(proof.verify().valid()).isTrue();
        }
        LogProof earlier = orgB.inclusionProof(entries.get(2).leafHash(), 3);
        assertThat(earlier.verify().valid()).isTrue();
        Verdict grew =
                MerkleProof.verifyConsistency(3, earlier.root(), 7, checkpoint.root(), orgB.consistencyProof(3, 7));
        assertThat(grew.valid()).as(grew.reason()).isTrue();
    }

    @Test
    void aRefusalCarriesItsCodeAndLeavesTheLedgerAsItWas() {
        Ledger orgA = ledger("OrgA");
        start(orgA);
        close(orgA, ledger("OrgB"), 1);
        claim(orgA, 1, 0);
        Checkpoint before = orgA.checkpoint();
        assertThat(refusal(() -> claim(orgA, 1, 0))).isEqualTo(ContractCode.CLAIM_TAKEN);
        assertThat(refusal(
                        () -> orgA.propose(Samples.epoch(3, Samples.hash("no").hex()))))
                .isEqualTo(ContractCode.EPOCH_NUMBER_WRONG);
        assertThat(refusal(() -> orgA.append(Samples.batches("support_mail", 2, Samples.hash("batch 1")))))
                .isEqualTo(ContractCode.BATCH_ANCHORED);
        assertThat(refusal(() -> ledger("OrgX").record(Samples.datanet("strange"))))
                .isEqualTo(ContractCode.CALLER_UNKNOWN);
        assertThat(orgA.checkpoint()).isEqualTo(before);
        assertThat(orgA.claims(1)).hasSize(1);
    }

    @Test
    void everyTransactionMayBeRepeated() {
        Ledger orgA = ledger("OrgA");
        Ledger orgB = ledger("OrgB");
        start(orgA);
        start(orgA);
        EpochRecord record = close(orgA, orgB, 1);
        Checkpoint checkpoint = orgA.checkpoint();
        assertThat(orgB.propose(record)).isEqualTo(record.leafHash());
        assertThat(orgA.attest(Samples.sign(Samples.attestation("OrgA", 1, record.leafHash(), Attestation.EQUAL))))
                .isTrue();
        assertThat(orgA.finalise(1)).isEqualTo(6);
        orgA.open(1);
        assertThat(orgA.deposit(Samples.deposit("deposit-1", 10_000, "credit"))).isEqualTo(5);
        assertThat(orgA.checkpoint()).isEqualTo(checkpoint);
    }

    @Test
    void aDifferingAttestationIsShownAndDoesNotCount() {
        Ledger orgA = ledger("OrgA");
        start(orgA);
        EpochRecord record = Samples.epoch(1, "");
        orgA.propose(record);
        assertThat(orgA.attest(
                        Samples.sign(Samples.attestation("OrgA", 1, Samples.hash("mine"), Attestation.DIFFERENT))))
                .isFalse();
        EpochStatus status = orgA.epochStatus(1).orElseThrow();
        assertThat(status.state()).isEqualTo(EpochState.PROPOSED);
        assertThat(status.attestations()).hasSize(1);
        assertThat(status.attestations().get(0).attestation().recordHash()).isEqualTo(Samples.hash("mine"));
        assertThat(status.equalAttestations()).isEmpty();
        close(ledger("OrgB"), ledger("OrgC"), 1);
        assertThat(orgA.epochStatus(1).orElseThrow().state()).isEqualTo(EpochState.PAYABLE);
    }

    @Test
    void whatIsNotThereIsEmpty() {
        Ledger orgA = ledger("OrgA");
        assertThat(orgA.policy()).isEmpty();
        orgA.configure(Samples.policy(3, 2));
        assertThat(orgA.checkpoint()).isEqualTo(new Checkpoint(Samples.NETWORK, 0, Hash.empty()));
        assertThat(orgA.entries(0)).isEmpty();
        assertThat(orgA.entries(5)).isEmpty();
        assertThat(orgA.epochStatus(1)).isEmpty();
        assertThat(orgA.lastEpoch()).isEqualTo(LastEpoch.NONE);
        assertThat(orgA.parameters(1)).isEmpty();
        assertThat(orgA.deposits()).isEmpty();
        assertThat(orgA.claims(1)).isEmpty();
    }

    @Test
    void parametersAndDepositsAreAsTheLogSays() {
        Ledger orgA = ledger("OrgA");
        start(orgA);
        orgA.parameter(new ParameterEntry(Samples.NETWORK, "pay.rule", "rows/v1", 1));
        orgA.parameter(new ParameterEntry(Samples.NETWORK, "pay.rule", "bundles/v1", 2));
        assertThat(orgA.parameters(1)).containsEntry("pay.rule", "rows/v1");
        assertThat(orgA.parameters(2)).containsEntry("pay.rule", "bundles/v1");
        orgA.propose(Samples.epoch(1, ""));
        assertThat(orgA.deposits())
                .containsExactly(new DepositStatus("deposit-1", "payer-1", "credit", 10_000, Samples.POOL, 0));
    }

    @Test
    void moneyThatOneOrganisationSaysItSawWaitsForAnother() {
        Ledger orgA = ledger("OrgA");
        Ledger orgB = ledger("OrgB");
        start(orgA);
        orgA.parameter(new ParameterEntry(Samples.NETWORK, "approvals.minimum", "2", 1));
        DepositEntry deposit = Samples.deposit("deposit-2", 77, "credit");
        Hash entry = orgA.record(deposit);
        orgA.approve(Samples.approval("OrgA", entry));
        orgA.approve(Samples.approval("OrgA", entry));
        assertThat(catchThrowableOfType(ContractException.class, () -> orgA.extend(List.of(entry)))
                        .code())
                .isEqualTo(ContractCode.APPROVALS_MISSING);
        assertThat(catchThrowableOfType(ContractException.class, () -> orgA.approve(Samples.approval("OrgB", entry)))
                        .code())
                .isEqualTo(ContractCode.APPROVAL_FOREIGN);
        assertThat(orgB.recorded(entry).orElseThrow().approvedBy()).containsExactly("OrgA");
        assertThat(orgB.recorded(Samples.hash("nothing"))).isEmpty();
        orgB.approve(Samples.approval("OrgB", entry));
        orgB.extend(List.of(entry));
        assertThat(orgA.deposits()).contains(new DepositStatus("deposit-2", "payer-1", "credit", 77, 0, 0));
        assertThat(orgA.recorded(entry).orElseThrow().inLog()).isTrue();
    }

    @Test
    void moreEntriesThanOneCallTakesAreAppendedAndReadInOrder() {
        Ledger orgA = ledger("OrgA");
        orgA.configure(Samples.policy(3, 2));
        List<CanonicalRecord> deposits = new ArrayList<>();
        for (int i = 0; i < Ledger.BATCH + 3; i++) {
            deposits.add(Samples.deposit("deposit-" + i, 1, "credit"));
        }
        List<Long> indexes = orgA.append(deposits);
        assertThat(indexes).hasSize(Ledger.BATCH + 3).isSorted();
        assertThat(indexes.get(Ledger.BATCH + 2)).isEqualTo(Ledger.BATCH + 2);
        List<LogEntry> entries = orgA.entries(1);
        assertThat(entries).hasSize(Ledger.BATCH + 2);
        assertThat(entries.get(Ledger.BATCH + 1).entry())
                .isEqualTo(deposits.get(Ledger.BATCH + 2).toJson());
    }

    @Test
    void aTransactionIsNoQuery() {
        Ledger orgA = ledger("OrgA");
        start(orgA);
        Call call = Call.record(Samples.datanet("fresh_one"));
        assertThat(catchThrowableOfType(InvalidInputException.class, () -> orgA.evaluate(call)))
                .hasMessageContaining("record is a transaction, want a query");
    }

    @Test
    void aStolenPayoutIsContestedByVerdictsAndAdjusted() {
        Ledger orgB = ledger("OrgB");
        Ledger orgC = ledger("OrgC");
        start(orgB);
        List<Payout> stolen = Samples.stolenPayouts(1);
        EpochRecord wrong = close(ledger("OrgA"), orgB, Samples.epoch(1, "", stolen));
        claim(orgC, 1, 2, stolen);

        Evidence evidence = Evidence.wrong(wrong, leaf(stolen, 4), Samples.seed("OrgC"));
        Recomputation found =
                Recomputation.of(evidence, List.of(Samples.payouts(1).get(4)));
        assertThat(orgC.challenge(Samples.challenge("OrgC", evidence), evidence).state())
                .isEqualTo(ChallengeState.OPEN);
        orgC.verdict(Samples.verdict("OrgC", evidence, found), evidence, found);
        assertThat(orgB.epochStatus(1).orElseThrow().state()).isEqualTo(EpochState.PAYABLE);
        ChallengeStatus decided = orgB.verdict(Samples.verdict("OrgB", evidence, found), evidence, found);
        assertThat(decided.state()).isEqualTo(ChallengeState.PROVEN);
        assertThat(orgC.verdict(Samples.verdict("OrgC", evidence, found), evidence, found))
                .isEqualTo(decided);

        EpochStatus contested = orgC.epochStatus(1).orElseThrow();
        assertThat(contested.state()).isEqualTo(EpochState.CONTESTED);
        assertThat(refusal(() -> claim(orgC, 1, 4, stolen))).isEqualTo(ContractCode.CLAIM_NOT_PAYABLE);
        DisputeProof dispute = new DisputeProof(
                wrong,
                contested.equalAttestations(),
                decided.signed(),
                evidence,
                Optional.of(found),
                decided.upheldVerdicts(found.leafHash()));
        assertThat(new DisputeVerifier(Samples.policy(3, 2)).verify(dispute.bytes()))
                .isEqualTo(Verdict.accepted());
        assertAdjusted(orgB, orgC, wrong);
    }

    /** What payee-3 claimed before is left out; the others get what is right. */
    private static void assertAdjusted(Ledger first, Ledger second, EpochRecord wrong) {
        List<Payout> right = new ArrayList<>();
        for (Payout payout : Samples.payouts(1)) {
            if (!payout.payee().equals("payee-3")) {
                right.add(Samples.payout(2, payout.payee(), "adjustment", payout.amount()));
            }
        }
        EpochRecord adjustment = close(first, second, Samples.adjustment(wrong, wrong, right));
        EpochStatus superseded = first.epochStatus(1).orElseThrow();
        assertThat(superseded.state()).isEqualTo(EpochState.SUPERSEDED);
        assertThat(superseded.supersededBy()).isEqualTo(adjustment.leafHash().hex());
        claim(second, 2, 0, right);
        assertThat(first.claims(2)).hasSize(1);
        assertThat(first.claims(1)).hasSize(1);
        PayoutProof proof = new PayoutProof(
                right.get(0),
                0,
                Samples.tree(right).inclusionPath(0),
                adjustment,
                first.epochStatus(2).orElseThrow().equalAttestations());
        assertThat(new PayoutVerifier(Samples.policy(3, 2)).verify(proof.bytes()))
                .isEqualTo(Verdict.accepted());
        assertThat(first.deposits().get(0).spentMicros()).isEqualTo(Samples.POOL);
    }

    static ClaimStatus claim(Ledger ledger, long epoch, int index, List<Payout> payouts) {
        Payout leaf = payouts.get(index);
        SignedEnvelope claim = Samples.claim(leaf, leaf.payee(), Samples.key(leaf.payee()));
        return ledger.claim(claim, leaf, index, Samples.tree(payouts).inclusionPath(index));
    }

    private static EvidenceLeaf leaf(List<Payout> payouts, int index) {
        return EvidenceLeaf.of(
                EpochTree.PAYOUTS,
                Samples.tree(payouts),
                index,
                payouts.get(index).bytes());
    }

    @Test
    void structuralFraudIsDecidedAloneAndStandsInTheLog() {
        Ledger orgC = ledger("OrgC");
        start(orgC);
        List<Payout> swapped = new ArrayList<>(Samples.payouts(1));
        Collections.swap(swapped, 1, 3);
        EpochRecord record = Samples.epoch(1, "", swapped);
        close(ledger("OrgA"), ledger("OrgB"), record);
        long size = orgC.checkpoint().size();
        Evidence evidence = Evidence.order(record, leaf(swapped, 1), leaf(swapped, 3), Samples.seed("OrgC"));
        SignedEnvelope challenge = Samples.challenge("OrgC", evidence);
        assertThat(orgC.challenge(challenge, evidence).state()).isEqualTo(ChallengeState.PROVEN);
        assertThat(orgC.challenge(challenge, evidence).state()).isEqualTo(ChallengeState.PROVEN);
        assertThat(orgC.epochStatus(1).orElseThrow().state()).isEqualTo(EpochState.CONTESTED);
        ContestEntry entry =
                new ContestEntry(Samples.NETWORK, 1, record.leafHash(), EvidenceKind.ORDER, evidence.leafHash());
        assertThat(orgC.entries(size)).hasSize(1);
        assertThat(orgC.entries(size).get(0).entry()).isEqualTo(entry.toJson());
        assertThat(orgC.inclusionProof(entry.leafHash()).verify().valid()).isTrue();
        assertThat(refusal(() -> orgC.open(1))).isEqualTo(ContractCode.EPOCH_STATE_WRONG);
    }

    @Test
    void anUnfoundedChallengeChangesNothing() {
        Ledger orgA = ledger("OrgA");
        Ledger orgC = ledger("OrgC");
        start(orgA);
        EpochRecord record = close(orgA, ledger("OrgB"), 1);
        Checkpoint before = orgA.checkpoint();
        List<Payout> payouts = Samples.payouts(1);
        Evidence none = Evidence.form(record, leaf(payouts, 2), Samples.seed("OrgC"));
        assertThat(refusal(() -> orgC.challenge(Samples.challenge("OrgC", none), none)))
                .isEqualTo(ContractCode.CHALLENGE_UNFOUNDED);
        assertThat(orgA.epochStatus(1).orElseThrow().challenges()).isEmpty();
        Evidence wrong = Evidence.wrong(record, leaf(payouts, 2), Samples.seed("OrgC"));
        Recomputation found = Recomputation.of(wrong, List.of(payouts.get(2)));
        orgC.challenge(Samples.challenge("OrgC", wrong), wrong);
        orgC.verdict(Samples.verdict("OrgC", wrong, found), wrong, found);
        ChallengeStatus judged = orgA.verdict(Samples.verdict("OrgA", wrong, found), wrong, found);
        assertThat(judged.state()).isEqualTo(ChallengeState.OPEN);
        assertThat(judged.verdicts()).hasSize(2).noneMatch(SignedWord::upholds);
        assertThat(orgA.checkpoint()).isEqualTo(before);
        assertThat(orgA.epochStatus(1).orElseThrow().state()).isEqualTo(EpochState.PAYABLE);
        claim(orgC, 1, 2);
    }

    @Test
    void aProposalThatTooFewCanStillAttestIsReplaced() {
        Ledger orgB = ledger("OrgB");
        Ledger orgC = ledger("OrgC");
        start(orgB);
        EpochRecord good = Samples.epoch(1, "");
        EpochRecord bad = Samples.epoch(1, "", Samples.stolenPayouts(1));
        ledger("OrgA").propose(bad);
        orgB.attest(Samples.sign(Samples.attestation("OrgB", 1, good.leafHash(), Attestation.DIFFERENT)));
        assertThat(refusal(() -> orgB.propose(good))).isEqualTo(ContractCode.EPOCH_CONFLICT);
        orgC.attest(Samples.sign(Samples.attestation("OrgC", 1, good.leafHash(), Attestation.DIFFERENT)));
        orgB.propose(good);
        EpochStatus status = orgC.epochStatus(1).orElseThrow();
        assertThat(status.round()).isEqualTo(1);
        assertThat(status.record()).isEqualTo(good);
        assertThat(status.attestations()).isEmpty();
        for (Ledger ledger : List.of(orgB, orgC)) {
            ledger.attest(Samples.sign(
                    Samples.attestation(ledger.caller(), 1, status.round(), good.leafHash(), Attestation.EQUAL)));
        }
        orgC.finalise(1);
        assertThat(orgB.lastEpoch().recordHash()).isEqualTo(good.leafHash().hex());
    }

    private static ContractCode refusal(Runnable transaction) {
        ContractException refusal = catchThrowableOfType(ContractException.class, transaction::run);
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.code();
    }
}
