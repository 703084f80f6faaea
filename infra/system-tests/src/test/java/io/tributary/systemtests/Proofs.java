// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Payout proofs as plain JSON, and what a forger would do to one. Everything is done on the text, without our own reader. */
final class Proofs {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int KEY_BYTES = 32;

    private Proofs() {}

    /** Reads a proof or a policy. */
    static ObjectNode read(Path file) {
        try {
            return (ObjectNode) JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of an object whose keys are in order already. */
    static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Forgeries of a proof by name, each one step away from it.
     *
     * @param proof a valid proof with a path of two nodes or more
     * @param other another valid proof of the same epoch
     */
    static Map<String, byte[]> forgeries(ObjectNode proof, ObjectNode other) {
        Map<String, byte[]> forged = new LinkedHashMap<>();
        forged.put("amount + 1", changed(proof, copy -> add((ObjectNode) copy.get("leaf"), "amount", 1)));
        forged.put("another leaf's path", changed(proof, copy -> copy.set("path", other.get("path"))));
        forged.put(
                "path shortened at its top",
                changed(proof, copy -> path(copy).remove(path(copy).size() - 1)));
        forged.put(
                "path shortened at its bottom",
                changed(proof, copy -> path(copy).remove(0)));
        forged.put("path empty", changed(proof, copy -> path(copy).removeAll()));
        forged.put(
                "path lengthened",
                changed(proof, copy -> path(copy).add(path(copy).get(0))));
        forged.put("size + 1", changed(proof, copy -> add((ObjectNode) copy.get("epoch"), "payoutCount", 1)));
        forged.put("size - 1", changed(proof, copy -> add((ObjectNode) copy.get("epoch"), "payoutCount", -1)));
        forged.put("index + 1", changed(proof, copy -> add(copy, "index", 1)));
        forged.put("index - 1", changed(proof, copy -> add(copy, "index", -1)));
        forged.put("swapped nodes", changed(proof, copy -> {
            JsonNode first = path(copy).get(0);
            path(copy).set(0, path(copy).get(1));
            path(copy).set(1, first);
        }));
        forged.put("another leaf", changed(proof, copy -> copy.set("leaf", other.get("leaf"))));
        byte[] whole = bytes(proof);
        forged.put("trailing newline", followedBy(whole, '\n'));
        forged.put("trailing zero byte", followedBy(whole, '\0'));
        forged.put("last byte missing", Arrays.copyOf(whole, whole.length - 1));
        forged.put("nothing", new byte[0]);
        return forged;
    }

    /** The same policy with keys that nobody in it has ever used. */
    static byte[] withFreshKeys(ObjectNode policy) {
        return changed(policy, copy -> {
            for (JsonNode organisation : copy.get("organisations")) {
                ((ObjectNode) organisation).put("publicKey", freshKey());
            }
        });
    }

    private static String freshKey() {
        try {
            byte[] encoded = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            return HexFormat.of().formatHex(Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] changed(ObjectNode original, Consumer<ObjectNode> change) {
        ObjectNode copy = original.deepCopy();
        change.accept(copy);
        return bytes(copy);
    }

    private static ArrayNode path(ObjectNode proof) {
        return (ArrayNode) proof.get("path");
    }

    private static void add(ObjectNode object, String key, long difference) {
        object.put(key, Long.toString(Long.parseLong(object.get(key).asText()) + difference));
    }

    private static byte[] followedBy(byte[] bytes, char last) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) last;
        return longer;
    }
}
