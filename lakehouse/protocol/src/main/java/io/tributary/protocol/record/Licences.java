// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.error.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The licences that a contribution may name: every id of the SPDX licence list, in the version whose ids travel with this program, and
 * {@code LicenseRef-…} for one of the contributor's own. Ids are compared to the letter.
 */
public final class Licences {
    private static final String LIST = "spdx-licences.txt";
    private static final Pattern OWN = Pattern.compile("LicenseRef-[A-Za-z0-9.-]{1,100}");
    private static final Set<String> IDS = read();

    private Licences() {}

    private static Set<String> read() {
        try (InputStream in = Objects.requireNonNull(Licences.class.getResourceAsStream(LIST), LIST)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new IllegalStateException("the jar holds " + LIST, e);
        }
    }

    /** Whether contributions may name it. */
    public static boolean known(String licence) {
        return IDS.contains(licence) || OWN.matcher(licence).matches();
    }

    /**
     * Requires a licence that contributions may name.
     *
     * @throws InvalidInputException with the id that was probably meant, where only capitals differ
     */
    public static void require(String licence) {
        if (!known(licence)) {
            throw new InvalidInputException(unknown(licence));
        }
    }

    /** Why a licence is refused. */
    static String unknown(String licence) {
        return "licence '" + licence + "' is unknown; name "
                + IDS.stream()
                        .filter(id -> id.equalsIgnoreCase(licence))
                        .findFirst()
                        .map(id -> id + ", as SPDX spells it,")
                        .orElse("an SPDX id as CC-BY-4.0")
                + " or LicenseRef-… for one of your own";
    }
}
