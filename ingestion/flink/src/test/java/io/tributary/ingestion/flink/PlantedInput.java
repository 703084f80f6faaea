// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static io.tributary.ingestion.flink.SampleNetwork.FASHION;
import static io.tributary.ingestion.flink.SampleNetwork.SECRET;
import static io.tributary.ingestion.flink.SampleNetwork.SPEECHES;
import static io.tributary.ingestion.flink.SampleNetwork.batch;
import static io.tributary.ingestion.flink.SampleNetwork.drafts;
import static io.tributary.ingestion.flink.SampleNetwork.inference;
import static io.tributary.ingestion.flink.SampleNetwork.key;
import static io.tributary.ingestion.flink.SampleNetwork.receipts;
import static io.tributary.ingestion.flink.SampleNetwork.signer;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.Provenance;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Input that must be refused at sight.
 *
 * @param name what is wrong with it
 * @param topic where it is planted
 * @param rule what it must be refused by
 * @param items how many items the refusal must account for
 * @param value the bytes
 */
record PlantedInput(String name, String topic, Rule rule, long items, byte[] value) {
    /** The most items in a batch that the tests configure. */
    static final int ITEMS_MAX = 60;

    /** The most bytes of a value that the tests configure. */
    static final int BYTES_MAX = 1024 * 1024;

    /** One of each; {@code tag} makes the records of one call differ from those of another. */
    static List<PlantedInput> all(String tag) {
        BatchSigner alice = signer("alice");
        BatchSigner host = signer("gpu1");
        String good = text(batch(alice, SPEECHES, 900_000, drafts(tag + "-bad", 2)));
        List<PlantedInput> planted = new ArrayList<>(List.of(
                contribution("no JSON", Rule.JSON_SYNTAX, 1, SECRET + " " + tag),
                contribution("empty value", Rule.JSON_SYNTAX, 1, ""),
                contribution("bad UTF-8", Rule.JSON_SYNTAX, 1, new byte[] {'{', '"', (byte) 0xc3, '"', '}'}),
                contribution("JSON null", Rule.JSON_SYNTAX, 1, good.replaceFirst("\"parent\":\"\"", "\"parent\":null")),
                contribution("cut short", Rule.JSON_SYNTAX, 1, good.substring(0, good.length() / 2)),
                contribution(
                        "key named twice", Rule.JSON_DUPLICATE_KEY, 1, "{\"datanet\":\"fashion\"," + good.substring(1)),
                contribution(
                        "number 1e3", Rule.JSON_NUMBER, 1, good.replaceFirst("\"batch\":\"900000\"", "\"batch\":1e3")),
                contribution("number 7", Rule.JSON_NUMBER, 1, good.replaceFirst("\"index\":\"0\"", "\"index\":7")),
                contribution("a space", Rule.JSON_NOT_CANONICAL, 1, good.replaceFirst(":", ": ")),
                contribution("line feed at the end", Rule.JSON_NOT_CANONICAL, 1, good + "\n"),
                contribution(
                        "unsealed payload",
                        Rule.JSON_SHAPE,
                        1,
                        good.replaceFirst("\"payload\":\"[0-9a-f]+\"", "\"payload\":\"" + SECRET + "\"")),
                contribution("unknown key", Rule.JSON_SHAPE, 1, "{\"an\":\"" + SECRET + "\"," + good.substring(1)),
                contribution("of another type", Rule.JSON_SHAPE, 1, "{\"text\":\"" + SECRET + "\"}"),
                contribution(
                        "two mebibytes",
                        Rule.RECORD_TOO_LARGE,
                        1,
                        "{\"a\":\"" + SECRET + "x".repeat(2 * 1024 * 1024) + "\"}"),
                contribution(
                        "too many items",
                        Rule.BATCH_TOO_MANY_ITEMS,
                        1,
                        text(batch(alice, SPEECHES, 900_001, drafts(tag + "-many", ITEMS_MAX + 1)))),
                contribution(
                        "no signature",
                        Rule.SIGNATURE_MISSING,
                        1,
                        good.replaceFirst("\"signature\":\"[0-9a-f]+\"", "\"signature\":\"\"")),
                contribution(
                        "signed by an unregistered key",
                        Rule.SIGNATURE_KEY_UNKNOWN,
                        3,
                        text(batch(
                                new BatchSigner(SampleNetwork.NETWORK, "alice", key("mallory")),
                                SPEECHES,
                                900_002,
                                drafts(tag + "-key", 3)))),
                contribution(
                        "signed by an expired key",
                        Rule.SIGNATURE_KEY_UNKNOWN,
                        2,
                        text(batch(signer("carol"), SPEECHES, 0, drafts(tag + "-old", 2)))),
                contribution(
                        "signature of another text",
                        Rule.SIGNATURE_INVALID,
                        2,
                        good.replaceFirst("\"sequence\":\"900000\"", "\"sequence\":\"900003\"")),
                contribution(
                        "another network",
                        Rule.NETWORK_MISMATCH,
                        2,
                        text(batch(
                                new BatchSigner("other-network", "alice", key("alice")),
                                SPEECHES,
                                900_004,
                                drafts(tag + "-net", 2)))),
                contribution(
                        "right signature, other Datanet",
                        Rule.DATANET_MISMATCH,
                        2,
                        text(sentTo(FASHION, batch(alice, SPEECHES, 900_005, drafts(tag + "-dn", 2))))),
                contribution(
                        "unregistered Datanet",
                        Rule.DATANET_UNKNOWN,
                        2,
                        text(batch(alice, "nowhere", 900_006, drafts(tag + "-nowhere", 2)))),
                contribution(
                        "unregistered contributor",
                        Rule.CONTRIBUTOR_UNKNOWN,
                        2,
                        text(batch(signer("mallory"), SPEECHES, 0, drafts(tag + "-mallory", 2)))),
                contribution(
                        "withdrawn contributor",
                        Rule.CONTRIBUTOR_UNKNOWN,
                        2,
                        text(batch(signer("dave"), SPEECHES, 0, drafts(tag + "-dave", 2)))),
                contribution(
                        "a host's key",
                        Rule.CONTRIBUTOR_UNKNOWN,
                        2,
                        text(batch(host, SPEECHES, 0, drafts(tag + "-host", 2)))),
                contribution(
                        "an item changed",
                        Rule.ROOT_MISMATCH,
                        2,
                        good.replaceFirst("\"originAt\":\"1700000000000\"", "\"originAt\":\"1700000000001\"")),
                contribution(
                        "items swapped",
                        Rule.ROOT_MISMATCH,
                        2,
                        text(swapped(batch(alice, SPEECHES, 900_007, drafts(tag + "-swap", 2))))),
                receipt("no receipts", Rule.JSON_SHAPE, 1, good),
                receipt(
                        "a contributor's key",
                        Rule.CONTRIBUTOR_UNKNOWN,
                        1,
                        new String(
                                receipts(alice, 900_008, 0, inference(alice, 0, tag + "-r0"))
                                        .bytes(),
                                StandardCharsets.UTF_8)),
                receipt(
                        "answer changed",
                        Rule.RECEIPT_COMMIT_MISMATCH,
                        1,
                        new String(
                                receipts(host, 900_009, 0, inference(host, 0, tag + "-r1", "obama", "lincoln"))
                                        .bytes(),
                                StandardCharsets.UTF_8)),
                receipt(
                        "host sequence twice",
                        Rule.ROOT_MISMATCH,
                        2,
                        new String(
                                receipts(
                                                host,
                                                900_010,
                                                0,
                                                inference(host, 5, tag + "-r2"),
                                                inference(host, 5, tag + "-r3"))
                                        .bytes(),
                                StandardCharsets.UTF_8)),
                receipt(
                        "promise changed",
                        Rule.SIGNATURE_INVALID,
                        1,
                        new String(
                                        receipts(host, 900_011, 77, inference(host, 6, tag + "-r4"))
                                                .bytes(),
                                        StandardCharsets.UTF_8)
                                .replaceFirst("\"upTo\":\"77\"", "\"upTo\":\"78\""))));
        planted.addAll(items(tag));
        return List.copyOf(planted);
    }

    /** Batches that are rightly signed and hold one item that must not be. */
    private static List<PlantedInput> items(String tag) {
        List<String> training = List.of("training");
        return List.of(
                item(tag, 0, "a record with a parent", Rule.KIND_RECORD, "record", "r-1", "CC0-1.0", training, ""),
                item(tag, 1, "a document with a parent", Rule.KIND_DOCUMENT, "document", "r-1", "MIT", training, ""),
                item(tag, 2, "a label of nothing", Rule.KIND_LABEL, "label", "", "CC0-1.0", training, ""),
                item(tag, 3, "an edit of nothing", Rule.KIND_EDIT, "edit", "", "CC0-1.0", training, ""),
                item(tag, 4, "a prompt improving itself", Rule.KIND_PROMPT, "prompt", "self", "MIT", training, ""),
                item(tag, 5, "feedback on nothing", Rule.KIND_FEEDBACK, "feedback", "", "CC0-1.0", training, ""),
                item(tag, 6, "a made-up licence", Rule.LICENCE_UNKNOWN, "record", "", "CC-ALL", training, ""),
                item(tag, 7, "no consent", Rule.CONSENT_PURPOSE, "record", "", "CC0-1.0", List.of(), ""),
                item(tag, 8, "unknown purpose", Rule.CONSENT_PURPOSE, "record", "", "MIT", List.of("fun"), ""),
                item(tag, 9, "consent ended", Rule.CONSENT_EXPIRED, "record", "", "MIT", training, "2001-02-03"),
                item(tag, 10, "no such day", Rule.CONSENT_EXPIRED, "record", "", "MIT", training, "2099-02-30"),
                item(tag, 11, "made of itself", Rule.PROVENANCE_CIRCULAR, "record", "", "MIT", training, ""));
    }

    private static PlantedInput item(
            String tag,
            int number,
            String name,
            Rule rule,
            String kind,
            String parent,
            String licence,
            List<String> consent,
            String expires) {
        ContributionDraft plain = SampleNetwork.draft(tag + "-item-" + number);
        boolean circular = rule == Rule.PROVENANCE_CIRCULAR;
        ContributionDraft bad = new ContributionDraft(
                plain.recordId(),
                kind,
                parent.equals("self") ? plain.recordId() : parent,
                plain.title(),
                plain.label(),
                plain.text(),
                licence,
                consent,
                expires,
                plain.salt(),
                plain.originAt(),
                circular ? new Provenance("", false, List.of(plain.recordId())) : Provenance.NONE);
        List<ContributionDraft> drafts = List.of(SampleNetwork.draft(tag + "-good-" + number), bad);
        return contribution(name, rule, 2, text(batch(signer("alice"), SPEECHES, 900_100 + number, drafts)));
    }

    private static Contributions sentTo(String datanet, Contributions batch) {
        return new Contributions(datanet, batch.signed(), batch.items());
    }

    private static Contributions swapped(Contributions batch) {
        return new Contributions(
                batch.datanet(),
                batch.signed(),
                List.of(batch.items().get(1), batch.items().get(0)));
    }

    private static String text(Contributions batch) {
        return new String(batch.bytes(), StandardCharsets.UTF_8);
    }

    private static PlantedInput contribution(String name, Rule rule, long items, String value) {
        return contribution(name, rule, items, value.getBytes(StandardCharsets.UTF_8));
    }

    private static PlantedInput contribution(String name, Rule rule, long items, byte[] value) {
        return new PlantedInput(name, Topics.CONTRIBUTIONS, rule, items, value);
    }

    private static PlantedInput receipt(String name, Rule rule, long items, String value) {
        return new PlantedInput(name, Topics.INFERENCES, rule, items, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return topic + ": " + name;
    }
}
