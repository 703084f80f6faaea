// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.Rule;
import java.util.Map;
import java.util.Objects;

/**
 * What a request gets.
 *
 * @param status HTTP status
 * @param body canonical JSON
 * @param headers beside the content type
 */
record Answer(int status, JsonObject body, Map<String, String> headers) {
    /** The type of every error's body. */
    static final String ERROR_TYPE = "tributary/gateway-error/v1";

    Answer {
        Objects.requireNonNull(body, "body");
        headers = Map.copyOf(headers);
    }

    static Answer of(int status, JsonObject body) {
        return new Answer(status, body, Map.of());
    }

    /** A "no" that no rule of the protocol gives. */
    static Answer error(int status, String reason, String sentence) {
        return of(status, error(reason, sentence).build());
    }

    /** A "no" for now. */
    static Answer later(int status, String reason, String sentence, long seconds) {
        return new Answer(
                status, error(reason, sentence).build(), Map.of("Retry-After", Long.toString(Math.max(1, seconds))));
    }

    /** A body that a rule of the protocol refuses. */
    static Answer refused(Rule rule, String sentence) {
        int status = switch (rule) {
            case RECORD_TOO_LARGE, BATCH_TOO_MANY_ITEMS -> 413;
            case SIGNATURE_MISSING, SIGNATURE_INVALID, SIGNATURE_KEY_UNKNOWN, SIGNATURE_KEY_WEAK, CONTRIBUTOR_UNKNOWN ->
                401;
            case DATANET_UNKNOWN -> 404;
            case SEQUENCE_REPLAYED -> 409;
            case JSON_SYNTAX, JSON_DUPLICATE_KEY, JSON_NUMBER, JSON_NOT_CANONICAL, JSON_SHAPE -> 400;
            default -> 422;
        };
        return error(status, rule.id(), sentence);
    }

    /**
     * Starts the body of an error.
     *
     * @param reason stable id: a rule's, or the gateway's own
     * @param sentence what is wrong and what to do
     */
    static JsonObject.Builder error(String reason, String sentence) {
        return JsonObject.typed(ERROR_TYPE).put("rule", reason).put("error", printable(sentence));
    }

    /** Messages quote what was sent, which may be anything, of any length. */
    private static String printable(String sentence) {
        StringBuilder safe = new StringBuilder();
        sentence.chars().limit(400).forEach(c -> safe.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return safe.toString();
    }
}
