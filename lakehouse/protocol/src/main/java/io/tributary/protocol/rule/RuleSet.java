// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.rule;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.CanonicalRecord;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code tributary/rule-set/v1}, or {@code v2} where it says how long consents must last: what a record must be to come into a version of a Datanet and to be used. Rules at publish depend on the
 * record alone, so that everybody decides alike whenever he looks; rules at use depend on the day, too.
 *
 * @param id as {@code commercial/v1}; another content needs another id
 * @param kinds accepted kinds of record; none for any
 * @param labelRequired whether a record must have a label
 * @param wordsMin the fewest words
 * @param wordsMax the most words; 0 for no limit
 * @param languages accepted languages, see {@link Languages}; none for any
 * @param licences accepted licences, {@code *} stands for any characters; none for any
 * @param barred licences that may be in a version and may not be used
 * @param purposes what every record's consent must name
 * @param leakage whether a record may hold half of the phrases of an item of the held-out set: then it may not be trained on
 * @param lastsUntil the day, {@code YYYY-MM-DD}, before which no consent may lapse; empty for any. A day that is fixed in the rules, not counted
 *     from now, so that everybody decides alike
 */
public record RuleSet(
        String id,
        List<String> kinds,
        boolean labelRequired,
        int wordsMin,
        int wordsMax,
        List<String> languages,
        List<String> licences,
        List<String> barred,
        List<String> purposes,
        boolean leakage,
        String lastsUntil)
        implements CanonicalRecord, Serializable {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/rule-set/v1";

    /** The type of the canonical form of one that has a {@code lastsUntil}. */
    public static final String LASTING_TYPE = "tributary/rule-set/v2";

    /** The purpose that a consent must name for a model to be trained. */
    public static final String TRAINING = "training";

    /** The kind of record that has no words to be judged. */
    private static final String LABEL_KIND = "label";

    private static final String LASTS_UNTIL = "lastsUntil";
    private static final List<String> KEYS = List.of(
            "id",
            "kinds",
            "labelRequired",
            "wordsMin",
            "wordsMax",
            "languages",
            "licences",
            "barred",
            "purposes",
            "leakage");
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,40}/v[1-9][0-9]{0,5}");
    private static final Pattern LICENCE = Pattern.compile("[A-Za-z0-9.+*:-]{1,128}");
    private static final Pattern WORDS = Pattern.compile("\\s+");

    /** The rule set of a Datanet that names none: versions take any record; what forbids paid or derived use is not trained on. */
    public static final RuleSet OPEN = new RuleSet(
            "open/v1", List.of(), false, 0, 0, List.of(), List.of(), List.of("*-NC*", "*-ND*"), List.of(), false);

    /** Copies the lists and checks the form. */
    public RuleSet {
        kinds = List.copyOf(kinds);
        languages = List.copyOf(languages);
        licences = List.copyOf(licences);
        barred = List.copyOf(barred);
        purposes = List.copyOf(purposes);
        require(ID.matcher(id).matches(), "id", id, "a name and a version as commercial/v1");
        require(wordsMin >= 0, "wordsMin", Integer.toString(wordsMin), "0 or more");
        require(
                wordsMax == 0 || wordsMax >= wordsMin,
                "wordsMax",
                Integer.toString(wordsMax),
                "0 for no limit, or at least wordsMin");
        for (String language : languages) {
            require(Languages.ALL.contains(language), "languages", language, "one of " + Languages.ALL);
        }
        require(lastsUntil.isEmpty() || day(lastsUntil).isPresent(), "lastsUntil", lastsUntil, "a day as 2030-12-31");
        for (List<String> patterns : List.of(licences, barred)) {
            for (String pattern : patterns) {
                require(LICENCE.matcher(pattern).matches(), "licences", pattern, "SPDX ids, * for any characters");
            }
        }
    }

    /** A rule set that asks of no consent how long it lasts. */
    public RuleSet(
            String id,
            List<String> kinds,
            boolean labelRequired,
            int wordsMin,
            int wordsMax,
            List<String> languages,
            List<String> licences,
            List<String> barred,
            List<String> purposes,
            boolean leakage) {
        this(id, kinds, labelRequired, wordsMin, wordsMax, languages, licences, barred, purposes, leakage, "");
    }

    /** The same rules, and that no consent lapses before a day. */
    public RuleSet lasting(String day) {
        return new RuleSet(
                id, kinds, labelRequired, wordsMin, wordsMax, languages, licences, barred, purposes, leakage, day);
    }

    private static void require(boolean valid, String name, String got, String want) {
        if (!valid) {
            throw new InvalidInputException("rule set: " + name + " is '" + got + "', want " + want);
        }
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static RuleSet of(JsonObject json) {
        List<String> keys = new ArrayList<>(KEYS);
        boolean lasting = json.type().equals(LASTING_TYPE);
        if (lasting) {
            keys.add(LASTS_UNTIL);
        }
        json.require(lasting ? LASTING_TYPE : TYPE, keys.toArray(String[]::new));
        String lastsUntil = lasting ? json.text(LASTS_UNTIL) : "";
        require(lasting != lastsUntil.isEmpty(), LASTS_UNTIL, lastsUntil, "a day as 2030-12-31");
        return new RuleSet(
                json.text("id"),
                json.texts("kinds"),
                json.flag("labelRequired"),
                json.smallInteger("wordsMin"),
                json.smallInteger("wordsMax"),
                json.texts("languages"),
                json.texts("licences"),
                json.texts("barred"),
                json.texts("purposes"),
                json.flag("leakage"),
                lastsUntil);
    }

    @Override
    public JsonObject toJson() {
        JsonObject.Builder json = JsonObject.typed(lastsUntil.isEmpty() ? TYPE : LASTING_TYPE)
                .put("id", id)
                .put("kinds", kinds)
                .put("labelRequired", labelRequired)
                .put("wordsMin", wordsMin)
                .put("wordsMax", wordsMax)
                .put("languages", languages)
                .put("licences", licences)
                .put("barred", barred)
                .put("purposes", purposes)
                .put("leakage", leakage);
        return lastsUntil.isEmpty()
                ? json.build()
                : json.put(LASTS_UNTIL, lastsUntil).build();
    }

    /** Why a record does not come into a version. */
    public Optional<Refusal> atPublish(RecordFacts facts) {
        if (!kinds.isEmpty() && !kinds.contains(facts.kind())) {
            return refusal("schema", "records of kind " + facts.kind() + " are not accepted");
        }
        if (labelRequired && facts.label().isBlank()) {
            return refusal("schema", "the label is missing");
        }
        return facts.kind().equals(LABEL_KIND) ? rights(facts) : atPublishOfText(facts);
    }

    private Optional<Refusal> atPublishOfText(RecordFacts facts) {
        int words = facts.text().isBlank() ? 0 : WORDS.split(facts.text().strip()).length;
        if (words < wordsMin || (wordsMax > 0 && words > wordsMax)) {
            return refusal(
                    "length",
                    words + " words, want " + (wordsMax == 0 ? wordsMin + " or more" : wordsMin + " to " + wordsMax));
        }
        if (!languages.isEmpty() && !languages.contains(Languages.of(facts.text()))) {
            return refusal("language", "the text is in none of the languages " + String.join(", ", languages));
        }
        return rights(facts);
    }

    /** Why a record that is in a version may not be used; a record's text is not looked at. */
    public Optional<Refusal> atUse(RecordFacts facts, String purpose, LocalDate day) {
        if (matches(barred, facts.licence())) {
            return refusal("licence", "licence " + facts.licence() + " is barred");
        }
        if (!facts.consent().contains(purpose)) {
            return refusal("consent", "the consent is not for " + purpose);
        }
        if (lapsed(facts.expires(), day)) {
            return refusal("expiry", "the consent lapsed after " + facts.expires());
        }
        return rights(facts);
    }

    /** The refusal of a record that holds an item of the held-out set. */
    public Refusal leaked() {
        return new Refusal(id + "#leakage", "half of an item of the held-out set is in the text");
    }

    private Optional<Refusal> rights(RecordFacts facts) {
        if (!licences.isEmpty() && !matches(licences, facts.licence())) {
            return refusal("licence", "licence " + facts.licence() + " is not accepted");
        }
        for (String purpose : purposes) {
            if (!facts.consent().contains(purpose)) {
                return refusal("consent", "the consent is not for " + purpose);
            }
        }
        if (!lastsUntil.isEmpty() && lapsed(facts.expires(), LocalDate.parse(lastsUntil))) {
            return refusal("lasts-until", "the consent lapses after " + facts.expires() + ", before " + lastsUntil);
        }
        return Optional.empty();
    }

    private Optional<Refusal> refusal(String rule, String reason) {
        return Optional.of(new Refusal(id + "#" + rule, reason));
    }

    private static boolean matches(List<String> patterns, String licence) {
        return patterns.stream().anyMatch(pattern -> licence.matches("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E"));
    }

    /** What is no date lapsed, since nobody can tell how long it holds. */
    private static boolean lapsed(String expires, LocalDate day) {
        return !expires.isEmpty() && day(expires).map(day::isAfter).orElse(true);
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
