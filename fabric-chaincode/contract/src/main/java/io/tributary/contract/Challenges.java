// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.Challenge;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.record.ContestEntry;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.protocol.verify.EvidenceCheck;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The transactions {@code challenge} and {@code verdict}. Structural fraud is decided here, from Merkle proofs; a wrong or
 * missing leaf by organisations that recompute it. Evidence and recomputation come as confidential fields; of them the
 * state gets salted hashes only. Every verdict has a key of its own, so organisations never wait for one another.
 */
final class Challenges {
    static final String KIND = "challenge";

    private Challenges() {}

    static JsonObject challenge(Context context) {
        VerifyingKey key = context.requireMember();
        SignedEnvelope signed = SignedEnvelope.of(context.argument("challenge").object("challenge"));
        Challenge challenge = Challenge.of(signed.body());
        context.requireAuthor(
                "the challenge", signed, key, ContractCode.CHALLENGE_FOREIGN, ContractCode.CHALLENGE_FORGED);
        EpochRecord record = Proposals.record(context, challenge.epoch());
        Optional<JsonObject> before = find(context, challenge.epoch(), challenge.evidenceHash());
        if (before.isPresent()) {
            return status(context, before.get()).toJson();
        }
        requireChallengeable(context, record);
        Evidence evidence = evidence(context);
        if (!challenge.brings(evidence)) {
            throw new ContractException(
                    ContractCode.CHALLENGE_UNFOUNDED,
                    "the challenge is signed for evidence " + challenge.evidenceHash() + ", which is not this one");
        }
        Verdict held = EvidenceCheck.verify(evidence, record);
        if (!held.valid()) {
            throw new ContractException(
                    ContractCode.CHALLENGE_UNFOUNDED, "epoch " + challenge.epoch() + ": " + held.reason());
        }
        Sequences.take(context, signed, challenge.epoch());
        JsonObject stored = context.stamped().put("signed", signed.toJson()).build();
        context.state().create(challengeKey(challenge.epoch(), challenge.evidenceHash()), stored);
        if (challenge.kind().structural()) {
            contest(context, challenge);
        }
        return status(context, stored).toJson();
    }

    static JsonObject verdict(Context context) {
        VerifyingKey key = context.requireMember();
        SignedEnvelope signed = SignedEnvelope.of(context.argument("verdict").object("verdict"));
        ChallengeVerdict verdict = ChallengeVerdict.of(signed.body());
        context.requireAuthor("the verdict", signed, key, ContractCode.VERDICT_FOREIGN, ContractCode.VERDICT_FORGED);
        JsonObject stored = find(context, verdict.epoch(), verdict.evidenceHash())
                .orElseThrow(() -> new ContractException(
                        ContractCode.CHALLENGE_UNKNOWN,
                        "epoch " + verdict.epoch() + " has no challenge with evidence " + verdict.evidenceHash()));
        StateKey verdictKey = verdictKey(verdict.epoch(), verdict.evidenceHash(), context.caller());
        Optional<JsonObject> before = context.state().get(verdictKey);
        if (before.isPresent()) {
            requireSame(verdict, SignedWord.ofStored(before.get()).verdict());
            return status(context, stored).toJson();
        }
        Challenge challenge =
                Challenge.of(SignedEnvelope.of(stored.object("signed")).body());
        requireOpen(context, challenge);
        requireChallengeable(context, Proposals.record(context, challenge.epoch()));
        requireFits(context, challenge, verdict);
        Sequences.take(context, signed, verdict.epoch());
        context.state()
                .create(
                        verdictKey,
                        context.stamped().put("signed", signed.toJson()).build());
        ChallengeStatus status = status(context, stored);
        int upheld = status.upheldVerdicts(verdict.foundHash()).size();
        if (upheld >= context.policy().threshold()) {
            contest(context, challenge);
        }
        return status(context, stored).toJson();
    }

    /** Every challenge of an epoch, by evidence hash; for queries only. */
    static List<ChallengeStatus> all(Context context, long epoch) {
        return context.state().scan(KIND).stream()
                .filter(stored -> epochOf(stored) == epoch)
                .map(stored -> status(context, stored))
                .collect(Collectors.toList());
    }

    private static long epochOf(JsonObject stored) {
        return stored.object("signed").object("body").integer("epoch");
    }

    private static Optional<JsonObject> find(Context context, long epoch, Hash evidenceHash) {
        return context.state().get(challengeKey(epoch, evidenceHash));
    }

    private static ChallengeStatus status(Context context, JsonObject stored) {
        SignedEnvelope signed = SignedEnvelope.of(stored.object("signed"));
        Challenge challenge = Challenge.of(signed.body());
        boolean proven = Contests.isContestedBy(context, challenge.recordHash(), challenge.evidenceHash());
        return new ChallengeStatus(
                signed,
                proven ? ChallengeState.PROVEN : ChallengeState.OPEN,
                verdicts(context, challenge),
                stored.text("transactionId"),
                stored.integer("timestamp"));
    }

    /** The verdicts by organisation, ascending; each signature is checked again. */
    private static List<SignedWord> verdicts(Context context, Challenge challenge) {
        if (challenge.kind().structural()) {
            return List.of();
        }
        return SignedWord.all(
                context, organisation -> verdictKey(challenge.epoch(), challenge.evidenceHash(), organisation));
    }

    private static void contest(Context context, Challenge challenge) {
        Contests.contest(
                context,
                new ContestEntry(
                        challenge.network(),
                        challenge.epoch(),
                        challenge.recordHash(),
                        challenge.kind(),
                        challenge.evidenceHash()));
    }

    private static void requireChallengeable(Context context, EpochRecord record) {
        EpochState state = Epochs.state(context, record.epoch());
        if (state != EpochState.FINAL && state != EpochState.PAYABLE) {
            throw new ContractException(
                    ContractCode.EPOCH_STATE_WRONG,
                    "epoch " + record.epoch() + " is " + state + ", want " + EpochState.FINAL + " or "
                            + EpochState.PAYABLE);
        }
    }

    private static void requireOpen(Context context, Challenge challenge) {
        boolean decided = challenge.kind().structural()
                || Contests.isContestedBy(context, challenge.recordHash(), challenge.evidenceHash());
        if (decided) {
            throw new ContractException(
                    ContractCode.CHALLENGE_DECIDED,
                    "the challenge with evidence " + challenge.evidenceHash() + " is decided");
        }
    }

    private static void requireSame(ChallengeVerdict verdict, ChallengeVerdict earlier) {
        boolean same = earlier.verdict().equals(verdict.verdict())
                && earlier.foundHash().equals(verdict.foundHash())
                && earlier.recordHash().equals(verdict.recordHash());
        if (!same) {
            throw new ContractException(
                    ContractCode.VERDICT_CONFLICT,
                    verdict.signer() + " said " + earlier.verdict() + " with recomputation " + earlier.foundHash()
                            + " before, got " + verdict.verdict() + " with " + verdict.foundHash());
        }
    }

    private static void requireFits(Context context, Challenge challenge, ChallengeVerdict verdict) {
        Evidence evidence = evidence(context);
        Recomputation found = context.confidential(Call.CONFIDENTIAL_RECOMPUTATION, Recomputation::of);
        requireWord(challenge.brings(evidence), "the evidence is not that of the challenge");
        requireWord(verdict.recordHash().equals(challenge.recordHash()), "the verdict is on another record");
        requireWord(verdict.foundHash().equals(found.leafHash()), "the verdict is signed for another recomputation");
        EpochRecord record = Proposals.record(context, challenge.epoch());
        Verdict answers = EvidenceCheck.verifyAnswer(evidence, found, record);
        requireWord(answers.valid(), answers.reason());
        String word = EvidenceCheck.word(evidence, found);
        requireWord(
                verdict.verdict().equals(word),
                "the verdict is " + verdict.verdict() + ", its recomputation says " + word);
    }

    private static void requireWord(boolean fits, String why) {
        if (!fits) {
            throw new ContractException(ContractCode.VERDICT_WRONG, why);
        }
    }

    private static Evidence evidence(Context context) {
        return context.confidential(Call.CONFIDENTIAL_EVIDENCE, Evidence::of);
    }

    private static StateKey challengeKey(long epoch, Hash evidenceHash) {
        return StateKey.of(KIND, StateKey.padded(epoch), evidenceHash.hex());
    }

    private static StateKey verdictKey(long epoch, Hash evidenceHash, String organisation) {
        return StateKey.of("verdict", StateKey.padded(epoch), evidenceHash.hex(), organisation);
    }
}
