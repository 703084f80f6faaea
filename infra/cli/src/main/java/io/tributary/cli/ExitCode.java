// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

/** What the exit status of every command means. */
public enum ExitCode {
    /** Done, or: the answer is yes. */
    DONE(0),
    /** The answer is no: a root differs, a proof is invalid, a step was refused. */
    NO(1),
    /** The input can't be used as it is. */
    BAD_INPUT(2),
    /** Something that is needed is missing or down. */
    UNAVAILABLE(3),
    /** Something else is there already, or happened in between. */
    CONFLICT(4),
    /** A defect of the program. */
    DEFECT(70);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The number given to the operating system. */
    public int number() {
        return number;
    }
}
