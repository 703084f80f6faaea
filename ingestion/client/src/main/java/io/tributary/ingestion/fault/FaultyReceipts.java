// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.fault;

import io.tributary.ingestion.BatchSigner;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Countersignature;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.Inferences;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.ReceiptOutput;
import io.tributary.protocol.record.ReceiptsHeader;
import io.tributary.protocol.sign.SignedEnvelope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Receipts that must be refused: forged, replayed, reordered, omitted, skewed in time, countersigned by the host itself. */
public final class FaultyReceipts {
    /** A point of order 4: under it, signatures that fit many messages can be made without any secret. */
    public static final String WEAK_KEY = "00".repeat(32);

    private static final String ANSWER = "planted";
    private static final int ID_HEX_DIGITS = 16;
    private static final int ID_CHARS_MAX = 128;
    private static final int SALT_HEX_DIGITS = 32;
    private static final Duration FAR_AHEAD = Duration.ofDays(2);

    private final ReceiptCast cast;
    private final BatchSigner host;

    /** Faults by this cast. */
    public FaultyReceipts(ReceiptCast cast) {
        this.cast = Objects.requireNonNull(cast, "cast");
        this.host = cast.host().on(cast.network());
    }

    /**
     * One of each kind that can be told at sight; none of them changes what is accepted.
     *
     * @param tag makes the receipts of one call differ from those of another
     */
    public List<FaultyValue> atSight(String tag) {
        List<FaultyValue> all = new ArrayList<>(forged(tag));
        all.addAll(altered(tag));
        all.addAll(skewed(tag));
        all.addAll(countersigned(tag));
        return List.copyOf(all);
    }

    private List<FaultyValue> forged(String tag) {
        String network = cast.network();
        BatchSigner impostor =
                new BatchSigner(network, cast.host().id(), cast.stranger().key());
        BatchSigner contributor = cast.contributor().on(network);
        BatchSigner stranger = cast.stranger().on(network);
        BatchSigner elsewhere =
                new BatchSigner("other-network", cast.host().id(), cast.host().key());
        Inferences own = one(host, tag + "-forged");
        byte[] signature = cast.stranger().key().sign(own.signed().body().bytes());
        Inferences misnamed = new Inferences(
                new SignedEnvelope(own.signed().body(), HexFormat.of().formatHex(signature)), own.items());
        return List.of(
                planted("signed by an unregistered key", Rule.SIGNATURE_KEY_UNKNOWN, 1, one(impostor, tag + "-key")),
                planted("signed by somebody else's key", Rule.SIGNATURE_INVALID, 1, misnamed),
                planted("by an unregistered host", Rule.CONTRIBUTOR_UNKNOWN, 1, one(stranger, tag + "-host")),
                planted("by a contributor", Rule.CONTRIBUTOR_UNKNOWN, 1, one(contributor, tag + "-role")),
                planted("for another network", Rule.NETWORK_MISMATCH, 1, one(elsewhere, tag + "-net")),
                planted("under a key of small order", Rule.SIGNATURE_KEY_WEAK, 1, weak(tag + "-weak")),
                FaultyValue.receipts("no receipts", Rule.JSON_SHAPE, 1, "{\"text\":\"" + cast.words() + "\"}"));
    }

    /** Needs no secret: under such a key many messages have the same easy signature. */
    private Inferences weak(String id) {
        Receipt receipt = receipt(id, cast.weakHost(), 0, "caller-1");
        Inference inference = inference(receipt);
        Hash key = Hash.sha256(HexFormat.of().parseHex(WEAK_KEY));
        ReceiptsHeader header = new ReceiptsHeader(
                cast.network(), cast.weakHost(), key.hex().substring(0, ID_HEX_DIGITS), 0, 1, receipt.leafHash(), 0);
        return new Inferences(new SignedEnvelope(header.toJson(), "01" + "00".repeat(63)), List.of(inference));
    }

    private List<FaultyValue> altered(String tag) {
        Inferences three = batch(free(1), 3, tag + "-three");
        List<Inference> items = three.items();
        return List.of(
                planted("answer changed", Rule.RECEIPT_COMMIT_MISMATCH, 1, otherAnswer(tag + "-answer")),
                FaultyValue.receipts(
                        "fee raised",
                        Rule.ROOT_MISMATCH,
                        1,
                        text(one(host, tag + "-fee")).replaceFirst("\"fee\":\"1000\"", "\"fee\":\"9000\"")),
                FaultyValue.receipts(
                        "promise changed",
                        Rule.SIGNATURE_INVALID,
                        1,
                        text(one(host, tag + "-promise")).replaceFirst("\"upTo\":\"0\"", "\"upTo\":\"1\"")),
                planted("one omitted", Rule.ROOT_MISMATCH, 2, with(three, List.of(items.get(0), items.get(2)))),
                planted(
                        "reordered",
                        Rule.ROOT_MISMATCH,
                        3,
                        with(three, List.of(items.get(1), items.get(0), items.get(2)))),
                planted(
                        "one put in twice",
                        Rule.ROOT_MISMATCH,
                        3,
                        with(three, List.of(items.get(0), items.get(1), items.get(1)))),
                planted("one number for two", Rule.ROOT_MISMATCH, 2, twins(tag + "-twin")),
                planted(
                        "under another host's id",
                        Rule.RECEIPT_ID_FOREIGN,
                        idOf(cast.stranger().id(), tag)),
                planted("of more than 32 KiB", Rule.RECEIPT_TOO_LARGE, tooLong(tag)),
                planted(
                        "under an id of no host",
                        Rule.RECEIPT_ID_FOREIGN,
                        named(tag + "-bare", host.signer(), free(7), "caller-1", List.of())));
    }

    /** What a host and a caller would send who want another host's receipt out of the way. */
    private Receipt idOf(String otherHost, String tag) {
        return named(Receipt.idAt(otherHost, tag + "-taken"), host.signer(), free(7), "caller-1", List.of());
    }

    /** More than fits into evidence of two receipts. */
    private Receipt tooLong(String tag) {
        List<String> retrieved = Collections.nCopies(Receipt.BYTES_MAX / (ID_CHARS_MAX + 3), "r".repeat(ID_CHARS_MAX));
        return named(Receipt.idAt(host.signer(), tag + "-long"), host.signer(), free(7), "caller-1", retrieved);
    }

    private Inferences otherAnswer(String id) {
        Receipt right = receipt(id, host.signer(), free(2), "caller-1");
        Hash other = new ReceiptOutput(right.answerSalt(), "another").leafHash();
        Receipt wrong = new Receipt(
                right.receiptId(),
                right.host(),
                right.hostSeq(),
                right.nonce(),
                right.caller(),
                "",
                right.model(),
                List.of(),
                right.inputCommit(),
                other,
                List.of(),
                right.tokensIn(),
                right.tokensOut(),
                right.fee(),
                right.unit(),
                right.deposit(),
                right.priceRule(),
                right.answer(),
                right.answerSalt(),
                right.occurredAt());
        return host.signReceipts(free(2), List.of(inference(wrong)), 0);
    }

    private Inferences twins(String id) {
        List<Inference> twins = List.of(
                inference(receipt(id + "-a", host.signer(), free(3), "caller-1")),
                inference(receipt(id + "-b", host.signer(), free(3), "caller-1")));
        return host.signReceipts(free(3), twins, 0);
    }

    private static Inferences with(Inferences signed, List<Inference> items) {
        return new Inferences(signed.signed(), items);
    }

    private List<FaultyValue> skewed(String tag) {
        long ahead = cast.nowMillis() + FAR_AHEAD.toMillis();
        return List.of(
                planted("of a time to come", Rule.RECEIPT_CLOCK_SKEW, 1, at(tag + "-ahead", ahead)),
                planted("of the year 1970", Rule.RECEIPT_CLOCK_SKEW, 1, at(tag + "-ancient", 0)),
                planted(
                        "promise for a time to come",
                        Rule.RECEIPT_CLOCK_SKEW,
                        1,
                        host.signReceipts(free(4), List.of(inference(plain(tag + "-upto", free(4)))), ahead)));
    }

    private Inferences at(String id, long occurredAt) {
        Receipt receipt = plain(id, free(4)).at(occurredAt);
        return host.signReceipts(free(4), List.of(inference(receipt)), 0);
    }

    private List<FaultyValue> countersigned(String tag) {
        String network = cast.network();
        Receipt owed =
                receipt(tag + "-owed", host.signer(), free(5), cast.caller().id());
        Receipt other =
                receipt(tag + "-other", host.signer(), free(5), cast.caller().id());
        Receipt self = receipt(tag + "-self", host.signer(), free(5), host.signer());
        Receipt alias = receipt(tag + "-alias", host.signer(), free(5), cast.hostAsCaller());
        String ofOther =
                Countersignature.sign(other, network, cast.caller().key()).callerSig();
        Rule invalid = Rule.RECEIPT_COUNTERSIGNATURE_INVALID;
        Rule byHost = Rule.RECEIPT_COUNTERSIGNATURE_SELF;
        return List.of(
                planted("not countersigned", Rule.RECEIPT_COUNTERSIGNATURE_MISSING, owed),
                planted("countersignature of another receipt", invalid, owed.countersigned(ofOther)),
                planted(
                        "countersigned by a stranger",
                        invalid,
                        Countersignature.sign(owed, network, cast.stranger().key())),
                planted(
                        "countersigned for another network",
                        invalid,
                        Countersignature.sign(
                                owed, "other-network", cast.caller().key())),
                planted(
                        "countersigned by a caller whom nobody knows",
                        invalid,
                        Countersignature.sign(
                                plain(tag + "-nobody", free(5)),
                                network,
                                cast.stranger().key())),
                planted(
                        "countersigned by the host as itself",
                        byHost,
                        Countersignature.sign(self, network, cast.host().key())),
                planted(
                        "countersigned by the host in the caller's name",
                        byHost,
                        Countersignature.sign(owed, network, cast.host().key())),
                planted(
                        "countersigned by the host under another name",
                        byHost,
                        Countersignature.sign(alias, network, cast.host().key())));
    }

    private FaultyValue planted(String what, Rule rule, Receipt receipt) {
        return planted(what, rule, 1, host.signReceipts(receipt.hostSeq(), List.of(inference(receipt)), 0));
    }

    private static FaultyValue planted(String what, Rule rule, long items, Inferences batch) {
        return FaultyValue.receipts(what, rule, items, text(batch));
    }

    /** Another batch under a sequence of the host that was accepted. */
    public FaultyValue sequenceReplayed(String tag, long usedSequence) {
        return planted(
                "another batch under an old sequence",
                Rule.SEQUENCE_REPLAYED,
                1,
                host.signReceipts(usedSequence, List.of(inference(plain(tag + "-seq", free(6)))), 0));
    }

    /** A receipt of a new id under a host's number that was accepted; the batch around it is accepted. */
    public FaultyValue numberReplayed(String tag, long freshSequence, long usedHostSeq) {
        return planted(
                "another receipt under an old number",
                Rule.RECEIPT_NUMBER_REPLAYED,
                1,
                host.signReceipts(freshSequence, List.of(inference(plain(tag + "-number", usedHostSeq))), 0));
    }

    /** A receipt that was accepted, in a batch that is new; the batch around it is accepted. */
    public FaultyValue receiptReplayed(Inference accepted, long freshSequence) {
        return planted(
                "an old receipt in a new batch",
                Rule.RECEIPT_DUPLICATE,
                1,
                host.signReceipts(freshSequence, List.of(accepted), 0));
    }

    /** A receipt that is right, of the host and of a caller who need not countersign. */
    public Inference right(String id, long hostSeq) {
        return inference(plain(id, hostSeq));
    }

    /** A receipt that is right, countersigned by its caller. */
    public Inference owed(String id, long hostSeq) {
        Receipt receipt = receipt(id, host.signer(), hostSeq, cast.caller().id());
        return inference(
                Countersignature.sign(receipt, cast.network(), cast.caller().key()));
    }

    private Inferences batch(long sequence, int count, String id) {
        List<Inference> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(inference(plain(id + "-" + i, sequence + i)));
        }
        return host.signReceipts(sequence, items, 0);
    }

    private Inferences one(BatchSigner signer, String id) {
        Receipt receipt = receipt(id, signer.signer(), free(0), "caller-1");
        return signer.signReceipts(free(0), List.of(inference(receipt)), 0);
    }

    private Receipt plain(String id, long hostSeq) {
        return receipt(id, host.signer(), hostSeq, "caller-1");
    }

    private Receipt receipt(String id, String hostId, long hostSeq, String caller) {
        return named(Receipt.idAt(hostId, id), hostId, hostSeq, caller, List.of());
    }

    /** A receipt of this whole id. */
    private Receipt named(String id, String hostId, long hostSeq, String caller, List<String> retrieved) {
        return new Receipt(
                id,
                hostId,
                hostSeq,
                salt("nonce of " + id),
                caller,
                "",
                "model-1",
                List.of(),
                question(id).leafHash(),
                new ReceiptOutput(salt("answer to " + id), ANSWER).leafHash(),
                retrieved,
                12,
                1,
                1_000,
                "credit",
                "deposit-1",
                "flat/v1",
                ANSWER,
                salt("answer to " + id),
                cast.nowMillis());
    }

    private Inference inference(Receipt receipt) {
        byte[] sealed = cast.seal()
                .key()
                .seal(receipt.receiptId(), question(receipt.receiptId()).bytes());
        return new Inference(
                receipt, HexFormat.of().formatHex(sealed), cast.seal().keyRef());
    }

    private ReceiptInput question(String id) {
        return new ReceiptInput(salt("question of " + id), cast.words() + "? " + id);
    }

    private static String salt(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, SALT_HEX_DIGITS);
    }

    private long free(long place) {
        return cast.freeSequence() + 8 * place;
    }

    private static String text(Inferences batch) {
        return new String(batch.bytes(), StandardCharsets.UTF_8);
    }
}
