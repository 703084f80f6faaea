// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which running numbers the batches of one task take, written down before the first of them is signed. So a task that
 * was interrupted goes on with the batch it had reached, and one that is done is not done again.
 */
final class OutboxPlans {
    private static final String TYPE = "tributary/outbox-plan/v1";
    private static final int BYTES_MAX = 64 * 1024;

    private final Path folder;

    /** Plans live beside the batches. */
    OutboxPlans(Path outbox) {
        this.folder = outbox.resolve("plans");
    }

    /**
     * A plan.
     *
     * @param signer whose numbers they are
     * @param firstSequence number of the first batch
     * @param firstItem running number of the first item among all of this signer's planned items
     * @param items how many items there are
     */
    record Plan(String signer, long firstSequence, long firstItem, long items) {

        /** How many batches of this plan have been put into the outbox, given the signer's next number. */
        int batchesDone(long nextSequence) {
            return Math.toIntExact(Math.max(0, nextSequence - firstSequence));
        }

        JsonObject json() {
            return JsonObject.typed(TYPE)
                    .put("signer", signer)
                    .put("firstSequence", firstSequence)
                    .put("firstItem", firstItem)
                    .put("items", items)
                    .build();
        }

        static Plan of(JsonObject json) {
            json.require(TYPE, "signer", "firstSequence", "firstItem", "items");
            return new Plan(
                    json.text("signer"),
                    json.integer("firstSequence"),
                    json.integer("firstItem"),
                    json.integer("items"));
        }
    }

    /** The plan of a task, if it has one. */
    Optional<Plan> find(String task) {
        Path file = file(task);
        try {
            return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UnavailableException("can't read the plan " + file + ": " + e.getMessage(), e);
        }
    }

    private Path file(String task) {
        return folder.resolve(Hash.sha256(task.getBytes(StandardCharsets.UTF_8)).hex() + ".plan");
    }

    /** The plan of a task; made now, at the signer's next number, if there is none. */
    Plan decide(String task, String signer, long nextSequence, long items) {
        Path file = file(task);
        try {
            if (Files.exists(file)) {
                return read(file);
            }
            Plan plan = new Plan(signer, nextSequence, nextItem(signer), items);
            Files.createDirectories(folder);
            Path part = Files.write(
                    file.resolveSibling(file.getFileName() + ".part"),
                    plan.json().bytes());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return plan;
        } catch (IOException e) {
            throw new UnavailableException("can't write the plan " + file + ": " + e.getMessage(), e);
        }
    }

    private long nextItem(String signer) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> file.toString().endsWith(".plan")).forEach(files::add);
        }
        long next = 0;
        for (Path file : files) {
            Plan plan = read(file);
            if (plan.signer().equals(signer)) {
                next = Math.max(next, Math.addExact(plan.firstItem(), plan.items()));
            }
        }
        return next;
    }

    private static Plan read(Path file) throws IOException {
        return Plan.of(CanonicalJson.parse(Files.readAllBytes(file), BYTES_MAX));
    }
}
