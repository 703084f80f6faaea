// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.cli.step.PayoutSteps;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Payout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Proof, offline check and claim of the largest payout for data. */
final class Settlement {
    private static final String DATA = "data";

    private final Workspace workspace;

    Settlement(Workspace workspace) {
        this.workspace = workspace;
    }

    Report run(long epoch) throws InterruptedException {
        PayoutSteps payouts = new PayoutSteps(workspace);
        Payout top = payouts.payouts(OptionalLong.of(epoch)).stream()
                .filter(payout -> payout.role().equals(DATA))
                .max(Comparator.comparingLong(Payout::amount).thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
        Path folder = workspace.home().folder().resolve("proofs");
        Path proof = folder.resolve(top.payee() + "-epoch-" + epoch + ".json");
        Path policy = folder.resolve("policy.json");
        payouts.proof(top.payee(), epoch, proof, Optional.of(policy));
        List<String> lines = new ArrayList<>();
        verify(proof, policy, lines);
        if (payouts.isClaimed(top.payee(), epoch)) {
            lines.add("claimed before");
        } else {
            lines.addAll(payouts.claim(top.payee(), epoch).lines());
        }
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("payee", top.payee())
                        .put("amount", top.amount())
                        .put("proof", proof.toString())
                        .put("policy", policy.toString())
                        .put("verifier", EngineModule.VERIFIER.jar().toString())
                        .build());
    }

    /** By the protocol jar alone, as anybody would who has only that jar and the two files. */
    private void verify(Path proof, Path policy, List<String> lines) throws InterruptedException {
        Engines.Task task = new Engines.Task(
                "verify",
                EngineModule.VERIFIER,
                "",
                List.of(),
                List.of("verify", proof.toString(), "--policy", policy.toString()));
        workspace.engines().run(task, line -> {}, line -> {
            synchronized (lines) {
                lines.add(line);
            }
        });
    }
}
