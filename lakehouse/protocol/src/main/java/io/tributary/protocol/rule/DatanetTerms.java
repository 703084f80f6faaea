// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.rule;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.CanonicalRecord;
import java.util.Objects;

/**
 * {@code tributary/terms/v1}: what an owner says of his Datanet and asks of its records. Another revision follows, none is changed; the
 * parameter {@link #parameter} on the ledger holds the leaf hash of each.
 *
 * @param revision 1, 2, …
 * @param licence SPDX id of contributions that name none
 */
public record DatanetTerms(
        String network, String datanet, int revision, String title, String description, String licence, RuleSet rules)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/terms/v1";

    /** How names of the parameters begin. */
    public static final String PARAMETER = "datanet.terms.";

    /** Checks that nothing is missing. */
    public DatanetTerms {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(datanet, "datanet");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(rules, "rules");
        if (revision < 1) {
            throw new InvalidInputException("revision is " + revision + ", want 1 or more");
        }
        if (!licence.matches("[A-Za-z0-9][A-Za-z0-9.+:-]{0,127}")) {
            throw new InvalidInputException("licence is '" + licence + "', want an SPDX id as CC-BY-4.0");
        }
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static DatanetTerms of(JsonObject json) {
        json.require(TYPE, "network", "datanet", "revision", "title", "description", "licence", "rules");
        return new DatanetTerms(
                json.text("network"),
                json.text("datanet"),
                json.smallInteger("revision"),
                json.text("title"),
                json.text("description"),
                json.text("licence"),
                RuleSet.of(json.object("rules")));
    }

    /** Name of the ledger's parameter for a revision of a Datanet's terms. */
    public static String parameter(String datanet, int revision) {
        return PARAMETER + datanet + "." + revision;
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("datanet", datanet)
                .put("revision", revision)
                .put("title", title)
                .put("description", description)
                .put("licence", licence)
                .put("rules", rules.toJson())
                .build();
    }
}
