// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole history is made again, and whatever was changed behind its back is named. */
class AuditTest {
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final int KEY_BYTES = 32;

    @Test
    void anHonestHistoryIsMadeAgainToItsLastEntry() {
        DemoRun demo = SharedDemos.small();
        JsonNode log =
                demo.command("ledger", "status", "--json").run().expect(0).json();
        JsonNode audit =
                demo.command("audit", "replay", "--json").run().expect(0).json();
        assertThat(audit.get("divergence").asText()).isEmpty();
        assertThat(audit.get("entries").size())
                .isEqualTo(log.get("checkpoint").get("size").asInt());
        assertThat(audit.get("entries").findValuesAsText("found"))
                .anySatisfy(found -> assertThat(found).endsWith("decided again by jaccard/v1"));
        assertThat(audit.get("entries").findValuesAsText("type"))
                .contains(
                        "tributary/datanet/v1",
                        "tributary/batches/v1",
                        "tributary/version/v1",
                        "tributary/model/v1",
                        "tributary/epoch/v1");
    }

    @Test
    void oneByteChangedInAnyLineOfTheJournalIsFoundAndTheLineNamed() throws IOException {
        DemoRun demo = Fork.of(SharedDemos.small(), "tampered-journal");
        int lines = Files.readAllLines(Fork.journal(demo)).size();
        for (int line : new int[] {1, lines / 2, lines}) {
            byte[] before = Files.readAllBytes(Fork.journal(demo));
            demo.command("lab", "tamper", "block", "--at", Integer.toString(line))
                    .run()
                    .expect(0);
            Outcome outcome = demo.command("audit", "replay").run();
            assertThat(outcome.expectSentence(1))
                    .as(outcome.describe())
                    .contains("first divergence")
                    .contains("line " + line + ":");
            Files.write(Fork.journal(demo), before);
        }
    }

    @Test
    void aPayoutChangedInTheTablesIsTheFirstDivergence() {
        DemoRun demo = Fork.of(SharedDemos.small(), "tampered-table");
        JsonNode tampered = demo.command("lab", "tamper", "payout", "--epoch", "1", "--by", "3", "--json")
                .run()
                .expect(0)
                .json();
        Outcome outcome = demo.command("audit", "replay").run();
        assertThat(outcome.expectSentence(1))
                .as(outcome.describe())
                .contains("epoch/v1", tampered.get("payee").asText())
                .contains("amount " + tampered.get("after").asText());
    }

    @Test
    void checkpointsAreCheckedByHandAndTwoThatCannotBothBeTrueAreToldApart() throws Exception {
        DemoRun demo = Fork.of(SharedDemos.small(), "views");
        Path one = export(demo, "org1");
        Path two = export(demo, "org2");
        List<byte[]> leaves = leaves(one.resolve("entries.jsonl"));
        String[] note = Files.readString(one.resolve("checkpoint")).split("\n");
        ObjectNode policy = Proofs.read(one.resolve("policy.json"));
        assertThat(note[0]).isEqualTo(policy.get("network").asText());
        assertThat(note[1]).isEqualTo(Integer.toString(leaves.size()));
        assertThat(note[2]).isEqualTo(Base64.getEncoder().encodeToString(root(leaves)));
        assertThat(note[3]).isEmpty();
        assertThat(note).hasSize(5);
        assertThat(note[4]).isEqualTo(signatureLine(demo, "org1", text(note)));

        split(demo, one, two).expect(0);

        String[] shorter = {note[0], Integer.toString(leaves.size() - 1), note[2]};
        Path other = demo.home().resolve("other");
        Files.createDirectories(other);
        Files.writeString(
                other.resolve("checkpoint"), text(shorter) + "\n" + signatureLine(demo, "org2", text(shorter)) + "\n");
        assertThat(split(demo, one, other).expectSentence(1)).contains("org1", "org2", "cannot both be true");

        Files.writeString(other.resolve("checkpoint"), text(shorter) + "\n" + note[4] + "\n");
        assertThat(split(demo, other).expectSentence(1)).contains("not signed by that organisation");

        String[] longer = {note[0], Integer.toString(leaves.size() + 1), note[2]};
        Files.writeString(
                other.resolve("checkpoint"), text(longer) + "\n" + signatureLine(demo, "org3", text(longer)) + "\n");
        split(demo, other).expect(3);
    }

    @Test
    void aPayoutsProofLeadsByHandToTheSignedRoot() throws Exception {
        DemoRun demo = Fork.of(SharedDemos.small(), "tlog-proof");
        String payee = demo.report().get("topPayouts").get(0).get("payee").asText();
        Path folder = demo.home().resolve("history");
        JsonNode exported = demo.command("audit", "export", "-o", folder.toString(), "--payee", payee, "--json")
                .run()
                .expect(0)
                .json();
        assertThat(exported.get("proofs").size()).isPositive();
        String[] lines = Files.readString(Path.of(exported.get("proofs").get(0).asText()))
                .split("\n", -1);
        int blank = Arrays.asList(lines).indexOf("");
        assertThat(lines[0]).isEqualTo("c2sp.org/tlog-proof@v1");
        Path extra = demo.home().resolve("extra.json");
        Files.write(extra, Base64.getDecoder().decode(lines[1].replaceFirst("^extra ", "")));
        ObjectNode proof = Proofs.read(extra);
        assertThat(proof.get("leaf").get("payee").asText()).isEqualTo(payee);

        long index = Long.parseLong(lines[2].replaceFirst("^index ", ""));
        byte[] hash = hash(0, Proofs.bytes(proof.get("epoch")), new byte[0]);
        long last = Long.parseLong(lines[blank + 2]) - 1;
        for (String line : Arrays.asList(lines).subList(3, blank)) {
            byte[] sibling = Base64.getDecoder().decode(line);
            while (index % 2 == 0 && index == last) {
                index /= 2;
                last /= 2;
            }
            hash = index % 2 == 1 ? hash(1, sibling, hash) : hash(1, hash, sibling);
            index /= 2;
            last /= 2;
        }
        assertThat(Base64.getEncoder().encodeToString(hash)).isEqualTo(lines[blank + 3]);
        assertThat(String.join("\n", Arrays.asList(lines).subList(blank + 1, lines.length)))
                .isEqualTo(Files.readString(folder.resolve("checkpoint")));
    }

    private static byte[] hash(int prefix, byte[] left, byte[] right) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update((byte) prefix);
        sha256.update(left);
        return sha256.digest(right);
    }

    private static Path export(DemoRun demo, String organisation) {
        Path folder = demo.home().resolve("history-" + organisation);
        demo.command("audit", "export", "-o", folder.toString(), "--org", organisation)
                .run()
                .expect(0);
        return folder;
    }

    private static Outcome split(DemoRun demo, Path... folders) {
        List<String> words = new ArrayList<>(List.of("audit", "split-view"));
        Arrays.stream(folders)
                .forEach(folder -> words.add(folder.resolve("checkpoint").toString()));
        return demo.command(words.toArray(String[]::new)).run();
    }

    private static String text(String[] note) {
        return note[0] + "\n" + note[1] + "\n" + note[2] + "\n";
    }

    /** The leaves of the log: each entry's own text, taken out of the line as it stands. */
    private static List<byte[]> leaves(Path entries) throws IOException {
        List<byte[]> leaves = new ArrayList<>();
        for (String line : Files.readAllLines(entries)) {
            String prefix = "{\"entry\":";
            String suffix = ",\"index\":\"" + leaves.size() + "\"";
            assertThat(line).startsWith(prefix).contains(suffix);
            leaves.add(line.substring(prefix.length(), line.lastIndexOf(suffix)).getBytes(StandardCharsets.UTF_8));
        }
        return leaves;
    }

    /** RFC 6962, section 2.1, as it is written there. */
    private static byte[] root(List<byte[]> leaves) throws GeneralSecurityException {
        if (leaves.size() == 1) {
            return hash(0, leaves.get(0), new byte[0]);
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        return hash(1, root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
    }

    /** A signature line made with the platform's Ed25519 from the organisation's key file. */
    private static String signatureLine(DemoRun demo, String organisation, String text) throws Exception {
        byte[] seed = HexFormat.of()
                .parseHex(Files.readString(demo.home().resolve("keys/organisation/" + organisation + ".key"))
                        .strip());
        byte[] encoded = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + KEY_BYTES);
        System.arraycopy(seed, 0, encoded, PKCS8_PREFIX.length, KEY_BYTES);
        PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(key);
        signer.update(text.getBytes(StandardCharsets.UTF_8));
        String name = text.substring(0, text.indexOf('\n')) + "/" + organisation;
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 1);
        byte[] keyId = Arrays.copyOf(sha256.digest(publicKey(demo, organisation)), 4);
        byte[] signature = signer.sign();
        byte[] both = Arrays.copyOf(keyId, keyId.length + signature.length);
        System.arraycopy(signature, 0, both, keyId.length, signature.length);
        return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(both);
    }

    private static byte[] publicKey(DemoRun demo, String organisation) {
        for (JsonNode member :
                Proofs.read(demo.home().resolve("history-org1/policy.json")).get("organisations")) {
            if (member.get("organisation").asText().equals(organisation)) {
                return HexFormat.of().parseHex(member.get("publicKey").asText());
            }
        }
        throw new AssertionError("no organisation " + organisation + " in the policy");
    }
}
