// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo: its hashes are a function of input and seed, and its numbers add up. */
class DemoTest {
    @Test
    void twoDemosAtOnceInTwoFoldersDoNotCollideAndOtherSeedsShareNoHash() {
        Map<String, String> one = SharedDemos.small().hashes();
        Map<String, String> two = SharedDemos.smallOfAnotherSeed().hashes();
        for (String name : DemoRun.HASHES) {
            assertThat(one.get(name)).as(name).isNotEqualTo(two.get(name));
        }
    }

    @Test
    void theSameSeedGivesTheSameHashesInAnotherFolderThatWasUsedBefore() {
        assertThat(SharedDemos.again().hashes()).isEqualTo(SharedDemos.small().hashes());
    }
}
