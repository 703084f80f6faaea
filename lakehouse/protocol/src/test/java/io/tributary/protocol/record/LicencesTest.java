// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class LicencesTest {
    /** The ids of releases that knew a list of their own: what was taken then is taken still. */
    private static final List<String> KNOWN_EVER = List.of(
            ("0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 CC-BY-NC-2.0 CC-BY-NC-3.0"
                            + " CC-BY-NC-4.0 CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 CC-BY-ND-3.0"
                            + " CC-BY-ND-4.0 CC-BY-SA-2.0 CC-BY-SA-3.0 CC-BY-SA-4.0 CC-PDDC CC0-1.0 CDLA-Permissive-1.0"
                            + " CDLA-Permissive-2.0 CDLA-Sharing-1.0 GFDL-1.2-or-later GFDL-1.3-or-later GPL-2.0-only"
                            + " GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later ISC MIT MIT-0 MPL-2.0 ODbL-1.0 ODC-By-1.0"
                            + " OGL-UK-3.0 PDDL-1.0 Unlicense")
                    .split(" "));

    @Test
    void everyIdOfTheSpdxListIsKnown() {
        assertThat(KNOWN_EVER).hasSize(40).allMatch(Licences::known);
        assertThat(List.of(
                        "AGPL-3.0-or-later",
                        "CC-BY-SA-3.0-DE",
                        "etalab-2.0",
                        "OFL-1.1",
                        "Zlib",
                        "zlib-acknowledgement"))
                .allMatch(Licences::known);
        assertThat(Licences.known("GPL-2.0+")).as("deprecated, and on the list").isTrue();
        assertThat(Licences.known("LicenseRef-my.house-2")).isTrue();
    }

    @Test
    void whatIsNoIdIsRefusedAndCapitalsCount() {
        assertThat(List.of(
                        "",
                        "#",
                        "Public Domain",
                        "CC BY 4.0",
                        "cc0-1.0",
                        "CC0-1.0\n",
                        "MIT OR Apache-2.0",
                        "LicenseRef-",
                        "LicenseRef-" + "x".repeat(101),
                        "LicenseRef-a b"))
                .noneMatch(Licences::known);
        assertThatThrownBy(() -> Licences.require("cc-by-4.0"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("name CC-BY-4.0, as SPDX spells it,");
    }

    @Test
    void anItemUnderALicenceThatIsOnNoListIsRefusedByItsRule() {
        ContributionItem item = new ContributionItem(
                "r-1",
                "record",
                "",
                0,
                0,
                "speeches",
                "alice",
                "",
                "unsealed",
                "Free-For-All-1.0",
                List.of("training"),
                "",
                "ab".repeat(16),
                0,
                Provenance.NONE);
        assertThatThrownBy(() -> ContributionRules.require(item, 0))
                .isInstanceOfSatisfying(
                        MalformedException.class, e -> assertThat(e.rule()).isEqualTo(Rule.LICENCE_UNKNOWN))
                .hasMessageContaining("Free-For-All-1.0");
    }
}
