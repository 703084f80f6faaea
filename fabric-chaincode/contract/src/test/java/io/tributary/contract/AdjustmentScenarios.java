// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static io.tributary.contract.EpochStatesTest.EPOCH;
import static io.tributary.contract.EpochStatesTest.OTHER;
import static io.tributary.contract.EpochStatesTest.add;

import io.tributary.contract.EpochStatesTest.Play;
import io.tributary.contract.EpochStatesTest.Scenario;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.Payout;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** How the rows about adjustments and replaced proposals are played. */
final class AdjustmentScenarios {
    private AdjustmentScenarios() {}

    static void addTo(Map<String, Scenario> scenarios) {
        addAdjustments(scenarios);
        addSupersession(scenarios);
        addReplacements(scenarios);
        addLaterRounds(scenarios);
    }

    private static EpochRecord adjustment(Play play) {
        LastEpoch last = play.network().last();
        return Samples.adjustment(play.record(), last.epoch() + 1, last.recordHash());
    }

    private static void adjusted(Map<String, Scenario> scenarios, String guard, UnaryOperator<JsonObject> edit) {
        add(
                scenarios,
                "propose: " + guard,
                play -> play.propose(edit.apply(adjustment(play).toJson())));
    }

    private static void addAdjustments(Map<String, Scenario> scenarios) {
        adjusted(scenarios, "an adjustment of it", json -> json);
        adjusted(scenarios, "an adjustment with a window of its own", json -> Samples.edit(json, "windowEnd", "3001"));
        adjusted(
                scenarios,
                "an adjustment with an earlier window",
                json -> Samples.edit(Samples.edit(json, "windowStart", "2000"), "windowEnd", "2000"));
        adjusted(scenarios, "an adjustment of another record", json -> Samples.edit(json, "adjusts", OTHER.hex()));
        adjusted(
                scenarios,
                "an adjustment with a gap in the chain",
                json -> Samples.edit(json, "prevEpochHash", OTHER.hex()));
        adjusted(scenarios, "an adjustment in another unit", json -> Samples.edit(json, "unit", "token"));
        adjusted(scenarios, "an adjustment that takes more than it took", json -> {
            JsonObject more = Samples.edit(Samples.edit(json, "pool", "1001"), "undistributed", "801");
            return deposit(more, "deposit-1", 1001);
        });
        adjusted(scenarios, "an adjustment that takes more than it took and the deposit holds", json -> {
            JsonObject more = Samples.edit(Samples.edit(json, "pool", "10001"), "undistributed", "9801");
            return deposit(more, "deposit-1", 10_001);
        });
        add(
                scenarios,
                "propose: an adjustment that takes of another deposit",
                network -> network.append(Samples.deposit("deposit-3", 10_000, "credit")),
                play -> {},
                play -> play.propose(deposit(adjustment(play).toJson(), "deposit-3", Samples.POOL / 4)));
        adjusted(
                scenarios,
                "an adjustment that takes of a deposit in another unit",
                json -> deposit(json, "deposit-2", Samples.POOL / 4));
        add(
                scenarios,
                "propose: an adjustment by the rule of pay of its own number",
                AdjustmentScenarios::newRule,
                play -> {},
                play -> play.propose(Samples.edit(adjustment(play).toJson(), "method", "ipa1/factored+bundles/v1")));
        add(
                scenarios,
                "propose: an adjustment by the rule of pay of the epoch that it adjusts",
                AdjustmentScenarios::newRule,
                play -> {},
                play -> play.propose(adjustment(play).toJson()));
    }

    private static void newRule(TestNetwork network) {
        network.append(
                new ParameterEntry(Samples.NETWORK, "pay.rule", "rows/v1", EPOCH),
                new ParameterEntry(Samples.NETWORK, "pay.rule", "bundles/v1", EPOCH + 1));
    }

    private static JsonObject deposit(JsonObject json, String depositId, long amount) {
        String array = "[{\"amount\":\"" + amount + "\",\"deposit\":\"" + depositId + "\"}]";
        return Samples.editArray(json, "deposits", array);
    }

    private static void addSupersession(Map<String, Scenario> scenarios) {
        Consumer<Play> attested = play -> {
            EpochRecord adjustment = adjustment(play);
            play.network().run("OrgC", Call.propose(adjustment));
            play.network().attestEqual("OrgA", adjustment);
            play.network().attestEqual("OrgB", adjustment);
        };
        Consumer<Play> finalise = play -> play.network().run("OrgC", Call.finalise(EPOCH + 1));
        add(scenarios, "finalise: the adjustment, attested by enough", network -> {}, attested, finalise);
        add(
                scenarios,
                "finalise: the adjustment, attested by nobody",
                network -> {},
                play -> play.network().run("OrgC", Call.propose(adjustment(play))),
                finalise);
        add(scenarios, "finalise: the adjustment again", finalise);
        add(
                scenarios,
                "open: the adjustment's window over",
                play -> play.network().run("OrgA", Call.open(EPOCH + 1)));
        add(
                scenarios,
                "claim: a payout of the adjustment",
                network -> {},
                play -> play.network().run("OrgA", Call.open(EPOCH + 1)),
                play -> {
                    List<Payout> payouts = Samples.adjustedPayouts(EPOCH + 1);
                    Payout leaf = payouts.get(1);
                    play.network()
                            .claim(
                                    leaf,
                                    Samples.claim(leaf, leaf.payee(), Samples.key(leaf.payee())),
                                    1,
                                    Samples.tree(payouts.stream()
                                                    .map(Payout::bytes)
                                                    .toList())
                                            .inclusionPath(1));
                });
        add(scenarios, "propose: the epoch after, regular", play -> {
            LastEpoch last = play.network().last();
            JsonObject next = Samples.epoch(last.epoch() + 1, last.recordHash()).toJson();
            next = Samples.edit(next, "windowStart", Long.toString(last.windowEndMillis()));
            play.propose(Samples.edit(next, "windowEnd", Long.toString(last.windowEndMillis() + 5)));
        });
    }

    private static JsonObject other(Play play) {
        return Samples.edit(play.record().toJson(), "sharesRoot", OTHER.hex());
    }

    private static void differ(Play play, String... organisations) {
        for (String organisation : organisations) {
            play.network().attest(organisation, EPOCH, OTHER, Attestation.DIFFERENT);
        }
    }

    private static void addReplacements(Map<String, Scenario> scenarios) {
        add(
                scenarios,
                "propose: another record, while enough can still agree",
                network -> {},
                play -> differ(play, "OrgB"),
                play -> play.propose(other(play)));
        add(
                scenarios,
                "propose: another record, when too few can still agree",
                network -> {},
                play -> differ(play, "OrgB", "OrgC"),
                play -> play.propose(other(play)));
        add(
                scenarios,
                "propose: another record that needs what the first one reserved",
                network -> {},
                play -> differ(play, "OrgB", "OrgC"),
                play -> {
                    JsonObject more = Samples.edit(Samples.edit(other(play), "pool", "9000"), "undistributed", "8100");
                    play.propose(deposit(more, "deposit-1", 9_000));
                });
        add(
                scenarios,
                "propose: another record that breaks a rule, when too few can still agree",
                network -> {},
                play -> differ(play, "OrgB", "OrgC"),
                play -> play.propose(Samples.edit(other(play), "windowStart", "1999")));
    }

    /** The first record is replaced; the second round's is {@link #other}. */
    private static void replace(Play play) {
        differ(play, "OrgB", "OrgC");
        play.propose(other(play));
    }

    private static void attest(Play play, String organisation, long round) {
        EpochRecord record = EpochRecord.of(other(play));
        Attestation attestation = Samples.attestation(organisation, EPOCH, round, record.leafHash(), Attestation.EQUAL);
        play.network().run(organisation, Call.attest(Samples.sign(attestation)));
    }

    private static void addLaterRounds(Map<String, Scenario> scenarios) {
        add(
                scenarios,
                "attest: equal, in the second round",
                network -> {},
                AdjustmentScenarios::replace,
                play -> attest(play, "OrgB", 1));
        add(
                scenarios,
                "attest: equal, reaching the threshold in the second round",
                network -> {},
                play -> {
                    replace(play);
                    attest(play, "OrgB", 1);
                },
                play -> attest(play, "OrgC", 1));
        add(
                scenarios,
                "attest: in the second round with the sequence of the first",
                network -> {},
                AdjustmentScenarios::replace,
                play -> attest(play, "OrgB", 0));
        add(
                scenarios,
                "attest: equal to the record of the first round",
                network -> {},
                AdjustmentScenarios::replace,
                play -> play.network().attestEqual("OrgA", play.record()));
        add(
                scenarios,
                "finalise: enough, but in different rounds",
                network -> {},
                play -> {
                    differ(play, "OrgB", "OrgC");
                    play.network().attestEqual("OrgA", play.record());
                    play.propose(other(play));
                    attest(play, "OrgB", 1);
                    // OrgA's word of the first round is on another record, so it cannot count here.
                },
                play -> play.network().run("OrgA", Call.finalise(EPOCH)));
    }
}
