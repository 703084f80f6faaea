// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.tables.BronzeTables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The job with its catalog on PostgreSQL: job and database die under each other, and every item is accounted for. */
@Tag("slow")
class PostgresqlIngestTest {
    private static final int BATCHES = 40;
    private static final int ITEMS = 25;

    private final Expectation expectation = new Expectation();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void accountsForEveryItemOnceThoughJobAndDatabaseAreKilledAndTheCatalogLies() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder)) {
            Map<String, String> settings = new TreeMap<>(database.settings());
            settings.put("ingest.catalog-impl", FaultyCatalog.class.getName());
            try (Installation installation = Installation.start(folder, settings)) {
                send(installation, 0);
                try (ChildProcess job = installation.startDrain("killed")) {
                    installation.awaitCommit(BronzeTables.BATCHES_TABLE, job);
                    job.kill();
                }
                send(installation, 1);
                try (ChildProcess job = installation.startDrain("without-database")) {
                    installation.awaitCommit(BronzeTables.BATCHES_TABLE, job);
                    assertThat(installation.expireSnapshots())
                            .as("snapshots expired under the running job")
                            .isPositive();
                    database.crash();
                    assertThat(installation.await(job)).as(job.words()).isIn(0, 3);
                }
                send(installation, 2);

                installation.drain("drained");

                expectation.reconcile(installation);
            }
        }
    }

    private void send(Installation installation, int round) {
        BatchSigner alice = SampleNetwork.signer("alice");
        try (ContributionClient client = installation.client()) {
            for (int i = 0; i < BATCHES; i++) {
                List<ContributionDraft> drafts = SampleNetwork.drafts("p" + round + "-" + i, ITEMS);
                client.contribute(alice, SampleNetwork.SPEECHES, drafts, SampleNetwork.seal("alice"));
                expectation.accept(drafts);
            }
        }
    }
}
