// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The status table of runs: a folder of the home that steps and whoever follows them share. Each step writes one row, at its
 * start and at its end; a note says which steps a run has, so that a scheduler that lost the run is not needed to tell how it ended.
 */
public final class Outcomes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "[a-z][a-z0-9-]{0,60}/[A-Za-z0-9][A-Za-z0-9._:-]{0,99}";
    private static final String TASK = "[a-z][a-z0-9-]{0,60}";
    private static final String ROW = ".row.json";
    private static final String NOTE = "run.json";

    private final Path folder;

    /** Keeps rows below a folder. */
    public Outcomes(Path folder) {
        this.folder = folder;
    }

    /**
     * What is known of a run without its scheduler.
     *
     * @param values of its parameters
     * @param startedAt UTC
     * @param steps every task after those it depends on
     */
    record Note(String workflow, String key, Map<String, String> values, String startedAt, List<Step> steps) {
        Note {
            values = Map.copyOf(values);
            steps = List.copyOf(steps);
        }

        /**
         * A task.
         *
         * @param reports whether its last command writes a row
         */
        record Step(String name, List<String> deps, boolean reports) {
            Step {
                deps = List.copyOf(deps);
            }
        }
    }

    /** Writes that a command of a step begins; a run or task whose name can't be one writes nothing. */
    public void begin(String run, String task, Instant now) {
        write(run, new Outcome(task, now.toString(), "", Outcome.NONE, Map.of()));
    }

    /** Writes how it ended and what it made. */
    public void end(String run, String task, Instant began, Instant now, int exit, Map<String, String> made) {
        write(run, new Outcome(task, began.toString(), now.toString(), exit, made));
    }

    private void write(String run, Outcome outcome) {
        if (run.matches(RUN) && outcome.task().matches(TASK)) {
            write(folder.resolve(run).resolve(outcome.task() + ROW), outcome);
        }
    }

    /** Writes which steps a run has, once. */
    void note(Note note) {
        Path file = folder.resolve(note.workflow()).resolve(note.key()).resolve(NOTE);
        if (!Files.exists(file)) {
            write(file, note);
        }
    }

    /** What is known of a run. */
    Optional<Note> note(String workflow, String key) {
        Path file = folder.resolve(workflow).resolve(key).resolve(NOTE);
        return Files.exists(file) ? Optional.of(read(file, Note.class)) : Optional.empty();
    }

    /** What is known of the runs of a workflow. */
    List<Note> notes(String workflow) {
        List<Note> notes = new ArrayList<>();
        for (Path run : files(folder.resolve(workflow))) {
            note(workflow, run.getFileName().toString()).ifPresent(notes::add);
        }
        return notes;
    }

    /** The rows of a run by task. */
    Map<String, Outcome> of(String workflow, String key) {
        Map<String, Outcome> rows = new TreeMap<>();
        for (Path file : files(folder.resolve(workflow).resolve(key))) {
            if (file.toString().endsWith(ROW)) {
                Outcome row = read(file, Outcome.class);
                rows.put(row.task(), row);
            }
        }
        return rows;
    }

    /** Forgets what a task said, since it is to be done again. */
    void forget(String workflow, String key, String task) {
        Path file = folder.resolve(workflow).resolve(key).resolve(task + ROW);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UnavailableException("can't delete " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UnavailableException("can't read " + directory + ": " + e.getMessage(), e);
        }
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return JSON.readValue(file.toFile(), type);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new InvalidInputException(file + " is no row of a run: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Replaces the file at once; of two that write at one moment the later one stays. */
    private static void write(Path file, Object content) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(file.getParent(), "row-", ".new");
            Files.write(fresh, JSON.writeValueAsBytes(content));
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("can't write " + file + ": " + e.getMessage(), e);
        }
    }
}
