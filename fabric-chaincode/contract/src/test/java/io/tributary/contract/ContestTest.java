// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.ContestEntry;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceKind;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.verify.DisputeProof;
import io.tributary.protocol.verify.DisputeVerifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a contested epoch, its adjustment and a replaced proposal leave behind. */
class ContestTest {
    @Test
    void aContestStandsInTheLogAndTheStatusIsTheDisputeFile() {
        TestNetwork network = TestNetwork.started();
        EpochRecord record = network.reach(1, EpochState.FINAL);
        Evidence evidence = Disputes.wrong(record);
        Recomputation found = Disputes.contradicting(evidence);
        long size = network.checkpoint().size();
        network.run("OrgC", Disputes.challengeCall("OrgC", evidence));
        assertThat(network.status(1).state()).isEqualTo(EpochState.FINAL);
        assertThat(network.status(1).challenges().get(0).state()).isEqualTo(ChallengeState.OPEN);
        network.run("OrgC", Disputes.verdictCall("OrgC", evidence, found));
        network.run("OrgB", Disputes.verdictCall("OrgB", evidence, Disputes.agreeing(evidence, 2)));
        assertThat(network.checkpoint().size()).isEqualTo(size);
        network.run("OrgA", Disputes.verdictCall("OrgA", evidence, found));

        ContestEntry entry =
                new ContestEntry(Samples.NETWORK, 1, record.leafHash(), EvidenceKind.WRONG, evidence.leafHash());
        JsonObject last =
                network.run("OrgA", Call.entries(size, 10)).objects("entries").get(0);
        assertThat(LogEntry.of(last).entry()).isEqualTo(entry.toJson());
        EpochStatus status = network.status(1);
        assertThat(status.state()).isEqualTo(EpochState.CONTESTED);
        ChallengeStatus challenge = status.challenges().get(0);
        assertThat(challenge.state()).isEqualTo(ChallengeState.PROVEN);
        assertThat(challenge.challenger()).isEqualTo("OrgC");
        assertThat(challenge.verdicts()).hasSize(3);
        requireVerifiable(record, evidence, found, status);
        assertThat(EpochStatus.of(status.toJson())).isEqualTo(status);
    }

    /** Every leaf is right, and the record charges a deposit for what nobody was asked for. */
    @Test
    void aRecordThatIsWrongBesideItsRootsIsContestedByVerdicts() {
        TestNetwork network = TestNetwork.started();
        EpochRecord record = network.reach(1, EpochState.FINAL);
        EpochRecord right = EpochRecord.of(Samples.editArray(
                Samples.edit(Samples.edit(record.toJson(), "pool", "900"), "undistributed", "0"),
                "deposits",
                "[{\"amount\":\"900\",\"deposit\":\"deposit-1\"}]"));
        assertThat(right.sharesRoot()).isEqualTo(record.sharesRoot());
        Evidence evidence = Evidence.wrongRecord(record, new byte[32]);
        network.run("OrgC", Disputes.challengeCall("OrgC", evidence));
        assertThat(network.stateOf(1)).isEqualTo("FINAL");
        Recomputation found = Recomputation.of(evidence, List.of(right));
        network.run("OrgC", Disputes.verdictCall("OrgC", evidence, found));
        assertThat(network.stateOf(1)).isEqualTo("FINAL");
        network.run("OrgB", Disputes.verdictCall("OrgB", evidence, found));
        assertThat(network.stateOf(1)).isEqualTo("CONTESTED");

        EpochStatus status = network.status(1);
        requireVerifiable(record, evidence, found, status);
    }

    @Test
    void aContestCannotBeRecordedByHand() {
        TestNetwork network = TestNetwork.started();
        EpochRecord record = network.reach(1, EpochState.FINAL);
        ContestEntry entry =
                new ContestEntry(Samples.NETWORK, 1, record.leafHash(), EvidenceKind.FORM, Samples.hash("no"));
        assertThat(refusal(() -> network.run("OrgA", Call.record(entry)))).isEqualTo(ContractCode.ENTRY_RESERVED);
        assertThat(refusal(() -> network.run("OrgA", Call.extend(List.of(entry.leafHash())))))
                .isEqualTo(ContractCode.ENTRY_UNKNOWN);
    }

    @Test
    void whatAnAdjustmentTakesLessGoesBackIfNothingCouldBeClaimed() {
        TestNetwork network = TestNetwork.started();
        EpochRecord record = network.reach(1, EpochState.FINAL);
        assertThat(network.deposit("deposit-1").spentMicros()).isEqualTo(Samples.POOL);
        network.run("OrgC", Disputes.challengeCall("OrgC", Disputes.form(record)));
        EpochRecord first = network.adjust(record);
        assertThat(network.deposit("deposit-1"))
                .isEqualTo(new DepositStatus("deposit-1", "payer-1", "credit", 10_000, 0, Samples.POOL / 4));
        assertThat(network.status(1).supersededBy()).isEqualTo(first.leafHash().hex());
        assertThat(network.status(2).supersededBy()).isEmpty();
    }

    @Test
    void whatAnAdjustmentTakesLessStaysSpentOnceClaimsWereOpen() {
        TestNetwork network = TestNetwork.started();
        network.reach(1, EpochState.SUPERSEDED);
        DepositStatus deposit = network.deposit("deposit-1");
        assertThat(deposit.spentMicros()).isEqualTo(Samples.POOL);
        assertThat(deposit.reservedMicros()).isZero();
    }

    @Test
    void whatAnAdjustmentTakesBeyondComesFromWhatDepositsHold() {
        TestNetwork network = TestNetwork.started();
        EpochRecord record = network.reach(1, EpochState.FINAL);
        network.append(Samples.deposit("deposit-3", 500, "credit"));
        network.run("OrgC", Disputes.challengeCall("OrgC", Disputes.form(record)));
        EpochRecord wanted = Samples.adjustment(record, 2, network.last().recordHash());
        String uses =
                "[{\"amount\":\"1100\",\"deposit\":\"deposit-1\"},{\"amount\":\"400\",\"deposit\":\"deposit-3\"}]";
        JsonObject more = Samples.edit(Samples.edit(wanted.toJson(), "pool", "1500"), "undistributed", "1300");
        EpochRecord adjustment = EpochRecord.of(Samples.editArray(more, "deposits", uses));
        network.run("OrgA", Call.propose(adjustment));
        assertThat(network.deposit("deposit-1").reservedMicros()).isEqualTo(1100 - Samples.POOL);
        assertThat(network.deposit("deposit-3").reservedMicros()).isEqualTo(400);

        network.attest("OrgB", 2, Samples.hash("other"), Attestation.DIFFERENT);
        network.attest("OrgC", 2, Samples.hash("other"), Attestation.DIFFERENT);
        network.run("OrgB", Call.propose(wanted));
        assertThat(network.deposit("deposit-1").reservedMicros()).isZero();
        assertThat(network.deposit("deposit-3").reservedMicros()).isZero();
    }

    @Test
    void aFinalAdjustmentSpendsWhatItTookBeyond() {
        TestNetwork network = TestNetwork.started();
        EpochRecord record = network.reach(1, EpochState.FINAL);
        network.run("OrgC", Disputes.challengeCall("OrgC", Disputes.form(record)));
        EpochRecord wanted = Samples.adjustment(record, 2, network.last().recordHash());
        JsonObject more = Samples.edit(Samples.edit(wanted.toJson(), "pool", "1500"), "undistributed", "1300");
        EpochRecord adjustment = EpochRecord.of(
                Samples.editArray(more, "deposits", "[{\"amount\":\"1500\",\"deposit\":\"deposit-1\"}]"));
        network.run("OrgA", Call.propose(adjustment));
        network.attestEqual("OrgA", adjustment);
        network.attestEqual("OrgB", adjustment);
        network.run("OrgC", Call.finalise(2));
        assertThat(network.deposit("deposit-1"))
                .isEqualTo(new DepositStatus("deposit-1", "payer-1", "credit", 10_000, 0, 1500));
    }

    @Test
    void anAdjustmentIsContestedAndAdjustedItself() {
        TestNetwork network = TestNetwork.started();
        EpochRecord record = network.reach(1, EpochState.CONTESTED);
        EpochRecord first = network.adjust(record);
        network.run("OrgC", Disputes.challengeCall("OrgC", Evidence.form(first, share(record), new byte[32])));
        assertThat(network.stateOf(2)).isEqualTo("CONTESTED");
        EpochRecord second = network.adjust(first);
        assertThat(network.stateOf(1)).isEqualTo("SUPERSEDED");
        assertThat(network.stateOf(2)).isEqualTo("SUPERSEDED");
        assertThat(network.status(2).supersededBy()).isEqualTo(second.leafHash().hex());
        EpochRecord stale = Samples.adjustment(
                record, network.last().epoch() + 1, network.last().recordHash());
        assertThat(refusal(() -> network.run("OrgA", Call.propose(stale))))
                .isEqualTo(ContractCode.ADJUSTMENT_UNFOUNDED);
    }

    private static EvidenceLeaf share(EpochRecord record) {
        return Disputes.share(record.epoch(), 4);
    }

    @Test
    void claimsMadeBeforeStayMadeAndLaterOnesAreRefused() {
        TestNetwork network = TestNetwork.started();
        EpochRecord record = network.reach(1, EpochState.PAYABLE);
        claim(network, 0);
        network.run("OrgC", Disputes.challengeCall("OrgC", Disputes.order(record)));
        assertThat(refusal(() -> claim(network, 1))).isEqualTo(ContractCode.CLAIM_NOT_PAYABLE);
        network.adjust(record);
        assertThat(refusal(() -> claim(network, 1))).isEqualTo(ContractCode.CLAIM_NOT_PAYABLE);
        assertThat(network.run("OrgA", Call.claims(1)).objects("claims")).hasSize(1);
    }

    private static void claim(TestNetwork network, int index) {
        Payout leaf = Samples.payouts(1).get(index);
        SignedEnvelope signed = Samples.claim(leaf, leaf.payee(), Samples.key(leaf.payee()));
        network.claim(leaf, signed, index, Samples.payoutTree(1).inclusionPath(index));
    }

    @Test
    void aReplacedProposalKeepsItsAttestationsAndReleasesItsMoney() {
        TestNetwork network = TestNetwork.started();
        EpochRecord first = network.reach(1, EpochState.PROPOSED);
        Hash other = Samples.hash("other");
        network.attest("OrgB", 1, other, Attestation.DIFFERENT);
        network.attest("OrgC", 1, other, Attestation.DIFFERENT);
        EpochRecord second = EpochRecord.of(Samples.edit(first.toJson(), "sharesRoot", other.hex()));
        network.run("OrgB", Call.propose(second));
        EpochStatus status = network.status(1);
        assertThat(status.round()).isEqualTo(1);
        assertThat(status.proposer()).isEqualTo("OrgB");
        assertThat(status.attestations()).isEmpty();
        assertThat(network.deposit("deposit-1").reservedMicros()).isEqualTo(Samples.POOL);
        StateKey kept = StateKey.of("attestation", StateKey.padded(1), StateKey.padded(0), "OrgB");
        assertThat(network.state().simulate().get(kept)).isPresent();
        network.run("OrgB", Call.attest(second(second, "OrgB")));
        network.run("OrgC", Call.attest(second(second, "OrgC")));
        network.run("OrgC", Call.finalise(1));
        assertThat(network.last().recordHash()).isEqualTo(second.leafHash().hex());
        assertThat(network.deposit("deposit-1").spentMicros()).isEqualTo(Samples.POOL);
    }

    private static SignedEnvelope second(EpochRecord record, String organisation) {
        return Samples.sign(Samples.attestation(organisation, 1, 1, record.leafHash(), Attestation.EQUAL));
    }

    @Test
    void anEpochHasAThousandRoundsAndNoMore() {
        TestNetwork network = TestNetwork.started(1, 1);
        EpochRecord first = network.reach(1, EpochState.PROPOSED);
        Hash other = Samples.hash("other");
        for (long round = 0; round < Attestation.ROUNDS_MAX - 1; round++) {
            differ(network, round, other);
            network.run("OrgA", next(first, round));
        }
        assertThat(network.status(1).round()).isEqualTo(Attestation.ROUNDS_MAX - 1);
        differ(network, Attestation.ROUNDS_MAX - 1, other);
        assertThat(refusal(() -> network.run("OrgA", next(first, Attestation.ROUNDS_MAX))))
                .isEqualTo(ContractCode.EPOCH_CONFLICT);
        assertThat(network.deposit("deposit-1").reservedMicros()).isEqualTo(Samples.POOL);
    }

    private static void differ(TestNetwork network, long round, Hash other) {
        Attestation attestation = Samples.attestation("OrgA", 1, round, other, Attestation.DIFFERENT);
        network.run("OrgA", Call.attest(Samples.sign(attestation)));
    }

    private static Call next(EpochRecord first, long round) {
        String root = Samples.hash("round " + round).hex();
        return Call.propose(EpochRecord.of(Samples.edit(first.toJson(), "sharesRoot", root)));
    }

    @Test
    void nothingConfidentialComesIntoTheState() {
        TestNetwork network = TestNetwork.started();
        EpochRecord record = network.reach(1, EpochState.PAYABLE);
        List<Evidence> challenges = new ArrayList<>(List.of(Disputes.wrong(record), Disputes.missing(record)));
        challenges.add(Disputes.wrong(record, 3));
        for (Evidence evidence : challenges) {
            Recomputation found = Disputes.contradicting(evidence);
            String puts = network.puts("OrgC", Disputes.challengeCall("OrgC", evidence))
                    + network.puts("OrgA", Disputes.verdictCall("OrgA", evidence, found));
            assertThat(puts)
                    .contains(evidence.leafHash().hex(), found.leafHash().hex());
            assertNothingOf(evidence, puts);
        }
        Evidence last = Disputes.order(record);
        assertNothingOf(last, network.puts("OrgC", Disputes.challengeCall("OrgC", last)));
        assertThat(network.stateOf(1)).isEqualTo("CONTESTED");
    }

    /** Ids as JSON strings, amounts as the numbers they are in leaves. */
    private static void assertNothingOf(Evidence evidence, String puts) {
        assertThat(puts).doesNotContain(evidence.salt(), "payee-", "support_mail", "\"q-");
        for (Payout payout : Samples.payouts(1)) {
            assertThat(puts).doesNotContain(payout.salt(), payout.payeeKey(), "\"" + payout.amount() + "\"");
        }
    }

    @Test
    void anEpochOfAMillionPayoutsPutsAsManyKeysAsOneOfFive() {
        // propose 2, two attestations of 2 each, finalise 7, open 1, claim 1.
        assertThat(putsOfALife(1_000_000)).isEqualTo(putsOfALife(5)).isEqualTo(15);
    }

    /** Number of puts from propose to claim for an epoch of many payouts of one micro-unit. */
    private static int putsOfALife(int count) {
        TestNetwork network = TestNetwork.started();
        network.append(Samples.deposit("deposit-3", 1_000_000, "credit"));
        MerkleTree tree = MerkleTree.ofLeafHashes(Collections.nCopies(count, leaf().leafHash()));
        JsonObject json = Samples.epoch(1, "").toJson();
        for (String key : List.of("pool", "paid", "payoutCount")) {
            json = Samples.edit(json, key, Integer.toString(count));
        }
        json = Samples.edit(
                Samples.edit(json, "undistributed", "0"),
                "payoutsRoot",
                tree.root().hex());
        String deposits = "[{\"amount\":\"" + count + "\",\"deposit\":\"deposit-3\"}]";
        EpochRecord record = EpochRecord.of(Samples.editArray(json, "deposits", deposits));
        int before = network.putCount();
        network.run("OrgA", Call.propose(record));
        network.attestEqual("OrgA", record);
        network.attestEqual("OrgB", record);
        network.run("OrgA", Call.finalise(1));
        network.run("OrgA", Call.open(1));
        SignedEnvelope claim = Samples.claim(leaf(), "payee-1", Samples.key("payee-1"));
        network.claim(leaf(), claim, 1, tree.inclusionPath(1));
        return network.putCount() - before;
    }

    private static Payout leaf() {
        return Payout.of(Samples.edit(Samples.payouts(1).get(0).toJson(), "amount", "1"));
    }

    private static ContractCode refusal(Runnable transaction) {
        ContractException refusal = catchThrowableOfType(ContractException.class, transaction::run);
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.code();
    }

    /** What is on the ledger makes a dispute file that anybody can verify. */
    private static void requireVerifiable(
            EpochRecord record, Evidence evidence, Recomputation found, EpochStatus status) {
        ChallengeStatus challenge = status.challenges().get(0);
        DisputeProof dispute = new DisputeProof(
                record,
                status.equalAttestations(),
                challenge.signed(),
                evidence,
                Optional.of(found),
                challenge.upheldVerdicts(found.leafHash()));
        assertThat(new DisputeVerifier(Samples.policy(3, 2)).verify(dispute.bytes()))
                .isEqualTo(Verdict.accepted());
    }
}
