// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import java.nio.file.Path;

/**
 * How a child ended.
 *
 * @param name name of the child
 * @param exitCode its exit status; 128 + n when signal n ended it
 * @param sentence the text of its last {@code error: …} line, empty when it wrote none
 * @param log its log file
 */
public record ChildEnd(String name, int exitCode, String sentence, Path log) {

    /** True for exit status 0. */
    public boolean succeeded() {
        return exitCode == 0;
    }
}
