// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.rule.DatanetTerms;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.BrokenPromise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final String SALT = "5a".repeat(16);
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final String KEY_ID = KEY.verifyingKey().keyId();

    private static ContributionItem item(int index, String datanet) {
        return new ContributionItem(
                "r-" + index,
                "record",
                "",
                3,
                index,
                datanet,
                "ada",
                "00ff",
                "k-1",
                "CC0-1.0",
                List.of("train"),
                "",
                SALT,
                1_000);
    }

    private static ContributionItem itemOf(Provenance provenance) {
        ContributionItem plain = item(0, "speeches");
        return new ContributionItem(
                plain.recordId(),
                plain.kind(),
                plain.parent(),
                plain.batch(),
                plain.index(),
                plain.datanet(),
                plain.contributor(),
                plain.payload(),
                plain.keyRef(),
                plain.licence(),
                plain.consent(),
                plain.expires(),
                plain.salt(),
                plain.originAt(),
                provenance);
    }

    private static Contributions contributions(String routed, String signed, ContributionItem... items) {
        Hash root = MerkleTree.ofLeaves(
                        List.of(items).stream().map(ContributionItem::bytes).toList())
                .root();
        BatchHeader header = new BatchHeader("net", "ada", KEY_ID, 3, signed, items.length, root);
        return new Contributions(routed, SignedEnvelope.sign(header.toJson(), KEY), List.of(items));
    }

    private static Receipt receipt(long hostSeq, String answer) {
        return SampleReceipt.of("q-" + hostSeq, hostSeq, new ReceiptOutput(SALT, "a").leafHash(), "usd", answer);
    }

    private static Inferences inferences(Receipt... receipts) {
        List<Inference> items = new ArrayList<>();
        for (Receipt receipt : receipts) {
            items.add(new Inference(receipt, "00", "k-2"));
        }
        Hash root = MerkleTree.ofLeaves(
                        List.of(receipts).stream().map(Receipt::bytes).toList())
                .root();
        ReceiptsHeader header = new ReceiptsHeader("net", "host-1", KEY_ID, 0, receipts.length, root, 9_000);
        return new Inferences(SignedEnvelope.sign(header.toJson(), KEY), items);
    }

    private static EpochRecord epoch(long paid, long undistributed, List<DepositUse> deposits) {
        return new EpochRecord(
                "net",
                1,
                "regular",
                "",
                0,
                10,
                "",
                "ipa1/factored+rows/v1",
                List.of(),
                List.of(),
                Hash.empty(),
                0,
                Hash.empty(),
                0,
                Hash.empty(),
                0,
                7,
                paid,
                undistributed,
                "usd",
                deposits);
    }

    /** One of each kind, with its reader. */
    private static Map<CanonicalRecord, Function<JsonObject, CanonicalRecord>> samples() {
        Map<CanonicalRecord, Function<JsonObject, CanonicalRecord>> samples = new java.util.LinkedHashMap<>();
        Hash hash = Hash.empty();
        samples.put(item(0, "speeches"), ContributionItem::of);
        samples.put(itemOf(new Provenance("https://example.org/a", true, List.of("r-1", "r-2"))), ContributionItem::of);
        samples.put(new Content(SALT, "Annual message", "1790-1852", "Fellow citizens"), Content::of);
        samples.put(new BatchHeader("net", "ada", KEY_ID, 3, "speeches", 1, hash), BatchHeader::of);
        samples.put(contributions("speeches", "speeches", item(0, "speeches")), json -> Contributions.of(json, 10));
        samples.put(receipt(1, "a"), Receipt::of);
        samples.put(new Countersignature("net", "caller-1", KEY_ID, 1, hash), Countersignature::of);
        samples.put(new ReceiptInput(SALT, "what of the currency"), ReceiptInput::of);
        samples.put(new ReceiptOutput(SALT, "a"), ReceiptOutput::of);
        samples.put(new ReceiptsHeader("net", "host-1", KEY_ID, 0, 0, hash, 9), ReceiptsHeader::of);
        samples.put(new Inference(receipt(1, "a"), "00", "k-2"), Inference::of);
        samples.put(inferences(receipt(1, "a")), json -> Inferences.of(json, 10));
        samples.put(HostProof.all(inferences(receipt(1, "a"), receipt(2, "a"))).get(0), HostProof::of);
        samples.put(
                new DatanetRecord(
                        "r-1", "speeches", "ada", "record", "", hash, 0, "CC0-1.0", List.of("train"), "", hash),
                DatanetRecord::of);
        samples.put(new DuplicateRecord("r-2", "r-1", "speeches"), DuplicateRecord::of);
        samples.put(new HeldOutItem("h-1", SALT, "t", "a", "text"), HeldOutItem::of);
        samples.put(new DatanetEntry("net", "speeches", "org1", "CC0-1.0", hash, 2), DatanetEntry::of);
        samples.put(new HeldOutEntry("net", "speeches", 2, hash, 200), HeldOutEntry::of);
        samples.put(new BatchesEntry("net", "speeches", 1, List.of(hash)), BatchesEntry::of);
        samples.put(
                new WithdrawalRequest("net", "ada", KEY_ID, 0, "speeches", List.of("r-1", "r-2")),
                WithdrawalRequest::of);
        samples.put(new WithdrawalEntry("net", "speeches", List.of("r-1"), hash), WithdrawalEntry::of);
        samples.put(
                new ReviewRequest("net", "org1", KEY_ID, 0, "speeches", "accept", List.of(hash)), ReviewRequest::of);
        samples.put(new ReviewEntry("net", "speeches", "reject", List.of(hash), hash), ReviewEntry::of);
        samples.put(new VersionEntry("net", "speeches", 1, "v1", hash, 1, hash, 0, hash), VersionEntry::of);
        samples.put(
                new TrainingEntry("net", "eras", "speeches", 1, hash, "ipa1/factored", "newton", 16_384, "", hash),
                TrainingEntry::of);
        samples.put(
                new ModelEntry(
                        "net",
                        "eras-1",
                        "linear",
                        "",
                        List.of(),
                        List.of("speeches/v1"),
                        List.of(hash),
                        "ipa1/factored",
                        "newton",
                        hash,
                        hash,
                        hash,
                        hash,
                        "12",
                        List.of("a", "b"),
                        "",
                        700_000,
                        true,
                        "org1",
                        "p-org1"),
                ModelEntry::of);
        samples.put(RuleSet.OPEN, RuleSet::of);
        samples.put(RuleSet.OPEN.lasting("2030-12-31"), RuleSet::of);
        samples.put(new DatanetTerms("net", "speeches", 2, "Speeches", "", "CC0-1.0", RuleSet.OPEN), DatanetTerms::of);
        samples.put(new ParameterEntry("net", "split.roles", "data=10000", 1), ParameterEntry::of);
        samples.put(new DepositEntry("net", "d-1", "caller-1", 5, "usd"), DepositEntry::of);
        samples.put(new Approval("net", "org1", KEY_ID, 1, hash), Approval::of);
        samples.put(new ModelRefusal("net", hash, 3), ModelRefusal::of);
        samples.put(epoch(5, 2, List.of(new DepositUse("d-1", 7))), EpochRecord::of);
        samples.put(
                new CreditLine(
                        List.of(new CreditLine.Part("ada", "data", 7_000), new CreditLine.Part("bo", "label", 3_000))),
                CreditLine::of);
        samples.put(new Share("q-1", "p-ada", "data", "speeches/v1", 5), Share::of);
        samples.put(
                new Payout("net", 1, "p-ada", "ab".repeat(32), "data", "inference", "speeches/v1", 5, "usd", SALT),
                Payout::of);
        samples.put(new Attestation("net", "org1", KEY_ID, 1, 1, hash, "equal"), Attestation::of);
        samples.put(new Claim("net", "p-ada", KEY_ID, 1, 1, hash), Claim::of);
        putGateway(samples);
        putDispute(samples, new Share("q-1", "p-ada", "data", "speeches/v1", 5));
        return samples;
    }

    private static void putGateway(Map<CanonicalRecord, Function<JsonObject, CanonicalRecord>> samples) {
        GatewayKey authority = new GatewayKey("net", "org1", KEY_ID, 0, "gateway-org1", KEY.verifyingKey());
        InclusionPromise promise = new InclusionPromise(
                "net", "gateway-org1", KEY_ID, 4, "ada", "speeches", 3, Hash.empty(), 1_000, 2_000);
        BatchHeader header = new BatchHeader("net", "ada", KEY_ID, 3, "speeches", 1, Hash.empty());
        samples.put(authority, GatewayKey::of);
        samples.put(promise, InclusionPromise::of);
        samples.put(new GatewayQuestion("net", "ada", KEY_ID, 1_000, "/v1/quota"), GatewayQuestion::of);
        samples.put(
                new BrokenPromise(
                        SignedEnvelope.sign(authority.toJson(), KEY),
                        SignedEnvelope.sign(promise.toJson(), KEY),
                        SignedEnvelope.sign(header.toJson(), KEY),
                        List.of()),
                BrokenPromise::of);
    }

    private static void putDispute(Map<CanonicalRecord, Function<JsonObject, CanonicalRecord>> samples, Share share) {
        EpochRecord epoch = epoch(5, 2, List.of(new DepositUse("d-1", 7)));
        MerkleTree tree = MerkleTree.ofLeaves(List.of(share.bytes()));
        EvidenceLeaf leaf = EvidenceLeaf.of(EpochTree.SHARES, tree, 0, share.bytes());
        Evidence evidence = Evidence.wrong(epoch, leaf, new byte[32]);
        Recomputation found = Recomputation.of(evidence, List.of(share));
        samples.put(evidence, Evidence::of);
        samples.put(found, Recomputation::of);
        samples.put(Challenge.of(evidence, "org1", KEY_ID, 4), Challenge::of);
        samples.put(
                ChallengeVerdict.of(evidence, found, ChallengeVerdict.UNFOUNDED, "org2", KEY_ID, 5),
                ChallengeVerdict::of);
        samples.put(
                new ContestEntry("net", 1, epoch.leafHash(), EvidenceKind.WRONG, evidence.leafHash()),
                ContestEntry::of);
    }

    @Test
    void everyKindReadsBackEqualFromItsCanonicalBytes() {
        samples().forEach((record, reader) -> {
            JsonObject json = CanonicalJson.parse(record.bytes(), 1 << 20);
            assertThat(reader.apply(json)).isEqualTo(record);
            JsonObject.Builder longer = JsonObject.typed(json.type()).put("zzz", "");
            assertThatThrownBy(() -> reader.apply(longer.build())).isInstanceOf(MalformedException.class);
        });
    }

    @Test
    void theSpecificationNamesEveryKindWithExactlyItsKeys() throws IOException {
        Map<String, TreeSet<String>> written = new TreeMap<>();
        samples().keySet().forEach(record -> {
            TreeSet<String> keys = new TreeSet<>(record.toJson().keys());
            keys.remove("type");
            written.put(record.toJson().type().replace("tributary/", ""), keys);
        });
        Map<String, TreeSet<String>> specified = new TreeMap<>();
        TreeSet<String> keys = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("spec/records.md"))) {
            if (line.startsWith("## `")) {
                keys = new TreeSet<>();
                specified.put(line.substring(4, line.length() - 1), keys);
            } else if (line.startsWith("| `")) {
                keys.add(line.substring(3, line.indexOf('`', 3)));
            }
        }
        assertThat(specified).isEqualTo(written);
    }

    @Test
    void anItemHasOneEncodingOnly() {
        assertThat(itemOf(Provenance.NONE).bytes())
                .isEqualTo(item(0, "speeches").bytes());
        String second =
                itemOf(new Provenance("attic", false, List.of())).toJson().toString();
        JsonObject silent = CanonicalJson.parse(
                second.replace("\"origin\":\"attic\"", "\"origin\":\"\"").getBytes(StandardCharsets.UTF_8), 1 << 20);
        assertRule(Rule.JSON_SHAPE, () -> ContributionItem.of(silent));
        assertRule(Rule.JSON_SHAPE, () -> new Provenance("", false, List.of("r-2", "r-1")));
        assertRule(Rule.JSON_SHAPE, () -> new Provenance("a\nb", false, List.of()));
    }

    @Test
    void aBatchWhoseItemsDifferFromItsHeaderIsRefusedByRule() {
        contributions("speeches", "speeches", item(0, "speeches"), item(1, "speeches"))
                .requireConsistent();
        assertRule(
                Rule.DATANET_MISMATCH,
                () -> contributions("speeches", "letters", item(0, "letters")).requireConsistent());
        assertRule(
                Rule.DATANET_MISMATCH,
                () -> contributions("speeches", "speeches", item(0, "letters")).requireConsistent());
        assertRule(
                Rule.ROOT_MISMATCH,
                () -> contributions("speeches", "speeches", item(1, "speeches")).requireConsistent());
        Contributions good = contributions("speeches", "speeches", item(0, "speeches"), item(1, "speeches"));
        assertRule(
                Rule.ROOT_MISMATCH,
                () -> new Contributions("speeches", good.signed(), List.of(item(0, "speeches"))).requireConsistent());
        assertRule(Rule.BATCH_TOO_MANY_ITEMS, () -> Contributions.of(good.toJson(), 1));
    }

    @Test
    void receiptsOutOfOrderOrWithAnotherAnswerAreRefused() {
        inferences(receipt(1, "a"), receipt(2, "a")).requireConsistent();
        assertRule(
                Rule.ROOT_MISMATCH,
                () -> inferences(receipt(2, "a"), receipt(1, "a")).requireConsistent());
        assertRule(
                Rule.ROOT_MISMATCH,
                () -> inferences(receipt(1, "a"), receipt(1, "a")).requireConsistent());
        assertRule(
                Rule.RECEIPT_COMMIT_MISMATCH, () -> inferences(receipt(1, "b")).requireConsistent());
    }

    private static void assertRule(Rule rule, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        MalformedException.class, e -> assertThat(e.rule()).isEqualTo(rule));
    }

    @Test
    void anEpochThatDoesNotConserveMoneyCannotExist() {
        List<DepositUse> deposits = List.of(new DepositUse("d-1", 3), new DepositUse("d-2", 4));
        assertThat(epoch(5, 2, deposits).leafHash())
                .isNotEqualTo(epoch(6, 1, deposits).leafHash());
        assertThatThrownBy(() -> epoch(6, 2, deposits)).hasMessage("pool: got 7, want paid + undistributed = 8");
        assertThatThrownBy(() -> epoch(5, 2, deposits.subList(0, 1)))
                .hasMessage("pool: got 7, want sum of the deposits used 3");
        assertThatThrownBy(() -> epoch(5, 2, List.of(deposits.get(1), deposits.get(0))))
                .hasMessage("deposits: got disorder, want ascending");
    }
}
