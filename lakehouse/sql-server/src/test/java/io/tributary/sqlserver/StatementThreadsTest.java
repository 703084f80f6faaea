// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whoever asks gets an answer in time, even where the thread that works for him cannot be ended. */
class StatementThreadsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Limits limits = new Limits(1000, Duration.ofMillis(20), 10, 1000, 1, 10, 1000);
    private final LostCores lost = new LostCores(limits.timeout(), nanos::get);
    private final StatementThreads threads = new StatementThreads(limits, lost, Duration.ofMillis(10));

    @Test
    void theAnswerAndTheFailureOfTheWorkAreThoseOfTheCall() {
        assertThat(threads.call("test", () -> 7)).isEqualTo(7);
        assertThatThrownBy(() -> threads.call("test", () -> {
                    throw new RefusedException("no", null);
                }))
                .isInstanceOf(RefusedException.class)
                .hasMessage("no");
        assertThatThrownBy(() -> threads.call("test", () -> {
                    throw new OutOfMemoryError("heap");
                }))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("needs more memory than there is");
    }

    @Test
    void workThatCannotBeEndedKeepsItsPlaceUntilItComesBackAndCountsAsLostAfterAWhile() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        assertThatThrownBy(() -> threads.call("test", () -> deaf(end, ended)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("ran longer than");
        assertThatThrownBy(() -> threads.call("test", () -> 1))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("1 statements run already");
        nanos.set(limits.timeout().plus(LostCores.GRACE).toNanos());
        assertThat(lost.count()).isZero();
        nanos.incrementAndGet();
        assertThat(lost.count()).isEqualTo(1);
        end.countDown();
        ended.await();
        assertThat(threads.call("test", () -> 2)).isEqualTo(2);
        assertThat(lost.count()).isZero();
    }

    /** As an expression that never looks whether it is to end. */
    private static boolean deaf(CountDownLatch end, CountDownLatch ended) {
        while (true) {
            try {
                end.await();
                ended.countDown();
                return true;
            } catch (InterruptedException e) {
                // That is what it is deaf to.
            }
        }
    }
}
