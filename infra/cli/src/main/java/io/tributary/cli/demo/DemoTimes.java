// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.cli.step.EventTimes;
import io.tributary.tables.SecretSource;
import java.nio.ByteBuffer;

/**
 * Event times that follow from the seed: contributions in the first days of 2026, a minute or so apart, and all answers
 * within the week of the first epoch.
 */
final class DemoTimes implements EventTimes {
    private static final long NEW_YEAR_2026 = 1_767_225_600_000L;
    private static final long SECOND = 1000;
    private static final long HOUR = 3600 * SECOND;
    private static final long DAY = 24 * HOUR;

    private final long shiftMillis;

    DemoTimes(SecretSource secrets) {
        this.shiftMillis = Math.floorMod(
                ByteBuffer.wrap(secrets.bytes("event-times", Long.BYTES)).getLong(), HOUR);
    }

    @Override
    public long contributionMillis(int number) {
        return NEW_YEAR_2026 + shiftMillis + number * 61L * SECOND;
    }

    @Override
    public long answerMillis(int number) {
        return NEW_YEAR_2026 + 7 * DAY + shiftMillis + number * 97L * SECOND;
    }

    @Override
    public long upToMillis(int answers) {
        return windowEndMillis();
    }

    /** End of the first epoch's window. */
    long windowEndMillis() {
        return NEW_YEAR_2026 + 14 * DAY;
    }
}
