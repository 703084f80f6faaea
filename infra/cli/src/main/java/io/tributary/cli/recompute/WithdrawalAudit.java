// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.WithdrawalEntry;
import io.tributary.protocol.record.WithdrawalRequest;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.protocol.verify.Policy;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyRole;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegisteredWithdrawal;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.TableReader;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Checks that whoever withdrew records had the right to: the Datanet's owner any, a contributor his own. */
final class WithdrawalAudit {
    private final LakeCatalog lake;
    private final LedgerView log;
    private final Policy policy;

    WithdrawalAudit(LakeCatalog lake, LedgerView log, Policy policy) {
        this.lake = lake;
        this.log = log;
        this.policy = policy;
    }

    /**
     * Finds the signed request behind an entry and checks it.
     *
     * @return what was found, for people
     * @throws RefusedException naming what is wrong
     */
    String check(WithdrawalEntry entry) {
        SignedEnvelope signed = new RegistryReader(lake)
                .withdrawals(entry.datanet()).stream()
                        .filter(withdrawal -> withdrawal.request().leafHash().equals(entry.request()))
                        .map(RegisteredWithdrawal::signed)
                        .findFirst()
                        .orElseThrow(() -> new RefusedException("registry.withdrawals has no request with hash "
                                + entry.request() + " for " + entry.datanet()));
        WithdrawalRequest request = WithdrawalRequest.of(signed.body());
        if (!request.entry().equals(entry)) {
            throw new RefusedException("the withdrawal that " + request.signer()
                    + " signed names another Datanet or other records than the ledger");
        }
        String owner = log.datanet(entry.datanet()).map(DatanetEntry::owner).orElse("");
        boolean byOwner = request.signer().equals(owner);
        if (!byOwner) {
            requireOwn(request);
        }
        Optional<VerifyingKey> key = byOwner ? policy.key(owner) : contributorKey(request);
        if (key.isEmpty() || !signed.verifiedBy(key.get())) {
            throw new RefusedException(
                    "the withdrawal by " + request.signer() + " is not signed with a key registered as his");
        }
        return "withdrawal of " + entry.recordIds().size() + " records of " + entry.datanet() + " by "
                + request.signer();
    }

    private Optional<VerifyingKey> contributorKey(WithdrawalRequest request) {
        return new RegistryReader(lake)
                .keys().stream()
                        .filter(key -> key.role().equals(KeyRole.CONTRIBUTOR.id())
                                && key.owner().equals(request.signer())
                                && key.keyId().equals(request.keyId()))
                        .map(key -> VerifyingKey.ofHex(key.publicKey()))
                        .findFirst();
    }

    private void requireOwn(WithdrawalRequest request) {
        Set<String> own = new HashSet<>();
        TableReader.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE))
                .whereEqual(BronzeTables.DATANET, request.datanet())
                .whereEqual(BronzeTables.CONTRIBUTOR, request.signer())
                .select(BronzeTables.RECORD_ID)
                .forEach(row -> own.add(row.text(BronzeTables.RECORD_ID)));
        for (String recordId : request.recordIds()) {
            if (!own.contains(recordId)) {
                throw new RefusedException(
                        request.signer() + " withdrew record " + recordId + ", which is not his own");
            }
        }
    }
}
