// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * {@code tributary/share/v1}: a payee's share of one inference's fee.
 *
 * @param inferenceId receipt id
 * @param subject Datanet version or model id
 * @param share units of 2^-62 of the fee
 */
public record Share(String inferenceId, String payee, String role, String subject, long share)
        implements CanonicalRecord, Comparable<Share> {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/share/v1";

    /** Checks the form of every field. */
    public Share {
        Form.id("inferenceId", inferenceId);
        Form.id("payee", payee);
        Form.id("role", role);
        Form.id("subject", subject);
        Form.positive("share", share);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static Share of(JsonObject json) {
        json.require(TYPE, "inferenceId", "payee", "role", "subject", "share");
        return new Share(
                json.text("inferenceId"),
                json.text("payee"),
                json.text("role"),
                json.text("subject"),
                json.integer("share"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("inferenceId", inferenceId)
                .put("payee", payee)
                .put("role", role)
                .put("subject", subject)
                .put("share", share)
                .build();
    }

    /** Order of strings by their UTF-8 bytes as unsigned numbers. */
    public static final Comparator<String> BYTEWISE = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    /** Compares lists of the same length, first difference decides. */
    public static int compareTexts(List<String> left, List<String> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = BYTEWISE.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @Override
    public int compareTo(Share other) {
        return compareTexts(
                List.of(inferenceId, payee, role, subject),
                List.of(other.inferenceId, other.payee, other.role, other.subject));
    }
}
