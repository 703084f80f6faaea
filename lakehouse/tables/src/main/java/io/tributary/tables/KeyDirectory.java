// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.sign.VerifyingKey;
import java.util.List;
import java.util.Optional;

/** Who may sign what, as registered. Each question names a time, because a directory may have to look again for what is new. */
public interface KeyDirectory {
    /** Whether the id is one whose batches are accepted at all. */
    boolean knowsSigner(String signer, String role, long atMillis);

    /**
     * The key of a signer, if it is registered for the role and valid at the time.
     *
     * @throws io.tributary.protocol.error.MalformedException with {@link io.tributary.protocol.error.Rule#SIGNATURE_KEY_WEAK} if a
     *     signature under the registered key proves nothing
     */
    Optional<VerifyingKey> key(String signer, String keyId, String role, long atMillis);

    /** The keys that somebody has for a role at the time; looks again if there is none. */
    List<VerifyingKey> keys(String owner, String role, long atMillis);

    /** As {@link #keys}, from what is at hand: nobody is looked up only because he has none. */
    List<VerifyingKey> keysAtHand(String owner, String role, long atMillis);

    /** Whether a Datanet of this slug is registered. */
    boolean knowsDatanet(String slug, long atMillis);
}
