// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.ChildEnd;
import io.tributary.cli.process.ChildJvm;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.cli.step.Names;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.sign.SignedEnvelope;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The organisations, each in a process of its own with its own key: recompute the epoch and attest. */
final class Members {
    private static final String MAIN = "io.tributary.cli.Tributary";
    private static final int AT_ONCE_MAX = 2;

    private final Workspace workspace;

    Members(Workspace workspace) {
        this.workspace = workspace;
    }

    /** All of them, at most two at once: each keeps one processor busy. */
    Report attest(long epoch) throws InterruptedException {
        Deque<String> waiting = new ArrayDeque<>(Names.ORGANISATIONS);
        waiting.removeAll(attested(epoch));
        Deque<ChildJvm> running = new ArrayDeque<>();
        List<String> lines = new ArrayList<>();
        try {
            while (!waiting.isEmpty() || !running.isEmpty()) {
                while (!waiting.isEmpty() && running.size() < AT_ONCE_MAX) {
                    running.add(start(epoch, waiting.remove(), lines));
                }
                ChildEnd end = running.element().await();
                running.remove();
                Engines.requireSuccess(end);
            }
        } finally {
            running.forEach(ChildJvm::close);
        }
        return Report.of(
                lines.isEmpty() ? List.of("attested before") : List.copyOf(lines),
                JsonObject.nested().put("attestations", lines.size()).build());
    }

    /** Those whose attestation of the proposed record is on the ledger already. */
    private List<String> attested(long epoch) {
        return workspace.ledger(Names.FIRST_ORGANISATION).epochStatus(epoch).stream()
                .flatMap(status -> status.equalAttestations().stream())
                .map(SignedEnvelope::signer)
                .toList();
    }

    private ChildJvm start(long epoch, String organisation, List<String> lines) {
        Path home = workspace.home().folder();
        Path key = home.resolve("keys").resolve("organisation").resolve(organisation + ".key");
        Engines.Task task = new Engines.Task(
                "attest-" + organisation,
                EngineModule.COMMAND,
                MAIN,
                List.of(),
                List.of(
                        "epoch",
                        "attest",
                        Long.toString(epoch),
                        "--org",
                        organisation,
                        "--key",
                        key.toString(),
                        "--home",
                        home.toString(),
                        "--config",
                        workspace.configurationFile().toString()));
        workspace.terminal().progress("  " + organisation + " recomputes the epoch in its own process");
        return workspace.engines().start(task, line -> {}, line -> {
            synchronized (lines) {
                lines.add(line);
            }
        });
    }
}
