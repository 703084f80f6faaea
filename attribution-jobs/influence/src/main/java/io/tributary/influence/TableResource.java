// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A committed table of the method, read from the text file beside the classes and checked against its SHA-256. */
final class TableResource {
    private TableResource() {}

    /**
     * The lines of the table {@code name}.
     *
     * @throws IllegalStateException if the file is absent or its SHA-256 is not {@code sha256}
     */
    static List<String> lines(String name, String sha256) {
        byte[] bytes = bytes(name);
        String got = Sha256.ofBytes(bytes);
        if (!got.equals(sha256)) {
            throw new IllegalStateException("table " + name + " has SHA-256 " + got + ", want " + sha256);
        }
        return new String(bytes, StandardCharsets.US_ASCII).lines().toList();
    }

    private static byte[] bytes(String name) {
        try (InputStream in = TableResource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("table " + name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("table " + name + " cannot be read", e);
        }
    }
}
