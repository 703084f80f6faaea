// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What members of a network do when rows, records or members are not to be trusted; the same on every ledger. */
abstract class DisputeStory {

    /**
     * An epoch that is computed, and that nobody has proposed.
     *
     * @param demo where
     * @param number which
     * @param recordHash of its record as it was computed
     */
    record Computed(DemoRun demo, long number, String recordHash) {
        Outcome epoch(String verb, String... more) {
            return demo.command("epoch", verb, Long.toString(number)).with(more).run();
        }

        JsonNode show() {
            return epoch("show", "--json").expect(0).json();
        }

        String state() {
            return show().get("state").asText();
        }
    }

    /** An epoch that no other test uses; a home folder that is made for it has this name. */
    protected abstract Computed computed(String name);

    /** A demo whose first epoch is payable. */
    protected abstract DemoRun settled(String name);

    /** All that transactions left behind on disk, a character for each byte. */
    protected abstract String written(DemoRun demo) throws IOException;

    @Test
    void aMemberWhoseOwnRowsAreWrongSignsNothingAndTheOthersFinalise() {
        Computed epoch = computed("tampered-copy");
        epoch.epoch("propose", "--org", "org1").expect(0);
        JsonNode tampered = lab(epoch, "tamper", "payout", "--org", "org2", "--by", "1");

        for (String verb : List.of("review", "attest")) {
            Outcome refused = epoch.epoch(verb, "--org", "org2");
            assertThat(refused.expectSentence(1))
                    .as(refused.describe())
                    .contains("rewards.payouts", tampered.get("payee").asText())
                    .contains("amount " + tampered.get("before").asText())
                    .contains("amount " + tampered.get("after").asText());
        }
        assertThat(epoch.show().get("attestations")).isEmpty();

        JsonNode review =
                epoch.epoch("review", "--org", "org3", "--json").expect(0).json();
        assertThat(review.get("recordHash").asText()).isEqualTo(epoch.recordHash());
        assertThat(review.get("movers").size()).isBetween(1, 10);
        assertThat(epoch.show().get("attestations"))
                .as("a review signs nothing")
                .isEmpty();

        for (String organisation : List.of("org1", "org3")) {
            epoch.epoch("attest", "--org", organisation).expect(0);
        }
        epoch.epoch("finalise", "--org", "org3").expect(0);
        assertThat(epoch.state()).isEqualTo("PAYABLE");
        assertThat(epoch.show().get("recordHash").asText()).isEqualTo(epoch.recordHash());
    }

    @Test
    void whatColludersAgreeUponIsContestedByTwoWhoRecompute() throws IOException {
        Computed epoch = computed("collusion");
        DemoRun demo = epoch.demo();
        JsonNode moved = lab(epoch, "collude", "--orgs", "org1,org2", "--by", "1000");
        epoch.epoch("finalise").expect(0);
        String wrong = epoch.show().get("recordHash").asText();
        assertThat(wrong).isEqualTo(moved.get("recordHash").asText()).isNotEqualTo(epoch.recordHash());

        Path evidence = demo.home().resolve("evidence.json");
        Path dispute = demo.home().resolve("dispute.json");
        JsonNode challenge = epoch.epoch("challenge", "--org", "org3", "-o", evidence.toString(), "--json")
                .expect(0)
                .json();
        assertThat(challenge.get("kind").asText()).isEqualTo("wrong");
        assertThat(epoch.state()).as("challenged only").isEqualTo("PAYABLE");
        verdict(epoch, evidence, dispute, "org3");
        assertThat(dispute).doesNotExist();
        verdict(epoch, evidence, dispute, "org1");
        assertThat(epoch.state()).isEqualTo("CONTESTED");

        String payee = moved.get("to").asText();
        Outcome claim = demo.command("payout", "claim", payee, "--epoch", Long.toString(epoch.number()))
                .run();
        assertThat(claim.expectSentence(1)).contains("CLAIM_NOT_PAYABLE");

        Path policy = policy(demo);
        ProtocolJar.verify(dispute, policy).expect(0);
        String text = Files.readString(dispute);
        Path forged = Files.writeString(
                demo.home().resolve("forged.json"),
                text.replaceFirst("\"verdict\":\"upheld\"", "\"verdict\":\"upheId\""));
        ProtocolJar.verify(forged, policy).expect(1);
        assertThat(written(demo))
                .as("the ledger keeps no payee and no salt of the evidence")
                .contains(wrong)
                .doesNotContain(payee)
                .doesNotContain(Proofs.read(evidence).get("salt").asText());
        adjust(epoch, policy, payee);
    }

    @Test
    @Tag("slow")
    void aRecordThatChargesADepositForNothingIsContestedThoughEveryLeafIsRight() throws IOException {
        Computed epoch = computed("charged");
        JsonNode charged = lab(epoch, "collude", "--orgs", "org1,org2", "--what", "deposits", "--by", "1000");
        epoch.epoch("finalise").expect(0);
        assertThat(epoch.show().get("recordHash").asText())
                .isEqualTo(charged.get("recordHash").asText())
                .isNotEqualTo(epoch.recordHash());

        Path evidence = epoch.demo().home().resolve("evidence.json");
        Path dispute = epoch.demo().home().resolve("dispute.json");
        epoch.epoch("challenge", "--org", "org3", "-o", evidence.toString()).expect(0);
        verdict(epoch, evidence, dispute, "org3");
        assertThat(epoch.state()).isEqualTo("PAYABLE");
        verdict(epoch, evidence, dispute, "org2");
        assertThat(epoch.state()).isEqualTo("CONTESTED");
        ProtocolJar.verify(dispute, policy(epoch.demo())).expect(0);
    }

    /** What was contested is paid by another epoch, computed by Spark and recomputed by those who attest it. */
    private static void adjust(Computed contested, Path policy, String payee) throws IOException {
        DemoRun demo = contested.demo();
        String number = Long.toString(contested.number() + 1);
        JsonNode computed = demo.command(
                        "epoch", "attribute", number, "--adjusts", Long.toString(contested.number()), "--json")
                .run()
                .expect(0)
                .json();
        demo.command("epoch", "propose", number, "--org", "org3").run().expect(0);
        for (String organisation : List.of("org1", "org3")) {
            demo.command("epoch", "attest", number, "--org", organisation).run().expect(0);
        }
        demo.command("epoch", "finalise", number, "--org", "org1").run().expect(0);
        assertThat(contested.state()).isEqualTo("SUPERSEDED");
        assertThat(contested.show().get("supersededBy").asText())
                .isEqualTo(computed.get("recordHash").asText());

        Path proof = demo.home().resolve("adjusted.json");
        demo.command("payout", "proof", payee, "--epoch", number, "-o", proof.toString())
                .run()
                .expect(0);
        ProtocolJar.verify(proof, policy).expect(0);
        demo.command("payout", "claim", payee, "--epoch", number).run().expect(0);
        demo.command("audit", "replay").run().expect(0);
    }

    @Test
    void anEpochThatIsRightIsNotChallenged() {
        DemoRun demo = settled("unfounded");
        String before = first(demo);
        Path evidence = demo.home().resolve("unfounded.json");
        Outcome refused = demo.command("epoch", "challenge", "1", "--org", "org3", "-o", evidence.toString())
                .run();
        assertThat(refused.expectSentence(1)).contains("nothing wrong");
        assertThat(evidence).doesNotExist();
        assertThat(first(demo)).isEqualTo(before);
    }

    private static String first(DemoRun demo) {
        return demo.command("epoch", "show", "1", "--json")
                .run()
                .expect(0)
                .json()
                .toString();
    }

    private static JsonNode lab(Computed epoch, String... words) {
        List<String> all = new ArrayList<>(List.of("lab"));
        all.addAll(List.of(words));
        all.addAll(List.of("--epoch", Long.toString(epoch.number()), "--json"));
        return epoch.demo().command(all.toArray(String[]::new)).run().expect(0).json();
    }

    private static void verdict(Computed epoch, Path evidence, Path dispute, String organisation) {
        epoch.epoch("verdict", evidence.toString(), "--org", organisation, "-o", dispute.toString())
                .expect(0);
    }

    private static Path policy(DemoRun demo) {
        Path history = demo.home().resolve("history");
        demo.command("audit", "export", "-o", history.toString()).run().expect(0);
        return history.resolve("policy.json");
    }
}
