// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The quick reader against the thorough one, which is its oracle: whatever the quick one passes, the other passes, and reads the same. */
class ContributionScanTest {
    private static final long NOW_MILLIS = 1_750_000_000_000L;
    private static final int ITEMS_MAX = 12;
    private static final SigningKey KEY = SigningKey.ofSeed(
            Hash.sha256("scan".getBytes(StandardCharsets.UTF_8)).bytes());
    private static final List<String> KINDS = List.of("record", "label", "edit", "prompt", "feedback", "document");
    private static final List<String> LITTER = List.of(
            "",
            "x",
            "x y",
            "0",
            "00",
            "01",
            "-1",
            "7",
            "abc",
            "abcd",
            "ABCD",
            "\u00e9",
            "\\",
            "\"",
            "\u0007",
            "training",
            "r-1",
            "speeches",
            "alice",
            "CC0-1.0",
            "1999-12-31",
            "2099-12-31",
            "9223372036854775807",
            "99999999999999999999",
            "_no-id",
            "a".repeat(129),
            "ab".repeat(70));

    @Test
    void readsEveryPlainBatchAsTheThoroughReaderDoes() {
        for (long seed = 1; seed <= 150; seed++) {
            Random random = new Random(seed);
            byte[] value = value(items(random), 7);

            Optional<ContributionScan> scan = ContributionScan.of(value, ITEMS_MAX, NOW_MILLIS);

            assertThat(scan).as("seed %d", seed).isPresent();
            assertSame(value, scan.get(), "seed " + seed);
        }
    }

    @Test
    void leavesAlphabetsAndOversizedBatchesToTheThoroughReader() {
        List<JsonObject> items = items(new Random(1));
        JsonObject first = with(items.get(0), "origin", "caf\u00e9");

        assertThat(ContributionScan.of(value(List.of(first), 7), ITEMS_MAX, NOW_MILLIS))
                .isEmpty();
        assertThat(ContributionScan.of(value(items, 7), items.size() - 1, NOW_MILLIS))
                .isEmpty();
    }

    @Test
    void passesNothingThatTheThoroughReaderRefuses() {
        int passed = 0;
        int refused = 0;
        for (long seed = 1; seed <= 1_500; seed++) {
            Random random = new Random(seed);
            List<JsonObject> items = new ArrayList<>(items(random));
            int place = random.nextInt(items.size());
            List<String> keys = List.copyOf(items.get(place).keys());
            String key = keys.get(random.nextInt(keys.size()));
            items.set(place, with(items.get(place), key, LITTER.get(random.nextInt(LITTER.size()))));
            byte[] value = value(items, random.nextInt(20) == 0 ? 8 : 7);

            Optional<ContributionScan> scan = ContributionScan.of(value, ITEMS_MAX, NOW_MILLIS);

            if (scan.isPresent()) {
                passed++;
                assertSame(value, scan.get(), "seed " + seed + ", " + key + " of item " + place);
            } else {
                refused++;
            }
        }
        assertThat(passed).isGreaterThan(50);
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void passesNoBatchOfWhichBytesWereCutOrSpliced() {
        for (long seed = 1; seed <= 1_500; seed++) {
            Random random = new Random(seed);
            byte[] good = value(items(random), 7);
            int from = random.nextInt(good.length);
            int to = Math.min(good.length, from + random.nextInt(30));
            byte[] bad = new byte[good.length - (to - from)];
            System.arraycopy(good, 0, bad, 0, from);
            System.arraycopy(good, to, bad, from, good.length - to);
            if (bad.length > 0) {
                bad[random.nextInt(bad.length)] ^= (byte) random.nextInt(256);
            }

            Optional<ContributionScan> scan = ContributionScan.of(bad, ITEMS_MAX, NOW_MILLIS);

            if (scan.isPresent()) {
                assertSame(bad, scan.get(), "seed " + seed);
            }
        }
    }

    private static void assertSame(byte[] value, ContributionScan scan, String what) {
        Contributions thorough;
        try {
            thorough = Contributions.of(CanonicalJson.parse(value, value.length), ITEMS_MAX);
            thorough.requireConsistent();
            thorough.items().forEach(item -> ContributionRules.require(item, NOW_MILLIS));
        } catch (InvalidInputException e) {
            throw new AssertionError(what + " is passed, but " + e.getMessage(), e);
        }
        assertThat(scan.header()).as(what).isEqualTo(thorough.header());
        assertThat(scan.signed()).as(what).isEqualTo(thorough.signed());
        assertThat(scan.items()).as(what).hasSameSizeAs(thorough.items());
        ItemFields previous = new ItemFields();
        for (int i = 0; i < scan.items().size(); i++) {
            ContributionScan.Slice slice = scan.items().get(i);
            ContributionItem item = thorough.items().get(i);
            assertThat(Arrays.copyOfRange(value, slice.from(), slice.to()))
                    .as(what)
                    .isEqualTo(item.bytes());
            assertThat(slice.recordId()).as(what).isEqualTo(item.recordId());
            assertThat(slice.leafHash()).as(what).isEqualTo(Hash.leaf(item.bytes()));
            ItemFields fields = new ItemFields();
            assertThat(fields.readAfter(previous, value, slice.from())).as(what).isTrue();
            assertFields(fields, item, what);
            previous = fields;
        }
    }

    private static void assertFields(ItemFields fields, ContributionItem item, String what) {
        assertThat(List.of(
                        fields.text(ItemFields.Field.BATCH),
                        fields.text(ItemFields.Field.CONTRIBUTOR),
                        fields.text(ItemFields.Field.DATANET),
                        fields.text(ItemFields.Field.EXPIRES),
                        fields.text(ItemFields.Field.KEY_REF),
                        fields.text(ItemFields.Field.KIND),
                        fields.text(ItemFields.Field.LICENCE),
                        fields.text(ItemFields.Field.ORIGIN),
                        fields.text(ItemFields.Field.PARENT),
                        fields.text(ItemFields.Field.SALT)))
                .as(what)
                .containsExactly(
                        Long.toString(item.batch()),
                        item.contributor(),
                        item.datanet(),
                        item.expires(),
                        item.keyRef(),
                        item.kind(),
                        item.licence(),
                        item.provenance().origin(),
                        item.parent(),
                        item.salt());
        assertThat(fields.texts(ItemFields.Field.CONSENT)).as(what).isEqualTo(item.consent());
        assertThat(fields.texts(ItemFields.Field.DERIVED_FROM))
                .as(what)
                .isEqualTo(item.provenance().derivedFrom());
        assertThat(fields.flag(ItemFields.Field.GENERATED_BY_AI))
                .as(what)
                .isEqualTo(item.provenance().generatedByAi());
        assertThat(fields.number(ItemFields.Field.INDEX)).as(what).isEqualTo(item.index());
        assertThat(Hash.sha256(fields.hex(ItemFields.Field.PAYLOAD)))
                .as(what)
                .isEqualTo(Hash.sha256(item.toJson().hex("payload")));
    }

    /** Items of one batch, most of them like the one before. */
    private static List<JsonObject> items(Random random) {
        List<JsonObject> items = new ArrayList<>();
        int count = 2 + random.nextInt(ITEMS_MAX - 2);
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        boolean own = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            if (random.nextInt(5) == 0) {
                kind = KINDS.get(random.nextInt(KINDS.size()));
                own = random.nextBoolean();
            }
            byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            items.add(new ContributionItem(
                            "r-" + i,
                            kind,
                            Set.of("record", "document").contains(kind) ? "" : "parent-" + random.nextInt(3),
                            7,
                            i,
                            "speeches",
                            "alice",
                            java.util.HexFormat.of().formatHex(payload),
                            "seal/alice",
                            random.nextInt(6) == 0 ? "MIT" : "CC0-1.0",
                            random.nextInt(6) == 0 ? List.of("research", "training") : List.of("training"),
                            random.nextInt(6) == 0 ? "2099-12-31" : "",
                            "5a".repeat(16 + random.nextInt(3)),
                            random.nextInt(1_000_000),
                            own ? Provenance.NONE : provenance(random, i))
                    .toJson());
        }
        return items;
    }

    private static Provenance provenance(Random random, int index) {
        return new Provenance(
                "https://example.org/" + random.nextInt(2),
                random.nextBoolean(),
                random.nextInt(3) == 0 ? List.of("older-" + index) : List.of());
    }

    /** The item with another value under a key, in the place and kind of the old one. */
    private static JsonObject with(JsonObject item, String key, String value) {
        JsonObject.Builder changed = JsonObject.nested();
        for (String each : item.keys()) {
            switch (each) {
                case "consent", "derivedFrom" ->
                    changed.put(each, each.equals(key) ? List.of(value) : item.texts(each));
                case "generatedByAi" -> changed.put(each, item.flag(each) ^ each.equals(key));
                default -> changed.put(each, each.equals(key) ? value : item.text(each));
            }
        }
        return changed.build();
    }

    /** A batch of these items with the root that they have, signed. */
    private static byte[] value(List<JsonObject> items, long sequence) {
        List<byte[]> leaves = items.stream().map(JsonObject::bytes).toList();
        BatchHeader header = new BatchHeader(
                "tributary-demo",
                "alice",
                KEY.verifyingKey().keyId(),
                sequence,
                "speeches",
                items.size(),
                MerkleTree.ofLeaves(leaves).root());
        return JsonObject.typed(Contributions.TYPE)
                .put("datanet", "speeches")
                .put("signed", SignedEnvelope.sign(header.toJson(), KEY).toJson())
                .put("items", items)
                .build()
                .bytes();
    }
}
