// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.fault;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.sign.SignedEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Contributions that must be refused at sight, one of each kind. */
public final class FaultyContributions {
    private static final long ORIGIN_AT = 1_700_000_000_000L;

    /** Less than any item takes; a batch of too many items can only be told from a too large one where so many fit. */
    private static final int ITEM_BYTES_MIN = 400;

    private final ContributionCast cast;

    /** Faults by this cast. */
    public FaultyContributions(ContributionCast cast) {
        this.cast = Objects.requireNonNull(cast, "cast");
    }

    /**
     * Small values, one of each kind; none of them changes what is accepted.
     *
     * @param tag makes the records of one call differ from those of another
     */
    public List<FaultyValue> small(String tag) {
        List<FaultyValue> all = new ArrayList<>(unreadable(tag));
        all.addAll(ofWrongForm(tag));
        all.addAll(wronglySigned(tag));
        all.addAll(misplaced(tag));
        all.addAll(ofWrongItems(tag));
        return List.copyOf(all);
    }

    /** Values beyond a limit. */
    public List<FaultyValue> large(String tag) {
        List<FaultyValue> all = new ArrayList<>();
        int bytes = cast.limits().bytesMax();
        all.add(FaultyValue.contribution(
                "larger than accepted",
                Rule.RECORD_TOO_LARGE,
                1,
                "{\"a\":\"" + cast.words() + "x".repeat(bytes) + "\"}"));
        int items = cast.limits().itemsMax() + 1;
        if ((long) items * ITEM_BYTES_MIN < bytes) {
            all.add(FaultyValue.contribution(
                    "too many items", Rule.BATCH_TOO_MANY_ITEMS, 1, text(own(1, drafts(tag + "-many", items)))));
        }
        return List.copyOf(all);
    }

    private List<FaultyValue> unreadable(String tag) {
        String good = text(own(0, drafts(tag + "-bad", 2)));
        return List.of(
                FaultyValue.contribution("no JSON", Rule.JSON_SYNTAX, 1, cast.words() + " " + tag),
                FaultyValue.contribution("empty value", Rule.JSON_SYNTAX, 1, ""),
                new FaultyValue("bad UTF-8", Topic.CONTRIBUTIONS, Rule.JSON_SYNTAX, 1, new byte[] {
                    '{', '"', (byte) 0xc3, '"', '}'
                }),
                FaultyValue.contribution(
                        "JSON null", Rule.JSON_SYNTAX, 1, good.replaceFirst("\"parent\":\"\"", "\"parent\":null")),
                FaultyValue.contribution("cut short", Rule.JSON_SYNTAX, 1, good.substring(0, good.length() / 2)),
                FaultyValue.contribution(
                        "key named twice",
                        Rule.JSON_DUPLICATE_KEY,
                        1,
                        "{\"datanet\":\"" + cast.otherDatanet() + "\"," + good.substring(1)),
                FaultyValue.contribution(
                        "number 1e3",
                        Rule.JSON_NUMBER,
                        1,
                        good.replaceFirst("\"batch\":\"" + cast.freeSequence() + "\"", "\"batch\":1e3")),
                FaultyValue.contribution(
                        "number 7", Rule.JSON_NUMBER, 1, good.replaceFirst("\"index\":\"0\"", "\"index\":7")),
                FaultyValue.contribution(
                        "not a number", Rule.JSON_NUMBER, 1, good.replaceFirst("\"index\":\"0\"", "\"index\":NaN")),
                FaultyValue.contribution(
                        "ten thousand deep", Rule.JSON_SHAPE, 1, "{\"a\":" + "[".repeat(10_000) + cast.words()));
    }

    private List<FaultyValue> ofWrongForm(String tag) {
        String good = text(own(0, drafts(tag + "-form", 2)));
        return List.of(
                FaultyValue.contribution("a space", Rule.JSON_NOT_CANONICAL, 1, good.replaceFirst(":", ": ")),
                FaultyValue.contribution("line feed at the end", Rule.JSON_NOT_CANONICAL, 1, good + "\n"),
                FaultyValue.contribution(
                        "unsealed payload",
                        Rule.JSON_SHAPE,
                        1,
                        good.replaceFirst("\"payload\":\"[0-9a-f]+\"", "\"payload\":\"" + cast.words() + "\"")),
                FaultyValue.contribution(
                        "unknown key", Rule.JSON_SHAPE, 1, "{\"an\":\"" + cast.words() + "\"," + good.substring(1)),
                FaultyValue.contribution("of another type", Rule.JSON_SHAPE, 1, "{\"text\":\"" + cast.words() + "\"}"));
    }

    private List<FaultyValue> wronglySigned(String tag) {
        String good = text(own(0, drafts(tag + "-signed", 2)));
        String network = cast.network();
        Party contributor = cast.contributor();
        BatchSigner stranger = cast.stranger().on(network);
        BatchSigner impostor =
                new BatchSigner(network, contributor.id(), cast.stranger().key());
        BatchSigner elsewhere = new BatchSigner("other-network", contributor.id(), contributor.key());
        return List.of(
                FaultyValue.contribution(
                        "no signature",
                        Rule.SIGNATURE_MISSING,
                        1,
                        good.replaceFirst("\"signature\":\"[0-9a-f]+\"", "\"signature\":\"\"")),
                FaultyValue.contribution(
                        "signed by an unregistered key",
                        Rule.SIGNATURE_KEY_UNKNOWN,
                        3,
                        text(batch(impostor, cast.datanet(), free(2), drafts(tag + "-key", 3)))),
                FaultyValue.contribution(
                        "signed by an expired key",
                        Rule.SIGNATURE_KEY_UNKNOWN,
                        2,
                        text(batch(cast.expired().on(network), cast.datanet(), 0, drafts(tag + "-old", 2)))),
                FaultyValue.contribution("signed by somebody else's key", Rule.SIGNATURE_INVALID, 2, text(forged(tag))),
                FaultyValue.contribution(
                        "signature of another text",
                        Rule.SIGNATURE_INVALID,
                        2,
                        good.replaceFirst(
                                "\"sequence\":\"" + cast.freeSequence() + "\"", "\"sequence\":\"" + free(3) + "\"")),
                FaultyValue.contribution(
                        "another network",
                        Rule.NETWORK_MISMATCH,
                        2,
                        text(batch(elsewhere, cast.datanet(), free(4), drafts(tag + "-net", 2)))),
                FaultyValue.contribution(
                        "unregistered contributor",
                        Rule.CONTRIBUTOR_UNKNOWN,
                        2,
                        text(batch(stranger, cast.datanet(), 0, drafts(tag + "-stranger", 2)))),
                FaultyValue.contribution(
                        "withdrawn contributor",
                        Rule.CONTRIBUTOR_UNKNOWN,
                        2,
                        text(batch(cast.withdrawn().on(network), cast.datanet(), 0, drafts(tag + "-gone", 2)))),
                FaultyValue.contribution(
                        "a host's key",
                        Rule.CONTRIBUTOR_UNKNOWN,
                        2,
                        text(batch(cast.host().on(network), cast.datanet(), 0, drafts(tag + "-host", 2)))));
    }

    /** The contributor's own batch, signed by a stranger's key in the name of his. */
    private Contributions forged(String tag) {
        Contributions own = own(8, drafts(tag + "-forged", 2));
        byte[] signature = cast.stranger().key().sign(own.signed().body().bytes());
        return new Contributions(
                own.datanet(),
                new SignedEnvelope(own.signed().body(), HexFormat.of().formatHex(signature)),
                own.items());
    }

    private List<FaultyValue> misplaced(String tag) {
        String good = text(own(0, drafts(tag + "-place", 2)));
        BatchSigner signer = cast.contributor().on(cast.network());
        Contributions routed = own(5, drafts(tag + "-routed", 2));
        Contributions swapped = own(7, drafts(tag + "-swap", 2));
        return List.of(
                FaultyValue.contribution(
                        "right signature, other Datanet",
                        Rule.DATANET_MISMATCH,
                        2,
                        text(new Contributions(cast.otherDatanet(), routed.signed(), routed.items()))),
                FaultyValue.contribution(
                        "unregistered Datanet",
                        Rule.DATANET_UNKNOWN,
                        2,
                        text(batch(signer, "nowhere_at_all", free(6), drafts(tag + "-nowhere", 2)))),
                FaultyValue.contribution(
                        "an item changed",
                        Rule.ROOT_MISMATCH,
                        2,
                        good.replaceFirst("\"originAt\":\"" + ORIGIN_AT, "\"originAt\":\"" + (ORIGIN_AT + 1))),
                FaultyValue.contribution(
                        "items swapped",
                        Rule.ROOT_MISMATCH,
                        2,
                        text(new Contributions(
                                swapped.datanet(),
                                swapped.signed(),
                                List.of(swapped.items().get(1), swapped.items().get(0))))));
    }

    /** Batches that are rightly signed and hold one item that must not be. */
    private List<FaultyValue> ofWrongItems(String tag) {
        List<FaultyValue> all = new ArrayList<>();
        for (FaultyItem fault : FaultyItem.all()) {
            List<ContributionDraft> drafts = drafts(tag + "-item-" + all.size(), 2);
            List<ContributionDraft> bad = List.of(drafts.get(0), fault.in(drafts.get(1)));
            all.add(FaultyValue.contribution(fault.what(), fault.rule(), 2, text(own(20 + all.size(), bad))));
        }
        return all;
    }

    /** Another batch under a sequence that the contributor has used. */
    public FaultyValue replayed(String tag, long usedSequence) {
        return FaultyValue.contribution(
                "a sequence used before",
                Rule.SEQUENCE_REPLAYED,
                2,
                text(batch(
                        cast.contributor().on(cast.network()),
                        cast.datanet(),
                        usedSequence,
                        drafts(tag + "-replayed", 2))));
    }

    private Contributions own(long place, List<ContributionDraft> drafts) {
        return batch(cast.contributor().on(cast.network()), cast.datanet(), free(place), drafts);
    }

    private long free(long place) {
        return cast.freeSequence() + place;
    }

    private Contributions batch(BatchSigner signer, String datanet, long sequence, List<ContributionDraft> drafts) {
        List<ContributionItem> items = new ArrayList<>();
        for (ContributionDraft draft : drafts) {
            items.add(signer.item(draft, datanet, sequence, items.size(), cast.seal()));
        }
        return signer.sign(datanet, sequence, items);
    }

    private List<ContributionDraft> drafts(String prefix, int count) {
        List<ContributionDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String recordId = prefix + "-" + i;
            drafts.add(new ContributionDraft(
                    recordId,
                    "document",
                    "",
                    "planted",
                    "planted",
                    cast.words() + " " + recordId,
                    "CC0-1.0",
                    List.of("training"),
                    "",
                    Hash.sha256(recordId.getBytes(StandardCharsets.UTF_8)).hex(),
                    ORIGIN_AT));
        }
        return drafts;
    }

    private static String text(Contributions batch) {
        return new String(batch.bytes(), StandardCharsets.UTF_8);
    }
}
