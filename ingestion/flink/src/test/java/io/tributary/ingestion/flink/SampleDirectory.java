// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.tables.KeyDirectory;
import io.tributary.tables.RegisteredContributor;
import io.tributary.tables.RegisteredKey;
import java.util.List;
import java.util.Optional;

/** Answers from the sample network's lists. */
final class SampleDirectory implements KeyDirectory {
    @Override
    public boolean knowsSigner(String signer, String role, long atMillis) {
        if (role.equals("contributor")) {
            return SampleNetwork.contributors().stream()
                    .anyMatch(contributor -> contributor.contributorId().equals(signer)
                            && contributor.status().equals(RegisteredContributor.ACTIVE));
        }
        return SampleNetwork.keys().stream()
                .anyMatch(key -> key.owner().equals(signer) && key.role().equals(role));
    }

    @Override
    public Optional<VerifyingKey> key(String signer, String keyId, String role, long atMillis) {
        for (RegisteredKey key : SampleNetwork.keys()) {
            boolean fits = key.owner().equals(signer)
                    && key.keyId().equals(keyId)
                    && key.role().equals(role);
            if (fits && key.isValidAt(atMillis)) {
                return Optional.of(decode(key));
            }
        }
        return Optional.empty();
    }

    private static VerifyingKey decode(RegisteredKey key) {
        try {
            return VerifyingKey.ofHex(key.publicKey());
        } catch (InvalidInputException e) {
            throw new MalformedException(Rule.SIGNATURE_KEY_WEAK, key.keyId());
        }
    }

    @Override
    public List<VerifyingKey> keys(String owner, String role, long atMillis) {
        return keysAtHand(owner, role, atMillis);
    }

    @Override
    public List<VerifyingKey> keysAtHand(String owner, String role, long atMillis) {
        return SampleNetwork.keys().stream()
                .filter(key -> key.owner().equals(owner) && key.role().equals(role) && key.isValidAt(atMillis))
                .map(SampleDirectory::decode)
                .toList();
    }

    @Override
    public boolean knowsDatanet(String slug, long atMillis) {
        return slug.equals(SampleNetwork.SPEECHES) || slug.equals(SampleNetwork.FASHION);
    }
}
