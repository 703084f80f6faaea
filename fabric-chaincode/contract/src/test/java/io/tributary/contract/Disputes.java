// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.Challenge;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.LeafKey;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.verify.EvidenceCheck;
import java.util.Arrays;
import java.util.List;

/** Evidence against sample epochs, and what organisations say to it. */
final class Disputes {
    private static final byte[] SEED = Samples.hash("key of OrgC").bytes();

    private Disputes() {}

    static EvidenceLeaf share(long epoch, int index) {
        List<byte[]> shares = Samples.shares(epoch);
        return EvidenceLeaf.of(EpochTree.SHARES, Samples.tree(shares), index, shares.get(index));
    }

    static EvidenceLeaf payout(long epoch, int index) {
        byte[] leaf = Samples.payouts(epoch).get(index).bytes();
        return EvidenceLeaf.of(EpochTree.PAYOUTS, Samples.payoutTree(epoch), index, leaf);
    }

    static EvidenceLeaf receipt(long epoch, int index) {
        List<byte[]> receipts = Samples.receipts(epoch);
        return EvidenceLeaf.of(EpochTree.RECEIPTS, Samples.tree(receipts), index, receipts.get(index));
    }

    static Evidence form(EpochRecord record) {
        return Evidence.form(record, share(record.epoch(), 4), SEED);
    }

    static Evidence order(EpochRecord record) {
        return Evidence.order(record, share(record.epoch(), 0), share(record.epoch(), 3), SEED);
    }

    static Evidence subject(EpochRecord record) {
        ModelEntry model = Samples.model("good", Samples.training("support_mail", Samples.DATASET_ROOT), true);
        return Evidence.subject(record, share(record.epoch(), 1), List.of(model), SEED);
    }

    /** q-9 stands behind the last receipt. */
    static Evidence receipt(EpochRecord record) {
        return Evidence.receipt(record, share(record.epoch(), 2), List.of(receipt(record.epoch(), 2)), SEED);
    }

    static Evidence sum(EpochRecord record, int... indexes) {
        List<EvidenceLeaf> leaves = Arrays.stream(indexes)
                .mapToObj(index -> payout(record.epoch(), index))
                .toList();
        return Evidence.sum(record, leaves, SEED);
    }

    static Evidence wrong(EpochRecord record) {
        return wrong(record, 2);
    }

    static Evidence wrong(EpochRecord record, int index) {
        return Evidence.wrong(record, payout(record.epoch(), index), SEED);
    }

    /** payee-9 stands behind the last payout. */
    static Evidence missing(EpochRecord record) {
        return Evidence.missing(
                record, LeafKey.of(payoutOf(record.epoch(), "payee-9", 10)), List.of(payout(record.epoch(), 4)), SEED);
    }

    /** An honest leaf, said to be of no form. */
    static Evidence unfounded(EpochRecord record) {
        return Evidence.form(record, payout(record.epoch(), 2), SEED);
    }

    static Payout payoutOf(long epoch, String payee, long amount) {
        return new Payout(
                Samples.NETWORK,
                epoch,
                payee,
                Samples.key(payee).verifyingKey().hex(),
                "data",
                Payout.REASON_INFERENCE,
                "support_mail/v1",
                amount,
                "credit",
                Samples.hash("salt " + epoch + payee).hex());
    }

    /** A recomputation that contradicts what {@link #wrong} or {@link #missing} shows. */
    static Recomputation contradicting(Evidence evidence) {
        return found(evidence, 10);
    }

    static Recomputation found(Evidence evidence, long amount) {
        String payee = evidence.disputedKey().parts().get(0);
        return Recomputation.of(evidence, List.of(payoutOf(evidence.epoch(), payee, amount)));
    }

    /** A recomputation that agrees with the record. */
    static Recomputation agreeing(Evidence evidence, int index) {
        return Recomputation.of(
                evidence, List.of(Samples.payouts(evidence.epoch()).get(index)));
    }

    /** What answers another question. */
    static Recomputation foreign(Evidence evidence) {
        Share share = new Share("q-1", "payee-1", "data", "support_mail/v1", 1);
        return new Recomputation(
                evidence.network(),
                evidence.epoch(),
                EpochTree.SHARES,
                List.of("q-1"),
                evidence.salt(),
                List.of(share.toJson()));
    }

    static Challenge challenge(String organisation, Evidence evidence) {
        return Challenge.of(evidence, organisation, keyId(organisation), Challenge.sequence(evidence.leafHash()));
    }

    static ChallengeVerdict verdict(String organisation, Evidence evidence, Recomputation found) {
        return verdict(organisation, evidence, found, EvidenceCheck.word(evidence, found));
    }

    static ChallengeVerdict verdict(String organisation, Evidence evidence, Recomputation found, String word) {
        return ChallengeVerdict.of(
                evidence,
                found,
                word,
                organisation,
                keyId(organisation),
                ChallengeVerdict.sequence(evidence.leafHash()));
    }

    static SignedEnvelope sign(CanonicalRecord body, String organisation) {
        return SignedEnvelope.sign(body.toJson(), Samples.key(organisation));
    }

    static Call challengeCall(String organisation, Evidence evidence) {
        return Call.challenge(sign(challenge(organisation, evidence), organisation), evidence);
    }

    static Call verdictCall(String organisation, Evidence evidence, Recomputation found) {
        return Call.verdict(sign(verdict(organisation, evidence, found), organisation), evidence, found);
    }

    private static String keyId(String organisation) {
        return Samples.key(organisation).verifyingKey().keyId();
    }
}
