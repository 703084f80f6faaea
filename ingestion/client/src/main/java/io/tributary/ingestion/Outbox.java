// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.sign.SignedEnvelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Signed batches on their way, one file each: {@code <topic>-<signer>-<sequence>.batch}. The file is on disk before the batch is sent;
 * once the broker has acknowledged it, a file {@code ….sent} with the signed header alone takes its place, and {@code ….accepted} holds a gateway's answer. What a gateway
 * refused is {@code ….refused}. So whatever kills a sender, the
 * next one sends the same bytes under the same sequence, and no sequence is ever given twice. One sender at a time per outbox.
 */
final class Outbox {
    private static final int VALUE_BYTES_MAX = 64 * 1024 * 1024;
    private static final String PENDING = ".batch";
    private static final String SENT = ".sent";
    private static final String ACCEPTED = ".accepted";
    private static final String REFUSED = ".refused";
    private static final Pattern NAME = Pattern.compile("([a-z]+)-([0-9a-f]+)-([0-9]{19})\\.(batch|sent|refused)");

    private final Path folder;
    private final Map<String, Long> nextSequences = new HashMap<>();

    private Outbox(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder, making it when missing. */
    static Outbox open(Path folder) {
        Outbox outbox = new Outbox(folder.toAbsolutePath().normalize());
        try {
            Files.createDirectories(outbox.folder);
            outbox.readSequences();
            return outbox;
        } catch (IOException e) {
            throw new UnavailableException("can't use the outbox " + folder + ": " + e.getMessage(), e);
        }
    }

    private void readSequences() throws IOException {
        for (Path file : files()) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches()) {
                long sequence = Long.parseLong(name.group(3));
                nextSequences.merge(name.group(1) + "-" + name.group(2), Math.addExact(sequence, 1), Math::max);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** The sequence that a signer's next batch takes; the first one is 0. */
    long nextSequence(Topic topic, String signer) {
        return nextSequences.getOrDefault(stem(topic, signer), 0L);
    }

    /** Puts a batch on disk, durably, before it may be sent. Its sequence must be {@link #nextSequence}. */
    PendingBatch put(Topic topic, String signer, long sequence, byte[] value) {
        if (sequence != nextSequence(topic, signer)) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + " of " + signer + ", want " + nextSequence(topic, signer));
        }
        Path file = file(topic, signer, sequence);
        write(file, value);
        nextSequences.put(stem(topic, signer), Math.addExact(sequence, 1));
        return new PendingBatch(topic, signer, sequence, file, value);
    }

    /** Batches that no broker has acknowledged yet, oldest first for each signer. */
    List<PendingBatch> pending() {
        List<PendingBatch> pending = new ArrayList<>();
        try {
            for (Path file : files()) {
                if (!file.toString().endsWith(PENDING)) {
                    continue;
                }
                if (Files.exists(sibling(file, SENT))) {
                    Files.delete(file);
                    continue;
                }
                read(file).ifPresent(pending::add);
            }
        } catch (IOException e) {
            throw new UnavailableException("can't read the outbox " + folder + ": " + e.getMessage(), e);
        }
        return List.copyOf(pending);
    }

    private static Optional<PendingBatch> read(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        Topic topic = Topic.valueOf(name.group(1).toUpperCase(Locale.ROOT));
        byte[] value = Files.readAllBytes(file);
        SignedEnvelope signed = SignedEnvelope.of(signed(file, value));
        return Optional.of(new PendingBatch(topic, signed.signer(), signed.sequence(), file, value));
    }

    private static JsonObject signed(Path file, byte[] value) {
        try {
            return CanonicalJson.parse(value, VALUE_BYTES_MAX).object("signed");
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file + " is no signed batch; move it out of the outbox", e);
        }
    }

    /** Notes the acknowledgement, and the gateway's answer if one took it: from now on the batch is never sent again. */
    void acknowledge(PendingBatch batch, Optional<JsonObject> accepted) {
        byte[] header = signed(batch.file(), batch.value()).bytes();
        accepted.ifPresent(answer -> write(sibling(batch.file(), ACCEPTED), answer.bytes()));
        write(sibling(batch.file(), SENT), header);
        try {
            Files.deleteIfExists(batch.file());
        } catch (IOException e) {
            throw new UnavailableException("can't remove " + batch.file() + ": " + e.getMessage(), e);
        }
    }

    /** Keeps a batch that was refused from being sent again; its number stays taken. */
    void setAside(PendingBatch batch) {
        try {
            Files.move(batch.file(), sibling(batch.file(), REFUSED), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnavailableException("can't set " + batch.file() + " aside: " + e.getMessage(), e);
        }
    }

    /** What is known of a batch that was taken. */
    Optional<TakenBatch> taken(Topic topic, String signer, long sequence) {
        Path pending = file(topic, signer, sequence);
        Path sent = sibling(pending, SENT);
        Path accepted = sibling(pending, ACCEPTED);
        try {
            if (!Files.exists(sent)) {
                return Optional.empty();
            }
            SignedEnvelope header = SignedEnvelope.of(CanonicalJson.parse(Files.readAllBytes(sent), VALUE_BYTES_MAX));
            return Optional.of(new TakenBatch(
                    header,
                    Files.exists(accepted)
                            ? Optional.of(CanonicalJson.parse(Files.readAllBytes(accepted), VALUE_BYTES_MAX))
                            : Optional.empty()));
        } catch (IOException e) {
            throw new UnavailableException("can't read the outbox " + folder + ": " + e.getMessage(), e);
        }
    }

    private Path file(Topic topic, String signer, long sequence) {
        return folder.resolve(String.format(Locale.ROOT, "%s-%019d%s", stem(topic, signer), sequence, PENDING));
    }

    private static Path sibling(Path pending, String ending) {
        String name = pending.getFileName().toString();
        return pending.resolveSibling(name.substring(0, name.length() - PENDING.length()) + ending);
    }

    private static void write(Path file, byte[] bytes) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("can't write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Signers may hold characters that file names may not; hex keeps names apart and in order. */
    private static String stem(Topic topic, String signer) {
        StringBuilder hex = new StringBuilder(topic.id()).append('-');
        for (byte b : signer.getBytes(StandardCharsets.UTF_8)) {
            hex.append(String.format(Locale.ROOT, "%02x", b));
        }
        return hex.toString();
    }
}
