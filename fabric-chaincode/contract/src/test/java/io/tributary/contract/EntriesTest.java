// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.protocol.verify.Policy;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntriesTest {
    private static final String MAIL = "support_mail";

    private final TestNetwork network = TestNetwork.started();
    private final TrainingEntry training = Samples.training(MAIL, Samples.DATASET_ROOT);

    private ContractCode refusal(CanonicalRecord... entries) {
        return refusal(() -> network.append(entries));
    }

    private ContractCode refusal(Runnable transaction) {
        Hash logRoot = network.checkpoint().root();
        ContractException refusal = catchThrowableOfType(ContractException.class, transaction::run);
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(network.checkpoint().root()).isEqualTo(logRoot);
        return refusal.code();
    }

    @Test
    void aDatanetNameIsTakenOnce() {
        DatanetEntry other = new DatanetEntry(Samples.NETWORK, MAIL, "OrgB", "CC0-1.0", Samples.HELD_OUT_ROOT, 40);
        assertThat(refusal(other)).isEqualTo(ContractCode.DATANET_CONFLICT);
        network.append(Samples.datanet(MAIL));
        assertThat(refusal(Samples.datanet("duplicates"))).isEqualTo(ContractCode.ENTRY_INVALID);
    }

    @Test
    void aHeldOutSetWithoutItemsHasTheEmptyRootAndOnlyThen() {
        assertThat(refusal(new DatanetEntry(Samples.NETWORK, "empty", "OrgB", "CC0-1.0", Samples.HELD_OUT_ROOT, 0)))
                .isEqualTo(ContractCode.ENTRY_INVALID);
        assertThat(refusal(new DatanetEntry(Samples.NETWORK, "empty", "OrgB", "CC0-1.0", Hash.empty(), 1)))
                .isEqualTo(ContractCode.ENTRY_INVALID);
        network.append(new DatanetEntry(Samples.NETWORK, "empty", "OrgB", "CC0-1.0", Hash.empty(), 0));
    }

    @Test
    void aVersionNeedsItsDatanetAndContinuesItsPredecessor() {
        Hash second = Samples.hash("second");
        assertThat(refusal(Samples.version("nowhere", 1, second, Hash.empty())))
                .isEqualTo(ContractCode.DATANET_UNKNOWN);
        assertThat(refusal(Samples.version(MAIL, 3, second, Samples.DATASET_ROOT)))
                .isEqualTo(ContractCode.VERSION_CONFLICT);
        assertThat(refusal(Samples.version(MAIL, 1, second, Hash.empty()))).isEqualTo(ContractCode.VERSION_CONFLICT);
        assertThat(refusal(Samples.version(MAIL, 2, second, second))).isEqualTo(ContractCode.VERSION_PARENT_WRONG);
        VersionEntry tagged =
                new VersionEntry(Samples.NETWORK, MAIL, 2, "v1", second, 9, Hash.empty(), 0, Samples.DATASET_ROOT);
        assertThat(refusal(tagged)).isEqualTo(ContractCode.VERSION_CONFLICT);
        network.append(Samples.version(MAIL, 2, second, Samples.DATASET_ROOT));
        network.append(Samples.version(MAIL, 3, Samples.hash("third"), second));
    }

    @Test
    void anUploadIsAnchoredOnceAndForTheNextVersionOnly() {
        Hash fresh = Samples.hash("batch 3");
        assertThat(refusal(Samples.batches(MAIL, 2, fresh, Samples.hash("batch 1"))))
                .isEqualTo(ContractCode.BATCH_ANCHORED);
        assertThat(refusal(Samples.batches(MAIL, 2, fresh, fresh))).isEqualTo(ContractCode.BATCH_ANCHORED);
        assertThat(refusal(Samples.withdrawal("nowhere"))).isEqualTo(ContractCode.DATANET_UNKNOWN);
        network.append(Samples.withdrawal(MAIL));
        assertThat(refusal(Samples.review("nowhere"))).isEqualTo(ContractCode.DATANET_UNKNOWN);
        network.append(Samples.review(MAIL));
        assertThat(refusal(Samples.batches("nowhere", 1, fresh))).isEqualTo(ContractCode.DATANET_UNKNOWN);
        assertThat(refusal(Samples.batches(MAIL, 1, fresh))).isEqualTo(ContractCode.VERSION_CONFLICT);
        assertThat(refusal(Samples.batches(MAIL, 3, fresh))).isEqualTo(ContractCode.VERSION_CONFLICT);
        network.append(Samples.batches(MAIL, 2, fresh));
        network.append(Samples.datanet("other_mail"));
        assertThat(refusal(Samples.batches(MAIL, 3, fresh))).isEqualTo(ContractCode.VERSION_CONFLICT);
    }

    @Test
    void namingTheBatchesOfAnotherDatanetKeepsNoneOfThemOutOfIt() {
        Hash fresh = Samples.hash("batch 3");
        network.append(Samples.datanet("other_mail"));
        network.append(Samples.batches("other_mail", 1, fresh));
        network.append(Samples.batches(MAIL, 2, fresh));
        network.append(Samples.version("other_mail", 1, Samples.hash("other"), Hash.empty()));
        network.append(Samples.version(MAIL, 2, Samples.hash("second"), Samples.DATASET_ROOT));
        assertThat(refusal(Samples.batches("other_mail", 2, fresh))).isEqualTo(ContractCode.BATCH_ANCHORED);
        assertThat(refusal(Samples.batches(MAIL, 3, fresh))).isEqualTo(ContractCode.BATCH_ANCHORED);
        network.append(Samples.datanet("third_mail"));
        assertThat(refusal(Samples.batches("third_mail", 1, fresh, fresh))).isEqualTo(ContractCode.BATCH_ANCHORED);
    }

    @Test
    void nobodyButTheOwnerOfADatanetReviewsItsLabelsAndEdits() {
        Hash recordedByAnother =
                network.run("OrgB", Call.record(Samples.review(MAIL))).hash("leafHash");
        assertThat(refusal(() -> network.run("OrgB", Call.extend(List.of(recordedByAnother)))))
                .isEqualTo(ContractCode.REVIEW_FOREIGN);
        network.append(Samples.review(MAIL));
        network.append(new DatanetEntry(Samples.NETWORK, "lists", "OrgB", "CC0-1.0", Hash.empty(), 0));
        assertThat(refusal(Samples.review("lists"))).isEqualTo(ContractCode.REVIEW_FOREIGN);
    }

    @Test
    void aTrainingNeedsTheVersionItNamesAndTheCommittedHeldOutSet() {
        assertThat(refusal(Samples.training("nowhere", Samples.DATASET_ROOT))).isEqualTo(ContractCode.DATANET_UNKNOWN);
        assertThat(refusal(Samples.training(MAIL, Samples.hash("other")))).isEqualTo(ContractCode.DATASET_UNKNOWN);
        JsonObject foreign = Samples.edit(
                training.toJson(), "heldOutRoot", Samples.hash("easy").hex());
        assertThat(refusal(TrainingEntry.of(foreign))).isEqualTo(ContractCode.HELD_OUT_WRONG);
        JsonObject unpublished = Samples.edit(training.toJson(), "version", "2");
        assertThat(refusal(TrainingEntry.of(unpublished))).isEqualTo(ContractCode.DATASET_UNKNOWN);
    }

    @Test
    void aModelNeedsItsTrainingAndAgreesWithIt() {
        TrainingEntry unrecorded = TrainingEntry.of(Samples.edit(training.toJson(), "name", "second"));
        assertThat(refusal(Samples.model("late", unrecorded, true))).isEqualTo(ContractCode.TRAINING_UNKNOWN);
        JsonObject late = Samples.model("late", training, true).toJson();
        assertThat(refusal(ModelEntry.of(Samples.edit(late, "trainer", "mllib"))))
                .isEqualTo(ContractCode.TRAINING_MISMATCH);
        for (String versions :
                new String[] {"[]", "[\"support_mail/v2\"]", "[\"support_mail/v1\",\"support_mail/v1\"]"}) {
            assertThat(refusal(ModelEntry.of(Samples.editArray(late, "datanetVersions", versions))))
                    .as(versions)
                    .isEqualTo(ContractCode.TRAINING_MISMATCH);
        }
        String foreignRoots = "[\"" + Samples.hash("foreign").hex() + "\"]";
        assertThat(refusal(ModelEntry.of(Samples.editArray(late, "datasetRoots", foreignRoots))))
                .isEqualTo(ContractCode.TRAINING_MISMATCH);
        String extraRoots = "[\"" + Samples.DATASET_ROOT.hex() + "\",\""
                + Samples.hash("foreign").hex() + "\"]";
        assertThat(refusal(ModelEntry.of(Samples.editArray(late, "datasetRoots", extraRoots))))
                .isEqualTo(ContractCode.DATASET_UNKNOWN);
        assertThat(refusal(Samples.model("good", training, false))).isEqualTo(ContractCode.MODEL_CONFLICT);
        assertThat(refusal(ModelEntry.of(Samples.edit(late, "evalPpm", "1000001"))))
                .isEqualTo(ContractCode.ENTRY_INVALID);
        network.append(ModelEntry.of(late));
    }

    @Test
    void aParameterHoldsFromItsEpochOnAndNeverForOneThatIsProposedOrFinal() {
        network.append(parameter("pay.rule", "rows/v1", 1), parameter("pay.rule", "bundles/v1", 3));
        network.append(parameter("pay.rule", "bundles/v2", 2));
        assertThat(payRule(1)).isEqualTo("rows/v1");
        assertThat(payRule(2)).isEqualTo("bundles/v2");
        assertThat(payRule(3)).isEqualTo("bundles/v1");
        assertThat(payRule(99)).isEqualTo("bundles/v1");
        assertThat(refusal(parameter("pay.rule", "rows/v1", 2))).isEqualTo(ContractCode.PARAMETER_CONFLICT);
        network.append(parameter("pay.rule", "bundles/v2", 2));

        network.reach(1, EpochState.PROPOSED);
        assertThat(refusal(parameter("fee.floor", "1", 1))).isEqualTo(ContractCode.PARAMETER_RETROACTIVE);
        network.append(parameter("fee.floor", "1", 2));
        TestNetwork later = TestNetwork.started();
        later.reach(1, EpochState.FINAL);
        ContractException refusal =
                catchThrowableOfType(ContractException.class, () -> later.append(parameter("fee.floor", "1", 1)));
        assertThat(refusal.code()).isEqualTo(ContractCode.PARAMETER_RETROACTIVE);
        later.append(parameter("fee.floor", "1", 2));
    }

    @ParameterizedTest
    @CsvSource({
        "challenge.window-entries, -1",
        "challenge.window-entries, 1.5",
        "challenge.window-entries, 01",
        "challenge.window-entries, 9999999999",
        "challenge.window-entries, ''",
        "pay.rule, rows/v3",
        "pay.rule, ''",
        "duplicates.rule, jaccard/v9",
        "duplicates.rule.support_mail, ''",
        "repeats.rule, first-use/v9",
        "payee.host, ''",
        "payee.host, two words"
    })
    void aParameterThatTheContractGoesByHasAForm(String name, String value) {
        assertThat(refusal(parameter(name, value, 1))).isEqualTo(ContractCode.ENTRY_INVALID);
    }

    @Test
    void aModelBelowTheNetworksFloorDidNotPassItsGate() {
        network.append(parameter("model.floor-ppm", "900001", 1));
        assertThat(refusal(Samples.model("praised", training, true))).isEqualTo(ContractCode.MODEL_GATED);
        network.append(Samples.model("humble", training, false));
        network.reach(1, EpochState.FINAL);
        network.append(parameter("model.floor-ppm", "900000", 2));
        network.append(Samples.model("praised", training, true));
        for (String value : new String[] {"-1", "1000001", "half"}) {
            assertThat(refusal(parameter("model.floor-ppm", value, 5)))
                    .as(value)
                    .isEqualTo(ContractCode.ENTRY_INVALID);
        }
    }

    @Test
    void aValueThatNobodyCouldEverTakeBackIsRefused() {
        assertThat(refusal(parameter("heldout.minimum", "999999999", Long.MAX_VALUE)))
                .isEqualTo(ContractCode.ENTRY_INVALID);
        assertThat(refusal(parameter("heldout.minimum", "999999999", 1002))).isEqualTo(ContractCode.ENTRY_INVALID);
        network.append(parameter("heldout.minimum", "999999999", 1001));
        network.reach(1, EpochState.FINAL);
        network.append(parameter("heldout.minimum", "1", 2));
        network.append(Samples.datanet("after_all"));
        network.append(parameter("heldout.minimum", "1", 1002));
    }

    @Test
    void aRoleSplitThatIsNotAWholeIsRefused() {
        assertThat(refusal(parameter("split.roles", "data=7000,model=1500", 1)))
                .isEqualTo(ContractCode.ARGUMENT_INVALID);
        network.append(parameter("split.roles", "data=7000,host=1000,model=1500,platform=500", 1));
    }

    @Test
    void theChallengeWindowIsCountedInLogEntriesWithTheValueOfTheEpoch() {
        network.append(parameter("challenge.window-entries", "2", 1), parameter("challenge.window-entries", "0", 2));
        EpochRecord record = network.reach(1, EpochState.FINAL);
        assertThat(refusal(() -> network.run("OrgA", Call.open(1)))).isEqualTo(ContractCode.CHALLENGE_WINDOW_OPEN);
        network.append(Samples.datanet("one_more"));
        assertThat(refusal(() -> network.run("OrgA", Call.open(1)))).isEqualTo(ContractCode.CHALLENGE_WINDOW_OPEN);
        network.append(Samples.datanet("two_more"));
        network.run("OrgA", Call.open(1));
        EpochStatus status = EpochStatus.of(network.run("OrgA", Call.epochStatus(1)));
        assertThat(status.state()).isEqualTo(EpochState.PAYABLE);
        assertThat(status.record()).isEqualTo(record);
        assertThat(status.finality().orElseThrow().opensAt())
                .isEqualTo(status.finality().orElseThrow().logSize() + 2);
    }

    @Test
    void moneyIsReservedByAProposalAndSpentByTheFinalEpoch() {
        assertThat(network.deposit("deposit-1").heldMicros()).isEqualTo(10_000);
        EpochRecord record = network.reach(1, EpochState.ATTESTED);
        assertThat(network.deposit("deposit-1").reservedMicros()).isEqualTo(Samples.POOL);
        assertThat(network.deposit("deposit-1").heldMicros()).isEqualTo(9_000);
        network.run("OrgA", Call.finalise(record.epoch()));
        assertThat(network.deposit("deposit-1").reservedMicros()).isZero();
        assertThat(network.deposit("deposit-1").spentMicros()).isEqualTo(Samples.POOL);
        for (long epoch = 2; epoch <= 10; epoch++) {
            network.reach(epoch, EpochState.FINAL);
        }
        assertThat(network.deposit("deposit-1").heldMicros()).isZero();
        assertThat(refusal(() -> network.reach(11, EpochState.PROPOSED))).isEqualTo(ContractCode.DEPOSIT_EXCEEDED);
    }

    @Test
    void anEpochComesIntoTheLogByFinaliseAlone() {
        EpochRecord record = Samples.epoch(1, "");
        assertThat(refusal(() -> network.run("OrgA", Call.record(record)))).isEqualTo(ContractCode.ENTRY_RESERVED);
        network.reach(1, EpochState.FINAL);
        List<JsonObject> entries = network.run("OrgA", Call.entries(8, 10)).objects("entries");
        assertThat(entries).hasSize(1);
        assertThat(LogEntry.of(entries.get(0)).entry()).isEqualTo(record.toJson());
        assertThat(LogEntry.of(entries.get(0)).leafHash()).isEqualTo(record.leafHash());
    }

    @Test
    void whatIsWrittenForAnotherNetworkOrByAStrangerIsRefused() {
        DatanetEntry foreign =
                DatanetEntry.of(Samples.edit(Samples.datanet("foreign").toJson(), "network", "other-net"));
        assertThat(refusal(foreign)).isEqualTo(ContractCode.NETWORK_MISMATCH);
        assertThat(refusal(() -> network.run("OrgX", Call.record(Samples.datanet("strange")))))
                .isEqualTo(ContractCode.CALLER_UNKNOWN);
        assertThat(refusal(() -> network.run(
                        "OrgX", Call.extend(List.of(Samples.datanet(MAIL).leafHash())))))
                .isEqualTo(ContractCode.CALLER_UNKNOWN);
    }

    @Test
    void theNetworkIsConfiguredOnce() {
        Hash digest = network.digest();
        network.run("OrgB", Call.configure(Samples.policy(3, 2)));
        assertThat(network.digest()).isEqualTo(digest);
        assertThat(refusal(() -> network.run("OrgA", Call.configure(Samples.policy(3, 1)))))
                .isEqualTo(ContractCode.ALREADY_CONFIGURED);
        assertThat(refusal(() -> network.run("OrgX", Call.configure(Samples.policy(3, 2)))))
                .isEqualTo(ContractCode.CALLER_UNKNOWN);
        VerifyingKey key = Samples.key("odd").verifyingKey();
        Policy odd = new Policy(Samples.NETWORK, 1, List.of(new Policy.Organisation("Org\u0000A", key)));
        assertThat(refusal(() -> network.run("Org\u0000A", Call.configure(odd))))
                .isEqualTo(ContractCode.ARGUMENT_INVALID);
    }

    @Test
    void nothingRunsBeforeTheNetworkIsConfigured() {
        TestNetwork empty = new TestNetwork();
        ContractException refusal = catchThrowableOfType(
                ContractException.class, () -> empty.run("OrgA", Call.record(Samples.datanet(MAIL))));
        assertThat(refusal.code()).isEqualTo(ContractCode.NOT_CONFIGURED);
        assertThat(refusal.exitCode()).isEqualTo(3);
    }

    @Test
    void unknownFunctionsAndShapesAreRefused() {
        JsonObject odd = JsonObject.typed("tributary/call-record/v1")
                .put("entry", Samples.datanet("fresh_one").toJson())
                .put("extra", "1")
                .build();
        assertThat(refusal(() -> network.run("OrgA", new Call("record", odd, new TreeMap<>()))))
                .isEqualTo(ContractCode.ARGUMENT_INVALID);
        assertThat(refusal(() -> network.run("OrgA", new Call("erase", odd, new TreeMap<>()))))
                .isEqualTo(ContractCode.FUNCTION_UNKNOWN);
        JsonObject unknown = JsonObject.typed("tributary/rumour/v1").build();
        assertThat(refusal(() -> network.run("OrgA", TestNetwork.raw("record", "entry", unknown))))
                .isEqualTo(ContractCode.ENTRY_INVALID);
        assertThat(refusal(() -> network.run("OrgA", Call.finalise(0)))).isEqualTo(ContractCode.ARGUMENT_INVALID);
        assertThat(refusal(() -> network.run("OrgA", Call.entries(-1, 5)))).isEqualTo(ContractCode.ARGUMENT_INVALID);
        assertThat(refusal(() -> network.run("OrgA", Call.entries(0, 1001)))).isEqualTo(ContractCode.ARGUMENT_INVALID);
    }

    private String payRule(long epoch) {
        return network.run("OrgA", Call.parameters(epoch)).objects("parameters").stream()
                .filter(parameter -> parameter.text("name").equals("pay.rule"))
                .map(parameter -> parameter.text("value"))
                .findFirst()
                .orElseThrow();
    }

    private static ParameterEntry parameter(String name, String value, long fromEpoch) {
        return new ParameterEntry(Samples.NETWORK, name, value, fromEpoch);
    }
}
