// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.RegistryTables;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Who is paid: payees of contributors from the registry, payout keys, and salts derived from payees' secrets. */
final class Parties implements EpochAccounts.Payees {
    private final Map<String, String> payees = new HashMap<>();
    private final Map<String, String> payeeKeys = new HashMap<>();
    private final KeyStore keys;

    private Parties(KeyStore keys) {
        this.keys = keys;
    }

    /** The parties of a lake. */
    static Parties of(SparkSession spark, KeyStore keys) {
        Parties parties = new Parties(keys);
        for (Row row : spark.table(LakeSession.CATALOG + "." + RegistryTables.CONTRIBUTORS_TABLE.qualifiedName())
                .select(RegistryTables.CONTRIBUTOR_ID, RegistryTables.PAYEE, RegistryTables.PAYEE_KEY)
                .collectAsList()) {
            parties.payees.put(row.getString(0), row.getString(1));
            String before = parties.payeeKeys.put(row.getString(1), row.getString(2));
            if (before != null && !before.equals(row.getString(2))) {
                throw new InvalidInputException(
                        "payee " + row.getString(1) + " has two keys in the registry, want one");
            }
        }
        return parties;
    }

    /** The payee of a contributor. */
    String payee(String contributor) {
        String payee = payees.get(contributor);
        if (payee == null) {
            throw new InvalidInputException("contributor " + contributor + " is not in the registry");
        }
        return payee;
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
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.payeeSecret(payee), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(saltInput));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
