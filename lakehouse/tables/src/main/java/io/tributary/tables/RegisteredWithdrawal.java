// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.record.WithdrawalRequest;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A signed withdrawal of records; the ledger holds its hash.
 *
 * @param signed the signed {@link WithdrawalRequest}
 */
public record RegisteredWithdrawal(SignedEnvelope signed) {
    /** Checks that nothing is missing. */
    public RegisteredWithdrawal {
        Objects.requireNonNull(signed, "signed");
    }

    /** What was signed. */
    public WithdrawalRequest request() {
        return WithdrawalRequest.of(signed.body());
    }

    /** One row for each record. */
    List<Row> toRows() {
        WithdrawalRequest request = request();
        List<Row> rows = new ArrayList<>();
        for (String recordId : request.recordIds()) {
            rows.add(Row.builder()
                    .text(RegistryTables.DATANET, request.datanet())
                    .text(RegistryTables.RECORD_ID, recordId)
                    .text(RegistryTables.SIGNER, request.signer())
                    .text(RegistryTables.RECORD, signed.toJson().toString())
                    .build());
        }
        return rows;
    }

    static RegisteredWithdrawal of(String record) {
        return new RegisteredWithdrawal(SignedEnvelope.of(RegistryReader.parse(record)));
    }
}
