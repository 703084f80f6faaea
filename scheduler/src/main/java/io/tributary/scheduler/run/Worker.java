// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.InvalidInputException;

/**
 * What tasks find where they run.
 *
 * @param launcher path of the {@code tributary} command
 * @param home its home folder
 * @param configuration its configuration file
 * @param secrets folder with one file for each secret
 */
public record Worker(String launcher, String home, String configuration, String secrets) {
    /** Checks that the paths can stand in a script. */
    public Worker {
        for (String path : new String[] {launcher, home, configuration, secrets}) {
            if (!path.matches("/[^'\"$`\\\\\\n]*")) {
                throw new InvalidInputException(
                        "'" + path + "' can't be used by a task: want an absolute path without quotes");
            }
        }
    }
}
