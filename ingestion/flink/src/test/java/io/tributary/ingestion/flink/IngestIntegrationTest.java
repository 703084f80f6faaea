// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.SentBatch;
import io.tributary.ingestion.Topic;
import io.tributary.ingestion.fault.FaultyReceipts;
import io.tributary.ingestion.fault.FaultyValue;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.Inference;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The real broker and the real job as processes, killed at bad moments and lied to by the catalog; then every item is accounted for. */
class IngestIntegrationTest {
    private static final int BATCHES = 40;
    private static final int ITEMS = 30;
    private static final long LAST_PROMISE = 4_000;

    private final Expectation expectation = new Expectation();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path home;

    @Test
    void accountsForEveryItemOnceThoughJobAndBrokerAreKilled() throws Exception {
        try (Installation installation = Installation.start(home)) {
            sendGoodAndBad(installation);
            killJobAfterItsFirstCommit(installation);
            killBrokerUnderTheJob(installation);
            assertThat(installation.expireSnapshots())
                    .as("snapshots expired before the job comes back from its checkpoint")
                    .isPositive();

            JsonObject drained = installation.drain("drained");

            expectation.reconcile(installation);
            assertThat(BronzeMarks.parseOffsets(drained.text("offsets")))
                    .isEqualTo(BronzeMarks.offsets(installation.lake().table(BronzeTables.INFERENCES_TABLE)));
            assertThat(BronzeMarks.watermarkMillis(installation.lake().table(BronzeTables.INFERENCES_TABLE)))
                    .hasValue(LAST_PROMISE);
            assertThat(installation.home().resolve("run/logs/ingest.log"))
                    .content()
                    .contains("the catalog reports a failure, but has committed snapshots")
                    .contains("the catalog reports a success, but has not committed snapshots");
            requireNothingNewMakesNoSnapshot(installation);
            requireStateOutlivesTheRuns(installation);
        }
    }

    /** Bad input lies between good batches, so that a stumble over it would show. */
    private void sendGoodAndBad(Installation installation) {
        List<FaultyValue> planted = new ArrayList<>(SampleNetwork.faulty("planted", System.currentTimeMillis()));
        BatchSigner alice = SampleNetwork.signer("alice");
        BatchSigner host = SampleNetwork.signer("gpu1");
        try (ContributionClient client = installation.client()) {
            for (int i = 0; i < BATCHES; i++) {
                List<ContributionDraft> drafts = SampleNetwork.drafts("a" + i, ITEMS);
                String datanet = i % 3 == 0 ? SampleNetwork.FASHION : SampleNetwork.SPEECHES;
                client.contribute(alice, datanet, drafts, SampleNetwork.seal("alice"));
                expectation.accept(drafts);
                if (i % 10 == 0) {
                    client.report(host, List.of(SampleNetwork.inference(host, i, "q" + i)), i);
                    expectation.accept("q" + i + "@gpu1");
                }
                for (int bad = 0; bad < 3 && !planted.isEmpty(); bad++) {
                    plant(client, planted.remove(0));
                }
            }
            sendWhatStateMustRefuse(client);
            client.report(host, List.of(), LAST_PROMISE);
        }
        assertThat(planted).isEmpty();
    }

    private void plant(ContributionClient client, FaultyValue bad) {
        client.sendRaw(bad.topic(), "planted", bad.value());
        expectation.refuse(bad.rule(), bad.items());
    }

    /** Input that is wrong only because of what came before it. */
    private void sendWhatStateMustRefuse(ContributionClient client) {
        BatchSigner bob = SampleNetwork.signer("bob");
        BatchSigner host = SampleNetwork.signer("gpu1");
        List<ContributionDraft> known = SampleNetwork.drafts("b", 4);
        Contributions first = SampleNetwork.batch(bob, SampleNetwork.SPEECHES, 0, known);
        client.sendRaw(Topic.CONTRIBUTIONS, "bob", first.bytes());
        expectation.accept(known);
        client.sendRaw(Topic.CONTRIBUTIONS, "bob", first.bytes());
        expectation.refuse(Rule.BATCH_DUPLICATE, 4);
        Contributions replay = SampleNetwork.batch(bob, SampleNetwork.SPEECHES, 0, SampleNetwork.drafts("c", 3));
        client.sendRaw(Topic.CONTRIBUTIONS, "bob", replay.bytes());
        expectation.refuse(Rule.SEQUENCE_REPLAYED, 3);
        List<ContributionDraft> halfKnown = new ArrayList<>(known.subList(0, 2));
        List<ContributionDraft> unknown = SampleNetwork.drafts("d", 5);
        halfKnown.addAll(unknown);
        Contributions half = SampleNetwork.batch(bob, SampleNetwork.SPEECHES, 1, halfKnown);
        client.sendRaw(Topic.CONTRIBUTIONS, "bob", half.bytes());
        expectation.accept(unknown);
        expectation.refuse(Rule.RECORD_DUPLICATE, 2);
        FaultyReceipts faulty = SampleNetwork.faultyReceipts(System.currentTimeMillis());
        plant(client, faulty.receiptReplayed(SampleNetwork.inference(host, 600, "q0"), 1_000));
        plant(client, faulty.sequenceReplayed("planted", 0));
        plant(client, faulty.numberReplayed("planted", 1_001, 10));
        Inference owed = faulty.owed("owed", 700);
        client.sendRaw(
                Topic.INFERENCES,
                "gpu1",
                SampleNetwork.receipts(host, 1_002, 0, owed).bytes());
        expectation.accept("owed@gpu1");
    }

    private static void killJobAfterItsFirstCommit(Installation installation) throws InterruptedException {
        try (ChildProcess job = installation.startDrain("killed")) {
            installation.awaitCommit(BronzeTables.BATCHES_TABLE, job);
            job.kill();
        }
        assertThat(installation.result("killed")).doesNotExist();
    }

    /** The job may live through it or end with exit code 3; either way nothing may get lost or doubled. */
    private static void killBrokerUnderTheJob(Installation installation) throws InterruptedException {
        try (ChildProcess job = installation.startDrain("unserved")) {
            installation.awaitCommit(BronzeTables.BATCHES_TABLE, job);
            installation.replaceBroker();
            assertThat(installation.await(job)).as(job.words()).isIn(0, 3);
        }
    }

    private static void requireNothingNewMakesNoSnapshot(Installation installation) throws Exception {
        BronzeProgress bronze = new BronzeProgress(installation.lake());
        long before = bronze.snapshotId(BronzeTables.CONTRIBUTIONS_TABLE);
        JsonObject again = installation.drain("nothing-new");
        assertThat(again.integer("contributions")).isZero();
        assertThat(again.integer("watermarkMillis")).isEqualTo(LAST_PROMISE);
        assertThat(bronze.snapshotId(BronzeTables.CONTRIBUTIONS_TABLE)).isEqualTo(before);
    }

    /** A job that follows the topics knows an old batch, takes a new one, marks the tables as it goes and ends in good order. */
    private void requireStateOutlivesTheRuns(Installation installation) throws Exception {
        BatchSigner alice = SampleNetwork.signer("alice");
        List<ContributionDraft> late = SampleNetwork.drafts("late", 1);
        try (ChildProcess job = installation.startFollowing("followed");
                ContributionClient client = installation.client()) {
            List<ContributionDraft> old = SampleNetwork.drafts("a0", ITEMS);
            client.sendRaw(
                    Topic.CONTRIBUTIONS,
                    "alice",
                    SampleNetwork.batch(alice, SampleNetwork.FASHION, 0, old).bytes());
            expectation.refuse(Rule.BATCH_DUPLICATE, ITEMS);
            List<SentBatch> sent = client.contribute(alice, SampleNetwork.SPEECHES, late, SampleNetwork.seal("alice"));
            expectation.accept(late);
            installation.awaitMark(sent.get(0).offset() + 1, job);
            assertThat(installation.metrics())
                    .containsPattern(
                            "flink_taskmanager_job_task_operator_rule_refused\\{.*rule=\"batch.duplicate\".*} " + ITEMS)
                    .contains("flink_taskmanager_job_task_operator_pendingRecords{")
                    .contains("flink_jobmanager_job_lastCompletedCheckpointId{");
            job.terminate();
            assertThat(installation.await(job)).as(job.words()).isZero();
        }
        JsonObject result = installation.readResult("followed");
        assertThat(Map.of(
                        "contributions", result.integer("contributions"),
                        "batches", result.integer("batches"),
                        "rejections", result.integer("rejections")))
                .isEqualTo(Map.of("contributions", 1L, "batches", 1L, "rejections", 1L));
        expectation.reconcile(installation);
    }
}
