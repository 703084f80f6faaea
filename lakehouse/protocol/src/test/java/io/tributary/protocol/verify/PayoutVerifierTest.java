// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayoutVerifierTest {
    private static final String NETWORK = "test-net";
    private static final List<String> ORGANISATIONS = List.of("org1", "org2", "org3");

    @TempDir
    Path folder;

    private static SigningKey key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return SigningKey.ofSeed(seed);
    }

    private static Policy policy(int firstKey, int threshold) {
        List<Policy.Organisation> organisations = new ArrayList<>();
        for (int i = 0; i < ORGANISATIONS.size(); i++) {
            organisations.add(new Policy.Organisation(
                    ORGANISATIONS.get(i), key(firstKey + i).verifyingKey()));
        }
        return new Policy(NETWORK, threshold, organisations);
    }

    private static Payout payout(int number, long amount) {
        return new Payout(
                NETWORK,
                1,
                String.format("p-%02d", number),
                "ab".repeat(32),
                "data",
                "inference",
                "speeches/v1",
                amount,
                "usd",
                "cd".repeat(16));
    }

    private static List<Payout> payouts() {
        List<Payout> payouts = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            payouts.add(payout(i, 1_000 + i));
        }
        return payouts;
    }

    private static MerkleTree tree() {
        return MerkleTree.ofLeaves(payouts().stream().map(Payout::bytes).toList());
    }

    private static EpochRecord epoch(int payoutCount) {
        return new EpochRecord(
                NETWORK,
                1,
                EpochRecord.REGULAR,
                "",
                0,
                1_000,
                "",
                "ipa1/factored+rows/v1",
                List.of(Hash.empty()),
                List.of(Hash.empty()),
                Hash.empty(),
                0,
                Hash.empty(),
                0,
                tree().root(),
                payoutCount,
                20_000,
                11_055,
                8_945,
                "usd",
                List.of(new DepositUse("d-1", 20_000)));
    }

    private static SignedEnvelope attestation(int organisation, EpochRecord epoch, String verdict) {
        SigningKey key = key(organisation + 1);
        Attestation body = new Attestation(
                NETWORK,
                ORGANISATIONS.get(organisation),
                key.verifyingKey().keyId(),
                1,
                epoch.epoch(),
                epoch.leafHash(),
                verdict);
        return SignedEnvelope.sign(body.toJson(), key);
    }

    private static PayoutProof proof(int index, EpochRecord epoch, int... organisations) {
        List<SignedEnvelope> attestations = new ArrayList<>();
        for (int organisation : organisations) {
            attestations.add(attestation(organisation, epoch, Attestation.EQUAL));
        }
        return new PayoutProof(payouts().get(index), index, tree().inclusionPath(index), epoch, attestations);
    }

    private static Verdict verdict(PayoutProof proof) {
        return new PayoutVerifier(policy(1, 2)).verify(proof.bytes());
    }

    @Test
    void aProofWithEnoughAttestationsIsValid() {
        for (int index = 0; index < 11; index++) {
            assertThat(verdict(proof(index, epoch(11), 0, 2)))
                    .as("leaf %d", index)
                    .isEqualTo(Verdict.accepted());
        }
        assertThat(verdict(proof(3, epoch(11), 0, 1, 2))).isEqualTo(Verdict.accepted());
    }

    @Test
    void theVectorsAreValid() throws IOException {
        byte[] policyBytes = Files.readAllBytes(Path.of("spec/vectors/policy.json"));
        Policy policy = Policy.of(CanonicalJson.parse(Arrays.copyOf(policyBytes, policyBytes.length - 1), 1 << 16));
        byte[] proofBytes = Files.readAllBytes(Path.of("spec/vectors/proof.json"));
        assertThat(new PayoutVerifier(policy).verify(proofBytes)).isEqualTo(Verdict.accepted());
        assertThat(proofBytes).isEqualTo(proof(3, epoch(11), 0, 1).bytes());
        assertThat(policy).isEqualTo(policy(1, 2));
    }

    @Test
    void eachChangeIsRefusedWithItsOwnReason() {
        EpochRecord epoch = epoch(11);
        PayoutProof good = proof(3, epoch, 0, 1);
        Payout leaf = good.leaf();
        Payout richer = payout(3, leaf.amount() + 1);
        List<Hash> swapped = new ArrayList<>(good.path());
        Collections.swap(swapped, 0, 1);
        assertReason(with(richer, 3, good.path(), epoch, good), "path leads to root");
        assertReason(with(leaf, 3, tree().inclusionPath(4), epoch, good), "path leads to root");
        assertReason(with(leaf, 3, good.path().subList(0, 3), epoch, good), "path of 3 hashes, want 4");
        assertReason(with(leaf, 2, good.path(), epoch, good), "path leads to root");
        assertReason(with(leaf, 4, good.path(), epoch, good), "path leads to root");
        assertReason(with(leaf, 11, good.path(), epoch, good), "leaf index 11, want 0 <= index < 11");
        assertReason(with(leaf, 3, swapped, epoch, good), "path leads to root");
        assertReason(with(leaf, 3, good.path(), epoch(12), good), "is for another record");
        assertReason(with(leaf, 3, good.path(), epoch(10), good), "is for another record");
        assertReason(proof(3, epoch, 0), "attested by 1 of 2");
        assertReason(proof(3, epoch, 1, 0), "not in ascending order");
        assertReason(proof(3, epoch, 0, 0), "not in ascending order");
        PayoutProof different = new PayoutProof(
                leaf,
                3,
                good.path(),
                epoch,
                List.of(attestation(0, epoch, Attestation.EQUAL), attestation(1, epoch, Attestation.DIFFERENT)));
        assertReason(different, "the attestation of org2 is for another record");
    }

    private static PayoutProof with(Payout leaf, long index, List<Hash> path, EpochRecord epoch, PayoutProof good) {
        return new PayoutProof(leaf, index, path, epoch, good.attestations());
    }

    private static void assertReason(PayoutProof proof, String reason) {
        assertThat(verdict(proof).reason()).contains(reason);
    }

    @Test
    void aPolicyOfOtherKeysOrAnotherNetworkRefuses() {
        byte[] proof = proof(3, epoch(11), 0, 1).bytes();
        assertThat(new PayoutVerifier(policy(20, 2)).verify(proof).reason()).startsWith("attested by 0 of 2 required");
        Policy elsewhere = new Policy("other-net", 2, policy(1, 2).organisations());
        assertThat(new PayoutVerifier(elsewhere).verify(proof).reason()).contains("policy of other-net");
    }

    @Test
    void ofAHundredThousandMutationsNoneIsAcceptedAndNoneThrows() {
        long seed = 99;
        Random random = new Random(seed);
        byte[] proof = proof(3, epoch(11), 0, 1, 2).bytes();
        PayoutVerifier verifier = new PayoutVerifier(policy(1, 2));
        for (int round = 0; round < 100_000; round++) {
            byte[] mutant = mutate(proof, random);
            if (!Arrays.equals(mutant, proof)) {
                assertThat(verifier.verify(mutant).valid())
                        .as("seed %d round %d", seed, round)
                        .isFalse();
            }
        }
    }

    private static byte[] mutate(byte[] proof, Random random) {
        byte[] mutant = proof.clone();
        int at = random.nextInt(mutant.length);
        switch (random.nextInt(6)) {
            case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> mutant[at] = (byte) "0123456789abcdef\"{}[]:,".charAt(random.nextInt(23));
            case 2 -> mutant = Arrays.copyOf(mutant, at);
            case 3 -> {
                mutant = Arrays.copyOf(mutant, mutant.length + 1);
                mutant[mutant.length - 1] = (byte) random.nextInt(128);
            }
            case 4 -> {
                int from = random.nextInt(mutant.length - 8);
                System.arraycopy(proof, from, mutant, Math.min(at, mutant.length - 8), 8);
            }
            default -> {
                byte[] shorter = new byte[mutant.length - 1];
                System.arraycopy(mutant, 0, shorter, 0, Math.min(at, shorter.length));
                System.arraycopy(
                        mutant,
                        Math.min(at, shorter.length) + 1,
                        shorter,
                        Math.min(at, shorter.length),
                        shorter.length - Math.min(at, shorter.length));
                mutant = shorter;
            }
        }
        return mutant;
    }

    @Test
    void theCommandExitsAsDocumented() throws IOException {
        Path proof = Files.write(
                folder.resolve("proof.json"), proof(3, epoch(11), 0, 1).bytes());
        Path policy = Files.write(folder.resolve("policy.json"), policy(1, 2).bytes());
        Path foreign = Files.write(folder.resolve("foreign.json"), policy(20, 2).bytes());
        Path trailing = Files.write(
                folder.resolve("trailing.json"),
                append(proof(3, epoch(11), 0, 1).bytes()));
        assertRun(0, "valid: p-03 is paid 1003 micro-usd", "verify", proof.toString(), "--policy", policy.toString());
        assertRun(2, "error: no policy", "verify", proof.toString());
        assertRun(1, "not valid: attested by 0 of 2", "verify", proof.toString(), "--policy", foreign.toString());
        assertRun(1, "not valid: the file is no proof", "verify", trailing.toString(), "--policy", policy.toString());
        assertRun(2, "error: type tributary/proof/v1", "verify", proof.toString(), "--policy", proof.toString());
        assertRun(3, "error: no such file", "verify", proof.toString(), "--policy", folder.resolve("none") + "");
        assertRun(2, "want exactly one proof FILE", "verify", "--policy", policy.toString());
        assertRun(0, "usage:", "--help");
        assertRun(0, "\"valid\":true", "verify", proof.toString(), "--json", "--policy", policy.toString());
    }

    private static byte[] append(byte[] bytes) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = '\n';
        return longer;
    }

    private static void assertRun(int exitCode, String output, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(bytes, true, UTF_8);
        int got = Verify.run(List.of(arguments), print, print);
        assertThat(bytes.toString(UTF_8)).contains(output).doesNotContain("\tat ");
        assertThat(got).isEqualTo(exitCode);
    }

    @Test
    void aHostileFileIsRefusedByItsSize() throws IOException {
        JsonObject huge = JsonObject.typed(PayoutProof.TYPE)
                .put("leaf", "x".repeat(100_000))
                .build();
        assertThat(new PayoutVerifier(policy(1, 2)).verify(huge.bytes()).reason())
                .contains("want at most 65536");
    }
}
