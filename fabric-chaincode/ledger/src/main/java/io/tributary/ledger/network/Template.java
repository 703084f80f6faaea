// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts below {@code infra/deploy/fabric}, with {@code ${name}} for what only a running network knows. */
final class Template {
    private static final String FOLDER = "/io/tributary/ledger/network/";
    private static final Pattern MARK = Pattern.compile("\\$\\{([A-Za-z0-9]+)}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_./@:+ -]+");

    private Template() {}

    /** The bytes of a file that is used as it is. */
    static byte[] bytes(String name) {
        try (InputStream in = Template.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + FOLDER + name + " is not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + FOLDER + name + " cannot be read", e);
        }
    }

    /** The text of a template with every mark replaced; every value must be used, comments aside. */
    static byte[] fill(String name, Map<String, String> values) {
        StringBuilder out = new StringBuilder();
        Set<String> unused = new HashSet<>(values.keySet());
        for (String line : new String(bytes(name), StandardCharsets.UTF_8).split("\n")) {
            if (!line.strip().startsWith("#")) {
                out.append(fillLine(name, line, values, unused)).append('\n');
            }
        }
        if (!unused.isEmpty()) {
            throw new IllegalStateException("template " + name + " has no use for " + unused);
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String fillLine(String name, String line, Map<String, String> values, Set<String> unused) {
        StringBuilder out = new StringBuilder();
        Matcher marks = MARK.matcher(line);
        while (marks.find()) {
            String key = marks.group(1);
            String value = values.get(key);
            if (value == null) {
                throw new IllegalStateException("template " + name + " asks for " + key + ", which has no value");
            }
            if (!VALUE.matcher(value).matches()) {
                throw new InvalidInputException("'" + value + "' cannot stand in a Fabric configuration file; "
                        + "use a home folder whose path has letters, digits, space and _./@:+- only");
            }
            unused.remove(key);
            marks.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return marks.appendTail(out).toString();
    }
}
