// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static io.tributary.contract.EpochStatesTest.EPOCH;
import static io.tributary.contract.EpochStatesTest.OTHER;
import static io.tributary.contract.EpochStatesTest.add;

import io.tributary.contract.EpochStatesTest.Play;
import io.tributary.contract.EpochStatesTest.Scenario;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.Map;

/** How the rows of {@code attest} are played. */
final class AttestationScenarios {
    private static final String EQUAL = Attestation.EQUAL;
    private static final String DIFFERENT = Attestation.DIFFERENT;

    private AttestationScenarios() {}

    static void addTo(Map<String, Scenario> scenarios) {
        add(scenarios, "attest: equal", play -> play.network().attestEqual("OrgA", play.record()));
        add(
                scenarios,
                "attest: equal, below the threshold",
                play -> play.network().attestEqual("OrgB", play.record()));
        add(
                scenarios,
                "attest: equal, reaching the threshold",
                network -> {},
                play -> play.network().attestEqual("OrgA", play.record()),
                play -> play.network().attestEqual("OrgC", play.record()));
        add(scenarios, "attest: equal, by one more", play -> play.network().attestEqual("OrgC", play.record()));
        add(scenarios, "attest: different", play -> play.network().attest("OrgC", EPOCH, OTHER, DIFFERENT));
        add(
                scenarios,
                "attest: the same again",
                network -> {},
                AttestationScenarios::attestFirst,
                play -> play.network().attestEqual("OrgA", play.record()));
        add(
                scenarios,
                "attest: another record than before",
                network -> {},
                AttestationScenarios::attestFirst,
                play -> play.network().attest("OrgA", EPOCH, OTHER, DIFFERENT));
        add(
                scenarios,
                "attest: in the name of another organisation",
                play -> play.attest("OrgA", Samples.sign(attestation("OrgB", play))));
        add(
                scenarios,
                "attest: signed with another organisation's key",
                play -> play.attest(
                        "OrgA", SignedEnvelope.sign(attestation("OrgA", play).toJson(), Samples.key("OrgB"))));
        add(scenarios, "attest: body changed after signing", play -> {
            SignedEnvelope other = Samples.sign(Samples.attestation("OrgA", EPOCH, OTHER, DIFFERENT));
            play.attest("OrgA", new SignedEnvelope(attestation("OrgA", play).toJson(), other.signatureHex()));
        });
        add(
                scenarios,
                "attest: without signature",
                play -> play.attest(
                        "OrgA", new SignedEnvelope(attestation("OrgA", play).toJson(), "")));
        add(scenarios, "attest: for another network", play -> {
            JsonObject body = Samples.edit(attestation("OrgA", play).toJson(), "network", "other-net");
            play.attest("OrgA", SignedEnvelope.sign(body, Samples.key("OrgA")));
        });
        add(
                scenarios,
                "attest: for another epoch",
                play -> play.network().attest("OrgA", EPOCH + 1, play.record().leafHash(), EQUAL));
        add(
                scenarios,
                "attest: says equal of another record",
                play -> play.network().attest("OrgA", EPOCH, OTHER, EQUAL));
        add(
                scenarios,
                "attest: says different of the proposed record",
                play -> play.network().attest("OrgA", EPOCH, play.record().leafHash(), DIFFERENT));
        add(scenarios, "attest: sequence used before", play -> {
            JsonObject body = Samples.edit(attestation("OrgA", play).toJson(), "sequence", "1000");
            play.attest("OrgA", SignedEnvelope.sign(body, Samples.key("OrgA")));
        });
        add(
                scenarios,
                "attest: the caller is no organisation",
                play -> play.attest("OrgX", Samples.sign(attestation("OrgX", play))));
    }

    private static void attestFirst(Play play) {
        if (play.row().from().equals("PROPOSED")) {
            play.network().attestEqual("OrgA", play.record());
        }
    }

    private static Attestation attestation(String signer, Play play) {
        return Samples.attestation(signer, EPOCH, play.record().leafHash(), EQUAL);
    }
}
