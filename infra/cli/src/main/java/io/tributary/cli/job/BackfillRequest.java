// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.protocol.error.InvalidInputException;
import java.time.LocalDate;
import java.util.Map;

/**
 * What is asked for.
 *
 * @param from first day
 * @param to last day
 * @param mode which of them
 * @param parallel how many at a time
 * @param doing whether anything is done
 * @param given values of further parameters
 */
public record BackfillRequest(
        LocalDate from, LocalDate to, Mode mode, int parallel, Doing doing, Map<String, String> given) {
    private static final int DAYS_MOST = 3700;

    /** Checks the days and the number. */
    public BackfillRequest {
        given = Map.copyOf(given);
        if (to.isBefore(from) || to.isAfter(from.plusDays(DAYS_MOST))) {
            throw new InvalidInputException(
                    "--from " + from + " --to " + to + ": want a first day and a later last one, ten years at most");
        }
        if (parallel < 1) {
            throw new InvalidInputException("--parallel is " + parallel + ", want 1 or more");
        }
    }

    /** Which days are run. */
    public enum Mode {
        /** Those without a run. */
        missing,
        /** Those whose run failed or was ended. */
        failed,
        /** All, also those that succeeded. */
        all
    }

    /** Whether anything is done. */
    public enum Doing {
        /** It is only told what would be done. */
        NOTHING,
        /** It is done. */
        EVERYTHING
    }
}
