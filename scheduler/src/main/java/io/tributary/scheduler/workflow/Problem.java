// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

/**
 * Something that is wrong with a workflow file, and where.
 *
 * @param file name of the file
 * @param line from 1
 * @param column from 1
 * @param message what is there and what is wanted
 */
public record Problem(String file, int line, int column, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
