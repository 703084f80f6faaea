// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A {@code datanet.yaml}: what the options of {@code datanet create} and {@code datanet edit} say, and the rule set. What it does not name
 * is empty.
 *
 * @param heldOut file of held-out texts, beside this one
 */
public record DatanetFile(
        Optional<String> name,
        Optional<String> title,
        Optional<String> description,
        Optional<String> licence,
        Optional<String> owner,
        Optional<Path> heldOut,
        Optional<String> duplicates,
        Optional<RuleSet> rules) {
    private static final Set<String> KEYS =
            Set.of("name", "title", "description", "licence", "owner", "held-out", "duplicates", "rules");
    private static final Set<String> RULE_KEYS = Set.of(
            "id",
            "kinds",
            "label-required",
            "words-min",
            "words-max",
            "languages",
            "licences",
            "barred",
            "purposes",
            "leakage",
            "lasts-until");

    /**
     * Reads a file.
     *
     * @throws InvalidInputException for an unknown key or a value out of range
     * @throws UnavailableException if it can't be read
     */
    public static DatanetFile read(Path file) {
        try {
            return parse(file, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new UnavailableException("no such file: " + file, e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the text of a file. */
    static DatanetFile parse(Path file, String text) {
        Object document;
        try {
            document = new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new InvalidInputException(file + " is no YAML: " + e.getMessage(), e);
        }
        Values values = Values.of(file.toString(), document, KEYS);
        return new DatanetFile(
                values.text("name"),
                values.text("title"),
                values.text("description"),
                values.text("licence"),
                values.text("owner"),
                values.text("held-out").map(other -> file.toAbsolutePath().resolveSibling(other)),
                values.text("duplicates"),
                values.value("rules").map(rules -> rules(Values.of(file + ", rules", rules, RULE_KEYS))));
    }

    private static RuleSet rules(Values values) {
        return new RuleSet(
                values.text("id").orElseThrow(() -> new InvalidInputException(values.file + ": key 'id' is missing")),
                values.texts("kinds"),
                values.flag("label-required"),
                values.number("words-min"),
                values.number("words-max"),
                values.texts("languages"),
                values.texts("licences"),
                values.texts("barred"),
                values.texts("purposes"),
                values.flag("leakage"),
                values.text("lasts-until").orElse(""));
    }

    /** A map of YAML whose keys are known. */
    private record Values(String file, Map<String, Object> map) {
        static Values of(String file, Object document, Set<String> keys) {
            if (!(document instanceof Map<?, ?> entries)) {
                throw new InvalidInputException(file + ": want 'key: value' lines");
            }
            Map<String, Object> map = new TreeMap<>();
            entries.forEach((key, value) -> {
                if (!keys.contains(String.valueOf(key))) {
                    throw new InvalidInputException(file + ": unknown key '" + key + "', want " + new TreeSet<>(keys));
                }
                if (value != null) {
                    map.put(String.valueOf(key), value);
                }
            });
            return new Values(file, map);
        }

        Optional<Object> value(String key) {
            return Optional.ofNullable(map.get(key));
        }

        Optional<String> text(String key) {
            return value(key).map(String::valueOf);
        }

        List<String> texts(String key) {
            Object value = map.getOrDefault(key, List.of());
            if (!(value instanceof List<?> list)) {
                throw new InvalidInputException(file + ": " + key + " is '" + value + "', want a list as [a, b]");
            }
            List<String> texts = new ArrayList<>();
            list.forEach(entry -> texts.add(String.valueOf(entry)));
            return texts;
        }

        boolean flag(String key) {
            Object value = map.getOrDefault(key, false);
            if (!(value instanceof Boolean flag)) {
                throw new InvalidInputException(file + ": " + key + " is '" + value + "', want true or false");
            }
            return flag;
        }

        int number(String key) {
            Object value = map.getOrDefault(key, 0);
            if (!(value instanceof Integer number)) {
                throw new InvalidInputException(file + ": " + key + " is '" + value + "', want a number");
            }
            return number;
        }
    }
}
