// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.config;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Everything an installation can be told, read once at start from {@code <home>/tributary.properties}. Each {@link Key} has a default;
 * {@code <home>} inside a value stands for the home folder. Embedded and distributed operation differ by these values only.
 *
 * @param home the folder of all data of this installation
 * @param values the text of every key, {@code <home>} replaced
 */
public record Configuration(Path home, Map<Key, String> values) {
    /** Name of the file inside the home folder. */
    public static final String FILE_NAME = "tributary.properties";

    private static final String HOME_MARK = "<home>";

    /** Copies the values; every key must be there. */
    public Configuration {
        home = home.toAbsolutePath().normalize();
        values = Map.copyOf(values);
        for (Key key : Key.values()) {
            if (!values.containsKey(key)) {
                throw new InvalidInputException("configuration key " + key.id() + " has no value");
            }
        }
    }

    /**
     * Reads {@code <home>/tributary.properties} where it exists, else takes the defaults.
     *
     * @throws InvalidInputException for an unknown key, naming the nearest known one, or a value of the wrong kind
     */
    public static Configuration load(Path home) {
        Path file = home.resolve(FILE_NAME);
        return Files.exists(file) ? read(home, file) : of(home, new Properties());
    }

    /** Reads a configuration file for a home folder. */
    public static Configuration read(Path home, Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UnavailableException("cannot read configuration file " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(file + " is no properties file: " + e.getMessage(), e);
        }
        return of(home, properties);
    }

    /** The configuration of these properties over the defaults. */
    public static Configuration of(Path home, Properties properties) {
        Path absolute = home.toAbsolutePath().normalize();
        Map<Key, String> values = new TreeMap<>();
        for (Key key : Key.values()) {
            values.put(key, key.defaultValue().replace(HOME_MARK, absolute.toString()));
        }
        for (String name : new TreeMap<>(properties).keySet().toArray(String[]::new)) {
            Key key = Key.of(name);
            String value = properties.getProperty(name).strip().replace(HOME_MARK, absolute.toString());
            key.kind().check(name, value);
            values.put(key, value);
        }
        return new Configuration(absolute, values);
    }

    /** The value as text. */
    public String text(Key key) {
        return values.getOrDefault(key, key.defaultValue());
    }

    /** The value as an integer. */
    public int integer(Key key) {
        return Integer.parseInt(text(key));
    }

    /** The value as a path. */
    public Path path(Key key) {
        return Path.of(text(key));
    }

    /** The value as a duration, as in {@code 500ms}, {@code 5s}, {@code 2m}. */
    public Duration duration(Key key) {
        return Kind.parseDuration(text(key));
    }

    /** The file of this configuration. */
    public Path file() {
        return home.resolve(FILE_NAME);
    }

    /** One {@code key=value} line for each key, secrets hidden. */
    public String describe() {
        StringBuilder out = new StringBuilder();
        for (Key key : Key.values()) {
            String shown = key.kind() == Kind.SECRET && !text(key).isEmpty() ? "(hidden)" : text(key);
            out.append(key.id()).append('=').append(shown).append('\n');
        }
        return out.toString();
    }

    /** What the text of a value must look like. */
    public enum Kind {
        /** Any text. */
        TEXT,
        /** Any text, never printed. */
        SECRET,
        /** A whole number of 0 or more. */
        INTEGER,
        /** A number with one of the units ms, s, m, h. */
        DURATION;

        void check(String name, String value) {
            try {
                if (this == INTEGER && Integer.parseInt(value) < 0) {
                    throw new InvalidInputException(name + ": got " + value + ", want 0 or more");
                }
                if (this == DURATION) {
                    parseDuration(value);
                }
            } catch (NumberFormatException e) {
                throw new InvalidInputException(
                        name + ": got " + value + ", want "
                                + (this == INTEGER ? "a whole number" : "as 500ms, 5s or 2m"),
                        e);
            }
        }

        static Duration parseDuration(String value) {
            String unit = value.replaceFirst("^[0-9]+", "");
            long amount = Long.parseLong(value.substring(0, value.length() - unit.length()));
            switch (unit) {
                case "ms":
                    return Duration.ofMillis(amount);
                case "s":
                    return Duration.ofSeconds(amount);
                case "m":
                    return Duration.ofMinutes(amount);
                case "h":
                    return Duration.ofHours(amount);
                default:
                    throw new NumberFormatException("unit " + unit);
            }
        }
    }
}
