// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.money.EpochAccounts;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who is paid: payees of contributors from the registry, payout keys, and salts derived from payees' secrets. Both engines ask it, so that
 * neither can pay somebody whom the other refuses.
 */
public final class Parties implements EpochAccounts.Payees {
    private static final String MAC = "HmacSHA256";

    private final Map<String, String> payees = new HashMap<>();
    private final Map<String, String> payeeKeys = new HashMap<>();
    /** Found to be payable before: each share of each answer asks. */
    private final Set<String> payable = new HashSet<>();

    private final KeyStore keys;

    private Parties(KeyStore keys) {
        this.keys = keys;
    }

    /**
     * The parties of a registry as it stands now.
     *
     * @throws InvalidInputException if a payee has two keys there
     */
    public static Parties of(RegistryReader registry, KeyStore keys) {
        return of(registry.contributors(), keys);
    }

    static Parties of(List<RegisteredContributor> contributors, KeyStore keys) {
        Parties parties = new Parties(keys);
        for (RegisteredContributor contributor : contributors) {
            parties.payees.put(contributor.contributorId(), contributor.payee());
            String before = parties.payeeKeys.put(contributor.payee(), contributor.payeeKey());
            if (before != null && !before.equals(contributor.payeeKey())) {
                throw new InvalidInputException(
                        "payee " + contributor.payee() + " has two keys in the registry, want one");
            }
        }
        return parties;
    }

    /**
     * The payee of a contributor.
     *
     * @throws UnavailableException if the registry does not know the contributor
     */
    public String payee(String contributor) {
        String payee = payees.get(contributor);
        if (payee == null) {
            throw new UnavailableException("contributor " + contributor + " is not in the registry");
        }
        return payee;
    }

    /**
     * Whether a payout leaf can be made for a payee. Who has no payout key, or whose salts were lost, could be paid by nobody, and must
     * stop no one else's pay.
     */
    public boolean isPayable(String payee) {
        if (payable.contains(payee)) {
            return true;
        }
        boolean key = payeeKeys.containsKey(payee) || keys.hasSigningKey(KeyRole.PAYEE, payee);
        if (key && keys.hasPayeeSecret(payee)) {
            payable.add(payee);
            return true;
        }
        return false;
    }

    /** From the registry, or for hosts and organisations from the key store. */
    @Override
    public String payeeKey(String payee) {
        return payeeKeys.computeIfAbsent(
                payee,
                name -> keys.signingKey(KeyRole.PAYEE, name).verifyingKey().hex());
    }

    @Override
    public String salt(String payee, byte[] saltInput) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(keys.payeeSecret(payee), MAC));
            return HexFormat.of().formatHex(mac.doFinal(saltInput));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
