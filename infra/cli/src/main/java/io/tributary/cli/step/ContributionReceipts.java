// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.TakenBatch;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects a receipt while batches are sent. What a batch holds is on disk before it is sent, so that an interrupted
 * command, run again, has a receipt of all of it.
 */
final class ContributionReceipts {
    private static final String PART_TYPE = "tributary/receipt-part/v1";
    private static final int PART_BYTES_MAX = 64 << 20;

    private final String network;
    private final String slug;
    private final Path outbox;
    private final List<ContributionReceipt.Batch> batches = new ArrayList<>();

    /** Receipts of what goes to one Datanet through one outbox. */
    ContributionReceipts(String network, String slug, Path outbox) {
        this.network = network;
        this.slug = slug;
        this.outbox = outbox;
    }

    private Path folder() {
        return outbox.resolve("receipts");
    }

    private Path part(String contributor, long sequence) {
        String name = Hash.sha256((contributor + "\n" + sequence).getBytes(StandardCharsets.UTF_8))
                .hex();
        return folder().resolve(name + ".part");
    }

    /** Where a receipt lies that nobody gave a name. */
    Path defaultFile(String digest) {
        return folder().resolve(slug + "-" + digest.substring(0, 16) + ".json");
    }

    /** Notes what the next batch holds. */
    void begin(BatchSigner signer, long sequence, List<ContributionDraft> drafts, PayloadSeal seal) {
        List<JsonObject> records = new ArrayList<>();
        List<ContributionItem> items = new ArrayList<>();
        for (ContributionDraft draft : drafts) {
            ContributionItem item = signer.item(draft, slug, sequence, items.size(), seal);
            items.add(item);
            records.add(new ContributionReceipt.Sent(draft.recordId(), item.leafHash()).json());
        }
        Hash valueHash = Hash.sha256(signer.sign(slug, sequence, items).bytes());
        OutFile.write(
                part(signer.signer(), sequence),
                JsonObject.typed(PART_TYPE)
                        .put("valueHash", valueHash)
                        .put("records", records)
                        .build()
                        .bytes());
    }

    /** Takes the batches of a contributor, all of which were sent, now or before. */
    void took(ContributionClient client, String contributor, long firstSequence, int count) {
        for (long sequence = firstSequence; sequence < firstSequence + count; sequence++) {
            long number = sequence;
            TakenBatch taken = client.taken(Topic.CONTRIBUTIONS, contributor, sequence)
                    .orElseThrow(() -> new RefusedException("batch " + number + " of " + contributor
                            + " was refused and lies aside in "
                            + outbox
                            + "; what it held has to be sent in another file"));
            JsonObject part = read(part(contributor, sequence));
            batches.add(new ContributionReceipt.Batch(
                    taken.header(),
                    part.hash("valueHash"),
                    part.objects("records").stream()
                            .map(ContributionReceipt.Sent::of)
                            .toList(),
                    taken.accepted()));
        }
    }

    private static JsonObject read(Path part) {
        try {
            return CanonicalJson.parse(Files.readAllBytes(part), PART_BYTES_MAX);
        } catch (IOException e) {
            throw new UnavailableException("no " + part + ": the batch was sent by a command that kept no receipts", e);
        }
    }

    /** What the gateway answered to each batch, empty for one that went straight to Kafka. */
    List<Optional<JsonObject>> answers() {
        return batches.stream().map(ContributionReceipt.Batch::accepted).toList();
    }

    /** Writes the receipt. */
    Path write(Path file, String gateway) {
        OutFile.write(
                file,
                new ContributionReceipt(network, slug, gateway, batches).json().bytes());
        return file.toAbsolutePath().normalize();
    }
}
