// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Challenge;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a ledger must not keep of the payouts that are claimed and challenged on it. */
final class SecrecyChecks {
    private static final int CHALLENGED = 4;

    private SecrecyChecks() {}

    /** Challenges a payout of epoch 1; the evidence holds the whole leaf. */
    static Evidence challenge(Ledger ledger, EpochRecord record) {
        SigningKey key = Samples.key(ledger.caller());
        MerkleTree tree = Samples.payoutTree(1);
        Payout leaf = Samples.payouts(1).get(CHALLENGED);
        Evidence evidence = Evidence.wrong(
                record,
                EvidenceLeaf.of(EpochTree.PAYOUTS, tree, CHALLENGED, leaf.bytes()),
                Samples.hash("a seed").bytes());
        Challenge challenge = Challenge.of(
                evidence, ledger.caller(), key.verifyingKey().keyId(), Challenge.sequence(evidence.leafHash()));
        ledger.challenge(SignedEnvelope.sign(challenge.toJson(), key), evidence);
        return evidence;
    }

    /**
     * Looks through blocks for payees, their keys, amounts and salts, as text and as the hex of text, in which evidence has
     * its leaves.
     *
     * @param claimed index of a payout whose claim must be in these blocks, else nothing was looked at
     */
    static void requireNothingConfidential(List<byte[]> blocks, int claimed, Evidence evidence) {
        List<String> secrets = new ArrayList<>(List.of(evidence.salt()));
        for (Payout leaf : Samples.payouts(1)) {
            secrets.addAll(List.of(leaf.payee(), leaf.payeeKey(), leaf.salt(), "\"amount\":\"" + leaf.amount() + "\""));
        }
        StringBuilder all = new StringBuilder();
        blocks.forEach(block -> all.append(new String(block, StandardCharsets.ISO_8859_1)));
        assertThat(all.toString())
                .contains(
                        Samples.payouts(1).get(claimed).leafHash().hex(),
                        evidence.leafHash().hex());
        for (String secret : secrets) {
            String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
            assertThat(all.indexOf(secret)).as(secret).isNegative();
            assertThat(all.indexOf(hex)).as("hex of %s", secret).isNegative();
        }
    }
}
