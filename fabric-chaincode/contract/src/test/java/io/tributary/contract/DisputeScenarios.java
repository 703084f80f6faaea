// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static io.tributary.contract.EpochStatesTest.EPOCH;
import static io.tributary.contract.EpochStatesTest.OTHER;
import static io.tributary.contract.EpochStatesTest.add;

import io.tributary.contract.EpochStatesTest.Play;
import io.tributary.contract.EpochStatesTest.Scenario;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.Challenge;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceKind;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** How the rows of {@code challenge} and {@code verdict} are played. */
final class DisputeScenarios {
    private static final byte[] SEED = new byte[32];

    private DisputeScenarios() {}

    static void addTo(Map<String, Scenario> scenarios) {
        addProvenChallenges(scenarios);
        addRefusedChallenges(scenarios);
        addForeignChallenges(scenarios);
        addVerdicts(scenarios);
        addRefusedVerdicts(scenarios);
        addForeignVerdicts(scenarios);
        addLateVerdicts(scenarios);
    }

    private static void challenge(Play play, Evidence evidence) {
        play.network().run("OrgC", Disputes.challengeCall("OrgC", evidence));
    }

    private static void challenged(Map<String, Scenario> scenarios, String guard, Function<EpochRecord, Evidence> by) {
        add(scenarios, "challenge: " + guard, play -> challenge(play, by.apply(play.record())));
    }

    private static void addProvenChallenges(Map<String, Scenario> scenarios) {
        challenged(scenarios, "a leaf of no form", Disputes::form);
        challenged(scenarios, "two leaves in disorder", Disputes::order);
        challenged(scenarios, "a subject of no model", Disputes::subject);
        challenged(scenarios, "a share without receipt", Disputes::receipt);
        challenged(scenarios, "a wrong leaf", Disputes::wrong);
        challenged(scenarios, "a missing leaf", Disputes::missing);
        add(
                scenarios,
                "challenge: payouts above what was paid",
                network -> network.variant(
                        json -> Samples.edit(Samples.edit(json, "paid", "899"), "undistributed", "101")),
                play -> {},
                play -> challenge(play, Disputes.sum(play.record(), 0, 1, 2, 3, 4)));
        Consumer<Play> again = play -> challenge(play, Disputes.wrong(play.record()));
        add(scenarios, "challenge: a wrong leaf, again", network -> {}, again, again);
        add(
                scenarios,
                "challenge: the same evidence again, by another organisation",
                network -> {},
                again,
                play -> play.network().run("OrgA", Disputes.challengeCall("OrgA", Disputes.wrong(play.record()))));
        add(
                scenarios,
                "challenge: what it is contested by, again",
                play -> challenge(play, Disputes.form(play.record())));
    }

    private static void addRefusedChallenges(Map<String, Scenario> scenarios) {
        challenged(scenarios, "an honest leaf, said to have no form", Disputes::unfounded);
        challenged(scenarios, "payouts that sum to what was paid", record -> Disputes.sum(record, 0, 1, 2, 3, 4));
        challenged(scenarios, "payouts counted twice", record -> Disputes.sum(record, 4, 4, 4, 4));
        challenged(scenarios, "a leaf of another epoch", record -> Evidence.form(record, Disputes.payout(1, 2), SEED));
        challenged(
                scenarios,
                "a leaf beyond the tree",
                record -> Evidence.form(
                        record, new EvidenceLeaf(EpochTree.PAYOUTS, Long.MAX_VALUE, List.of(), "00"), SEED));
        challenged(
                scenarios,
                "a key that is there",
                record -> Evidence.missing(
                        record,
                        Disputes.wrong(record).disputedKey(),
                        List.of(Disputes.payout(EPOCH, 1), Disputes.payout(EPOCH, 3)),
                        SEED));
        challenged(scenarios, "against another record", record -> {
            Evidence good = Disputes.form(record);
            return new Evidence(
                    good.network(), EPOCH, OTHER, EvidenceKind.FORM, good.salt(), good.leaves(), List.of(), List.of());
        });
        challenged(
                scenarios,
                "evidence larger than its limit",
                record -> Evidence.form(
                        record, new EvidenceLeaf(EpochTree.SHARES, 0, List.of(), "00".repeat(1 << 17)), SEED));
        add(scenarios, "challenge: the evidence is missing", play -> {
            Call call = Disputes.challengeCall("OrgC", Disputes.form(play.record()));
            play.network().run("OrgC", new Call("challenge", call.argument(), new TreeMap<>()));
        });
        add(scenarios, "challenge: signed for other evidence", play -> {
            SignedEnvelope signed = Disputes.sign(Disputes.challenge("OrgC", Disputes.form(play.record())), "OrgC");
            play.network().run("OrgC", Call.challenge(signed, Disputes.order(play.record())));
        });
        add(scenarios, "challenge: signed as another kind", play -> {
            Evidence evidence = Disputes.wrong(play.record());
            JsonObject body =
                    Samples.edit(Disputes.challenge("OrgC", evidence).toJson(), "kind", EvidenceKind.FORM.id());
            play.network().run("OrgC", Call.challenge(SignedEnvelope.sign(body, Samples.key("OrgC")), evidence));
        });
        add(scenarios, "challenge: a proof of epoch 1, replayed", play -> {
            EpochRecord first = play.network().status(1).record();
            Evidence evidence = Disputes.form(first);
            JsonObject body = Samples.edit(Disputes.challenge("OrgC", evidence).toJson(), "epoch", "" + EPOCH);
            play.network().run("OrgC", Call.challenge(SignedEnvelope.sign(body, Samples.key("OrgC")), evidence));
        });
    }

    private static void addForeignChallenges(Map<String, Scenario> scenarios) {
        add(scenarios, "challenge: in the name of another organisation", play -> {
            Evidence evidence = Disputes.form(play.record());
            play.network().run("OrgA", Disputes.challengeCall("OrgC", evidence));
        });
        add(scenarios, "challenge: signed with another organisation's key", play -> {
            Evidence evidence = Disputes.form(play.record());
            SignedEnvelope signed = Disputes.sign(Disputes.challenge("OrgC", evidence), "OrgA");
            play.network().run("OrgC", Call.challenge(signed, evidence));
        });
        add(scenarios, "challenge: for another network", play -> {
            Evidence evidence = Disputes.form(play.record());
            JsonObject body = Samples.edit(Disputes.challenge("OrgC", evidence).toJson(), "network", "other-net");
            play.network().run("OrgC", Call.challenge(SignedEnvelope.sign(body, Samples.key("OrgC")), evidence));
        });
        add(scenarios, "challenge: sequence used before", play -> {
            Evidence evidence = Disputes.form(play.record());
            JsonObject body = Samples.edit(
                    Disputes.challenge("OrgA", evidence).toJson(),
                    "sequence",
                    Long.toString(Attestation.sequence(EPOCH, 0)));
            play.network().run("OrgA", Call.challenge(SignedEnvelope.sign(body, Samples.key("OrgA")), evidence));
        });
        add(
                scenarios,
                "challenge: the caller is no organisation",
                play -> play.network().run("OrgX", Disputes.challengeCall("OrgX", Disputes.form(play.record()))));
    }

    private static void verdict(Play play, String organisation, Evidence evidence, Recomputation found) {
        play.network().run(organisation, Disputes.verdictCall(organisation, evidence, found));
    }

    private static void upheld(Play play, String organisation) {
        Evidence evidence = Disputes.wrong(play.record());
        verdict(play, organisation, evidence, Disputes.contradicting(evidence));
    }

    private static void open(Play play) {
        challenge(play, Disputes.wrong(play.record()));
    }

    private static void addVerdicts(Map<String, Scenario> scenarios) {
        add(scenarios, "verdict: upheld, but nothing is challenged", play -> upheld(play, "OrgA"));
        add(scenarios, "verdict: upheld, below the threshold", network -> {}, DisputeScenarios::open, play -> {
            upheld(play, "OrgA");
        });
        Consumer<Play> openAndJudged = play -> {
            open(play);
            upheld(play, "OrgA");
        };
        add(scenarios, "verdict: upheld, reaching the threshold", network -> {}, openAndJudged, play -> {
            upheld(play, "OrgC");
        });
        add(scenarios, "verdict: the same again", network -> {}, openAndJudged, play -> upheld(play, "OrgA"));
        add(
                scenarios,
                "verdict: upheld by another recomputation than the other's",
                network -> {},
                openAndJudged,
                play -> {
                    Evidence evidence = Disputes.wrong(play.record());
                    verdict(play, "OrgB", evidence, Disputes.found(evidence, 11));
                });
        add(scenarios, "verdict: unfounded", network -> {}, openAndJudged, play -> {
            Evidence evidence = Disputes.wrong(play.record());
            verdict(play, "OrgB", evidence, Disputes.agreeing(evidence, 2));
        });
        add(scenarios, "verdict: another than before", network -> {}, openAndJudged, play -> {
            Evidence evidence = Disputes.wrong(play.record());
            verdict(play, "OrgA", evidence, Disputes.agreeing(evidence, 2));
        });
        add(
                scenarios,
                "verdict: a missing leaf is found, reaching the threshold",
                network -> {},
                play -> {
                    challenge(play, Disputes.missing(play.record()));
                    Evidence evidence = Disputes.missing(play.record());
                    verdict(play, "OrgB", evidence, Disputes.contradicting(evidence));
                },
                play -> {
                    Evidence evidence = Disputes.missing(play.record());
                    verdict(play, "OrgC", evidence, Disputes.contradicting(evidence));
                });
        add(scenarios, "verdict: on a challenge that Merkle proofs decided", play -> {
            Evidence evidence = Disputes.form(play.record());
            Evidence wrong = Disputes.wrong(play.record());
            Recomputation found = Disputes.contradicting(wrong);
            ChallengeVerdict verdict = Disputes.verdict("OrgA", evidence, found, ChallengeVerdict.UPHELD);
            play.network().run("OrgA", Call.verdict(Disputes.sign(verdict, "OrgA"), evidence, found));
        });
    }

    /** A verdict of OrgA that differs from a good one in some part of it. */
    private static void refused(Map<String, Scenario> scenarios, String guard, Function<Evidence, Call> call) {
        add(
                scenarios,
                "verdict: " + guard,
                network -> {},
                DisputeScenarios::open,
                play -> play.network().run("OrgA", call.apply(Disputes.wrong(play.record()))));
    }

    private static Call edited(Evidence evidence, String key, String value) {
        Recomputation found = Disputes.contradicting(evidence);
        JsonObject body = Samples.edit(Disputes.verdict("OrgA", evidence, found).toJson(), key, value);
        return Call.verdict(SignedEnvelope.sign(body, Samples.key("OrgA")), evidence, found);
    }

    private static void addRefusedVerdicts(Map<String, Scenario> scenarios) {
        refused(scenarios, "says unfounded of what contradicts", evidence -> edited(evidence, "verdict", "unfounded"));
        refused(scenarios, "says upheld of what agrees", evidence -> {
            Recomputation found = Disputes.agreeing(evidence, 2);
            ChallengeVerdict verdict = Disputes.verdict("OrgA", evidence, found, ChallengeVerdict.UPHELD);
            return Call.verdict(Disputes.sign(verdict, "OrgA"), evidence, found);
        });
        refused(scenarios, "signed for another recomputation", evidence -> edited(evidence, "foundHash", OTHER.hex()));
        refused(scenarios, "on another record", evidence -> edited(evidence, "recordHash", OTHER.hex()));
        refused(scenarios, "on an unknown challenge", evidence -> edited(evidence, "evidenceHash", OTHER.hex()));
        refused(scenarios, "recomputed another group", evidence -> {
            Recomputation found = Disputes.foreign(evidence);
            ChallengeVerdict verdict = Disputes.verdict("OrgA", evidence, found, ChallengeVerdict.UPHELD);
            return Call.verdict(Disputes.sign(verdict, "OrgA"), evidence, found);
        });
        refused(scenarios, "recomputed with another salt", evidence -> {
            Recomputation good = Disputes.contradicting(evidence);
            Recomputation found = new Recomputation(
                    good.network(), good.epoch(), good.tree(), good.group(), OTHER.hex(), good.leaves());
            ChallengeVerdict verdict = Disputes.verdict("OrgA", evidence, found, ChallengeVerdict.UPHELD);
            return Call.verdict(Disputes.sign(verdict, "OrgA"), evidence, found);
        });
        refused(scenarios, "with other evidence than the challenge's", evidence -> {
            Call good = Disputes.verdictCall("OrgA", evidence, Disputes.contradicting(evidence));
            TreeMap<String, JsonObject> confidential = new TreeMap<>(good.confidential());
            Hash hash = evidence.leafHash();
            confidential.put("evidence", Samples.edit(evidence.toJson(), "salt", hash.hex()));
            return new Call("verdict", good.argument(), confidential);
        });
        refused(scenarios, "the recomputation is missing", evidence -> {
            Call good = Disputes.verdictCall("OrgA", evidence, Disputes.contradicting(evidence));
            TreeMap<String, JsonObject> confidential = new TreeMap<>(good.confidential());
            confidential.remove("recomputation");
            return new Call("verdict", good.argument(), confidential);
        });
        refused(
                scenarios,
                "sequence used before",
                evidence -> edited(evidence, "sequence", Long.toString(Attestation.sequence(EPOCH, 0))));
    }

    private static void addForeignVerdicts(Map<String, Scenario> scenarios) {
        refused(
                scenarios,
                "in the name of another organisation",
                evidence -> Disputes.verdictCall("OrgB", evidence, Disputes.contradicting(evidence)));
        refused(scenarios, "signed with another organisation's key", evidence -> {
            Recomputation found = Disputes.contradicting(evidence);
            ChallengeVerdict verdict = Disputes.verdict("OrgA", evidence, found);
            return Call.verdict(Disputes.sign(verdict, "OrgB"), evidence, found);
        });
        refused(scenarios, "body changed after signing", evidence -> {
            Recomputation found = Disputes.contradicting(evidence);
            SignedEnvelope other =
                    Disputes.sign(Disputes.verdict("OrgA", evidence, Disputes.agreeing(evidence, 2)), "OrgA");
            JsonObject body = Disputes.verdict("OrgA", evidence, found).toJson();
            return Call.verdict(new SignedEnvelope(body, other.signatureHex()), evidence, found);
        });
        refused(scenarios, "for another network", evidence -> edited(evidence, "network", "other-net"));
        refused(scenarios, "a signed challenge instead", evidence -> {
            Challenge challenge = Disputes.challenge("OrgA", evidence);
            return Call.verdict(Disputes.sign(challenge, "OrgA"), evidence, Disputes.contradicting(evidence));
        });
        add(
                scenarios,
                "verdict: the caller is no organisation",
                network -> {},
                DisputeScenarios::open,
                play -> upheld(play, "OrgX"));
    }

    /** Verdicts on an epoch that is contested already. */
    private static void addLateVerdicts(Map<String, Scenario> scenarios) {
        Consumer<TestNetwork> oneStaysOpen = network -> network.contestBy(record -> {
            network.run("OrgC", Disputes.challengeCall("OrgC", Disputes.wrong(record)));
            network.run("OrgC", Disputes.challengeCall("OrgC", Disputes.form(record)));
        });
        add(
                scenarios,
                "verdict: on a challenge that stayed open",
                oneStaysOpen,
                play -> {},
                play -> upheld(play, "OrgB"));
        Consumer<TestNetwork> byVerdicts = network -> network.contestBy(record -> {
            Evidence evidence = Disputes.wrong(record);
            network.run("OrgC", Disputes.challengeCall("OrgC", evidence));
            for (String organisation : List.of("OrgB", "OrgC")) {
                network.run(
                        organisation, Disputes.verdictCall(organisation, evidence, Disputes.contradicting(evidence)));
            }
        });
        add(
                scenarios,
                "verdict: on a challenge that enough uphold",
                byVerdicts,
                play -> {},
                play -> upheld(play, "OrgA"));
        add(
                scenarios,
                "verdict: one of those that decided, again",
                byVerdicts,
                play -> {},
                play -> upheld(play, "OrgB"));
    }
}
