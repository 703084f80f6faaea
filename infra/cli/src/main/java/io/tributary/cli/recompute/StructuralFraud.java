// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.LeafKey;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.verify.EvidenceCheck;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks among the stored leaves for what Merkle proofs alone show to be wrong, without recomputing anything. */
public final class StructuralFraud {
    private final StoredEpoch stored;
    private final EpochRecord record;
    private final List<ModelEntry> models;
    private final byte[] seed;

    /**
     * Looks in one epoch.
     *
     * @param models those of the record, in its order
     * @param seed of the challenger, for the salt
     */
    public StructuralFraud(StoredEpoch stored, List<ModelEntry> models, byte[] seed) {
        this.stored = stored;
        this.record = stored.record();
        this.models = List.copyOf(models);
        this.seed = seed.clone();
    }

    /** The first that there is: form, order, sum, subject, receipt. */
    public Optional<Evidence> find() {
        Optional<Evidence> form = form();
        if (form.isPresent()) {
            return form;
        }
        Optional<Evidence> order = order();
        return order.isPresent()
                ? order
                : sum().or(() -> subject(EpochTree.SHARES))
                        .or(() -> subject(EpochTree.PAYOUTS))
                        .or(this::receipt);
    }

    private Optional<Evidence> form() {
        for (EpochTree tree : EpochTree.HELD) {
            for (int index = 0; index < stored.size(tree); index++) {
                Evidence evidence = Evidence.form(record, stored.leaf(tree, index), seed);
                if (EvidenceCheck.verify(evidence, record).valid()) {
                    return Optional.of(evidence);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Evidence> order() {
        for (EpochTree tree : EpochTree.HELD) {
            for (int index = 1; index < stored.size(tree); index++) {
                if (key(tree, index - 1).compareTo(key(tree, index)) >= 0) {
                    return Optional.of(
                            Evidence.order(record, stored.leaf(tree, index - 1), stored.leaf(tree, index), seed));
                }
            }
        }
        return Optional.empty();
    }

    private LeafKey key(EpochTree tree, int index) {
        return stored.key(tree, index).orElseThrow();
    }

    /** As few payouts as exceed what was paid: the largest ones. */
    private Optional<Evidence> sum() {
        List<Integer> largestFirst = new ArrayList<>();
        for (int index = 0; index < stored.size(EpochTree.PAYOUTS); index++) {
            largestFirst.add(index);
        }
        largestFirst.sort(
                Comparator.comparingLong((Integer index) -> amount(index)).reversed());
        BigInteger sum = BigInteger.ZERO;
        List<Integer> taken = new ArrayList<>();
        for (int index : largestFirst) {
            sum = sum.add(BigInteger.valueOf(amount(index)));
            taken.add(index);
            if (sum.compareTo(BigInteger.valueOf(record.paidMicros())) > 0) {
                List<EvidenceLeaf> leaves = taken.stream()
                        .sorted()
                        .map(payout -> stored.leaf(EpochTree.PAYOUTS, payout))
                        .toList();
                return Optional.of(Evidence.sum(record, leaves, seed));
            }
        }
        return Optional.empty();
    }

    private long amount(int index) {
        return Payout.of(CanonicalJson.parse(stored.bytes(EpochTree.PAYOUTS, index), Evidence.BYTES_MAX))
                .amount();
    }

    private Optional<Evidence> subject(EpochTree tree) {
        Set<String> subjects = new HashSet<>();
        for (ModelEntry model : models) {
            subjects.add(model.modelId());
            subjects.addAll(model.datanetVersions());
        }
        for (int index = 0; index < stored.size(tree); index++) {
            List<String> parts = key(tree, index).parts();
            if (!subjects.contains(parts.get(parts.size() - 1))) {
                return Optional.of(Evidence.subject(record, stored.leaf(tree, index), models, seed));
            }
        }
        return Optional.empty();
    }

    private Optional<Evidence> receipt() {
        Set<LeafKey> receipts = new HashSet<>();
        for (int index = 0; index < stored.size(EpochTree.RECEIPTS); index++) {
            receipts.add(key(EpochTree.RECEIPTS, index));
        }
        for (int index = 0; index < stored.size(EpochTree.SHARES); index++) {
            LeafKey receipt = new LeafKey(
                    EpochTree.RECEIPTS,
                    List.of(key(EpochTree.SHARES, index).parts().get(0)));
            if (!receipts.contains(receipt)) {
                return Optional.of(
                        Evidence.receipt(record, stored.leaf(EpochTree.SHARES, index), stored.beside(receipt), seed));
            }
        }
        return Optional.empty();
    }
}
