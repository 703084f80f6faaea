// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A {@code model.yaml}.
 *
 * @param name short name of the model
 * @param datanet slug of the Datanet
 * @param version its version
 * @param trainer {@code newton} or {@code mllib}
 * @param lambdaQ24 ridge in units of 2^-24, 2^10..2^20
 * @param floorPpm accuracy on the held-out set, in parts per million, below which the model serves no paid epoch
 */
public record ModelFile(String name, String datanet, int version, String trainer, int lambdaQ24, long floorPpm) {
    private static final Set<String> KEYS = Set.of("kind", "name", "datanet", "trainer", "lambda", "floor-ppm");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,7}");
    private static final long PPM = 1_000_000;
    private static final Set<String> TRAINERS = Set.of("newton", "mllib");
    private static final Pattern DATANET = Pattern.compile("([a-z][a-z0-9_]{2,40})/v([1-9][0-9]{0,8})");
    private static final Pattern POWER = Pattern.compile("2\\^-([0-9]{1,2})");
    private static final Pattern FRACTION = Pattern.compile("([0-9]{1,8})/2\\^24");
    private static final int FRACTION_BITS = 24;
    private static final int LAMBDA_MIN = 1 << 10;
    private static final int LAMBDA_MAX = 1 << 20;

    /**
     * Reads a file.
     *
     * @throws InvalidInputException for an unknown key, a missing one or a value out of range
     * @throws UnavailableException if it can't be read
     */
    public static ModelFile read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new UnavailableException("no such file: " + file, e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the text of a file.
     *
     * @param file its name, for messages
     * @throws InvalidInputException for an unknown key, a missing one or a value out of range
     */
    public static ModelFile parse(String file, String text) {
        Map<String, String> values = values(file, text);
        for (String key : values.keySet()) {
            require(KEYS.contains(key), file, "unknown key '" + key + "', want " + new TreeSet<>(KEYS));
        }
        for (String key : KEYS) {
            require(values.containsKey(key), file, "key '" + key + "' is missing");
        }
        require(
                values.getOrDefault("kind", "").equals("linear"),
                file,
                "kind is '" + values.getOrDefault("kind", "") + "', want linear");
        String name = values.getOrDefault("name", "");
        require(name.matches("[a-z][a-z0-9_-]{0,40}"), file, "name is '" + name + "', want [a-z][a-z0-9_-]*");
        require(
                TRAINERS.contains(values.getOrDefault("trainer", "")),
                file,
                "trainer is '" + values.getOrDefault("trainer", "") + "', want newton or mllib");
        String floor = values.getOrDefault("floor-ppm", "");
        require(
                COUNT.matcher(floor).matches() && Long.parseLong(floor) <= PPM,
                file,
                "floor-ppm is '" + floor + "', want 0 to 1000000");
        Matcher datanet = DATANET.matcher(values.getOrDefault("datanet", ""));
        require(
                datanet.matches(),
                file,
                "datanet is '" + values.getOrDefault("datanet", "") + "', want e.g. speeches/v1");
        return new ModelFile(
                name,
                datanet.group(1),
                Integer.parseInt(datanet.group(2)),
                values.getOrDefault("trainer", ""),
                lambda(file, values.getOrDefault("lambda", "")),
                Long.parseLong(floor));
    }

    private static int lambda(String file, String text) {
        Matcher power = POWER.matcher(text);
        Matcher fraction = FRACTION.matcher(text);
        long value = 0;
        if (power.matches() && Integer.parseInt(power.group(1)) <= FRACTION_BITS) {
            value = 1L << (FRACTION_BITS - Integer.parseInt(power.group(1)));
        } else if (fraction.matches()) {
            value = Long.parseLong(fraction.group(1));
        }
        require(
                value >= LAMBDA_MIN && value <= LAMBDA_MAX,
                file,
                "lambda is '" + text + "', want 2^-14 to 2^-4, or an integer of 2^10 to 2^20 as in 16384/2^24");
        return (int) value;
    }

    private static Map<String, String> values(String file, String text) {
        Object document;
        try {
            document = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new InvalidInputException(file + " is no YAML: " + e.getMessage(), e);
        }
        require(document instanceof Map, file, "not a list of 'key: value' lines");
        Map<String, String> values = new TreeMap<>();
        ((Map<?, ?>) document).forEach((key, value) -> values.put(String.valueOf(key), String.valueOf(value)));
        return values;
    }

    private static void require(boolean valid, String file, String message) {
        if (!valid) {
            throw new InvalidInputException(file + ": " + message);
        }
    }
}
