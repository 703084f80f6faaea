// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleSetTest {
    private static final LocalDate DAY = LocalDate.of(2027, 5, 1);
    private static final String ENGLISH = "the people of every state have a right to be heard and to be answered";
    private static final String GERMAN =
            "das Volk ist nicht zu den Wahlen gegangen und wir haben es auch nicht gewollt";

    private static RuleSet strict() {
        return new RuleSet(
                "strict/v2",
                List.of("document"),
                true,
                3,
                40,
                List.of("en"),
                List.of("CC0-1.0", "CC-BY-*"),
                List.of("CC-BY-NC-4.0"),
                List.of("resale"),
                true);
    }

    private static RecordFacts facts(String kind, String label, String text, String licence, String expires) {
        return new RecordFacts(kind, label, text, licence, List.of("resale", "training"), expires);
    }

    @Test
    void everyRuleRefusesUnderItsOwnId() {
        assertThat(strict().atPublish(facts("document", "a", ENGLISH, "CC-BY-4.0", "")))
                .isEmpty();
        assertThat(strict().atPublish(facts("label", "a", ENGLISH, "CC0-1.0", "")))
                .hasToString("Optional[strict/v2#schema: records of kind label are not accepted]");
        assertThat(strict().atPublish(facts("document", " ", ENGLISH, "CC0-1.0", "")))
                .hasToString("Optional[strict/v2#schema: the label is missing]");
        assertThat(strict().atPublish(facts("document", "a", "too short", "CC0-1.0", "")))
                .hasToString("Optional[strict/v2#length: 2 words, want 3 to 40]");
        assertThat(strict().atPublish(facts("document", "a", GERMAN, "CC0-1.0", "")))
                .hasToString("Optional[strict/v2#language: the text is in none of the languages en]");
        assertThat(strict().atPublish(facts("document", "a", ENGLISH, "MIT", "")))
                .hasToString("Optional[strict/v2#licence: licence MIT is not accepted]");
        RecordFacts otherPurpose = new RecordFacts("document", "a", ENGLISH, "CC0-1.0", List.of("training"), "");
        assertThat(strict().atPublish(otherPurpose))
                .hasToString("Optional[strict/v2#consent: the consent is not for resale]");
    }

    @Test
    void useIsRefusedForBarredLicencesAndLapsedConsent() {
        assertThat(strict().atUse(facts("document", "a", "", "CC0-1.0", "2027-05-01"), RuleSet.TRAINING, DAY))
                .isEmpty();
        assertThat(strict().atUse(facts("document", "a", "", "CC0-1.0", "2027-04-30"), RuleSet.TRAINING, DAY))
                .hasToString("Optional[strict/v2#expiry: the consent lapsed after 2027-04-30]");
        assertThat(strict().atUse(facts("document", "a", "", "CC0-1.0", "soon"), RuleSet.TRAINING, DAY))
                .hasToString("Optional[strict/v2#expiry: the consent lapsed after soon]");
        assertThat(strict().atUse(facts("document", "a", "", "CC-BY-NC-4.0", ""), RuleSet.TRAINING, DAY))
                .hasToString("Optional[strict/v2#licence: licence CC-BY-NC-4.0 is barred]");
        assertThat(strict().atUse(facts("document", "a", "", "CC0-1.0", ""), "rag", DAY))
                .hasToString("Optional[strict/v2#consent: the consent is not for rag]");
        assertThat(RuleSet.OPEN.atPublish(facts("edit", "", "x", "CC-BY-ND-4.0", "")))
                .isEmpty();
        assertThat(RuleSet.OPEN.atUse(facts("edit", "", "x", "CC-BY-ND-4.0", ""), RuleSet.TRAINING, DAY))
                .hasToString("Optional[open/v1#licence: licence CC-BY-ND-4.0 is barred]");
    }

    @Test
    void aConsentThatLapsesTooSoonComesIntoNoVersion() {
        RuleSet lasting = strict().lasting("2028-01-01");
        for (String expires : List.of("", "2028-01-01", "2031-02-03")) {
            assertThat(lasting.atPublish(facts("document", "a", ENGLISH, "CC0-1.0", expires)))
                    .as(expires)
                    .isEmpty();
        }
        assertThat(lasting.atPublish(facts("document", "a", ENGLISH, "CC0-1.0", "2027-12-31")))
                .hasToString("Optional[strict/v2#lasts-until: the consent lapses after 2027-12-31, before 2028-01-01]");
        assertThat(lasting.atPublish(facts("document", "a", ENGLISH, "CC0-1.0", "soon")))
                .isPresent();
        assertThat(RuleSet.of(CanonicalJson.parse(lasting.bytes(), 10_000))).isEqualTo(lasting);
        assertThat(RuleSet.of(CanonicalJson.parse(strict().bytes(), 10_000))).isEqualTo(strict());
        assertThat(strict().toString()).isNotEqualTo(lasting.toString());
        String json = new String(lasting.bytes(), StandardCharsets.UTF_8);
        for (String wrong : List.of(
                json.replace("2028-01-01", "soon"),
                json.replace("2028-01-01", ""),
                json.replace("rule-set/v2", "rule-set/v1"))) {
            assertThatThrownBy(() -> RuleSet.of(CanonicalJson.parse(wrong.getBytes(StandardCharsets.UTF_8), 10_000)))
                    .as(wrong)
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void languagesAreToldByTheirSmallWords() {
        assertThat(Languages.of(ENGLISH)).isEqualTo("en");
        assertThat(Languages.of(GERMAN)).isEqualTo("de");
        assertThat(Languages.of("les gens qui sont dans la rue et qui chantent pour nous"))
                .isEqualTo("fr");
        assertThat(Languages.of("los hombres que viven en el campo y por las calles no son más"))
                .isEqualTo("es");
        assertThat(Languages.of("apple pear plum")).isEmpty();
        assertThat(Languages.of("")).isEmpty();
    }

    @Test
    void aRuleSetThatNobodyCouldMeanIsRefused() {
        assertThatThrownBy(() ->
                        new RuleSet("v1", List.of(), false, 0, 0, List.of(), List.of(), List.of(), List.of(), false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("commercial/v1");
        assertThatThrownBy(() ->
                        new RuleSet("a1/v1", List.of(), false, 9, 3, List.of(), List.of(), List.of(), List.of(), false))
                .hasMessageContaining("wordsMax is '3'");
        assertThatThrownBy(() -> new RuleSet(
                        "a1/v1", List.of(), false, 0, 0, List.of("xx"), List.of(), List.of(), List.of(), false))
                .hasMessageContaining("languages is 'xx'");
    }
}
