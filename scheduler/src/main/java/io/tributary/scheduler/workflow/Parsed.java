// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import io.tributary.protocol.error.InvalidInputException;
import java.util.List;
import java.util.Optional;

/**
 * A workflow file that was read: the workflow, or everything that is wrong with the file.
 *
 * @param workflow empty if there is a problem
 * @param problems in the order of the file
 */
public record Parsed(Optional<Workflow> workflow, List<Problem> problems) {
    /** Copies the list. */
    public Parsed {
        problems = List.copyOf(problems);
    }

    /**
     * The workflow.
     *
     * @throws InvalidInputException with the first problem, if there is one
     */
    public Workflow orThrow() {
        return workflow.orElseThrow(() -> new InvalidInputException(
                problems.get(0) + (problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : "")));
    }
}
