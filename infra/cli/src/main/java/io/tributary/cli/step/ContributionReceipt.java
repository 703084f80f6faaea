// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.sign.SignedEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code tributary/contribution-receipt/v1}: what a contributor keeps of what he sent. It holds no text.
 *
 * @param gateway address that took it; empty if it went straight to Kafka
 */
record ContributionReceipt(String network, String datanet, String gateway, List<Batch> batches) {
    static final String TYPE = "tributary/contribution-receipt/v1";
    private static final int BYTES_MAX = 64 << 20;

    ContributionReceipt {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(datanet, "datanet");
        Objects.requireNonNull(gateway, "gateway");
        batches = List.copyOf(batches);
    }

    /**
     * One batch.
     *
     * @param signed its header
     * @param valueHash SHA-256 of what was sent, by which a refusal names it
     * @param records its records, in order
     * @param accepted the gateway's answer; empty if none took it
     */
    record Batch(SignedEnvelope signed, Hash valueHash, List<Sent> records, Optional<JsonObject> accepted) {
        Batch {
            Objects.requireNonNull(signed, "signed");
            Objects.requireNonNull(valueHash, "valueHash");
            records = List.copyOf(records);
        }

        BatchHeader header() {
            return BatchHeader.of(signed.body());
        }
    }

    /**
     * One record.
     *
     * @param leaf hash of its item
     */
    record Sent(String recordId, Hash leaf) {
        JsonObject json() {
            return JsonObject.nested()
                    .put("recordId", recordId)
                    .put("leaf", leaf)
                    .build();
        }

        static Sent of(JsonObject json) {
            json.requireNested("record", "recordId", "leaf");
            return new Sent(json.text("recordId"), json.hash("leaf"));
        }
    }

    JsonObject json() {
        List<JsonObject> json = new ArrayList<>();
        for (Batch batch : batches) {
            json.add(JsonObject.nested()
                    .put("signed", batch.signed().toJson())
                    .put("valueHash", batch.valueHash())
                    .put("records", batch.records().stream().map(Sent::json).toList())
                    .put("accepted", batch.accepted().stream().toList())
                    .build());
        }
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("datanet", datanet)
                .put("gateway", gateway)
                .put("batches", json)
                .build();
    }

    /**
     * Reads a receipt.
     *
     * @throws InvalidInputException if the file is none
     */
    static ContributionReceipt read(Path file) {
        try {
            return of(CanonicalJson.parse(Files.readAllBytes(file), BYTES_MAX));
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file + " is no receipt of 'tributary contribute': " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnavailableException("can't read the receipt " + file + ": " + e.getMessage(), e);
        }
    }

    private static ContributionReceipt of(JsonObject json) {
        json.require(TYPE, "network", "datanet", "gateway", "batches");
        List<Batch> batches = new ArrayList<>();
        for (JsonObject batch : json.objects("batches")) {
            batch.requireNested("batch", "signed", "valueHash", "records", "accepted");
            batches.add(new Batch(
                    SignedEnvelope.of(batch.object("signed")),
                    batch.hash("valueHash"),
                    batch.objects("records").stream().map(Sent::of).toList(),
                    batch.objects("accepted").stream().findFirst()));
        }
        return new ContributionReceipt(json.text("network"), json.text("datanet"), json.text("gateway"), batches);
    }
}
