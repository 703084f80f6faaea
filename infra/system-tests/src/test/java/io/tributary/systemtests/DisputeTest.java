// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Order;

/** On the embedded ledger; each test has a copy of the demo to itself. */
@Order(2)
class DisputeTest extends DisputeStory {
    @Override
    protected Computed computed(String name) {
        DemoRun demo = Fork.beforeProposal(SharedDemos.small(), name);
        return new Computed(demo, 1, demo.hashes().get("recordHash"));
    }

    @Override
    protected DemoRun settled(String name) {
        return Fork.of(SharedDemos.small(), name);
    }

    @Override
    protected String written(DemoRun demo) throws IOException {
        return Files.readString(Fork.journal(demo), StandardCharsets.ISO_8859_1);
    }
}
