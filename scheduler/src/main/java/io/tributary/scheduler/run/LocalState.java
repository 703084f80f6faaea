// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.RunState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * What is known of a run on this machine: everything that is needed to go on with it after the power failed.
 *
 * @param workflow its name
 * @param key of the run
 * @param values of the parameters
 * @param state how far it is
 * @param attempts how often it was started
 * @param startedAt UTC
 * @param endedAt UTC; empty before
 * @param tasks every task after those it depends on
 */
record LocalState(
        String workflow,
        String key,
        Map<String, String> values,
        RunState state,
        int attempts,
        String startedAt,
        String endedAt,
        List<Step> tasks) {
    private static final ObjectMapper JSON = new ObjectMapper();

    LocalState {
        values = Map.copyOf(values);
        tasks = List.copyOf(tasks);
    }

    /**
     * A task of the run.
     *
     * @param script with the values of the run
     */
    record Step(
            String name,
            String script,
            List<String> deps,
            int timeoutMinutes,
            int retries,
            int retryIntervalMinutes,
            int delayMinutes,
            RunState state,
            int retried,
            String startedAt,
            String endedAt) {
        Step {
            deps = List.copyOf(deps);
        }

        Step with(RunState changed, int tried, String from, String to) {
            return new Step(
                    name,
                    script,
                    deps,
                    timeoutMinutes,
                    retries,
                    retryIntervalMinutes,
                    delayMinutes,
                    changed,
                    tried,
                    from,
                    to);
        }
    }

    static LocalState read(Path file) {
        try {
            return JSON.readValue(file.toFile(), LocalState.class);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new InvalidInputException(file + " is no state of a run: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Replaces the file at once: whoever reads it sees the state before or the state after. */
    void write(Path file) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            Files.write(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("can't write " + file + ": " + e.getMessage(), e);
        }
    }

    LocalState with(RunState changed, int started, String from, String to, List<Step> changedTasks) {
        return new LocalState(workflow, key, values, changed, started, from, to, changedTasks);
    }
}
