// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.ingestion.BatchLimits;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;

/**
 * {@code tributary/invitation/v1}: all that a contributor needs to send to one Datanet from a machine that has no home folder. It holds his
 * secrets and is for his eyes alone.
 *
 * @param licence of contributions that name none
 * @param bytesMax bytes of a batch that the network takes
 * @param itemsMax items of one
 * @param signing the 32 secret bytes of his signing key, in hex
 * @param sealing those of the key that his texts are sealed with, which the operator has too
 * @param policy whose gateways are believed
 */
record Invitation(
        String network,
        String datanet,
        String contributor,
        String licence,
        int bytesMax,
        int itemsMax,
        String signing,
        String sealing,
        Policy policy) {
    static final String TYPE = "tributary/invitation/v1";
    private static final int BYTES_MAX = 64 * 1024;

    Invitation {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(datanet, "datanet");
        Objects.requireNonNull(contributor, "contributor");
        Objects.requireNonNull(licence, "licence");
        Objects.requireNonNull(policy, "policy");
        requireSecret("signing", signing);
        requireSecret("sealing", sealing);
    }

    private static void requireSecret(String name, String hex) {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new InvalidInputException(
                    "invitation: " + name + " has " + hex.length() + " characters, want 64 hex digits");
        }
    }

    BatchLimits limits() {
        return new BatchLimits(bytesMax, itemsMax);
    }

    SigningKey signingKey() {
        return SigningKey.ofSeed(HexFormat.of().parseHex(signing));
    }

    SealingKey sealingKey() {
        return SealingKey.of(HexFormat.of().parseHex(sealing));
    }

    JsonObject json() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("datanet", datanet)
                .put("contributor", contributor)
                .put("licence", licence)
                .put("bytesMax", bytesMax)
                .put("itemsMax", itemsMax)
                .put("signing", signing)
                .put("sealing", sealing)
                .put("policy", policy.toJson())
                .build();
    }

    /**
     * Reads an invitation.
     *
     * @throws InvalidInputException if the file is none
     */
    static Invitation read(Path file) {
        try {
            JsonObject json = CanonicalJson.parse(Files.readAllBytes(file), BYTES_MAX);
            json.require(
                    TYPE,
                    "network",
                    "datanet",
                    "contributor",
                    "licence",
                    "bytesMax",
                    "itemsMax",
                    "signing",
                    "sealing",
                    "policy");
            return new Invitation(
                    json.text("network"),
                    json.text("datanet"),
                    json.text("contributor"),
                    json.text("licence"),
                    json.smallInteger("bytesMax"),
                    json.smallInteger("itemsMax"),
                    json.text("signing"),
                    json.text("sealing"),
                    Policy.of(json.object("policy")));
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    file + " is no invitation of 'tributary gateway invite': " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnavailableException("can't read the invitation " + file + ": " + e.getMessage(), e);
        }
    }

    /** No secret is ever printed. */
    @Override
    public String toString() {
        return "invitation of " + contributor + " to " + datanet + " of " + network;
    }
}
