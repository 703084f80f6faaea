// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.Challenge;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisputeVerifierTest {
    private static final byte[] SEED = new byte[32];
    private static final int MUTATIONS = 20_000;

    /** Seed 3 with the first share changed; the honest share is what organisations find. */
    private static final GeneratedEpoch WRONG = new GeneratedEpoch(3);

    private static final Share RIGHT =
            Share.of(CanonicalJson.parse(WRONG.leaves.get(EpochTree.SHARES).get(0), 1 << 16));

    static {
        Share wrong = new Share(RIGHT.inferenceId(), RIGHT.payee(), RIGHT.role(), RIGHT.subject(), RIGHT.share() + 1);
        WRONG.leaves.get(EpochTree.SHARES).set(0, wrong.bytes());
    }

    private static final EpochRecord RECORD = WRONG.record();
    private static final Evidence EVIDENCE = Evidence.wrong(RECORD, WRONG.leaf(EpochTree.SHARES, 0), SEED);
    private static final Recomputation FOUND = Recomputation.of(EVIDENCE, List.of(RIGHT));

    @TempDir
    Path folder;

    private static SigningKey key(String organisation) {
        byte[] seed = new byte[32];
        seed[0] = (byte) (organisation.charAt(organisation.length() - 1) - '0');
        return SigningKey.ofSeed(seed);
    }

    private static String keyId(String organisation) {
        return key(organisation).verifyingKey().keyId();
    }

    private static Policy policy(String network, int threshold) {
        List<Policy.Organisation> organisations = new ArrayList<>();
        for (String name : List.of("org1", "org2", "org3")) {
            organisations.add(new Policy.Organisation(name, key(name).verifyingKey()));
        }
        return new Policy(network, threshold, organisations);
    }

    private static SignedEnvelope sign(CanonicalRecord body, String organisation) {
        return SignedEnvelope.sign(body.toJson(), key(organisation));
    }

    private static SignedEnvelope attestation(String organisation, EpochRecord record, String word) {
        return sign(
                new Attestation(
                        record.network(),
                        organisation,
                        keyId(organisation),
                        1,
                        record.epoch(),
                        record.leafHash(),
                        word),
                organisation);
    }

    private static SignedEnvelope verdict(String organisation, String word) {
        return sign(ChallengeVerdict.of(EVIDENCE, FOUND, word, organisation, keyId(organisation), 3), organisation);
    }

    private static SignedEnvelope challenge(Evidence evidence, String organisation) {
        return sign(Challenge.of(evidence, organisation, keyId(organisation), 2), organisation);
    }

    private static List<SignedEnvelope> attestations() {
        return List.of(attestation("org1", RECORD, Attestation.EQUAL), attestation("org2", RECORD, Attestation.EQUAL));
    }

    private static List<SignedEnvelope> verdicts() {
        return List.of(verdict("org1", ChallengeVerdict.UPHELD), verdict("org3", ChallengeVerdict.UPHELD));
    }

    private static DisputeProof dispute(
            List<SignedEnvelope> attestations, SignedEnvelope challenge, List<SignedEnvelope> verdicts) {
        return new DisputeProof(RECORD, attestations, challenge, EVIDENCE, Optional.of(FOUND), verdicts);
    }

    private static DisputeProof recomputed() {
        return dispute(attestations(), challenge(EVIDENCE, "org3"), verdicts());
    }

    /** A payouts tree with a leaf that is no payout. */
    private static DisputeProof structural() {
        GeneratedEpoch epoch = new GeneratedEpoch(9);
        epoch.leaves.get(EpochTree.PAYOUTS).add(new byte[] {1, 2, 3});
        EpochRecord record = epoch.record();
        Evidence evidence =
                Evidence.form(record, epoch.leaf(EpochTree.PAYOUTS, epoch.size(EpochTree.PAYOUTS) - 1), SEED);
        return new DisputeProof(
                record,
                List.of(attestation("org1", record, Attestation.EQUAL), attestation("org2", record, Attestation.EQUAL)),
                challenge(evidence, "org3"),
                evidence,
                Optional.empty(),
                List.of());
    }

    private static Verdict verify(DisputeProof dispute) {
        return new DisputeVerifier(policy(GeneratedEpoch.NETWORK, 2)).verify(dispute.bytes());
    }

    @Test
    void aDisputeIsValidByItsProofsAloneOrByEnoughVerdicts() {
        assertThat(verify(structural())).isEqualTo(Verdict.accepted());
        assertThat(verify(recomputed())).isEqualTo(Verdict.accepted());
        assertThat(DisputeProof.of(CanonicalJson.parse(recomputed().bytes(), DisputeProof.BYTES_MAX)))
                .isEqualTo(recomputed());
    }

    @Test
    void theVectorsAreValid() throws IOException {
        byte[] policy = Files.readAllBytes(Path.of("spec/vectors/policy.json"));
        DisputeVerifier verifier =
                new DisputeVerifier(Policy.of(CanonicalJson.parse(Arrays.copyOf(policy, policy.length - 1), 1 << 16)));
        byte[] recomputed = Files.readAllBytes(Path.of("spec/vectors/dispute-wrong.json"));
        assertThat(verifier.verify(recomputed)).isEqualTo(Verdict.accepted());
        assertThat(recomputed).isEqualTo(recomputed().bytes());
        byte[] structural = Files.readAllBytes(Path.of("spec/vectors/dispute-form.json"));
        assertThat(verifier.verify(structural)).isEqualTo(Verdict.accepted());
        assertThat(structural).isEqualTo(structural().bytes());
    }

    @Test
    void eachChangeIsRefusedWithItsOwnReason() {
        SignedEnvelope challenge = challenge(EVIDENCE, "org3");
        assertReason(dispute(attestations().subList(0, 1), challenge, verdicts()), "attested by 1 of 2");
        List<SignedEnvelope> unequal =
                List.of(attestations().get(0), attestation("org2", RECORD, Attestation.DIFFERENT));
        assertReason(dispute(unequal, challenge, verdicts()), "the attestation of org2 is for another record");
        assertReason(dispute(attestations(), challenge, verdicts().subList(0, 1)), "upheld by 1 of 2 required");
        assertReason(
                dispute(
                        attestations(),
                        challenge,
                        List.of(verdicts().get(1), verdicts().get(0))),
                "verdicts are not in ascending order");
        assertReason(
                dispute(
                        attestations(),
                        challenge,
                        List.of(verdicts().get(0), verdicts().get(0))),
                "verdicts are not in ascending order");
        List<SignedEnvelope> divided = List.of(verdicts().get(0), verdict("org3", ChallengeVerdict.UNFOUNDED));
        assertReason(dispute(attestations(), challenge, divided), "the verdict of org3 is another");
        SignedEnvelope forged = new SignedEnvelope(challenge.body(), "00".repeat(64));
        assertReason(dispute(attestations(), forged, verdicts()), "the challenge's signature by org3");
        SignedEnvelope stranger = challenge(EVIDENCE, "org9");
        assertReason(dispute(attestations(), stranger, verdicts()), "the challenge's signature by org9");
        Evidence other = Evidence.wrong(RECORD, WRONG.leaf(EpochTree.SHARES, 1), SEED);
        assertReason(dispute(attestations(), challenge(other, "org3"), verdicts()), "signed for another evidence");
    }

    @Test
    void aRecomputationIsThereExactlyWhereItDecides() {
        SignedEnvelope challenge = challenge(EVIDENCE, "org3");
        assertReason(
                new DisputeProof(RECORD, attestations(), challenge, EVIDENCE, Optional.empty(), verdicts()),
                "no recomputation");
        Share shown = new Share(RIGHT.inferenceId(), RIGHT.payee(), RIGHT.role(), RIGHT.subject(), RIGHT.share() + 1);
        Recomputation agreeing = Recomputation.of(EVIDENCE, List.of(shown));
        assertReason(
                new DisputeProof(RECORD, attestations(), challenge, EVIDENCE, Optional.of(agreeing), verdicts()),
                "the recomputation agrees with the record");
        Recomputation none = Recomputation.of(EVIDENCE, List.of());
        assertReason(
                new DisputeProof(RECORD, attestations(), challenge, EVIDENCE, Optional.of(none), verdicts()),
                "the verdict of org1 is another");
        DisputeProof alone = structural();
        assertReason(
                new DisputeProof(
                        alone.epoch(),
                        alone.attestations(),
                        alone.challenge(),
                        alone.evidence(),
                        Optional.of(FOUND),
                        List.of()),
                "decides alone");
    }

    private static void assertReason(DisputeProof dispute, String reason) {
        assertThat(verify(dispute).reason()).contains(reason);
    }

    @Test
    void anHonestEpochHasNoDispute() {
        GeneratedEpoch honest = new GeneratedEpoch(3);
        EpochRecord record = honest.record();
        Evidence evidence = Evidence.form(record, honest.leaf(EpochTree.PAYOUTS, 0), SEED);
        DisputeProof dispute = new DisputeProof(
                record,
                List.of(attestation("org1", record, Attestation.EQUAL), attestation("org2", record, Attestation.EQUAL)),
                challenge(evidence, "org3"),
                evidence,
                Optional.empty(),
                List.of());
        assertReason(dispute, "the evidence does not hold: the leaf is one that this epoch can have");
    }

    @Test
    void aPolicyOfAnotherNetworkOrAHigherThresholdRefuses() {
        byte[] bytes = recomputed().bytes();
        assertThat(new DisputeVerifier(policy("other-net", 2)).verify(bytes).reason())
                .startsWith("record of network");
        assertThat(new DisputeVerifier(policy(GeneratedEpoch.NETWORK, 3))
                        .verify(bytes)
                        .reason())
                .startsWith("attested by 2 of 3");
    }

    @Test
    void noMutationOfADisputeIsValid() {
        DisputeVerifier verifier = new DisputeVerifier(policy(GeneratedEpoch.NETWORK, 2));
        for (DisputeProof dispute : List.of(recomputed(), structural())) {
            byte[] good = dispute.bytes();
            SplittableRandom random = new SplittableRandom(20);
            for (int i = 0; i < MUTATIONS / 2; i++) {
                byte[] mutant = mutant(good, random);
                assertThat(Arrays.equals(mutant, good)
                                || !verifier.verify(mutant).valid())
                        .as("seed=20 mutation=%d %s", i, new String(mutant, UTF_8))
                        .isTrue();
            }
        }
    }

    private static byte[] mutant(byte[] good, SplittableRandom random) {
        byte[] mutant = good.clone();
        int at = random.nextInt(good.length);
        switch (random.nextInt(5)) {
            case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> mutant[at] = (byte) "0123456789abcdef\"{}[]:,".charAt(random.nextInt(23));
            case 2 -> mutant = Arrays.copyOf(mutant, at);
            case 3 -> mutant = Arrays.copyOf(mutant, mutant.length + 1);
            default ->
                System.arraycopy(good, random.nextInt(good.length - 64), mutant, random.nextInt(good.length - 64), 64);
        }
        return mutant;
    }

    @Test
    void theCommandTellsADisputeFromAProof() throws IOException {
        Path policy = Files.write(
                folder.resolve("policy.json"), policy(GeneratedEpoch.NETWORK, 2).bytes());
        assertRun(
                0, "valid: epoch 7 of test-net is wrong (wrong), as 2 organisations recomputed", policy, recomputed());
        assertRun(0, "is wrong (form), as its own Merkle proofs show; challenged by org3", policy, structural());
        DisputeProof weak = dispute(attestations(), challenge(EVIDENCE, "org3"), List.of());
        assertRun(1, "not valid: upheld by 0 of 2", policy, weak);
        assertRun(1, "not valid: the file is no proof", policy, EVIDENCE);
    }

    private void assertRun(int exitCode, String output, Path policy, CanonicalRecord file) throws IOException {
        Path path = Files.write(folder.resolve("file.json"), file.bytes());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(bytes, true, UTF_8);
        int got = Verify.run(List.of("verify", path.toString(), "--policy", policy.toString()), print, print);
        assertThat(bytes.toString(UTF_8)).contains(output);
        assertThat(got).isEqualTo(exitCode);
    }

    @Test
    void aHostileFileIsRefusedByItsSize() {
        byte[] huge = new byte[DisputeProof.BYTES_MAX + 1];
        assertThat(new DisputeVerifier(policy("test-net", 2)).verify(huge).reason())
                .contains("want at most 1048576");
    }
}
