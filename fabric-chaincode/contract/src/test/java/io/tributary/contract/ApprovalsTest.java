// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Approval;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.HeldOutEntry;
import io.tributary.protocol.record.ModelRefusal;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one organisation alone could use against the others comes into the log only with their approval. */
class ApprovalsTest {
    private static final ParameterEntry MINIMUM = parameter("approvals.minimum", "2", 1);
    private static final DepositEntry DEPOSIT = Samples.deposit("deposit-9", 1_000_000, "credit");
    private static final Hash GOOD = Samples.model("good", Samples.training("support_mail", Samples.DATASET_ROOT), true)
            .leafHash();
    private static final Hash POOR = Samples.model(
                    "poor", Samples.training("support_mail", Samples.DATASET_ROOT), false)
            .leafHash();

    private final TestNetwork network = TestNetwork.started();

    private static ParameterEntry parameter(String name, String value, long fromEpoch) {
        return new ParameterEntry(Samples.NETWORK, name, value, fromEpoch);
    }

    private static SignedEnvelope approval(String signer, Hash entry) {
        return signed(signer, signer, Samples.NETWORK, entry);
    }

    private static SignedEnvelope signed(String signer, String keyOf, String networkId, Hash entry) {
        String keyId = Samples.key(signer).verifyingKey().keyId();
        return SignedEnvelope.sign(Approval.of(networkId, signer, keyId, entry).toJson(), Samples.key(keyOf));
    }

    private void approve(String organisation, CanonicalRecord entry) {
        network.run(organisation, Call.approve(approval(organisation, entry.leafHash())));
    }

    private ContractCode refusal(Runnable transaction) {
        Hash before = network.digest();
        ContractException refusal = catchThrowableOfType(ContractException.class, transaction::run);
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(network.digest()).as("a refused transaction changes nothing").isEqualTo(before);
        return refusal.code();
    }

    private ContractCode extendRefusal(String caller, CanonicalRecord entry) {
        network.run("OrgA", Call.record(entry));
        return refusal(() -> network.run(caller, Call.extend(List.of(entry.leafHash()))));
    }

    private void extend(String caller, CanonicalRecord entry) {
        network.run(caller, Call.extend(List.of(entry.leafHash())));
    }

    @Test
    void withoutTheParameterOneOrganisationIsEnoughAsBefore() {
        network.append(parameter("pay.rule", "rows/v1", 1), DEPOSIT);
        assertThat(network.deposit("deposit-9").heldMicros()).isEqualTo(1_000_000);
    }

    @Test
    void parametersAndDepositsTakeTheWordOfSeveralOrganisations() {
        network.append(MINIMUM);
        for (CanonicalRecord entry : List.of(parameter("payee.host-1", "p-mine", 1), DEPOSIT)) {
            assertThat(extendRefusal("OrgA", entry)).isEqualTo(ContractCode.APPROVALS_MISSING);
            approve("OrgA", entry);
            approve("OrgA", entry);
            assertThat(extendRefusal("OrgA", entry))
                    .as("one word given twice")
                    .isEqualTo(ContractCode.APPROVALS_MISSING);
            approve("OrgC", entry);
            extend("OrgB", entry);
        }
        assertThat(network.deposit("deposit-9").heldMicros()).isEqualTo(1_000_000);
        RecordedEntry recorded = RecordedEntry.of(network.run("OrgB", Call.recorded(DEPOSIT.leafHash())));
        assertThat(recorded.entry()).isEqualTo(DEPOSIT.toJson());
        assertThat(recorded.approvedBy()).containsExactly("OrgA", "OrgC");
        assertThat(recorded.inLog()).isTrue();
    }

    @Test
    void theMinimumItselfIsChangedByApprovalsAndNeverAboveTheThreshold() {
        network.append(MINIMUM);
        ParameterEntry none = parameter("approvals.minimum", "1", 2);
        assertThat(extendRefusal("OrgC", none)).isEqualTo(ContractCode.APPROVALS_MISSING);
        approve("OrgB", none);
        approve("OrgC", none);
        extend("OrgC", none);
        assertThat(extendRefusal("OrgA", DEPOSIT))
                .as("a value does not hold before its epoch")
                .isEqualTo(ContractCode.APPROVALS_MISSING);
        network.reach(1, EpochState.FINAL);
        ParameterEntry later = parameter("pay.rule", "rows/v1", 2);
        network.run("OrgA", Call.record(later));
        approve("OrgA", later);
        extend("OrgA", later);
        assertThat(extendRefusal("OrgA", parameter("approvals.minimum", "3", 3)))
                .as("one organisation could stop every deposit")
                .isEqualTo(ContractCode.ENTRY_INVALID);
        for (String value : List.of("0", "-1", "", "two", "65")) {
            assertThat(refusal(() -> network.run("OrgA", Call.record(parameter("approvals.minimum", value, 4)))))
                    .as(value)
                    .isEqualTo(ContractCode.ENTRY_INVALID);
        }
    }

    /** Else two of the network's could set a value for a far epoch, and no value could ever take over from it. */
    @Test
    void aMinimumForAFarEpochHoldsInNobodysWayBefore() {
        network.append(parameter("approvals.minimum", "1", 1));
        ParameterEntry far = parameter("approvals.minimum", "2", 900);
        network.run("OrgA", Call.record(far));
        approve("OrgA", far);
        extend("OrgA", far);
        network.run("OrgA", Call.record(DEPOSIT));
        approve("OrgA", DEPOSIT);
        extend("OrgA", DEPOSIT);
        network.reach(1, EpochState.FINAL);
        network.run("OrgA", Call.record(parameter("approvals.minimum", "2", 2)));
        approve("OrgA", parameter("approvals.minimum", "2", 2));
        extend("OrgA", parameter("approvals.minimum", "2", 2));
        assertThat(extendRefusal("OrgA", Samples.deposit("deposit-10", 1, "credit")))
                .as("the nearer value, which came later, holds now")
                .isEqualTo(ContractCode.APPROVALS_MISSING);
    }

    @Test
    void aMinimumWhoseEpochIsYetToComeAsksAtOnceWhereTheNetworkHadNone() {
        network.append(parameter("approvals.minimum", "2", 7));
        assertThat(extendRefusal("OrgA", DEPOSIT)).isEqualTo(ContractCode.APPROVALS_MISSING);
    }

    @Test
    void nobodyApprovesInTheNameOfAnother() {
        network.append(MINIMUM);
        network.run("OrgA", Call.record(DEPOSIT));
        Hash entry = DEPOSIT.leafHash();
        assertThat(refusal(() -> network.run("OrgA", Call.approve(approval("OrgB", entry)))))
                .isEqualTo(ContractCode.APPROVAL_FOREIGN);
        assertThat(refusal(() -> network.run("OrgB", Call.approve(signed("OrgB", "OrgA", Samples.NETWORK, entry)))))
                .isEqualTo(ContractCode.APPROVAL_FORGED);
        assertThat(refusal(() -> network.run("OrgB", Call.approve(signed("OrgB", "OrgB", "other-net", entry)))))
                .isEqualTo(ContractCode.NETWORK_MISMATCH);
        assertThat(refusal(() -> network.run("OrgX", Call.approve(approval("OrgX", entry)))))
                .isEqualTo(ContractCode.CALLER_UNKNOWN);
        assertThat(refusal(() -> network.run("OrgB", Call.approve(approval("OrgB", Samples.hash("never recorded"))))))
                .isEqualTo(ContractCode.ENTRY_UNKNOWN);
    }

    @Test
    void termsAreTheWordOfTheDatanetsOwnerAlone() {
        network.append(MINIMUM);
        ParameterEntry terms =
                parameter("datanet.terms.support_mail.1", Samples.hash("terms").hex(), 1);
        assertThat(extendRefusal("OrgB", terms)).isEqualTo(ContractCode.TERMS_FOREIGN);
        extend("OrgA", terms);
        assertThat(extendRefusal("OrgA", parameter("datanet.terms.no_such.1", "00", 1)))
                .isEqualTo(ContractCode.DATANET_UNKNOWN);
    }

    @Test
    void nobodyButItsOwnerClosesAVersionOrChoosesWhatJudgesIt() {
        HeldOutEntry set = new HeldOutEntry(Samples.NETWORK, "support_mail", 2, Samples.hash("bait"), 40);
        CanonicalRecord batches = Samples.batches("support_mail", 2, Samples.hash("a batch that nobody has"));
        CanonicalRecord version =
                Samples.version("support_mail", 2, Samples.hash("a version of nothing"), Samples.DATASET_ROOT);
        network.append(parameter("heldout.minimum", "40", 1), MINIMUM);
        for (CanonicalRecord entry : List.of(set, batches, version)) {
            assertThat(extendRefusal("OrgB", entry)).as(entry.toJson().type()).isEqualTo(ContractCode.DATANET_FOREIGN);
        }
        for (CanonicalRecord entry : List.of(set, batches, version)) {
            extend("OrgA", entry);
        }
    }

    @Test
    void aWithdrawalIsTheOwnersOrTakesTheWordOfSeveralOrganisations() {
        CanonicalRecord withdrawal = Samples.withdrawal("support_mail");
        network.append(MINIMUM);
        assertThat(extendRefusal("OrgB", withdrawal)).isEqualTo(ContractCode.APPROVALS_MISSING);
        approve("OrgB", withdrawal);
        approve("OrgC", withdrawal);
        extend("OrgB", withdrawal);

        TestNetwork other = TestNetwork.started();
        other.append(MINIMUM, withdrawal);
        assertThat(other.checkpoint().size()).isEqualTo(network.checkpoint().size());
    }

    @Test
    void whoProposesWhatOthersFindWrongAgainAndAgainLeavesTheNextRoundToThem() {
        network.append(MINIMUM);
        EpochRecord right = Samples.epoch(1, "");
        for (int round = 0; round < 3; round++) {
            die("OrgC", round);
        }
        assertThat(refusal(() -> network.run("OrgC", Call.propose(wrong(3))))).isEqualTo(ContractCode.PROPOSER_TIRED);
        network.run("OrgB", Call.propose(right));
        assertThat(network.status(1).round()).isEqualTo(3);
    }

    @Test
    void whereEverybodysProposalsDieEverybodyGoesOn() {
        network.append(MINIMUM);
        int round = 0;
        for (int turn = 0; turn < 4; turn++) {
            for (String organisation : List.of("OrgA", "OrgB", "OrgC")) {
                die(organisation, round++);
            }
        }
        network.run("OrgA", Call.propose(Samples.epoch(1, "")));
    }

    @Test
    void inANetworkWithoutTheParameterRoundsAreAsTheyWere() {
        for (int round = 0; round < 5; round++) {
            die("OrgC", round);
        }
    }

    /** A record that differs from any other round's. */
    private static EpochRecord wrong(int round) {
        return EpochRecord.of(Samples.edit(
                Samples.epoch(1, "").toJson(),
                "payoutsRoot",
                Samples.hash("wrong " + round).hex()));
    }

    /** Somebody proposes, and the others say that it is wrong. */
    private void die(String proposer, int round) {
        network.run(proposer, Call.propose(wrong(round)));
        for (String organisation : List.of("OrgA", "OrgB", "OrgC")) {
            if (!organisation.equals(proposer)) {
                Attestation different =
                        Samples.attestation(organisation, 1, round, Samples.hash("right"), Attestation.DIFFERENT);
                network.run(organisation, Call.attest(Samples.sign(different)));
            }
        }
    }

    @Test
    void aModelThatEnoughOrganisationsCannotTrainAgainIsPaidByNoEpochFromThenOn() {
        EpochRecord before = network.reach(1, EpochState.FINAL);
        EpochRecord stuck = network.reach(2, EpochState.ATTESTED);
        ModelRefusal word = new ModelRefusal(Samples.NETWORK, GOOD, 2);
        assertThat(extendRefusal("OrgB", word)).isEqualTo(ContractCode.APPROVALS_MISSING);
        approve("OrgB", word);
        assertThat(extendRefusal("OrgB", word))
                .as("one organisation refuses no model")
                .isEqualTo(ContractCode.APPROVALS_MISSING);
        approve("OrgC", word);
        extend("OrgB", word);

        assertThat(refusal(() -> network.run("OrgA", Call.finalise(2)))).isEqualTo(ContractCode.MODEL_REFUSED);
        EpochRecord empty = Samples.without(stuck);
        network.run("OrgA", Call.propose(empty));
        assertThat(network.status(2).round()).isEqualTo(1);
        for (String organisation : List.of("OrgA", "OrgB")) {
            network.run(
                    organisation,
                    Call.attest(Samples.sign(Samples.attestation(organisation, 2, 1, empty.leafHash(), "equal"))));
        }
        network.run("OrgA", Call.finalise(2));
        assertThat(network.last().recordHash()).isEqualTo(empty.leafHash().hex());
        assertThat(refusal(() -> network.run(
                        "OrgA", Call.propose(Samples.epoch(3, network.last().recordHash())))))
                .isEqualTo(ContractCode.MODEL_REFUSED);
        network.run("OrgC", Call.open(1));
        assertThat(network.status(1).record()).as("what was final stays so").isEqualTo(before);
    }

    @Test
    void wordsOnAModelCountTogetherThoughAnEpochBecameFinalBetweenThem() {
        ModelRefusal first = new ModelRefusal(Samples.NETWORK, GOOD, 1);
        network.run("OrgA", Call.record(first));
        approve("OrgA", first);
        ModelRefusal ahead = new ModelRefusal(Samples.NETWORK, GOOD, 9);
        network.run("OrgB", Call.record(ahead));
        approve("OrgB", ahead);
        network.reach(1, EpochState.FINAL);
        ModelRefusal second = new ModelRefusal(Samples.NETWORK, GOOD, 2);
        assertThat(extendRefusal("OrgB", second))
                .as("a word about a later epoch says nothing of an earlier one")
                .isEqualTo(ContractCode.APPROVALS_MISSING);
        assertThat(extendRefusal("OrgA", second)).isEqualTo(ContractCode.APPROVALS_MISSING);
        approve("OrgA", second);
        assertThat(extendRefusal("OrgA", second))
                .as("one organisation's two words are one")
                .isEqualTo(ContractCode.APPROVALS_MISSING);
        assertThat(extendRefusal("OrgC", new ModelRefusal(Samples.NETWORK, POOR, 9)))
                .as("they say nothing of another model")
                .isEqualTo(ContractCode.APPROVALS_MISSING);
        approve("OrgC", second);
        RecordedEntry recorded = RecordedEntry.of(network.run("OrgB", Call.recorded(ahead.leafHash())));
        assertThat(recorded.approvedBy()).containsExactly("OrgA", "OrgB", "OrgC");
        extend("OrgC", second);
        assertThat(refusal(() -> network.run(
                        "OrgA", Call.propose(Samples.epoch(2, network.last().recordHash())))))
                .isEqualTo(ContractCode.MODEL_REFUSED);
    }

    /** Fails where words of two organisations, each of its own epoch, would not add up. */
    @Test
    void twoWordsOfTwoEpochsAreEnough() {
        ModelRefusal first = new ModelRefusal(Samples.NETWORK, GOOD, 1);
        network.run("OrgA", Call.record(first));
        approve("OrgA", first);
        network.reach(1, EpochState.FINAL);
        ModelRefusal second = new ModelRefusal(Samples.NETWORK, GOOD, 2);
        network.run("OrgB", Call.record(second));
        approve("OrgB", second);
        extend("OrgB", second);
        ModelRefusal late = new ModelRefusal(Samples.NETWORK, GOOD, 40);
        assertThat(RecordedEntry.of(network.run("OrgB", Call.recorded(second.leafHash())))
                        .approvedBy())
                .containsExactly("OrgA", "OrgB");
        network.run("OrgB", Call.record(late));
        assertThat(RecordedEntry.of(network.run("OrgB", Call.recorded(late.leafHash())))
                        .approvedBy())
                .as("none counts for more than 32 epochs")
                .isEmpty();
    }

    @Test
    void aRefusalNamesAModelOfTheLogOnceAndNoEpochThatIsFinal() {
        network.reach(1, EpochState.FINAL);
        assertThat(extendRefusal("OrgA", new ModelRefusal(Samples.NETWORK, Samples.hash("no model"), 2)))
                .isEqualTo(ContractCode.MODEL_UNKNOWN);
        assertThat(extendRefusal("OrgA", new ModelRefusal(Samples.NETWORK, GOOD, 1)))
                .isEqualTo(ContractCode.ENTRY_INVALID);
        assertThat(extendRefusal("OrgA", new ModelRefusal(Samples.NETWORK, GOOD, 1_003)))
                .isEqualTo(ContractCode.ENTRY_INVALID);
        ModelRefusal once = new ModelRefusal(Samples.NETWORK, GOOD, 2);
        network.run("OrgA", Call.record(once));
        approve("OrgA", once);
        approve("OrgB", once);
        extend("OrgA", once);
        ModelRefusal again = new ModelRefusal(Samples.NETWORK, GOOD, 3);
        network.run("OrgA", Call.record(again));
        approve("OrgA", again);
        approve("OrgB", again);
        assertThat(extendRefusal("OrgA", again)).isEqualTo(ContractCode.MODEL_CONFLICT);
    }
}
