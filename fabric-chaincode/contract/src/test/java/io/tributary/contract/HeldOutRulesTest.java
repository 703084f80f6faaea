// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.HeldOutEntry;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.TrainingEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Datanet of one published version, whose network demands sets of 40 items from now on. */
class HeldOutRulesTest {
    private static final String MAIL = "support_mail";
    private static final Hash SECOND_SET = Samples.hash("second set");
    private static final Hash SECOND_ROOT = Samples.hash("second version");

    private final TestNetwork network = TestNetwork.started();

    @BeforeEach
    void demandSets() {
        network.append(new ParameterEntry(Samples.NETWORK, "heldout.minimum", "40", 1));
    }

    private ContractCode refusal(CanonicalRecord... entries) {
        Hash logRoot = network.checkpoint().root();
        ContractException refusal = catchThrowableOfType(ContractException.class, () -> network.append(entries));
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(network.checkpoint().root()).isEqualTo(logRoot);
        return refusal.code();
    }

    private static HeldOutEntry set(long version, Hash root, long count) {
        return new HeldOutEntry(Samples.NETWORK, MAIL, version, root, count);
    }

    private static TrainingEntry training(long version, Hash datasetRoot, Hash heldOutRoot) {
        return new TrainingEntry(
                Samples.NETWORK,
                "later",
                MAIL,
                version,
                datasetRoot,
                "ipa1/factored",
                "newton",
                1 << 20,
                "",
                heldOutRoot);
    }

    private void publishSecond() {
        network.append(Samples.batches(MAIL, 2, Samples.hash("batch of two")));
        network.append(Samples.version(MAIL, 2, SECOND_ROOT, Samples.DATASET_ROOT));
    }

    @Test
    void aLaterVersionIsTrainedOnWithItsOwnSetAndNoOther() {
        network.append(set(2, SECOND_SET, 40));
        publishSecond();
        assertThat(refusal(training(2, SECOND_ROOT, Samples.HELD_OUT_ROOT))).isEqualTo(ContractCode.HELD_OUT_WRONG);
        network.append(training(2, SECOND_ROOT, SECOND_SET));
        network.append(training(1, Samples.DATASET_ROOT, Samples.HELD_OUT_ROOT));
        assertThat(refusal(training(1, Samples.DATASET_ROOT, SECOND_SET))).isEqualTo(ContractCode.HELD_OUT_WRONG);
    }

    @Test
    void aVersionWithoutASetIsPublishedAndNotTrainedOn() {
        publishSecond();
        assertThat(refusal(training(2, SECOND_ROOT, Samples.HELD_OUT_ROOT))).isEqualTo(ContractCode.HELD_OUT_MISSING);
        assertThat(refusal(set(2, SECOND_SET, 40))).isEqualTo(ContractCode.VERSION_CONFLICT);
    }

    @Test
    void aSetComesBeforeTheBatchesOfItsVersionAndNeverChanges() {
        assertThat(refusal(set(1, SECOND_SET, 40))).isEqualTo(ContractCode.VERSION_CONFLICT);
        assertThat(refusal(set(3, SECOND_SET, 40))).isEqualTo(ContractCode.VERSION_CONFLICT);
        assertThat(refusal(new HeldOutEntry(Samples.NETWORK, "nowhere", 1, SECOND_SET, 40)))
                .isEqualTo(ContractCode.DATANET_UNKNOWN);
        network.append(set(2, SECOND_SET, 40));
        network.append(set(2, SECOND_SET, 40));
        assertThat(refusal(set(2, Samples.hash("another set"), 40))).isEqualTo(ContractCode.HELD_OUT_CONFLICT);

        network.append(new DatanetEntry(Samples.NETWORK, "late_mail", "OrgA", "CC-BY-4.0", Hash.empty(), 0));
        network.append(Samples.batches("late_mail", 1, Samples.hash("early batch")));
        assertThat(refusal(new HeldOutEntry(Samples.NETWORK, "late_mail", 1, SECOND_SET, 40)))
                .isEqualTo(ContractCode.HELD_OUT_LATE);
    }

    @Test
    void aFirstVersionHasTheSetOfItsDatanetOrOneOfItsOwn() {
        network.append(Samples.datanet("full_mail"));
        assertThat(refusal(new HeldOutEntry(Samples.NETWORK, "full_mail", 1, SECOND_SET, 40)))
                .isEqualTo(ContractCode.HELD_OUT_CONFLICT);
        network.append(new DatanetEntry(Samples.NETWORK, "bare_mail", "OrgA", "CC-BY-4.0", Hash.empty(), 0));
        network.append(new HeldOutEntry(Samples.NETWORK, "bare_mail", 1, SECOND_SET, 40));
    }

    @Test
    void aSetOfTooFewItemsIsRefused() {
        assertThat(refusal(set(2, SECOND_SET, 39))).isEqualTo(ContractCode.HELD_OUT_SMALL);
        assertThat(refusal(new DatanetEntry(Samples.NETWORK, "small", "OrgA", "CC-BY-4.0", SECOND_SET, 39)))
                .isEqualTo(ContractCode.HELD_OUT_SMALL);
        network.append(new ParameterEntry(Samples.NETWORK, "heldout.minimum", "39", 2));
        assertThat(refusal(set(2, SECOND_SET, 39)))
                .as("a value does not hold before its epoch")
                .isEqualTo(ContractCode.HELD_OUT_SMALL);
        network.reach(1, EpochState.FINAL);
        network.append(set(2, SECOND_SET, 39));
        for (String value : new String[] {"0", "-1", "1.5", "many", "1000000000"}) {
            assertThat(refusal(new ParameterEntry(Samples.NETWORK, "heldout.minimum", value, 9)))
                    .as(value)
                    .isEqualTo(ContractCode.ENTRY_INVALID);
        }
    }

    @Test
    void inANetworkWithoutTheParameterTheVersionsShareOneSet() {
        TestNetwork older = TestNetwork.started();
        ContractException refusal =
                catchThrowableOfType(ContractException.class, () -> older.append(set(2, SECOND_SET, 40)));
        assertThat(refusal.code()).isEqualTo(ContractCode.HELD_OUT_SMALL);
        older.append(Samples.batches(MAIL, 2, Samples.hash("batch of two")));
        older.append(Samples.version(MAIL, 2, SECOND_ROOT, Samples.DATASET_ROOT));
        older.append(training(2, SECOND_ROOT, Samples.HELD_OUT_ROOT));
    }
}
