// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.protocol.merkle.Hash;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Decides the lots of a model version. It is made of the root of the rows, which exists only when submissions have closed, and of the
 * salts of the held-out items, which are secret until then but fixed before: so a contributor can't foresee it, the last one to submit
 * can't choose it, and neither can who drew the salts.
 *
 * @param hex 64 lower-case hex digits
 */
public record LotSeed(String hex) implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final String SEED_DOMAIN = "tributary/lot-seed/v1";
    private static final String LOT_DOMAIN = "tributary/lot/v1";

    /** Checks the form. */
    public LotSeed {
        Objects.requireNonNull(hex, "hex");
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("lot seed is '" + hex + "', want 64 lower-case hex digits");
        }
    }

    /**
     * The seed of a Datanet version.
     *
     * @param versionRoot root of its records
     * @param salts of the opened held-out items, in item order
     */
    public static LotSeed of(Hash versionRoot, List<String> salts) {
        StringBuilder text = new StringBuilder(SEED_DOMAIN)
                .append('\n')
                .append(versionRoot.hex())
                .append('\n');
        salts.forEach(salt -> text.append(salt).append('\n'));
        return new LotSeed(Sha256.ofBytes(text.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    /** The key by which a row is dealt in a lot, 64 hex digits. */
    String key(int lot, String rowId) {
        String text = LOT_DOMAIN + "\n" + hex + "\n" + lot + "\n" + rowId;
        return Sha256.ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
