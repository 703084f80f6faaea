// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.data;

import io.tributary.protocol.error.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The folder {@code infra/data} of the checkout.
 *
 * @param folder where it is
 */
public record DataFolder(Path folder) {
    private static final String FOLDER = "infra/data";

    /** The folder of the checkout that the launcher names in the system property {@code tributary.repo}. */
    public static DataFolder ofCheckout() {
        String repository = System.getProperty("tributary.repo", "");
        if (repository.isEmpty()) {
            throw new UnavailableException("the system property tributary.repo is not set; start with ./tributary");
        }
        return new DataFolder(Path.of(repository).resolve(FOLDER));
    }

    /**
     * Reads a data set.
     *
     * @param seed divides it: the same seed always gives the same parts
     * @throws UnavailableException if the file can't be read
     */
    public DataSet read(DataSetName name, long seed) {
        return switch (name) {
            case DIGITS -> Images.digits(lines("digits/digits.csv.gz"), seed);
            case FASHION14 -> Images.fashion14(lines("fashion14/fashion14.csv.gz"), seed);
            case SPEECHES -> Speeches.of(speeches(), seed);
        };
    }

    /** The speeches whole, in the order of the file. */
    public List<Speech> speeches() {
        return lines("speeches/speeches.jsonl.gz").stream().map(Speech::of).toList();
    }

    private List<String> lines(String name) {
        Path file = folder.resolve(name);
        try (InputStream raw = Files.newInputStream(file);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(raw, 1 << 16), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }
}
