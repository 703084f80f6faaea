// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.money.SealRule;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.HostProof;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.ReceiptsHeader;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeReceipts;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredKey;
import io.tributary.tables.RegistryTables;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import io.tributary.tables.Tags;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members find by themselves which receipts belong to an epoch, and no host stops them. */
class EpochMembersTest {
    private static final Hash ANY = Hash.sha256();
    private static final String KEY_REF = "host-1/inferences";
    private static final EpochWindow WINDOW = EpochWindow.regular(0, 1_000, "");
    private static final ModelEntry MODEL = new ModelEntry(
            "net",
            "era-1",
            "linear",
            "",
            List.of(),
            List.of("speeches/v1"),
            List.of(ANY),
            "ipa1/factored",
            "newton",
            ANY,
            ANY,
            ANY,
            ANY,
            "12",
            List.of("a", "b"),
            "",
            700_000,
            true,
            "org1",
            "p-org1");

    private static final SigningKey HOST_KEY = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
    private static final SigningKey OTHER_KEY = SigningKey.ofSeed(HexFormat.of().parseHex("01".repeat(32)));

    @TempDir
    Path home;

    private LakeCatalog lake;
    private KeyStore keys;

    @BeforeEach
    void openLake() {
        lake = LakeCatalog.open(Configuration.load(home));
        LakeInit.run(lake);
        keys = KeyStore.open(home);
        keys.createSealingKey(KEY_REF);
        register("host-1", HOST_KEY, KeyRole.HOST, 0);
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    private void register(String owner, SigningKey key, KeyRole role, long validFromMillis) {
        VerifyingKey publicKey = key.verifyingKey();
        new RegistryWriter(lake)
                .keys(List.of(
                        new RegisteredKey(owner, publicKey.keyId(), publicKey.hex(), role.id(), validFromMillis, 0)));
    }

    /** A row of bronze whose question opens; the running number of its host is its place in the stream, too. */
    private Row row(String id, int number) {
        return row(id, number, "host-1", HOST_KEY);
    }

    private Row row(String id, int number, String host, SigningKey key) {
        return signed(bare(id, number, host, List.of()), key);
    }

    private static Row signed(Row bare, SigningKey key) {
        return bare.toBuilder()
                .text(BronzeTables.HOST_PROOF, hostProof(BronzeReceipts.receipt(bare), key))
                .build();
    }

    /** The same without the host's signature. */
    private Row bare(String id, int number, String host, List<String> retrieved) {
        ReceiptInput input = new ReceiptInput("00".repeat(16), "question " + number);
        Receipt receipt = new Receipt(
                id,
                host,
                number,
                "ab".repeat(16),
                "payer-1",
                "",
                "era-1",
                List.of(),
                input.leafHash(),
                ANY,
                retrieved,
                1,
                1,
                10,
                "credit",
                "d-1",
                "flat",
                "a",
                "cd".repeat(16),
                5);
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
                .bytes(BronzeTables.INPUT, keys.sealingKey(KEY_REF).seal(id, input.bytes()))
                .text(BronzeTables.KEY_REF, KEY_REF)
                .text(BronzeTables.LEAF_HASH, receipt.leafHash().hex())
                .number(BronzeTables.BATCH, 0)
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, number)
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochSecond(1_700_000_000L))
                .build();
    }

    private static String hostProof(Receipt receipt, SigningKey key) {
        ReceiptsHeader header = new ReceiptsHeader(
                "net", receipt.host(), key.verifyingKey().keyId(), receipt.hostSeq(), 1, receipt.leafHash(), 0);
        return new HostProof(SignedEnvelope.sign(header.toJson(), key), 0, List.of())
                .toJson()
                .toString();
    }

    private void accept(Row... rows) {
        Table inferences = lake.table(BronzeTables.INFERENCES_TABLE);
        TableWriter.of(inferences).append(List.of(rows));
        inferences.refresh();
        inferences.newAppend().set(BronzeMarks.WATERMARK_MILLIS, "2000").commit();
        for (Table table : List.of(inferences, lake.table(RegistryTables.KEYS_TABLE))) {
            Tags.create(table, BronzeTables.epochTag(1), table.currentSnapshot().snapshotId());
            Tags.create(table, BronzeTables.epochTag(2), table.currentSnapshot().snapshotId());
        }
    }

    /** What the seal of an epoch would write. */
    private void seal(long epoch, Row... bronze) {
        List<Row> rows = new ArrayList<>();
        for (Row row : bronze) {
            Row.Builder sealed = Row.builder()
                    .number(AttributionTables.EPOCH, epoch)
                    .text(
                            AttributionTables.RECEIPT_JSON,
                            BronzeReceipts.receipt(row).toJson().toString());
            for (Types.NestedField column :
                    lake.table(AttributionTables.RECEIPTS_TABLE).schema().columns()) {
                copy(row, column, sealed);
            }
            rows.add(sealed.build());
        }
        TableWriter.of(lake.table(AttributionTables.RECEIPTS_TABLE)).append(rows);
    }

    private static void copy(Row from, Types.NestedField column, Row.Builder to) {
        if (from.columns().contains(column.name())) {
            switch (column.type().typeId()) {
                case LONG -> to.number(column.name(), from.number(column.name()));
                case BINARY -> to.bytes(column.name(), from.bytes(column.name()));
                default -> to.text(column.name(), from.text(column.name()));
            }
        }
    }

    private static EpochRecord epoch(long number, String adjusts, Row... receipts) {
        List<byte[]> leaves = Arrays.stream(receipts)
                .map(row -> BronzeReceipts.receipt(row).bytes())
                .toList();
        return SampleLog.withReceipts(
                SampleLog.epoch(number, adjusts),
                leaves.size(),
                MerkleTree.ofLeaves(leaves).root());
    }

    private List<String> questionsOfEpoch2(EpochRecord... before) {
        return members(2, SampleLog.of(before)).answers().stream()
                .map(EpochInputs.Answer::question)
                .toList();
    }

    private void setAside(Row bronze, SealRule rule) {
        TableWriter.of(lake.table(AttributionTables.SET_ASIDE_TABLE))
                .append(List.of(Row.builder()
                        .number(AttributionTables.EPOCH, 1)
                        .text(AttributionTables.RECEIPT_ID, bronze.text(BronzeTables.RECEIPT_ID))
                        .text(AttributionTables.RULE, rule.id())
                        .text(AttributionTables.REASON, "")
                        .text(AttributionTables.HOST, "host-1")
                        .text(AttributionTables.CALLER, "payer-1")
                        .text(AttributionTables.MODEL, "era-1")
                        .text(AttributionTables.DEPOSIT, "d-1")
                        .number(AttributionTables.FEE, 10)
                        .text(AttributionTables.LEAF_HASH, bronze.text(BronzeTables.LEAF_HASH))
                        .build()));
    }

    private List<EpochInputs.Answer> answers() {
        return answers(SampleLog.of());
    }

    private List<EpochInputs.Answer> answers(LedgerView log) {
        return members(log).answers();
    }

    private EpochMembers.Members members(LedgerView log) {
        return members(1, log);
    }

    private EpochMembers.Members members(long epoch, LedgerView log) {
        Admission admission = new Admission(
                "credit", List.of(MODEL), List.of(), List.of(new Admission.Deposit("d-1", "payer-1", "credit", 1_000)));
        return new EpochMembers("net", lake, keys, log, new EarlierReceipts(lake, log), epoch).find(WINDOW, admission);
    }

    private List<String> questions() {
        return answers().stream().map(EpochInputs.Answer::question).toList();
    }

    @Test
    void aGarbledQuestionStopsNobody() {
        Row garbled = row("q-2", 2);
        byte[] input = garbled.bytes(BronzeTables.INPUT);
        input[20] ^= 1;
        Row moved = row("q-3", 3);
        accept(
                row("q-4", 4),
                row("q-1", 1),
                garbled.toBuilder().bytes(BronzeTables.INPUT, input).build(),
                moved.toBuilder()
                        .bytes(BronzeTables.INPUT, garbled.bytes(BronzeTables.INPUT))
                        .build());
        assertThat(questions()).containsExactly("question 1", "question 4");
    }

    @Test
    void aReceiptThatItsHostDidNotSignIsNoneAndTakesNobodysPlace() {
        Row madeUp = row("q-1", 1);
        Row before = row("q-2", 2);
        Row signed = row("q-2", 3);
        Row changed = row("q-3", 4);
        accept(
                madeUp.toBuilder().text(BronzeTables.HOST_PROOF, "").build(),
                before.toBuilder()
                        .text(BronzeTables.HOST_PROOF, hostProof(BronzeReceipts.receipt(before), OTHER_KEY))
                        .build(),
                signed,
                changed.toBuilder()
                        .text(BronzeTables.HOST_PROOF, signed.text(BronzeTables.HOST_PROOF))
                        .build(),
                row("q-4", 5));
        assertThat(questions()).containsExactly("question 3", "question 5");
    }

    /** A caller knows the id before its host has sent the receipt, and may know another host. */
    @Test
    void noHostTakesThePlaceOfAnothersReceiptByItsId() {
        register("host-2", OTHER_KEY, KeyRole.HOST, 0);
        accept(
                row("q-1@host-1", 1, "host-2", OTHER_KEY),
                row("q-1@host-1", 2),
                row("q-2@host-1", 3, "host-2", OTHER_KEY),
                row("q-3@host-1@host-2", 4, "host-2", OTHER_KEY),
                row("q-3@host-2", 5, "host-2", OTHER_KEY));
        assertThat(questions()).containsExactly("question 2", "question 5");
    }

    /** What ingestion refuses now an earlier release may have taken, and one host's receipt stops no other's pay. */
    @Test
    void aReceiptThatIsNoEvidenceForItsSizeIsSetAsideAndStopsNobody() {
        List<String> megabyte = Collections.nCopies(9_000, "r".repeat(128));
        List<String> most = Collections.nCopies(200, "r".repeat(128));
        accept(
                signed(bare("q-1", 1, "host-1", megabyte), HOST_KEY),
                signed(bare("q-2", 2, "host-1", most), HOST_KEY),
                signed(bare("q-3", 3, "host-1", Collections.nCopies(250, "r".repeat(128))), HOST_KEY),
                row("q-4", 4));
        assertThat(questions()).containsExactly("question 2", "question 4");
    }

    @Test
    void aCallerWithAKeyOwesNothingThatItDidNotSign() {
        register("payer-1", OTHER_KEY, KeyRole.CALLER, 1_700_000_000_000L);
        accept(row("q-1", 1));
        assertThat(questions()).isEmpty();
    }

    @Test
    void aKeyThatIsRegisteredAfterTheSealChangesNoEpoch() {
        accept(row("q-1", 1));
        register("payer-1", OTHER_KEY, KeyRole.CALLER, 0);
        assertThat(questions()).containsExactly("question 1");
    }

    @Test
    void anEpochSealedWithoutHostsSignaturesIsNotBelievedUnlessItIsFinal() {
        lake.table(BronzeTables.INFERENCES_TABLE)
                .updateSchema()
                .deleteColumn(BronzeTables.HOST_PROOF)
                .commit();
        accept(bare("q-1", 1, "host-1", List.of()));
        assertThatThrownBy(this::answers)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("without column host_proof");
        assertThat(answers(SampleLog.of(SampleLog.epoch(1, "")))).hasSize(1);
    }

    @Test
    void aKeyCountsAsMissingIfAndOnlyIfTheSealSaysSo() {
        Row unknown = row("q-1", 1).toBuilder()
                .text(BronzeTables.KEY_REF, "host-1/elsewhere")
                .build();
        accept(unknown, row("q-2", 2), row("q-3", 3));
        assertThatThrownBy(this::answers)
                .as("a member who lost a key says so, and differs from nobody")
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("sealing key host-1/elsewhere is missing, and was there at the seal");
        setAside(unknown, SealRule.QUESTION_KEY_MISSING);
        assertThat(questions()).containsExactly("question 2", "question 3");
        keys.createSealingKey("host-1/elsewhere");
        assertThat(questions())
                .as("a key that comes after the seal changes no epoch")
                .containsExactly("question 2", "question 3");
        assertThat(members(SampleLog.of()).putOff())
                .as("and what it does not open was not put off")
                .isEmpty();
        setAside(row("q-2", 2), SealRule.MODEL_UNKNOWN);
        assertThat(questions()).as("no other word of the seal is believed").containsExactly("question 2", "question 3");
    }

    @Test
    void whoHasTheKeyThatTheSealSaysWasMissingIsToldWhatWasPutOff() {
        Row putOff = row("q-1", 1);
        accept(putOff, row("q-2", 2));
        setAside(putOff, SealRule.QUESTION_KEY_MISSING);
        assertThat(questions()).containsExactly("question 2");
        assertThat(members(SampleLog.of()).putOff()).containsExactly("q-1");
    }

    @Test
    void ofRowsWithOneIdTheFirstOfTheStreamCountsInWhateverOrderTheyAreRead() {
        accept(row("q-1", 3), row("q-1", 1), row("q-1", 2));
        assertThat(questions()).containsExactly("question 1");
    }

    @Test
    void whatAnEarlierEpochHoldsIsWhatTheLedgerSaysOfIt() {
        Row first = row("q-1", 1);
        Row second = row("q-2", 2);
        Row third = row("q-3", 3);
        accept(first, second, third);
        seal(1, second, first);
        EpochRecord paid = epoch(1, "", first, second);
        assertThat(questionsOfEpoch2(paid)).containsExactly("question 3");

        EpochRecord wrong = epoch(1, "", first);
        assertThatThrownBy(() -> questionsOfEpoch2(wrong))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("attribution.receipts holds 2 receipts of epoch 1")
                .hasMessageContaining("final are 1 with");
        EpochRecord adjustment = epoch(3, wrong.leafHash().hex(), first, second);
        assertThat(questionsOfEpoch2(wrong, adjustment))
                .as("an adjustment says what the epoch should have held")
                .containsExactly("question 3");

        seal(3, third);
        assertThat(questionsOfEpoch2(wrong, adjustment))
                .as("an adjustment has no receipts of its own")
                .containsExactly("question 3");
        seal(1, third);
        assertThatThrownBy(() -> questionsOfEpoch2(paid))
                .as("a receipt that no epoch paid for is none that an epoch holds")
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("holds 3 receipts of epoch 1");
    }

    @Test
    void sealedReceiptsMustBeThoseThatBelongToTheEpoch() {
        accept(row("q-1", 1));
        EpochInputs inputs = new EpochInputs("net", lake, SampleLog.of(), keys);
        Admission admission = new Admission(
                "credit", List.of(MODEL), List.of(), List.of(new Admission.Deposit("d-1", "payer-1", "credit", 1_000)));
        assertThatThrownBy(() -> inputs.members(1, WINDOW, admission))
                .isInstanceOf(RefusedException.class)
                .hasMessage("epoch 1 is sealed with 0 receipts, 1 belong to it");
    }
}
