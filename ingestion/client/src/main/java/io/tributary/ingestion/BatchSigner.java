// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.Inferences;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.ReceiptsHeader;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Seals and signs for one contributor or model host. A pure function of its arguments: the same drafts under the same keys and
 * sequence give the same bytes.
 */
public final class BatchSigner {
    private final String network;
    private final String signer;
    private final SigningKey key;

    /**
     * Creates a signer.
     *
     * @param network the network that every signature is bound to
     * @param signer id of the contributor or host
     */
    public BatchSigner(String network, String signer, SigningKey key) {
        this.network = Objects.requireNonNull(network, "network");
        this.signer = Objects.requireNonNull(signer, "signer");
        this.key = Objects.requireNonNull(key, "key");
    }

    /** Id of the contributor or host. */
    public String signer() {
        return signer;
    }

    /** Seals one draft as the item at a place of a batch. */
    public ContributionItem item(ContributionDraft draft, String datanet, long sequence, int index, PayloadSeal seal) {
        Content content = new Content(draft.salt(), draft.title(), draft.label(), draft.text());
        byte[] payload = seal.key().seal(draft.recordId(), content.bytes());
        return new ContributionItem(
                draft.recordId(),
                draft.kind(),
                draft.parent(),
                sequence,
                index,
                datanet,
                signer,
                HexFormat.of().formatHex(payload),
                seal.keyRef(),
                draft.licence(),
                draft.consent(),
                draft.expires(),
                draft.salt(),
                draft.originAt(),
                draft.provenance());
    }

    /** Signs items, which stand in index order and name this signer and sequence, as one batch. */
    public Contributions sign(String datanet, long sequence, List<ContributionItem> items) {
        BatchHeader header = new BatchHeader(network, signer, keyId(), sequence, datanet, items.size(), root(items));
        return new Contributions(datanet, SignedEnvelope.sign(header.toJson(), key), items);
    }

    /**
     * Seals the question of a receipt and puts both together.
     *
     * @throws InvalidInputException if the receipt does not commit to the question, is too large or has an id that another host could give
     */
    public Inference inference(Receipt receipt, ReceiptInput input, PayloadSeal seal) {
        Hash commit = input.leafHash();
        if (!commit.equals(receipt.inputCommit())) {
            throw new InvalidInputException("receipt " + receipt.receiptId() + " commits to input "
                    + receipt.inputCommit() + ", the input's hash is " + commit);
        }
        if (!receipt.namesItsHost()) {
            throw new InvalidInputException("receipt " + receipt.receiptId()
                    + " has an id that other hosts could give, want NAME@" + receipt.host());
        }
        byte[] sealed = seal.key().seal(receipt.receiptId(), input.bytes());
        Inference inference = new Inference(receipt, HexFormat.of().formatHex(sealed), seal.keyRef());
        inference.requireBounded();
        return inference;
    }

    /**
     * Signs inferences, in order of host sequence, as one batch.
     *
     * @param upTo epoch milliseconds: the host promises that no receipt with an earlier time follows
     */
    public Inferences signReceipts(long sequence, List<Inference> inferences, long upTo) {
        List<Receipt> receipts = inferences.stream().map(Inference::receipt).toList();
        ReceiptsHeader header =
                new ReceiptsHeader(network, signer, keyId(), sequence, receipts.size(), root(receipts), upTo);
        return new Inferences(SignedEnvelope.sign(header.toJson(), key), inferences);
    }

    private String keyId() {
        return key.verifyingKey().keyId();
    }

    private static Hash root(List<? extends CanonicalRecord> leaves) {
        return MerkleTree.ofLeafHashes(
                        leaves.stream().map(CanonicalRecord::leafHash).toList())
                .root();
    }
}
