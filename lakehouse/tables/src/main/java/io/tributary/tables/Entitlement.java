// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Locale;
import java.util.Objects;

/**
 * A right to see that an organisation has beside what is its own.
 *
 * @param organisation whose users see it
 * @param kind what {@code name} names
 * @param name a Datanet, or a payee
 */
public record Entitlement(String organisation, Kind kind, String name) {
    /** What can be seen by right. */
    public enum Kind {
        /** Every row of a Datanet, and what was computed from it. */
        DATANET,
        /** What a payee earns. */
        PAYEE;

        /** The word that stands in the table. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw new InvalidInputException("kind of entitlement is '" + word + "', want datanet or payee");
        }
    }

    /** Checks that nothing is missing. */
    public Entitlement {
        Objects.requireNonNull(organisation, "organisation");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        if (organisation.isBlank() || name.isBlank()) {
            throw new InvalidInputException("an entitlement names an organisation and what it may see, got '"
                    + organisation + "' and '" + name + "'");
        }
    }

    Row toRow() {
        return Row.builder()
                .text(RegistryTables.ORGANISATION, organisation)
                .text(RegistryTables.KIND, kind.word())
                .text(RegistryTables.NAME, name)
                .build();
    }

    static Entitlement of(Row row) {
        return new Entitlement(
                row.text(RegistryTables.ORGANISATION),
                Kind.of(row.text(RegistryTables.KIND)),
                row.text(RegistryTables.NAME));
    }
}
