// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reads one vector file of the specification: lines {@code key = value}, {@code #} for comments, {@code \n} for a line feed. */
final class Vectors {
    static final Path FOLDER = Path.of("..", "..", "lakehouse", "protocol", "spec", "vectors", "ipa1");

    private final Map<String, String> entries = new LinkedHashMap<>();

    private Vectors() {}

    static Vectors read(String name) {
        try {
            Vectors vectors = new Vectors();
            String text = Files.readString(FOLDER.resolve(name), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                if (!line.startsWith("#")) {
                    int at = line.indexOf(" = ");
                    String value = line.substring(at + 3).replace("\\n", "\n").replace("\\\\", "\\");
                    vectors.entries.put(line.substring(0, at), value);
                }
            }
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String key) {
        String value = entries.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no vector " + key);
        }
        return value;
    }

    List<String> words(String key) {
        String value = text(key);
        return value.isBlank() ? List.of() : List.of(value.split(" "));
    }

    long[] longs(String key) {
        return words(key).stream().mapToLong(Long::parseLong).toArray();
    }

    int[] ints(String key) {
        return Arrays.stream(longs(key)).mapToInt(Math::toIntExact).toArray();
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }

    /** Number of keys {@code prefix.0}, {@code prefix.1} and so on. */
    int count(String prefix) {
        return (int) IntStream.iterate(0, i -> i + 1)
                .takeWhile(i -> entries.containsKey(prefix + "." + i))
                .count();
    }
}
