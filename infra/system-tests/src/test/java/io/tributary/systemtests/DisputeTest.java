// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What members of a network do when rows, records or members are not to be trusted. */
class DisputeTest {

    @Test
    void aMemberWhoseOwnRowsAreWrongSignsNothingAndTheOthersFinalise() {
        DemoRun demo = Fork.beforeProposal(SharedDemos.small(), "tampered-copy");
        demo.command("epoch", "propose", "1", "--org", "org1").run().expect(0);
        JsonNode tampered = demo.command(
                        "lab", "tamper", "payout", "--org", "org2", "--epoch", "1", "--by", "1", "--json")
                .run()
                .expect(0)
                .json();

        for (String verb : new String[] {"review", "attest"}) {
            Outcome refused = demo.command("epoch", verb, "1", "--org", "org2").run();
            assertThat(refused.expectSentence(1))
                    .as(refused.describe())
                    .contains("rewards.payouts", tampered.get("payee").asText())
                    .contains("amount " + tampered.get("before").asText())
                    .contains("amount " + tampered.get("after").asText());
        }
        assertThat(show(demo).get("attestations")).isEmpty();

        JsonNode review = demo.command("epoch", "review", "1", "--org", "org3", "--json")
                .run()
                .expect(0)
                .json();
        assertThat(review.get("recordHash").asText()).isEqualTo(demo.hashes().get("recordHash"));
        assertThat(review.get("movers").size()).isBetween(1, 10);
        assertThat(show(demo).get("attestations")).as("a review signs nothing").isEmpty();

        for (String organisation : new String[] {"org1", "org3"}) {
            demo.command("epoch", "attest", "1", "--org", organisation).run().expect(0);
        }
        demo.command("epoch", "finalise", "1", "--org", "org3").run().expect(0);
        assertThat(show(demo).get("state").asText()).isEqualTo("PAYABLE");
        assertThat(show(demo).get("recordHash").asText())
                .isEqualTo(demo.hashes().get("recordHash"));
    }

    @Test
    void whatColludersAgreeUponIsContestedByTwoWhoRecompute() throws IOException {
        DemoRun demo = Fork.beforeProposal(SharedDemos.small(), "collusion");
        JsonNode moved = demo.command("lab", "collude", "--epoch", "1", "--orgs", "org1,org2", "--by", "1000", "--json")
                .run()
                .expect(0)
                .json();
        demo.command("epoch", "finalise", "1").run().expect(0);
        assertThat(show(demo).get("recordHash").asText())
                .isEqualTo(moved.get("recordHash").asText())
                .isNotEqualTo(demo.hashes().get("recordHash"));

        Path evidence = demo.home().resolve("evidence.json");
        Path dispute = demo.home().resolve("dispute.json");
        assertThat(challenge(demo, evidence).get("kind").asText()).isEqualTo("wrong");
        assertThat(show(demo).get("state").asText()).as("challenged only").isEqualTo("PAYABLE");
        verdict(demo, evidence, dispute, "org3");
        assertThat(dispute).doesNotExist();
        verdict(demo, evidence, dispute, "org1");
        assertThat(show(demo).get("state").asText()).isEqualTo("CONTESTED");

        Outcome claim = demo.command("payout", "claim", moved.get("to").asText(), "--epoch", "1")
                .run();
        assertThat(claim.expectSentence(1)).contains("CLAIM_NOT_PAYABLE");

        demo.command("audit", "export", "-o", demo.home().resolve("history").toString())
                .run()
                .expect(0);
        Path policy = demo.home().resolve("history/policy.json");
        verify(dispute, policy).expect(0);
        String text = Files.readString(dispute);
        Path forged = Files.writeString(
                demo.home().resolve("forged.json"),
                text.replaceFirst("\"verdict\":\"upheld\"", "\"verdict\":\"upheId\""));
        verify(forged, policy).expect(1);
        assertThat(Files.readString(Fork.journal(demo)))
                .as("the ledger keeps no amount, payee or salt of the evidence")
                .doesNotContain(moved.get("to").asText())
                .doesNotContain(salt(evidence));
        adjust(demo, policy, moved.get("to").asText());
    }

    /** What was contested is paid by another epoch, computed by Spark and recomputed by those who attest it. */
    private static void adjust(DemoRun demo, Path policy, String payee) throws IOException {
        JsonNode computed = demo.command("epoch", "attribute", "2", "--adjusts", "1", "--json")
                .run()
                .expect(0)
                .json();
        demo.command("epoch", "propose", "2", "--org", "org3").run().expect(0);
        for (String organisation : new String[] {"org1", "org3"}) {
            demo.command("epoch", "attest", "2", "--org", organisation).run().expect(0);
        }
        demo.command("epoch", "finalise", "2", "--org", "org1").run().expect(0);
        JsonNode superseded = show(demo);
        assertThat(superseded.get("state").asText()).isEqualTo("SUPERSEDED");
        assertThat(superseded.get("supersededBy").asText())
                .isEqualTo(computed.get("recordHash").asText());

        Path proof = demo.home().resolve("adjusted.json");
        demo.command("payout", "proof", payee, "--epoch", "2", "-o", proof.toString())
                .run()
                .expect(0);
        verify(proof, policy).expect(0);
        demo.command("payout", "claim", payee, "--epoch", "2").run().expect(0);
        demo.command("audit", "replay").run().expect(0);
    }

    @Test
    void anEpochThatIsRightIsNotChallenged() {
        DemoRun demo = Fork.of(SharedDemos.small(), "unfounded");
        String before = show(demo).toString();
        Path evidence = demo.home().resolve("evidence.json");
        Outcome refused = demo.command("epoch", "challenge", "1", "--org", "org3", "-o", evidence.toString())
                .run();
        assertThat(refused.expectSentence(1)).contains("nothing wrong");
        assertThat(evidence).doesNotExist();
        assertThat(show(demo)).hasToString(before);
    }

    private static JsonNode show(DemoRun demo) {
        return demo.command("epoch", "show", "1", "--json").run().expect(0).json();
    }

    private static JsonNode challenge(DemoRun demo, Path evidence) {
        return demo.command("epoch", "challenge", "1", "--org", "org3", "-o", evidence.toString(), "--json")
                .run()
                .expect(0)
                .json();
    }

    private static void verdict(DemoRun demo, Path evidence, Path dispute, String organisation) {
        demo.command("epoch", "verdict", "1", evidence.toString(), "--org", organisation, "-o", dispute.toString())
                .run()
                .expect(0);
    }

    /** By the protocol jar alone. */
    private static Outcome verify(Path dispute, Path policy) throws IOException {
        return Command.java("-jar", verifier().toString(), "verify", dispute.toString(), "--policy", policy.toString())
                .run();
    }

    private static Path verifier() throws IOException {
        try (java.util.stream.Stream<Path> jars = Files.list(Command.REPOSITORY.resolve("lakehouse/protocol/target"))) {
            return jars.filter(jar -> jar.getFileName().toString().matches("tributary-protocol-[0-9].*\\.jar"))
                    .filter(jar -> !jar.toString().contains("sources")
                            && !jar.toString().contains("tests"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String salt(Path evidence) {
        return Proofs.read(evidence).get("salt").asText();
    }
}
