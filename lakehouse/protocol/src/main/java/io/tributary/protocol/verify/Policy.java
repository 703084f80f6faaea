// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.sign.VerifyingKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code tributary/policy/v1}: whom the verifying person trusts. It comes from that person, never from a proof.
 *
 * @param network the network that proofs must belong to
 * @param threshold how many organisations must have attested, 1..number of organisations
 * @param organisations the organisations and their attestation keys
 */
public record Policy(String network, int threshold, List<Organisation> organisations) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/policy/v1";

    /** One organisation's name and Ed25519 attestation key. */
    public record Organisation(String name, VerifyingKey key) {}

    /** Requires distinct organisations with distinct keys and a threshold that they can reach. */
    public Policy {
        organisations = List.copyOf(organisations);
        Set<Object> seen = new HashSet<>();
        for (Organisation organisation : organisations) {
            if (!seen.add(organisation.name()) || !seen.add(organisation.key())) {
                throw new InvalidInputException(
                        "policy: organisation " + organisation.name() + " or its key appears twice");
            }
        }
        if (threshold < 1 || threshold > organisations.size()) {
            throw new InvalidInputException(
                    "policy: threshold " + threshold + ", want 1 to " + organisations.size() + " organisations");
        }
    }

    /** Reads the canonical form. */
    public static Policy of(JsonObject json) {
        json.require(TYPE, "network", "threshold", "organisations");
        List<Organisation> organisations = new ArrayList<>();
        for (JsonObject organisation : json.objects("organisations")) {
            organisation.requireNested("organisation", "organisation", "publicKey");
            organisations.add(new Organisation(
                    organisation.text("organisation"), VerifyingKey.of(organisation.hex("publicKey"))));
        }
        return new Policy(json.text("network"), json.smallInteger("threshold"), organisations);
    }

    /** The attestation key of an organisation. */
    public Optional<VerifyingKey> key(String organisation) {
        return organisations.stream()
                .filter(candidate -> candidate.name().equals(organisation))
                .map(Organisation::key)
                .findFirst();
    }

    @Override
    public JsonObject toJson() {
        List<JsonObject> members = organisations.stream()
                .map(organisation -> JsonObject.nested()
                        .put("organisation", organisation.name())
                        .put("publicKey", organisation.key().bytes())
                        .build())
                .toList();
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("threshold", threshold)
                .put("organisations", members)
                .build();
    }
}
