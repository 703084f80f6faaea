// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ReviewRequest;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A signed word of a Datanet's owner on labels and edits; the ledger holds its hash.
 *
 * @param signed the signed {@link ReviewRequest}
 */
public record RegisteredReview(SignedEnvelope signed) {
    /** Checks that nothing is missing. */
    public RegisteredReview {
        Objects.requireNonNull(signed, "signed");
    }

    /** What was signed. */
    public ReviewRequest request() {
        return ReviewRequest.of(signed.body());
    }

    /** One row for each item. */
    List<Row> toRows() {
        ReviewRequest request = request();
        List<Row> rows = new ArrayList<>();
        for (Hash item : request.items()) {
            rows.add(Row.builder()
                    .text(RegistryTables.DATANET, request.datanet())
                    .text(RegistryTables.ITEM_ID, item.hex())
                    .text(RegistryTables.VERDICT, request.verdict())
                    .text(RegistryTables.SIGNER, request.signer())
                    .text(RegistryTables.RECORD, signed.toJson().toString())
                    .build());
        }
        return rows;
    }

    static RegisteredReview of(String record) {
        return new RegisteredReview(SignedEnvelope.of(RegistryReader.parse(record)));
    }
}
