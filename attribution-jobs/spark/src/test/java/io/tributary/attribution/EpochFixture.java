// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.LinearModel;
import io.tributary.pipelines.JobContext;
import io.tributary.pipelines.LakeSession;
import io.tributary.pipelines.ModelStore;
import io.tributary.pipelines.ModelStore.StoredModel;
import io.tributary.pipelines.TrainJob;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.DatanetRecord;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.HostProof;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.ReceiptOutput;
import io.tributary.protocol.record.ReceiptsHeader;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredContributor;
import io.tributary.tables.RegisteredKey;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.Row;
import io.tributary.tables.SecretSource;
import io.tributary.tables.TableWriter;
import io.tributary.tables.Tags;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;

/** A lake in which a Datanet is published, a model trained and questions were asked, written as the earlier steps would. */
final class EpochFixture {
    static final String SLUG = "texts";
    static final String HOST = "host-1";
    static final String UNIT = "credit";
    static final String CALLER = "caller-1";
    static final String KEY_REF = "caller-1/questions";

    private static final long AVAILABLE = 1_000_000_000_000L;

    /** One labelled text of a contributor. */
    record Document(String id, String contributor, String label, String text) {}

    private final Configuration configuration;
    private final KeyStore keys;
    private int receipts;
    private String payRule = "rows/v1";
    private String device = "scalar";
    private List<String> refused = List.of();

    private EpochFixture(Configuration configuration) {
        this.configuration = configuration;
        this.keys = KeyStore.open(configuration.home(), SecretSource.seeded(new byte[] {42}));
    }

    /** An initialised lake in an empty folder. */
    static EpochFixture create(Path home) {
        Configuration configuration = Configuration.of(home, new Properties());
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            LakeInit.run(lake);
            EpochFixture fixture = new EpochFixture(configuration);
            SigningKey host = fixture.keys.createSigningKey(KeyRole.HOST, HOST);
            new RegistryWriter(lake)
                    .keys(List.of(new RegisteredKey(
                            HOST,
                            host.verifyingKey().keyId(),
                            host.verifyingKey().hex(),
                            KeyRole.HOST.id(),
                            0,
                            0)));
            return fixture;
        }
    }

    /** The pay rule of the jobs made from now on. */
    void payBy(String rule) {
        this.payRule = rule;
    }

    /** The device of the jobs made from now on. */
    void scoreOn(String name) {
        this.device = name;
    }

    /** The models that attribute jobs made from now on do not pay for. */
    void refuse(String... modelIds) {
        this.refused = List.of(modelIds);
    }

    Configuration configuration() {
        return configuration;
    }

    KeyStore keys() {
        return keys;
    }

    JobContext context(LakeSession session) {
        return new JobContext(session.spark(), configuration, line -> {});
    }

    /** Publishes documents as version 1 and registers their contributors; returns the version's root. */
    Hash publish(List<Document> documents) {
        List<Row> rows = new ArrayList<>();
        List<DatanetRecord> records = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            Document document = documents.get(i);
            Content content = new Content(salt(i), document.id(), document.label(), document.text());
            DatanetRecord record = new DatanetRecord(
                    document.id(),
                    SLUG,
                    document.contributor(),
                    "record",
                    "",
                    Hash.sha256(new byte[] {7}),
                    i,
                    "cc0",
                    List.of("train"),
                    "",
                    content.leafHash());
            records.add(record);
            rows.add(row(record, content, i));
        }
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            Table table = LakeInit.createDatanet(lake, SLUG);
            TableWriter.of(table).append(rows);
            table.refresh();
            Tags.create(table, DatanetTables.tagOf(1), table.currentSnapshot().snapshotId());
            new RegistryWriter(lake)
                    .contributors(documents.stream()
                            .map(Document::contributor)
                            .distinct()
                            .map(this::contributor)
                            .toList());
        }
        records.sort(Comparator.comparing(DatanetRecord::recordId));
        return MerkleTree.ofLeaves(records.stream().map(DatanetRecord::bytes).toList())
                .root();
    }

    /** Lets a line stand for the contributor of all his documents of version 1, as publish does where others labelled them. */
    void credit(List<Document> documents, String contributor, CreditLine line) {
        List<Row> rows = new ArrayList<>();
        for (Document document : documents) {
            if (document.contributor().equals(contributor)) {
                rows.add(Row.builder()
                        .text(DatanetTables.DATANET, SLUG)
                        .int32(DatanetTables.VERSION, 1)
                        .text(DatanetTables.RECORD_ID, document.id())
                        .text(DatanetTables.LINE, line.id())
                        .text(DatanetTables.LABEL, document.label())
                        .text(DatanetTables.REASON, "")
                        .text(DatanetTables.CREDIT, line.toJson().toString())
                        .texts(DatanetTables.SOURCES, List.of())
                        .build());
            }
        }
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            TableWriter.of(lake.table(DatanetTables.CREDITS_TABLE)).append(rows);
            new RegistryWriter(lake)
                    .contributors(line.parts().stream()
                            .map(CreditLine.Part::contributor)
                            .distinct()
                            .map(this::contributor)
                            .toList());
        }
    }

    private RegisteredContributor contributor(String id) {
        return new RegisteredContributor(id, "org1", payee(id), payeeKey(payee(id)), RegisteredContributor.ACTIVE);
    }

    /** The payee of a contributor, host or organisation, with its key and secret made. */
    String payee(String owner) {
        String payee = "payee-" + owner;
        keys.createSigningKey(KeyRole.PAYEE, payee);
        keys.createPayeeSecret(payee);
        return payee;
    }

    String payeeKey(String payee) {
        return keys.signingKey(KeyRole.PAYEE, payee).verifyingKey().hex();
    }

    /** Registers held-out items and returns the root of their tree. */
    Hash holdOut(List<Document> documents) {
        List<HeldOutItem> items = new ArrayList<>();
        for (Document document : documents) {
            items.add(new HeldOutItem(
                    document.id(), salt(1000 + items.size()), document.id(), document.label(), document.text()));
        }
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            new RegistryWriter(lake).heldOut(SLUG, 1, items);
        }
        items.sort(Comparator.comparing(HeldOutItem::itemId));
        return MerkleTree.ofLeaves(items.stream().map(HeldOutItem::bytes).toList())
                .root();
    }

    /** Trains through the door that the command uses. */
    StoredModel train(LakeSession session, Hash datasetRoot, Hash heldOutRoot) {
        JsonObject job = JsonObject.typed("tributary/job-train/v1")
                .put("name", "era")
                .put("datanet", SLUG)
                .put("version", 1)
                .put("datasetRoot", datasetRoot)
                .put("heldOutRoot", heldOutRoot)
                .put("trainer", "newton")
                .put("lambdaQ24", 16384)
                .put("repeats", "first-use/v1")
                .put("floorPpm", 0)
                .put("owner", "org1")
                .put("ownerPayee", payee("org1"))
                .build();
        String modelId = new TrainJob().run(context(session), job).text("modelId");
        return ModelStore.of(session.spark()).find(modelId).orElseThrow();
    }

    /** Asks the model and appends the receipts to bronze, as one snapshot; the first occurs at the given time. */
    void ask(StoredModel stored, List<String> questions, long firstOccurredAt) {
        LinearModel model = new LinearModel(
                stored.weights(),
                stored.dictionary(),
                stored.model().classes(),
                stored.model().curvatureHash().hex());
        List<Row> rows = new ArrayList<>();
        for (String question : questions) {
            rows.add(inference(
                    stored.model().modelId(), question, model.answer(question), firstOccurredAt + rows.size()));
        }
        append(rows);
    }

    /** Appends rows to {@code bronze.inferences}. */
    void append(List<Row> rows) {
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            TableWriter.of(lake.table(BronzeTables.INFERENCES_TABLE)).append(rows);
        }
    }

    /** Commits a watermark, as the ingestion does after a drain. */
    void watermark(long millis) {
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            lake.table(BronzeTables.INFERENCES_TABLE)
                    .newAppend()
                    .set(BronzeMarks.WATERMARK_MILLIS, Long.toString(millis))
                    .commit();
        }
    }

    /** One row of {@code bronze.inferences}. */
    Row inference(String modelId, String question, String answer, long occurredAt) {
        return inference(
                "r-" + String.format("%05d", (receipts * 37) % 1000) + "-" + receipts,
                modelId,
                question,
                answer,
                occurredAt);
    }

    /** The same under a given id. */
    Row inference(String receiptId, String modelId, String question, String answer, long occurredAt) {
        return inference(receiptId, modelId, question, answer, occurredAt, List.of());
    }

    /** The same with what was retrieved. */
    Row inference(
            String receiptId, String modelId, String question, String answer, long occurredAt, List<String> retrieved) {
        int number = receipts++;
        ReceiptInput input = new ReceiptInput(salt(2000 + number), question);
        ReceiptOutput output = new ReceiptOutput(salt(3000 + number), answer);
        Receipt receipt = new Receipt(
                receiptId,
                HOST,
                number,
                salt(4000 + number),
                CALLER,
                "",
                modelId,
                List.of(),
                input.leafHash(),
                output.leafHash(),
                retrieved,
                10,
                1,
                1_000_000 + 7919L * number,
                UNIT,
                number % 3 == 0 ? "deposit-b" : "deposit-a",
                "flat/v1",
                answer,
                output.salt(),
                occurredAt);
        return Row.builder()
                .text(BronzeTables.RECEIPT_ID, receipt.receiptId())
                .text(BronzeTables.HOST, receipt.host())
                .number(BronzeTables.HOST_SEQ, receipt.hostSeq())
                .text(BronzeTables.NONCE, receipt.nonce())
                .text(BronzeTables.CALLER, receipt.caller())
                .text(BronzeTables.CALLER_SIG, receipt.callerSig())
                .text(BronzeTables.MODEL, receipt.model())
                .text(BronzeTables.ADAPTERS, "[]")
                .text(BronzeTables.INPUT_COMMIT, receipt.inputCommit().hex())
                .text(BronzeTables.OUTPUT_COMMIT, receipt.outputCommit().hex())
                .text(
                        BronzeTables.RETRIEVED,
                        JsonObject.nested()
                                .put("a", retrieved)
                                .build()
                                .toString()
                                .replaceAll("^.{5}|}$", ""))
                .number(BronzeTables.TOKENS_IN, receipt.tokensIn())
                .number(BronzeTables.TOKENS_OUT, receipt.tokensOut())
                .number(BronzeTables.FEE, receipt.fee())
                .text(BronzeTables.UNIT, receipt.unit())
                .text(BronzeTables.DEPOSIT, receipt.deposit())
                .text(BronzeTables.PRICE_RULE, receipt.priceRule())
                .number(BronzeTables.OCCURRED_AT, receipt.occurredAt())
                .text(BronzeTables.ANSWER, receipt.answer())
                .text(BronzeTables.ANSWER_SALT, receipt.answerSalt())
                .bytes(BronzeTables.INPUT, keys.createSealingKey(KEY_REF).seal(receipt.receiptId(), input.bytes()))
                .text(BronzeTables.KEY_REF, KEY_REF)
                .text(BronzeTables.LEAF_HASH, receipt.leafHash().hex())
                .number(BronzeTables.BATCH, 0)
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, number)
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochMilli(occurredAt))
                .text(BronzeTables.HOST_PROOF, hostProof(receipt))
                .build();
    }

    /** The host's signature over a batch of this receipt alone. */
    private String hostProof(Receipt receipt) {
        SigningKey key = keys.signingKey(KeyRole.HOST, HOST);
        ReceiptsHeader header = new ReceiptsHeader(
                configuration.text(Key.NETWORK_ID),
                HOST,
                key.verifyingKey().keyId(),
                receipt.hostSeq(),
                1,
                receipt.leafHash(),
                0);
        return new HostProof(SignedEnvelope.sign(header.toJson(), key), 0, List.of())
                .toJson()
                .toString();
    }

    /** A seal job by a ledger with one model and as much money as an attribute job finds. */
    static JsonObject sealJob(ModelEntry model, long epoch, long windowStart, long windowEnd) {
        return sealJob(model, epoch, windowStart, windowEnd, AVAILABLE);
    }

    /** A seal job by a ledger with one model, whose deposits hold this much. */
    static JsonObject sealJob(ModelEntry model, long epoch, long windowStart, long windowEnd, long availableMicros) {
        return JsonObject.typed("tributary/job-seal/v1")
                .put("epoch", epoch)
                .put("windowStart", windowStart)
                .put("windowEnd", windowEnd)
                .put("logSize", 7)
                .put("unit", UNIT)
                .put("models", List.of(model.toJson()))
                .put("refused", List.of())
                .put("deposits", List.of(held("deposit-a", availableMicros), held("deposit-b", availableMicros)))
                .build();
    }

    private static JsonObject held(String id, long availableMicros) {
        return JsonObject.nested()
                .put("deposit", id)
                .put("payer", CALLER)
                .put("unit", UNIT)
                .put("available", availableMicros)
                .build();
    }

    /** An attribute job over one model. */
    JsonObject attributeJob(
            StoredModel stored, String mode, long epoch, long windowStart, long windowEnd, int partitions, long seed) {
        return job(stored, mode, epoch, List.of(), windowStart, windowEnd, partitions, seed);
    }

    /** An attribute job of an epoch that adjusts a regular one, after some of its payouts were claimed. */
    JsonObject adjustJob(
            StoredModel stored, String mode, long epoch, long lastWindowEnd, EpochRecord wrong, List<Hash> claimed) {
        JsonObject claims = JsonObject.nested()
                .put("epoch", wrong.epoch())
                .put("leafHashes", claimed)
                .build();
        JsonObject adjusted = JsonObject.nested()
                .put("recordHash", wrong.leafHash())
                .put("regularEpoch", wrong.epoch())
                .put("claims", List.of(claims))
                .build();
        return job(stored, mode, epoch, List.of(adjusted), lastWindowEnd, lastWindowEnd, 0, 0);
    }

    private JsonObject job(
            StoredModel stored,
            String mode,
            long epoch,
            List<JsonObject> adjusted,
            long windowStart,
            long windowEnd,
            int partitions,
            long seed) {
        return JsonObject.typed("tributary/job-attribute/v1")
                .put("mode", mode)
                .put("epoch", epoch)
                .put("adjusted", adjusted)
                .put("windowStart", windowStart)
                .put("windowEnd", windowEnd)
                .put("prevEpochHash", epoch == 1 ? "" : "00".repeat(32))
                .put("receiptsRoot", "")
                .put("unit", UNIT)
                .put("models", List.of(stored.model().toJson()))
                .put("refused", refused)
                .put("trainings", List.of(stored.training().toJson()))
                .put(
                        "parameters",
                        List.of(
                                parameter("split.roles", "data=7000,host=1000,model=1500,platform=500"),
                                parameter("pay.rule", payRule),
                                parameter("payee." + HOST, payee(HOST)),
                                parameter("payee.platform", payee("platform"))))
                .put("deposits", List.of(deposit("deposit-a"), deposit("deposit-b")))
                .put("threads", 0)
                .put("partitions", partitions)
                .put("shuffleSeed", seed)
                .put("device", device)
                .build();
    }

    private static JsonObject parameter(String name, String value) {
        return JsonObject.nested().put("name", name).put("value", value).build();
    }

    private static JsonObject deposit(String id) {
        return JsonObject.nested()
                .put("deposit", id)
                .put("available", AVAILABLE)
                .build();
    }

    static String salt(int number) {
        return String.format("%032x", number);
    }

    /** Rows of an epoch in a table. */
    static long count(SparkSession spark, String table, long epoch) {
        return spark.table("lake." + table).where("epoch = " + epoch).count();
    }

    private static Row row(DatanetRecord record, Content content, int order) {
        return Row.builder()
                .text(DatanetTables.RECORD_ID, record.recordId())
                .text(DatanetTables.CONTRIBUTOR, record.contributor())
                .text(DatanetTables.KIND, record.kind())
                .text(DatanetTables.PARENT, record.parent())
                .text(DatanetTables.DATANET, record.datanet())
                .text(DatanetTables.BATCH_ROOT, record.batchRoot().hex())
                .int32(DatanetTables.ITEM_INDEX, record.index())
                .number(DatanetTables.SUBMISSION_ORDER, order)
                .text(DatanetTables.TITLE, content.title())
                .text(DatanetTables.LABEL, content.label())
                .text(DatanetTables.TEXT, content.text())
                .text(DatanetTables.SALT, content.salt())
                .text(DatanetTables.LICENCE, record.licence())
                .texts(DatanetTables.CONSENT, record.consent())
                .text(DatanetTables.EXPIRES, record.expires())
                .number(DatanetTables.ORIGIN_AT, 0)
                .text(DatanetTables.LEAF_HASH, record.leafHash().hex())
                .int32(DatanetTables.VERSION, 1)
                .build();
    }
}
