// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.verify.PayoutVerifier;
import io.tributary.protocol.verify.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One payout of the demo, checked by the protocol jar alone, on a machine without network; and what forgers try. */
class PayoutProofTest {
    private static final int JAR_BYTES_MAX = 1_000_000;
    private static final int MUTATIONS = 5_000;
    private static final long SEED = 20_260_101;

    @TempDir
    static Path folder;

    private static Path proof;
    private static Path other;
    private static Path policy;

    @BeforeAll
    static void writeTwoProofsOfTheDemo() {
        DemoRun demo = SharedDemos.reference();
        List<JsonNode> best =
                demo.sql("select payee, leaf_index from rewards.payouts where epoch = 1 and role = 'data' "
                        + "order by amount desc, payee limit 2");
        assertThat(best).hasSize(2);
        proof = folder.resolve("proof.json");
        other = folder.resolve("other.json");
        policy = folder.resolve("policy.json");
        write(demo, best.get(0), proof, "--policy-out", policy.toString());
        write(demo, best.get(1), other);
    }

    private static void write(DemoRun demo, JsonNode row, Path file, String... more) {
        String payee = row.get("payee").asText();
        demo.command("payout", "proof", payee, "--epoch", "1", "-o", file.toString())
                .with(more)
                .run()
                .expect(0);
        ObjectNode written = Proofs.read(file);
        assertThat(written.at("/leaf/payee").asText()).isEqualTo(payee);
        assertThat(written.get("index").asText())
                .isEqualTo(row.get("leaf_index").asText());
    }

    @Test
    void theProtocolJarAloneAcceptsItWithTheNetworkCutOff() throws IOException {
        Outcome outcome = ProtocolJar.verify(proof, policy).expect(0);
        assertThat(outcome.out()).startsWith("valid: ").hasLineCount(1);
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void theVerifierIsSmallAndBringsNothingWithIt() throws IOException {
        assertThat(Files.size(ProtocolJar.path())).isLessThanOrEqualTo(JAR_BYTES_MAX);
        try (JarFile jar = new JarFile(ProtocolJar.path().toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Class-Path"))
                    .isNull();
            assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class")))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("io/tributary/protocol/"));
        }
    }

    @Test
    void withoutAPolicyThereIsNoAnswer() throws IOException {
        assertThat(ProtocolJar.command("verify", proof.toString()).run().expectSentence(2))
                .contains("--policy");
        assertThat(Command.tributary("verify", proof.toString()).run().expectSentence(2))
                .contains("policy");
    }

    @Test
    void threeFreshKeysRefuseIt() throws IOException {
        Path strangers = Files.write(folder.resolve("strangers.json"), Proofs.withFreshKeys(Proofs.read(policy)));
        expectRefusal("three fresh keys", proof, strangers);
    }

    @Test
    void theCommandGivesTheSameAnswers() throws IOException {
        Command.tributary("verify", proof.toString(), "--policy", policy.toString())
                .run()
                .expect(0);
        Path strangers = Files.write(folder.resolve("others.json"), Proofs.withFreshKeys(Proofs.read(policy)));
        Command.tributary("verify", proof.toString(), "--policy", strangers.toString())
                .run()
                .expect(1);
    }

    @Test
    void everyForgeryIsRefusedWithOneReason() throws IOException {
        ObjectNode original = Proofs.read(proof);
        assertThat(Proofs.bytes(original))
                .as("reading and writing changes nothing")
                .isEqualTo(Files.readAllBytes(proof));
        assertThat(original.get("path")).as("nodes to forge").hasSizeGreaterThanOrEqualTo(2);
        for (Map.Entry<String, byte[]> forgery :
                Proofs.forgeries(original, Proofs.read(other)).entrySet()) {
            expectRefusal(forgery.getKey(), Files.write(folder.resolve("forged.json"), forgery.getValue()), policy);
        }
    }

    private static void expectRefusal(String what, Path file, Path trusted) throws IOException {
        Outcome outcome = ProtocolJar.command("verify", file.toString(), "--policy", trusted.toString())
                .run();
        assertThat(outcome.exitCode()).as("%s; %s", what, outcome.describe()).isEqualTo(1);
        assertThat(outcome.out())
                .as("%s; %s", what, outcome.describe())
                .startsWith("not valid: ")
                .hasLineCount(1);
        assertThat(outcome.err()).as("%s; %s", what, outcome.describe()).isEmpty();
    }

    /** The specification's own proof stands many more in protocol's tests; this is the proof that a user gets. */
    @Test
    void noMutationOfItIsAccepted() throws IOException {
        byte[] original = Files.readAllBytes(proof);
        PayoutVerifier verifier = new PayoutVerifier(Policy.of(
                CanonicalJson.parse(Files.readString(policy).strip().getBytes(StandardCharsets.UTF_8), 65_536)));
        assertThat(verifier.verify(original)).isEqualTo(Verdict.accepted());
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutated(original, random);
            if (!Arrays.equals(mutated, original)) {
                assertThat(verifier.verify(mutated).valid())
                        .as(
                                "mutation %d of seed %d: %s",
                                i, SEED, HexFormat.of().formatHex(mutated))
                        .isFalse();
            }
        }
    }

    private static byte[] mutated(byte[] original, SplittableRandom random) {
        byte[] copy = original.clone();
        int at = random.nextInt(copy.length);
        switch (random.nextInt(5)) {
            case 0:
                copy[at] ^= (byte) (1 << random.nextInt(8));
                return copy;
            case 1:
                copy[at] = (byte) "0123456789abcdef\"{}[],:-".charAt(random.nextInt(24));
                return copy;
            case 2:
                System.arraycopy(original, at + 1, copy, at, original.length - at - 1);
                return Arrays.copyOf(copy, original.length - 1);
            case 3:
                byte[] longer = Arrays.copyOf(copy, copy.length + 1);
                System.arraycopy(original, at, longer, at + 1, original.length - at);
                return longer;
            default:
                int with = random.nextInt(copy.length);
                copy[at] = original[with];
                copy[with] = original[at];
                return copy;
        }
    }
}
