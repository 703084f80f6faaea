// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Who may ask: one line {@code name:iterations:salt:hash:organisation} each, salt and hash in hex, the hash PBKDF2 with HMAC-SHA-256 of
 * the password (RFC 8018). The organisation, with its colon, is absent where a user sees everything. The file is read anew for every log-in,
 * so that a new user needs no restart. Passwords themselves are nowhere.
 *
 * <p>Trino checks PBKDF2 with HMAC-SHA-1 alone, so a second file, {@code trino-users} beside the first, has such a hash of the same
 * password, with a salt of its own that follows from the first.
 */
public final class SqlUsers {
    private static final int ITERATIONS = 120_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final int PASSWORD_CHARS_MAX = 256;
    private static final int PARTS_MIN = 3;
    private static final String SHA256 = "PBKDF2WithHmacSHA256";
    private static final String SHA1 = "PBKDF2WithHmacSHA1";
    private static final int SHA1_BITS = 160;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";

    private final Path file;

    /** The users in {@code file}, which need not exist. */
    public SqlUsers(Path file) {
        this.file = file;
    }

    /**
     * Adds a user who sees everything, or makes one so and gives a new password.
     *
     * @param salt fresh random bytes
     * @throws InvalidInputException if name or password have not the right form
     * @throws UnavailableException if the file can't be written
     */
    public void put(String name, String password, byte[] salt) {
        put(name, password, salt, Optional.empty());
    }

    /**
     * Adds a user, or gives one a new password and this organisation.
     *
     * @param salt fresh random bytes
     * @param organisation whose rows alone the user sees; empty if everything
     * @throws InvalidInputException if name or password have not the right form
     * @throws UnavailableException if the file can't be written
     */
    public void put(String name, String password, byte[] salt, Optional<String> organisation) {
        if (organisation.isPresent() && !organisation.get().matches(NAME)) {
            throw new InvalidInputException("organisation is '" + organisation.get()
                    + "', want 1 to 64 letters, digits and . _ @ - that start with a letter or digit");
        }
        if (!name.matches(NAME)) {
            throw new InvalidInputException("user is '" + name
                    + "', want 1 to 64 letters, digits and . _ @ - that start with a letter or digit");
        }
        if (password.length() < 8 || password.length() > PASSWORD_CHARS_MAX) {
            throw new InvalidInputException(
                    "the password has " + password.length() + " characters, want 8 to " + PASSWORD_CHARS_MAX);
        }
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("salt has " + salt.length + " bytes, want " + SALT_BYTES);
        }
        Map<String, String> forTrino = read(trinoFile());
        forTrino.put(name, trinoHash(password, salt));
        write(trinoFile(), forTrino);
        Map<String, String> lines = new TreeMap<>(read());
        HexFormat hex = HexFormat.of();
        String hash = hex.formatHex(hash(password, salt, ITERATIONS));
        lines.put(
                name,
                ITERATIONS + ":" + hex.formatHex(salt) + ":" + hash
                        + organisation.map(whose -> ":" + whose).orElse(""));
        write(file, lines);
    }

    /** A user's entry for Trino: iterations, salt and hash. The salt is hashed, so that the two hashes have none in common. */
    private static String trinoHash(String password, byte[] salt) {
        byte[] own = Arrays.copyOf(Hash.sha256(salt).bytes(), SALT_BYTES);
        HexFormat hex = HexFormat.of();
        return ITERATIONS + ":" + hex.formatHex(own) + ":"
                + hex.formatHex(hash(SHA1, password, own, ITERATIONS, SHA1_BITS));
    }

    private Path trinoFile() {
        return file.resolveSibling("trino-users");
    }

    /** Names, ascending. */
    public List<String> names() {
        return List.copyOf(read().keySet());
    }

    /** Names of users who were there before Trino was: they need a new password for it. */
    public List<String> namesUnknownToTrino() {
        Map<String, String> known = read(trinoFile());
        return names().stream().filter(name -> !known.containsKey(name)).toList();
    }

    /**
     * A user as the file has it.
     *
     * @param name the user's name
     * @param organisation whose rows alone the user sees; empty if everything
     * @param generation tells the user's passwords apart without telling anything of them: another for each
     */
    public record User(String name, Optional<String> organisation, String generation) {
        /** Checks that nothing is missing. */
        public User {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(organisation, "organisation");
            Objects.requireNonNull(generation, "generation");
        }
    }

    /** The user of that name; empty if there is none, or none any more. */
    public Optional<User> find(String name) {
        String[] known = read().getOrDefault(name, "").split(":", -1);
        if (known.length < PARTS_MIN) {
            return Optional.empty();
        }
        Optional<String> organisation = known.length > PARTS_MIN ? Optional.of(known[PARTS_MIN]) : Optional.empty();
        // The salt is random, and new with each password.
        return Optional.of(new User(name, organisation, known[1]));
    }

    /** Whether this is the user's password. An unknown user takes as long as a wrong password. */
    public boolean accepts(String name, String password) {
        if (password.length() > PASSWORD_CHARS_MAX) {
            return false;
        }
        String[] known = read().getOrDefault(name, "").split(":", -1);
        if (known.length < PARTS_MIN) {
            hash(password, new byte[SALT_BYTES], ITERATIONS);
            return false;
        }
        HexFormat hex = HexFormat.of();
        byte[] salt = hex.parseHex(known[1]);
        return MessageDigest.isEqual(hash(password, salt, Integer.parseInt(known[0])), hex.parseHex(known[2]));
    }

    private Map<String, String> read() {
        return read(file);
    }

    private static Map<String, String> read(Path file) {
        Map<String, String> lines = new TreeMap<>();
        if (!Files.exists(file)) {
            return lines;
        }
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    lines.put(line.substring(0, colon), line.substring(colon + 1));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, Map<String, String> users) {
        StringBuilder text = new StringBuilder();
        users.forEach((name, rest) -> text.append(name).append(':').append(rest).append('\n'));
        PrivateFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hash(String password, byte[] salt, int iterations) {
        return hash(SHA256, password, salt, iterations, HASH_BITS);
    }

    private static byte[] hash(String algorithm, String password, byte[] salt, int iterations, int bits) {
        try {
            return SecretKeyFactory.getInstance(algorithm)
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, bits))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + algorithm, e);
        }
    }
}
