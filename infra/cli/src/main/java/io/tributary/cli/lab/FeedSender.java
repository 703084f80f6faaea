// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.Workspace;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.Topic;
import io.tributary.ingestion.fault.FaultyContributions;
import io.tributary.ingestion.fault.FaultyValue;
import io.tributary.ingestion.fault.Party;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Sends a plan's records part by part; good batches, retransmissions and bad values lie mixed in the topic. */
final class FeedSender {
    /** With its label and salt a record's content then has 262 bytes. */
    private static final int TEXT_CHARACTERS = 154;

    private static final int SALT_HEX_DIGITS = 32;
    private static final long ORIGIN_AT = 1_767_225_600_000L;

    private final Workspace workspace;
    private final FeedPlan plan;
    private final Places places;
    private final FaultyContributions faulty;
    private final BatchSigner signer;
    private final PayloadSeal seal;
    private final Random random;
    private final Deque<FaultyValue> bad = new ArrayDeque<>();
    private int nextBatch;
    private int retransmitted;
    private long badItems;
    private long mixed;

    FeedSender(Workspace workspace, FeedPlan plan, LabParties parties, Places places) {
        this.workspace = workspace;
        this.plan = plan;
        this.places = places;
        this.faulty = parties.faultyContributions();
        Party contributor = parties.contributor();
        this.signer = new BatchSigner(workspace.network(), contributor.id(), contributor.key());
        this.seal = parties.seal();
        this.random = new Random(plan.seed());
        bad.addAll(faulty.large("f" + plan.seed() + "-large"));
    }

    /** Opens the way in; refuses a seed that was fed before. */
    ContributionClient open(LabParties parties) throws InterruptedException {
        ContributionClient client = ContributionClient.open(
                workspace.bootstrapServers(), workspace.home().outbox(), parties.limits());
        if (nextBatch == 0 && client.nextSequence(Topic.CONTRIBUTIONS, signer.signer()) > 0) {
            client.close();
            throw new ConflictException(
                    "seed " + plan.seed() + " was fed to this network before; choose another --seed");
        }
        return client;
    }

    /** Sends the batches before {@code end}, with their share of all faults. */
    void send(ContributionClient client, int end) {
        for (; nextBatch < end; nextBatch++) {
            sendGood(client);
            if (retransmitted < share(plan.retransmissions())) {
                retransmit(client);
            }
            while (badItems < share(plan.bad())) {
                sendBad(client);
            }
        }
    }

    /** How much of a total is due once the present batch is sent. */
    private long share(long total) {
        return total * (nextBatch + 1) / plan.batches();
    }

    private void sendGood(ContributionClient client) {
        List<ContributionDraft> drafts = drafts(nextBatch);
        long due = share(plan.duplicates() - (long) plan.retransmissions() * plan.batchItems());
        int known = nextBatch == 0 ? 0 : Math.toIntExact(Math.min(due - mixed, plan.batchItems()));
        List<ContributionDraft> all = new ArrayList<>(drafts);
        if (known > 0) {
            all.addAll(drafts(random.nextInt(nextBatch)).subList(0, known));
        }
        places.note(client.contribute(signer, LabParties.DATANET, all, seal));
        places.expect(Rule.RECORD_DUPLICATE, known);
        mixed += known;
    }

    /** A batch that was sent already, byte for byte: the first one, whose items and sequence are known beyond doubt. */
    private void retransmit(ContributionClient client) {
        List<ContributionItem> items = new ArrayList<>();
        for (ContributionDraft draft : drafts(0)) {
            items.add(signer.item(draft, LabParties.DATANET, 0, items.size(), seal));
        }
        byte[] value = signer.sign(LabParties.DATANET, 0, items).bytes();
        places.note(
                client.sendRaw(Topic.CONTRIBUTIONS, signer.signer(), value),
                new FaultyValue("sent twice", Topic.CONTRIBUTIONS, Rule.BATCH_DUPLICATE, items.size(), value));
        retransmitted++;
    }

    private void sendBad(ContributionClient client) {
        long room = plan.bad() - badItems;
        if (bad.isEmpty()) {
            String tag = "f" + plan.seed() + "-b" + badItems;
            bad.addAll(faulty.small(tag));
            bad.add(faulty.replayed(tag, 0));
        }
        FaultyValue value = bad.remove();
        if (value.items() <= room) {
            places.note(client.sendRaw(value.topic(), signer.signer(), value.value()), value);
            badItems += value.items();
        }
    }

    /** The good records of a batch. */
    private List<ContributionDraft> drafts(int batch) {
        List<ContributionDraft> drafts = new ArrayList<>();
        int first = batch * plan.batchItems();
        for (int number = first; number < Math.min(first + plan.batchItems(), plan.good()); number++) {
            drafts.add(draft(number));
        }
        return drafts;
    }

    private ContributionDraft draft(int number) {
        String recordId = recordId(number);
        String digits = Hash.sha256(recordId.getBytes(StandardCharsets.UTF_8)).hex();
        return new ContributionDraft(
                recordId,
                "document",
                "",
                "",
                "lab",
                (LabParties.WORDS + " " + digits + digits).substring(0, TEXT_CHARACTERS),
                "CC0-1.0",
                List.of("training"),
                "",
                digits.substring(0, SALT_HEX_DIGITS),
                ORIGIN_AT);
    }

    /** Id of the good record of this number. */
    private String recordId(int number) {
        return prefix() + number;
    }

    /** What ids of good records begin with. */
    String prefix() {
        return "f" + plan.seed() + "-";
    }
}
