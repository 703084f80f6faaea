// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.AbsenceProof;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleProof;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceKind;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.LeafKey;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.record.Share;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an {@link Evidence} shows about an epoch's record (spec/epoch-states.md, "Challenges"). The contract, the offline verifier and the
 * organisations all go by it. Nothing here throws on hostile evidence, and no sentence quotes a payee, an amount or a salt, since the contract
 * repeats it where everybody can read it.
 */
public final class EvidenceCheck {
    private EvidenceCheck() {}

    /**
     * Whether the evidence holds against the record. For structural kinds that decides the challenge; for {@code wrong} and {@code missing} it
     * says that the leaf is there, or is not, and recomputation has the last word.
     */
    public static Verdict verify(Evidence evidence, EpochRecord record) {
        boolean ofRecord = evidence.network().equals(record.network())
                && evidence.epoch() == record.epoch()
                && evidence.recordHash().equals(record.leafHash());
        if (!ofRecord) {
            return Verdict.rejected("the evidence is against another record");
        }
        try {
            return switch (evidence.kind()) {
                case FORM -> form(evidence, record);
                case ORDER -> order(evidence, record);
                case SUBJECT -> subject(evidence, record);
                case RECEIPT -> receipt(evidence, record);
                case SUM -> sum(evidence, record);
                case WRONG -> wrong(evidence, record);
                case MISSING -> missing(evidence, record);
            };
        } catch (InvalidInputException e) {
            return Verdict.rejected("a leaf of the evidence does not have the form of its tree");
        }
    }

    /** Whether a recomputation answers the question that an evidence of kind {@code wrong} or {@code missing} puts. */
    public static Verdict verifyAnswer(Evidence evidence, Recomputation found, EpochRecord record) {
        if (evidence.kind().structural()) {
            return Verdict.rejected("evidence of kind " + evidence.kind().id() + " needs no recomputation");
        }
        try {
            LeafKey disputed = evidence.disputedKey();
            boolean sameQuestion = found.network().equals(evidence.network())
                    && found.epoch() == evidence.epoch()
                    && found.salt().equals(evidence.salt())
                    && found.tree() == disputed.tree()
                    && found.group().equals(disputed.group());
            return sameQuestion
                    ? verifyGroup(found, record)
                    : Verdict.rejected("the recomputation is of another group than the evidence is about");
        } catch (InvalidInputException e) {
            return Verdict.rejected("a leaf of the recomputation does not have the form of its tree");
        }
    }

    /** Whether a recomputation that answers the evidence contradicts the record as the evidence says. */
    public static boolean upheld(Evidence evidence, Recomputation found) {
        LeafKey disputed = evidence.disputedKey();
        if (evidence.kind() == EvidenceKind.MISSING) {
            return found.leaves().stream()
                    .anyMatch(leaf -> LeafKey.of(found.tree(), leaf).equals(disputed));
        }
        Hash shown = evidence.leaves().get(0).leafHash();
        return found.leaves().stream().noneMatch(leaf -> Hash.leaf(leaf.bytes()).equals(shown));
    }

    /** The word of a {@link ChallengeVerdict} that follows from a recomputation. */
    public static String word(Evidence evidence, Recomputation found) {
        return upheld(evidence, found) ? ChallengeVerdict.UPHELD : ChallengeVerdict.UNFOUNDED;
    }

    private static Verdict verifyGroup(Recomputation found, EpochRecord record) {
        Optional<LeafKey> previous = Optional.empty();
        for (JsonObject leaf : found.leaves()) {
            LeafKey key = LeafKey.of(found.tree(), leaf);
            if (!key.group().equals(found.group()) || !isOfEpoch(found.tree(), leaf, record)) {
                return Verdict.rejected("a leaf of the recomputation is of another group or epoch");
            }
            if (previous.isPresent() && previous.get().compareTo(key) >= 0) {
                return Verdict.rejected("the leaves of the recomputation are not in ascending order");
            }
            previous = Optional.of(key);
        }
        return Verdict.accepted();
    }

    /** Asks no more than that: a right leaf may well contradict the unit or the sum that a false record names. */
    private static boolean isOfEpoch(EpochTree tree, JsonObject json, EpochRecord record) {
        return switch (tree) {
            case RECEIPTS, SHARES -> true;
            case PAYOUTS -> {
                Payout payout = Payout.of(json);
                yield payout.network().equals(record.network()) && payout.epoch() == record.epoch();
            }
            case RECORD -> {
                EpochRecord right = EpochRecord.of(json);
                yield right.network().equals(record.network()) && right.epoch() == record.epoch();
            }
        };
    }

    private static Verdict form(Evidence evidence, EpochRecord record) {
        Verdict one = requireLeaves(evidence, 1);
        if (!one.valid()) {
            return one;
        }
        EvidenceLeaf leaf = evidence.leaves().get(0);
        Verdict included = included(leaf, record);
        if (!included.valid()) {
            return included;
        }
        JsonObject json;
        try {
            json = CanonicalJson.parse(leaf.bytes(), Evidence.BYTES_MAX);
            LeafKey.of(leaf.tree(), json);
        } catch (InvalidInputException e) {
            return Verdict.accepted();
        }
        return fits(leaf.tree(), json, record)
                ? Verdict.rejected("the leaf is one that this epoch can have")
                : Verdict.accepted();
    }

    /** Whether a well-formed leaf is one that this epoch can have. */
    private static boolean fits(EpochTree tree, JsonObject json, EpochRecord record) {
        return switch (tree) {
            case RECEIPTS -> fits(Receipt.of(json), record);
            case SHARES -> true;
            case PAYOUTS -> fits(Payout.of(json), record);
            case RECORD -> true;
        };
    }

    private static boolean fits(Receipt receipt, EpochRecord record) {
        return receipt.unit().equals(record.unit()) && !receipt.namesForeignHost();
    }

    private static boolean fits(Payout payout, EpochRecord record) {
        return payout.network().equals(record.network())
                && payout.epoch() == record.epoch()
                && payout.unit().equals(record.unit())
                && payout.amount() > 0
                && payout.amount() <= record.paidMicros();
    }

    private static Verdict order(Evidence evidence, EpochRecord record) {
        Verdict two = requireLeaves(evidence, 2);
        if (!two.valid()) {
            return two;
        }
        EvidenceLeaf first = evidence.leaves().get(0);
        EvidenceLeaf second = evidence.leaves().get(1);
        if (first.tree() != second.tree() || first.index() >= second.index()) {
            return Verdict.rejected("want two leaves of one tree, the one with the lower index first");
        }
        Verdict included = allIncluded(evidence.leaves(), record);
        if (!included.valid()) {
            return included;
        }
        return key(first).compareTo(key(second)) >= 0
                ? Verdict.accepted()
                : Verdict.rejected("the leaves stand in ascending order");
    }

    private static Verdict subject(Evidence evidence, EpochRecord record) {
        Verdict one = requireLeaves(evidence, 1);
        if (!one.valid()) {
            return one;
        }
        List<Hash> modelHashes =
                evidence.models().stream().map(ModelEntry::leafHash).toList();
        if (!modelHashes.equals(record.modelHashes())) {
            return Verdict.rejected("the models are not those of the record, in its order");
        }
        EvidenceLeaf leaf = evidence.leaves().get(0);
        if (leaf.tree() == EpochTree.RECEIPTS || leaf.tree() == EpochTree.RECORD) {
            return Verdict.rejected("a receipt or record has no subject");
        }
        Verdict included = included(leaf, record);
        if (!included.valid()) {
            return included;
        }
        Set<String> subjects = new TreeSet<>();
        for (ModelEntry model : evidence.models()) {
            subjects.add(model.modelId());
            subjects.addAll(model.datanetVersions());
        }
        List<String> parts = key(leaf).parts();
        return subjects.contains(parts.get(parts.size() - 1))
                ? Verdict.rejected("the subject is a model of the epoch or a Datanet version behind one")
                : Verdict.accepted();
    }

    private static Verdict receipt(Evidence evidence, EpochRecord record) {
        if (evidence.leaves().isEmpty() || evidence.leaves().get(0).tree() != EpochTree.SHARES) {
            return Verdict.rejected("want a share and then the receipts beside the gap");
        }
        EvidenceLeaf leaf = evidence.leaves().get(0);
        Verdict included = included(leaf, record);
        if (!included.valid()) {
            return included;
        }
        Share share = Share.of(json(leaf));
        LeafKey wanted = new LeafKey(EpochTree.RECEIPTS, List.of(share.inferenceId()));
        return absent(wanted, evidence.leaves().subList(1, evidence.leaves().size()), record);
    }

    private static Verdict sum(Evidence evidence, EpochRecord record) {
        BigInteger sum = BigInteger.ZERO;
        long previous = -1;
        for (EvidenceLeaf leaf : evidence.leaves()) {
            if (leaf.tree() != EpochTree.PAYOUTS || leaf.index() <= previous) {
                return Verdict.rejected("want payouts, by index strictly ascending");
            }
            previous = leaf.index();
            Verdict included = included(leaf, record);
            if (!included.valid()) {
                return included;
            }
            sum = sum.add(BigInteger.valueOf(Payout.of(json(leaf)).amount()));
        }
        return sum.compareTo(BigInteger.valueOf(record.paidMicros())) > 0
                ? Verdict.accepted()
                : Verdict.rejected("the payouts sum to no more than the record says was paid");
    }

    private static Verdict wrong(Evidence evidence, EpochRecord record) {
        Verdict one = requireLeaves(evidence, 1);
        if (!one.valid()) {
            return one;
        }
        evidence.disputedKey();
        return included(evidence.leaves().get(0), record);
    }

    private static Verdict missing(Evidence evidence, EpochRecord record) {
        LeafKey key = evidence.disputedKey();
        return key.tree() == EpochTree.RECORD
                ? Verdict.rejected("an epoch has one record, and it is there")
                : absent(key, evidence.leaves(), record);
    }

    private static Verdict absent(LeafKey key, List<EvidenceLeaf> leaves, EpochRecord record) {
        List<AbsenceProof.Neighbour<LeafKey>> neighbours = new ArrayList<>();
        for (EvidenceLeaf leaf : leaves) {
            if (leaf.tree() != key.tree()) {
                return Verdict.rejected("a neighbour is of another tree than the key");
            }
            neighbours.add(new AbsenceProof.Neighbour<>(key(leaf), leaf.leafHash(), leaf.index(), leaf.path()));
        }
        return new AbsenceProof<>(key, key.tree().size(record), key.tree().root(record)).verify(neighbours);
    }

    private static Verdict allIncluded(List<EvidenceLeaf> leaves, EpochRecord record) {
        for (EvidenceLeaf leaf : leaves) {
            Verdict included = included(leaf, record);
            if (!included.valid()) {
                return included;
            }
        }
        return Verdict.accepted();
    }

    private static Verdict included(EvidenceLeaf leaf, EpochRecord record) {
        return MerkleProof.verifyInclusion(
                leaf.leafHash(),
                leaf.index(),
                leaf.tree().size(record),
                leaf.path(),
                leaf.tree().root(record));
    }

    private static LeafKey key(EvidenceLeaf leaf) {
        return LeafKey.of(leaf.tree(), json(leaf));
    }

    private static JsonObject json(EvidenceLeaf leaf) {
        return CanonicalJson.parse(leaf.bytes(), Evidence.BYTES_MAX);
    }

    private static Verdict requireLeaves(Evidence evidence, int count) {
        return evidence.leaves().size() == count
                ? Verdict.accepted()
                : Verdict.rejected(evidence.leaves().size() + " leaves, want " + count + " for "
                        + evidence.kind().id());
    }
}
