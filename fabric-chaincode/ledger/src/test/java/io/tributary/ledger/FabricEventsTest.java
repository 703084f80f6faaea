// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.contract.LedgerEvent;
import io.tributary.ledger.fixture.PeersExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Following a ledger over gateways, also where they break; on the protocol fixture. */
class FabricEventsTest {
    @RegisterExtension
    static final PeersExtension FABRIC = new PeersExtension();

    @Test
    void everyChangeIsToldOnceFromEveryPosition() throws Exception {
        FollowChecks.everyChangeIsToldOnceFromEveryPosition(FABRIC::ledger);
    }

    @Test
    void whoFollowsMissesNothingWhenGatewayAfterGatewayBreaks() throws Exception {
        Ledger orgA = FABRIC.ledger("OrgA");
        orgA.configure(Samples.policy(3, 2));
        try (LedgerEvents events = FABRIC.ledger("OrgB").follow(LedgerPosition.START)) {
            List<Long> sizes = new ArrayList<>();
            for (int i = 1; i <= 12; i++) {
                if (i == 4) {
                    FABRIC.peers().stopGateway("OrgB");
                }
                if (i == 8) {
                    FABRIC.peers().stopGateway("OrgC");
                }
                orgA.deposit(Samples.deposit("deposit-" + i, 1, "credit"));
                if (i % 3 == 0) {
                    FollowChecks.take(events, 3)
                            .forEach(event -> sizes.add(event.event().logSize()));
                }
            }
            assertThat(sizes).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        }
    }

    @Test
    void afterCloseThereIsNothingMoreAndNobodyWaits() throws Exception {
        LedgerEvents events = FABRIC.ledger("OrgA").follow(LedgerPosition.START);
        Thread closer = new Thread(events::close);
        closer.start();
        assertThat(events.next(Duration.ofMinutes(10))).isEmpty();
        closer.join();
        assertThat(events.next(Duration.ofMinutes(10))).isEmpty();
    }

    @Test
    void aReaderThatStopsAnywhereAndGoesOnFromWhatItKeptSeesEachChangeOnce() throws Exception {
        Ledger orgA = FABRIC.ledger("OrgA");
        orgA.configure(Samples.policy(3, 2));
        int deposits = 30;
        for (int i = 0; i < deposits; i++) {
            orgA.deposit(Samples.deposit("deposit-" + i, 1, "credit"));
        }
        long seed = 20_261_121L;
        SplittableRandom random = new SplittableRandom(seed);
        List<LedgerEvent> seen = new ArrayList<>();
        LedgerPosition kept = LedgerPosition.START;
        while (seen.size() < deposits) {
            try (LedgerEvents events = orgA.follow(kept)) {
                int stop = random.nextInt(1, 8);
                for (int i = 0; i < stop && seen.size() < deposits; i++) {
                    Optional<FollowedEvent> next = events.next(FollowChecks.PATIENCE);
                    assertThat(next).as("seed %d, event %d", seed, seen.size()).isPresent();
                    seen.add(next.orElseThrow().event());
                    kept = next.orElseThrow().position();
                }
            }
        }
        for (int i = 0; i < deposits; i++) {
            assertThat(seen.get(i)).as("seed %d", seed).isEqualTo(new LedgerEvent("extend", 0, i + 1L));
        }
    }
}
