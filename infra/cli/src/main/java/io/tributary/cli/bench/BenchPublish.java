// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.bench;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.PublishRun;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import io.tributary.tables.WriterLock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * What publishing costs: a first version of many records, then one that adds some. The records are written to bronze as the
 * ingestion would leave them, sealed and in batches; the clock runs for the publishing alone, with the start of its process.
 *
 * @param workspace an empty home folder
 * @param records records of the first version
 * @param added records that the second one adds
 */
public record BenchPublish(Workspace workspace, int records, int added) {
    private static final String SLUG = "bench";
    private static final int BATCH = 5_000;
    private static final int CONTRIBUTORS = 100;
    private static final int WORDS = 60;
    private static final int VOCABULARY = 20_000;
    private static final long SEED = 7;

    /** Requires records. */
    public BenchPublish {
        if (records < 1 || records > 10_000_000 || added < 1 || added > 10_000_000) {
            throw new InvalidInputException("got " + records + " and " + added + " records, want 1 to 10000000");
        }
    }

    /** Measures both versions. */
    public Report run() throws InterruptedException {
        Random random = new Random(SEED);
        List<Hash> first;
        List<Hash> second;
        try (WriterLock lock = workspace.lockForWriting("filling bronze")) {
            LakeInit.run(workspace.lake());
            first = fill(random, 0, records);
            second = fill(random, records, added);
        }
        Duration whole = publish(1, first);
        Duration more = publish(2, second);
        return Report.of(
                List.of(
                        "a version of " + records + " records: " + seconds(whole),
                        "a version with " + added + " more:  " + seconds(more)),
                JsonObject.nested()
                        .put("records", records)
                        .put("added", added)
                        .put("firstMillis", whole.toMillis())
                        .put("secondMillis", more.toMillis())
                        .build());
    }

    private Duration publish(int version, List<Hash> batches) throws InterruptedException {
        long start = System.nanoTime();
        new PublishRun(workspace)
                .run(SLUG, version, batches, DuplicateRule.JACCARD, new TreeMap<>(), RuleSet.OPEN, Optional.empty());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private List<Hash> fill(Random random, int from, int count) {
        List<Hash> roots = new ArrayList<>();
        for (int at = from; at < from + count; at += BATCH) {
            roots.add(batch(random, at, Math.min(BATCH, from + count - at)));
            workspace.terminal().progress("  wrote " + (at + BATCH - from) + " of " + count + " records to bronze");
        }
        return roots;
    }

    private Hash batch(Random random, int from, int count) {
        String contributor = "c" + from / BATCH % CONTRIBUTORS;
        KeyStore keys = workspace.keys();
        String keyRef = KeyStore.keyRef(contributor, SLUG);
        PayloadSeal seal = new PayloadSeal(keyRef, keys.createSealingKey(keyRef));
        BatchSigner signer = new BatchSigner(
                workspace.network(), contributor, keys.createSigningKey(KeyRole.CONTRIBUTOR, contributor));
        List<ContributionItem> items = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            items.add(signer.item(draft(random, from + index), SLUG, from, index, seal));
        }
        Hash root = MerkleTree.ofLeafHashes(
                        items.stream().map(ContributionItem::leafHash).toList())
                .root();
        TableWriter.of(workspace.lake().table(BronzeTables.CONTRIBUTIONS_TABLE))
                .append(items.stream().map(item -> row(item, root)).toList());
        TableWriter.of(workspace.lake().table(BronzeTables.BATCHES_TABLE))
                .append(List.of(Row.builder()
                        .text(BronzeTables.TOPIC, "contributions")
                        .text(BronzeTables.SIGNER, contributor)
                        .number(BronzeTables.SEQUENCE, from)
                        .number(BronzeTables.ITEM_COUNT, count)
                        .text(BronzeTables.ROOT, root.hex())
                        .text(BronzeTables.DATANET, SLUG)
                        .number(BronzeTables.UP_TO, 0)
                        .int32(BronzeTables.KAFKA_PARTITION, 0)
                        .number(BronzeTables.KAFKA_OFFSET, from)
                        .time(BronzeTables.APPENDED_AT, Instant.EPOCH)
                        .build()));
        return root;
    }

    private static ContributionDraft draft(Random random, int number) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < WORDS; word++) {
            // Small words are frequent and large ones rare, about as in a language.
            int rank = (int) (VOCABULARY * Math.pow(random.nextDouble(), 3));
            text.append(Integer.toString(rank, Character.MAX_RADIX)).append(' ');
        }
        String salt = String.format(Locale.ROOT, "%032x", number);
        return new ContributionDraft(
                "r-" + number,
                "document",
                "",
                "",
                "a",
                text.toString(),
                "CC0-1.0",
                List.of("attribution", "training"),
                "",
                salt,
                number);
    }

    private static Row row(ContributionItem item, Hash root) {
        return Row.builder()
                .text(BronzeTables.RECORD_ID, item.recordId())
                .text(BronzeTables.KIND, item.kind())
                .text(BronzeTables.PARENT, item.parent())
                .text(BronzeTables.CONTRIBUTOR, item.contributor())
                .text(BronzeTables.DATANET, item.datanet())
                .number(BronzeTables.BATCH, item.batch())
                .int32(BronzeTables.ITEM_INDEX, item.index())
                .text(BronzeTables.BATCH_ROOT, root.hex())
                .text(BronzeTables.KEY_ID, "0011223344556677")
                .bytes(BronzeTables.PAYLOAD, HexFormat.of().parseHex(item.payload()))
                .text(BronzeTables.KEY_REF, item.keyRef())
                .text(BronzeTables.LICENCE, item.licence())
                .texts(BronzeTables.CONSENT, item.consent())
                .text(BronzeTables.EXPIRES, item.expires())
                .text(BronzeTables.SALT, item.salt())
                .number(BronzeTables.ORIGIN_AT, item.originAt())
                .text(BronzeTables.ORIGIN, item.provenance().origin())
                .flag(BronzeTables.GENERATED_BY_AI, item.provenance().generatedByAi())
                .texts(BronzeTables.DERIVED_FROM, item.provenance().derivedFrom())
                .text(BronzeTables.LEAF_HASH, item.leafHash().hex())
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, 0)
                .time(BronzeTables.APPENDED_AT, Instant.EPOCH)
                .build();
    }
}
