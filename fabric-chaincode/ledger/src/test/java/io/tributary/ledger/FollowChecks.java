// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.contract.LedgerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What following a ledger means, on every kind of it. */
final class FollowChecks {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration NOTHING = Duration.ofMillis(300);

    /** What {@link LedgerContractTest#start} and closing and claiming an epoch tell, after configuring. */
    private static final List<LedgerEvent> STORY = List.of(
            new LedgerEvent("extend", 0, 5),
            new LedgerEvent("extend", 0, 6),
            new LedgerEvent("propose", 1, 0),
            new LedgerEvent("attest", 1, 0),
            new LedgerEvent("attest", 1, 0),
            new LedgerEvent("finalise", 1, 7),
            new LedgerEvent("open", 1, 0),
            new LedgerEvent("claim", 1, 0));

    private FollowChecks() {}

    /** Everything is told once and in order, from the start and from behind each event, before and after it happened. */
    static void everyChangeIsToldOnceFromEveryPosition(Function<String, Ledger> ledgers) throws InterruptedException {
        Ledger orgA = ledgers.apply("OrgA");
        Ledger orgB = ledgers.apply("OrgB");
        List<FollowedEvent> live = new ArrayList<>();
        try (LedgerEvents events = orgB.follow(LedgerPosition.START)) {
            LedgerContractTest.start(orgA);
            live.addAll(take(events, 2));
            LedgerContractTest.close(orgA, orgB, 1);
            LedgerContractTest.claim(orgA, 1, 0);
            live.addAll(take(events, STORY.size() - 2));
            assertThat(events.next(NOTHING)).isEmpty();
        }
        assertThat(live).extracting(FollowedEvent::event).isEqualTo(STORY);
        assertThat(live).extracting(FollowedEvent::position).doesNotHaveDuplicates();
        for (int i = 0; i < live.size(); i++) {
            LedgerPosition kept = LedgerPosition.parse(live.get(i).position().text());
            try (LedgerEvents events = orgA.follow(kept)) {
                assertThat(take(events, live.size() - i - 1)).isEqualTo(live.subList(i + 1, live.size()));
                assertThat(i + 1 < live.size() || events.next(NOTHING).isEmpty())
                        .isTrue();
            }
        }
    }

    static List<FollowedEvent> take(LedgerEvents events, int count) throws InterruptedException {
        List<FollowedEvent> taken = new ArrayList<>();
        while (taken.size() < count) {
            Optional<FollowedEvent> next = events.next(PATIENCE);
            assertThat(next).as("event %d of %d", taken.size() + 1, count).isPresent();
            taken.add(next.orElseThrow());
        }
        return taken;
    }
}
