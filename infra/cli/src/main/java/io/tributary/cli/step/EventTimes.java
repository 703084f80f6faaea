// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import java.time.Clock;

/** The event times that contributors and hosts claim, in epoch milliseconds. */
public interface EventTimes {
    /** When the contribution with this running number was made. */
    long contributionMillis(int number);

    /** When the answer with this running number was given. */
    long answerMillis(int number);

    /** Before which moment no further answer follows, once this many have been given. */
    long upToMillis(int answers);

    /** The wall clock. */
    static EventTimes of(Clock clock) {
        return new EventTimes() {
            @Override
            public long contributionMillis(int number) {
                return clock.millis();
            }

            @Override
            public long answerMillis(int number) {
                return clock.millis();
            }

            @Override
            public long upToMillis(int answers) {
                return clock.millis();
            }
        };
    }
}
