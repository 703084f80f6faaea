// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.fault.ContributionCast;
import io.tributary.ingestion.fault.FaultyContributions;
import io.tributary.ingestion.fault.FaultyReceipts;
import io.tributary.ingestion.fault.FaultyValue;
import io.tributary.ingestion.fault.Party;
import io.tributary.ingestion.fault.ReceiptCast;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.Inferences;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.ReceiptOutput;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.KeyRole;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegisteredContributor;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegisteredKey;
import io.tributary.tables.RegistryWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A small network whose every key and byte follows from names: contributors alice and bob, host gpu1, Datanets speeches and fashion. */
final class SampleNetwork {
    static final String NETWORK = "tributary-demo";
    static final String SPEECHES = "speeches";
    static final String FASHION = "fashion";

    /** Stands in every text that is sealed and in every planted plain text: wherever it shows up, something leaked. */
    static final String SECRET = "Four score and seven secrets ago";

    /** What the tests configure. */
    static final BatchLimits LIMITS = new BatchLimits(1024 * 1024, 60);

    private static final String WEAK_KEY_ID =
            Hash.sha256(HexFormat.of().parseHex(FaultyReceipts.WEAK_KEY)).hex().substring(0, 16);

    private SampleNetwork() {}

    static SigningKey key(String name) {
        return SigningKey.ofSeed(digest("signing key of " + name));
    }

    static PayloadSeal seal(String name) {
        return new PayloadSeal("seal/" + name, SealingKey.of(digest("sealing key of " + name)));
    }

    static BatchSigner signer(String name) {
        return new BatchSigner(NETWORK, name, key(name));
    }

    static byte[] digest(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes();
    }

    private static String salt(String text) {
        return Hash.sha256(("salt of " + text).getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 32);
    }

    static ContributionDraft draft(String recordId) {
        return draft(recordId, 200);
    }

    static ContributionDraft draft(String recordId, int padding) {
        return new ContributionDraft(
                recordId,
                "document",
                "",
                "Title of " + recordId,
                "lincoln",
                SECRET + " " + recordId + " " + "x".repeat(padding),
                "CC0-1.0",
                List.of("research", "training"),
                "",
                salt(recordId),
                1_700_000_000_000L);
    }

    static List<ContributionDraft> drafts(String prefix, int count) {
        List<ContributionDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(draft(prefix + "-" + i));
        }
        return drafts;
    }

    static Contributions batch(BatchSigner signer, String datanet, long sequence, List<ContributionDraft> drafts) {
        List<ContributionItem> items = new ArrayList<>();
        for (ContributionDraft draft : drafts) {
            items.add(signer.item(draft, datanet, sequence, items.size(), seal(signer.signer())));
        }
        return signer.sign(datanet, sequence, items);
    }

    static Inference inference(BatchSigner host, long hostSeq, String name) {
        return inference(host, hostSeq, name, "lincoln", "lincoln");
    }

    /** A receipt whose answer may differ from the one it commits to. */
    static Inference inference(BatchSigner host, long hostSeq, String name, String answer, String committed) {
        String receiptId = Receipt.idAt(host.signer(), name);
        ReceiptInput input = new ReceiptInput(salt("input of " + receiptId), SECRET + "? " + receiptId);
        ReceiptOutput output = new ReceiptOutput(salt("output of " + receiptId), committed);
        Receipt receipt = new Receipt(
                receiptId,
                host.signer(),
                hostSeq,
                salt("nonce of " + receiptId),
                "caller1",
                "",
                "model1",
                List.of(),
                input.leafHash(),
                output.leafHash(),
                List.of(),
                12,
                1,
                1_000,
                "USD",
                "deposit1",
                "flat/v1",
                answer,
                output.salt(),
                1_700_000_100_000L + hostSeq);
        return host.inference(receipt, input, seal(host.signer()));
    }

    static Inferences receipts(BatchSigner host, long sequence, long upTo, Inference... inferences) {
        return host.signReceipts(sequence, List.of(inferences), upTo);
    }

    static List<RegisteredKey> keys() {
        return List.of(
                registered("alice", KeyRole.CONTRIBUTOR, 0),
                registered("bob", KeyRole.CONTRIBUTOR, 0),
                registered("carol", KeyRole.CONTRIBUTOR, 1),
                registered("dave", KeyRole.CONTRIBUTOR, 0),
                registered("gpu1", KeyRole.HOST, 0),
                new RegisteredKey("gpu0", WEAK_KEY_ID, FaultyReceipts.WEAK_KEY, KeyRole.HOST.id(), 0, 0),
                registered("payer", KeyRole.CALLER, 0),
                new RegisteredKey(
                        "gpu1-again",
                        key("gpu1").verifyingKey().keyId(),
                        key("gpu1").verifyingKey().hex(),
                        KeyRole.CALLER.id(),
                        0,
                        0));
    }

    static FaultyContributions faultyContributions() {
        return new FaultyContributions(new ContributionCast(
                NETWORK,
                SPEECHES,
                FASHION,
                party("alice"),
                party("carol"),
                party("dave"),
                party("mallory"),
                party("gpu1"),
                seal("alice"),
                SECRET,
                900_000,
                LIMITS));
    }

    /** Faulty receipts that arrive about now. */
    static FaultyReceipts faultyReceipts(long nowMillis) {
        return new FaultyReceipts(new ReceiptCast(
                NETWORK,
                party("gpu1"),
                party("alice"),
                party("mallory"),
                "gpu0",
                party("payer"),
                "gpu1-again",
                seal("gpu1"),
                SECRET,
                900_000,
                nowMillis));
    }

    /** One faulty value of each kind that is told at sight. */
    static List<FaultyValue> faulty(String tag, long nowMillis) {
        List<FaultyValue> all = new ArrayList<>(faultyContributions().small(tag));
        all.addAll(faultyContributions().large(tag));
        all.addAll(faultyReceipts(nowMillis).atSight(tag));
        return List.copyOf(all);
    }

    private static Party party(String name) {
        return new Party(name, key(name));
    }

    /** A key that is valid from the beginning; {@code validToMillis} 0 for ever. */
    private static RegisteredKey registered(String owner, KeyRole role, long validToMillis) {
        return new RegisteredKey(
                owner,
                key(owner).verifyingKey().keyId(),
                key(owner).verifyingKey().hex(),
                role.id(),
                0,
                validToMillis);
    }

    static List<RegisteredContributor> contributors() {
        return List.of(
                contributor("alice", RegisteredContributor.ACTIVE),
                contributor("bob", RegisteredContributor.ACTIVE),
                contributor("carol", RegisteredContributor.ACTIVE),
                contributor("dave", "withdrawn"));
    }

    private static RegisteredContributor contributor(String id, String status) {
        return new RegisteredContributor(id, "org1", "payee-" + id, "00".repeat(32), status);
    }

    static void register(LakeCatalog lake) {
        RegistryWriter registry = new RegistryWriter(lake);
        registry.contributors(contributors());
        registry.keys(keys());
        for (String slug : List.of(SPEECHES, FASHION)) {
            registry.datanet(
                    new RegisteredDatanet(slug, new DatanetEntry(NETWORK, slug, "org1", "CC0-1.0", Hash.empty(), 0)));
        }
    }
}
