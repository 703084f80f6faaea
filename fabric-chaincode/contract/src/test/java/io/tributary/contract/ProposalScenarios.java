// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static io.tributary.contract.EpochStatesTest.EPOCH;
import static io.tributary.contract.EpochStatesTest.OTHER;
import static io.tributary.contract.EpochStatesTest.add;

import io.tributary.contract.EpochStatesTest.Play;
import io.tributary.contract.EpochStatesTest.Scenario;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.TrainingEntry;
import java.util.Map;
import java.util.function.Consumer;

/** How the rows of {@code propose} are played. */
final class ProposalScenarios {
    private ProposalScenarios() {}

    static void addTo(Map<String, Scenario> scenarios) {
        Consumer<Play> propose = play -> play.network().run("OrgB", Call.propose(play.record()));
        add(scenarios, "propose: everything fits", propose);
        add(scenarios, "propose: the same record again", propose);
        add(
                scenarios,
                "propose: the caller is no organisation",
                play -> play.network().run("OrgX", Call.propose(play.record())));
        edited(scenarios, "another network", "network", "other-net");
        edited(scenarios, "number above the next", "epoch", "3");
        edited(scenarios, "hash of the previous record wrong", "prevEpochHash", OTHER.hex());
        edited(scenarios, "window leaves a gap", "windowStart", "2001");
        edited(scenarios, "window overlaps the last", "windowStart", "1999");
        edited(scenarios, "window is empty", "windowEnd", "2000");
        edited(scenarios, "paid and undistributed are not the pool", "paid", "901");
        edited(scenarios, "method is not the model's", "method", "ipa2/factored+rows/v1");
        add(
                scenarios,
                "propose: rule of pay is not the network's",
                network -> network.append(new ParameterEntry(Samples.NETWORK, "pay.rule", "bundles/v1", EPOCH)),
                play -> {},
                play -> play.propose(play.record().toJson()));
        edited(scenarios, "another record", "sharesRoot", OTHER.hex());
        edited(scenarios, "more payouts than micro-units", "payoutCount", "901");
        edited(
                scenarios,
                "payouts with the empty root",
                "payoutsRoot",
                Hash.empty().hex());
        edited(scenarios, "no receipts with a root", "receiptCount", "0");
        edited(scenarios, "no shares with a root", "shareCount", "0");
        edited(
                scenarios,
                "shares with the empty root",
                "sharesRoot",
                Hash.empty().hex());
        edited(
                scenarios,
                "receipts with the empty root",
                "receiptsRoot",
                Hash.empty().hex());
        addAmounts(scenarios);
        addModels(scenarios);
        addDeposits(scenarios);
    }

    private static void addAmounts(Map<String, Scenario> scenarios) {
        add(scenarios, "propose: a pool whose receipts are none", play -> {
            JsonObject none = Samples.edit(play.record().toJson(), "receiptCount", "0");
            play.propose(Samples.edit(none, "receiptsRoot", Hash.empty().hex()));
        });
        add(
                scenarios,
                "propose: kind is adjustment",
                play -> play.propose(Samples.edit(
                        Samples.edit(play.record().toJson(), "kind", EpochRecord.ADJUSTMENT), "adjusts", OTHER.hex())));
        add(scenarios, "propose: a negative amount", play -> {
            JsonObject negative = Samples.edit(play.record().toJson(), "paid", "-1");
            play.propose(Samples.edit(negative, "undistributed", "1001"));
        });
        add(scenarios, "propose: payouts without money", play -> {
            JsonObject unpaid = Samples.edit(play.record().toJson(), "paid", "0");
            play.propose(Samples.edit(unpaid, "undistributed", "1000"));
        });
        add(scenarios, "propose: money without payouts", play -> {
            JsonObject empty = Samples.edit(play.record().toJson(), "payoutCount", "0");
            play.propose(Samples.edit(empty, "payoutsRoot", Hash.empty().hex()));
        });
    }

    private static void addModels(Map<String, Scenario> scenarios) {
        add(
                scenarios,
                "propose: a pool without a model",
                play -> play.propose(Samples.editArray(
                        Samples.editArray(play.record().toJson(), "modelHashes", "[]"), "datasetRoots", "[]")));
        add(
                scenarios,
                "propose: dataset roots are not the models'",
                play -> play.propose(
                        Samples.editArray(play.record().toJson(), "datasetRoots", "[\"" + OTHER.hex() + "\"]")));
        add(
                scenarios,
                "propose: a model is not in the log",
                play -> play.propose(
                        Samples.editArray(play.record().toJson(), "modelHashes", "[\"" + OTHER.hex() + "\"]")));
        add(scenarios, "propose: a model is below its floor", play -> {
            TrainingEntry training = Samples.training("support_mail", Samples.DATASET_ROOT);
            Hash poor = Samples.model("poor", training, false).leafHash();
            play.propose(Samples.editArray(play.record().toJson(), "modelHashes", "[\"" + poor.hex() + "\"]"));
        });
        add(
                scenarios,
                "propose: the epoch after",
                play -> play.network()
                        .run(
                                "OrgA",
                                Call.propose(Samples.epoch(
                                        EPOCH + 1, play.record().leafHash().hex()))));
        add(scenarios, "propose: the pool is zero and nothing is paid", play -> {
            JsonObject json = Samples.edit(play.record().toJson(), "pool", "0");
            json = Samples.edit(Samples.edit(json, "paid", "0"), "undistributed", "0");
            json = Samples.edit(
                    Samples.edit(json, "payoutCount", "0"),
                    "payoutsRoot",
                    Hash.empty().hex());
            play.propose(Samples.editArray(json, "deposits", "[]"));
        });
    }

    private static void edited(Map<String, Scenario> scenarios, String guard, String key, String value) {
        add(
                scenarios,
                "propose: " + guard,
                play -> play.propose(Samples.edit(play.record().toJson(), key, value)));
    }

    private static void addDeposits(Map<String, Scenario> scenarios) {
        Consumer<TestNetwork> recordOnly =
                network -> network.run("OrgA", Call.record(Samples.deposit("deposit-3", 5_000, "credit")));
        add(
                scenarios,
                "propose: a deposit is recorded but not in the log",
                recordOnly,
                play -> {},
                play -> play.propose(deposits(play, new DepositUse("deposit-3", Samples.POOL))));
        add(
                scenarios,
                "propose: a deposit is not in the log",
                play -> play.propose(deposits(play, new DepositUse("deposit-9", Samples.POOL))));
        add(
                scenarios,
                "propose: a deposit is in another unit",
                play -> play.propose(deposits(play, new DepositUse("deposit-2", Samples.POOL))));
        add(
                scenarios,
                "propose: deposits give less than the pool",
                play -> play.propose(deposits(play, new DepositUse("deposit-1", Samples.POOL - 1))));
        add(scenarios, "propose: a deposit gives more than it holds", play -> {
            JsonObject json = deposits(play, new DepositUse("deposit-1", 9_001));
            json = Samples.edit(Samples.edit(json, "pool", "9001"), "undistributed", "8101");
            play.propose(json);
        });
    }

    private static JsonObject deposits(Play play, DepositUse use) {
        String array = "[{\"amount\":\"" + use.amount() + "\",\"deposit\":\"" + use.depositId() + "\"}]";
        return Samples.editArray(play.record().toJson(), "deposits", array);
    }
}
