// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.protocol.sign.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The secrets of one installation, one file each under {@code <home>/keys}, readable by their owner only: signing keys by role and owner,
 * sealing keys by key reference, and the secrets from which payout salts are derived. They stay outside the tables, so that destroying a
 * sealing key makes everything sealed with it unreadable. A key that exists is never overwritten. Nothing here prints a secret.
 */
public final class KeyStore {
    private static final int SECRET_BYTES = 32;
    private static final int FILE_NAME_BYTES_MAX = 255;
    private static final String FOLDER = "keys";
    private static final String SEALING = "sealing";
    private static final String PAYEE_SECRET = "payee-secret";

    private final Path folder;
    private final SecretSource source;

    private KeyStore(Path folder, SecretSource source) {
        this.folder = folder;
        this.source = source;
    }

    /** The key store of a home folder; new keys are random. */
    public static KeyStore open(Path home) {
        return open(home, SecretSource.random());
    }

    /** The key store of a home folder, with another source of new keys. */
    public static KeyStore open(Path home, SecretSource source) {
        return new KeyStore(home.resolve(FOLDER), source);
    }

    /** The reference of the key that seals what an owner contributes to a scope, usually a Datanet: {@code <owner>/<scope>}. */
    public static String keyRef(String owner, String scope) {
        return owner + "/" + scope;
    }

    /** Where this store takes new secrets from; also for salts and ids that have to be reproducible. */
    public SecretSource source() {
        return source;
    }

    /**
     * The signing key of an owner.
     *
     * @throws UnavailableException if there is none
     */
    public SigningKey signingKey(KeyRole role, String owner) {
        return SigningKey.ofSeed(require(role.id(), owner));
    }

    /**
     * The 32 secret bytes of an owner's signing key, from which he derives salts.
     *
     * @throws UnavailableException if there are none
     */
    public byte[] signingSeed(KeyRole role, String owner) {
        return require(role.id(), owner);
    }

    /** Whether an owner's signing key is here. */
    public boolean hasSigningKey(KeyRole role, String owner) {
        return find(role.id(), owner).isPresent();
    }

    /** Whether the secret from which a payee's payout salts are derived is here. */
    public boolean hasPayeeSecret(String payee) {
        return find(PAYEE_SECRET, payee).isPresent();
    }

    /** The signing key of an owner, made now if there is none. */
    public SigningKey createSigningKey(KeyRole role, String owner) {
        return SigningKey.ofSeed(create(role.id(), owner));
    }

    /**
     * The sealing key of a reference.
     *
     * @throws UnavailableException if there is none, or no longer
     */
    public SealingKey sealingKey(String keyRef) {
        return SealingKey.of(require(SEALING, keyRef));
    }

    /** The sealing key of a reference, if there is one. */
    public Optional<SealingKey> findSealingKey(String keyRef) {
        return find(SEALING, keyRef).map(SealingKey::of);
    }

    /** The sealing key of a reference as 32 bytes, to be handed to a worker of the same installation; empty if there is none. */
    public Optional<byte[]> findSealingSecret(String keyRef) {
        return find(SEALING, keyRef);
    }

    /** The sealing key of a reference, made now if there is none. */
    public SealingKey createSealingKey(String keyRef) {
        return SealingKey.of(create(SEALING, keyRef));
    }

    /**
     * The 32 secret bytes from which a payee's payout salts are derived.
     *
     * @throws UnavailableException if there are none
     */
    public byte[] payeeSecret(String payee) {
        return require(PAYEE_SECRET, payee);
    }

    /** The secret of a payee, made now if there is none. */
    public byte[] createPayeeSecret(String payee) {
        return create(PAYEE_SECRET, payee);
    }

    private byte[] require(String kind, String name) {
        return find(kind, name)
                .orElseThrow(() -> new UnavailableException("no " + kind + " key of " + name + " in " + folder));
    }

    private Optional<byte[]> find(String kind, String name) {
        Path file = file(kind, name);
        // No key has a name that no file can have; who asks for one, in what he signed, is told that there is none.
        if (file.getFileName().toString().length() > FILE_NAME_BYTES_MAX) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(file, Files.readString(file, StandardCharsets.US_ASCII)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnavailableException("cannot read key file " + file + ": " + e.getMessage(), e);
        }
    }

    private byte[] create(String kind, String name) {
        Optional<byte[]> existing = find(kind, name);
        if (existing.isPresent()) {
            return existing.get();
        }
        Path file = file(kind, name);
        byte[] secret = source.bytes(kind + "/" + name, SECRET_BYTES);
        try {
            write(file, secret);
            return secret;
        } catch (FileAlreadyExistsException e) {
            return require(kind, name);
        } catch (IOException e) {
            throw new UnavailableException("cannot write key file " + file + ": " + e.getMessage(), e);
        }
    }

    /** Writes aside and links into place: no reader ever sees half a key, and a link never replaces one. */
    private void write(Path file, byte[] secret) throws IOException {
        Path kindFolder = file.resolveSibling("");
        Files.createDirectories(
                kindFolder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path aside = Files.createTempFile(
                kindFolder,
                ".new-",
                ".key",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(
                    aside,
                    HexFormat.of().formatHex(secret) + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.createLink(file, aside);
        } finally {
            Files.delete(aside);
        }
    }

    private static byte[] parse(Path file, String text) {
        try {
            byte[] secret = HexFormat.of().parseHex(text.strip());
            if (secret.length == SECRET_BYTES) {
                return secret;
            }
            throw new InvalidInputException(
                    "key file " + file + " holds " + secret.length + " bytes, want " + SECRET_BYTES);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("key file " + file + " is not hex", e);
        }
    }

    private Path file(String kind, String name) {
        return folder.resolve(kind).resolve(fileName(name) + ".key");
    }

    /** Names come from signed input, so nothing but letters, digits, hyphen and underscore reaches the file system as it is. */
    private static String fileName(String name) {
        StringBuilder safe = new StringBuilder();
        for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = unit >= '0' && unit <= '9'
                    || unit >= 'a' && unit <= 'z'
                    || unit >= 'A' && unit <= 'Z'
                    || unit == '-'
                    || unit == '_';
            safe.append(plain ? Character.toString(unit) : String.format("%%%02x", unit & 0xff));
        }
        return safe.toString();
    }
}
