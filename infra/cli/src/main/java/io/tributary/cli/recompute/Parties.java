// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.RegisteredContributor;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Who is paid: payees of contributors, their payout keys and the salts of their leaves. */
final class Parties implements EpochAccounts.Payees {
    private final Map<String, String> payees = new HashMap<>();
    private final Map<String, String> payeeKeys = new HashMap<>();
    private final KeyStore keys;

    Parties(List<RegisteredContributor> contributors, KeyStore keys) {
        for (RegisteredContributor contributor : contributors) {
            payees.put(contributor.contributorId(), contributor.payee());
            String before = payeeKeys.put(contributor.payee(), contributor.payeeKey());
            if (before != null && !before.equals(contributor.payeeKey())) {
                throw new InvalidInputException(
                        "payee " + contributor.payee() + " has two keys in the registry, want one");
            }
        }
        this.keys = keys;
    }

    /** The payee of a contributor. */
    String payee(String contributor) {
        String payee = payees.get(contributor);
        if (payee == null) {
            throw new UnavailableException("contributor " + contributor + " is not registered");
        }
        return payee;
    }

    @Override
    public String payeeKey(String payee) {
        return payeeKeys.computeIfAbsent(
                payee,
                name -> keys.signingKey(KeyRole.PAYEE, name).verifyingKey().hex());
    }

    @Override
    public String salt(String payee, byte[] saltInput) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.payeeSecret(payee), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(saltInput));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
