// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.ItemFields.Field;
import io.tributary.protocol.sign.SignedEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A right batch of contributions, read in one pass over its bytes. It passes only what also {@link CanonicalJson#parse},
 * {@link Contributions#of}, {@link Contributions#requireConsistent} and {@link ContributionRules#require} let pass; of anything else, and of
 * rare forms of right batches, it says nothing, and they have to be asked. Signature and registry stay the reader's to check.
 *
 * @param signed the signed {@link BatchHeader}
 * @param header what is signed
 * @param items where the items stand, in index order
 */
public record ContributionScan(SignedEnvelope signed, BatchHeader header, List<Slice> items) {
    private static final byte[] DATANET = ascii("{\"datanet\":\"");
    private static final byte[] ITEMS = ascii("\",\"items\":[");
    private static final byte[] SIGNED = ascii("],\"signed\":");
    private static final byte[] END = ascii(",\"type\":\"" + Contributions.TYPE + "\"}");
    private static final boolean[] ID_BYTES = new boolean[128];
    private static final int ID_BYTES_MAX = 128;
    private static final int SALT_DIGITS_MIN = 32;
    private static final int SALT_DIGITS_MAX = 128;

    static {
        for (int c = 0; c < ID_BYTES.length; c++) {
            ID_BYTES[c] = isAlphanumeric(c) || "._:/@-".indexOf(c) >= 0;
        }
    }

    /** Copies the items. */
    public ContributionScan {
        Objects.requireNonNull(signed, "signed");
        Objects.requireNonNull(header, "header");
        items = List.copyOf(items);
    }

    /**
     * One item.
     *
     * @param from first byte
     * @param to place after the last byte
     * @param recordId its id
     * @param leafHash leaf hash of its bytes
     */
    public record Slice(int from, int to, String recordId, Hash leafHash) {
        /** Checks that nothing is missing. */
        public Slice {
            Objects.requireNonNull(recordId, "recordId");
            Objects.requireNonNull(leafHash, "leafHash");
        }
    }

    /**
     * Reads a value.
     *
     * @param atMillis when it arrived, epoch milliseconds
     * @return empty if it is wrong, or right in a way that only the thorough reader knows
     */
    public static Optional<ContributionScan> of(byte[] value, int itemsMax, long atMillis) {
        try {
            return new Reader(value, itemsMax, atMillis).read();
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static final class Reader {
        private final byte[] value;
        private final int itemsMax;
        private final long atMillis;
        private final List<Slice> slices = new ArrayList<>();
        private ItemFields fields = new ItemFields();
        private ItemFields judged = new ItemFields();
        private Optional<ContributionItem> judgedItem = Optional.empty();

        Reader(byte[] value, int itemsMax, long atMillis) {
            this.value = value;
            this.itemsMax = itemsMax;
            this.atMillis = atMillis;
        }

        Optional<ContributionScan> read() {
            int at = DATANET.length;
            while (at < value.length && value[at] != '"') {
                at++;
            }
            if (!has(0, DATANET) || !has(at, ITEMS)) {
                return Optional.empty();
            }
            String datanet = new String(value, DATANET.length, at - DATANET.length, StandardCharsets.ISO_8859_1);
            int end = items(at + ITEMS.length);
            int last = value.length - END.length;
            if (end < 0 || !has(end, SIGNED) || end + SIGNED.length > last || !has(last, END)) {
                return Optional.empty();
            }
            byte[] envelope = Arrays.copyOfRange(value, end + SIGNED.length, last);
            SignedEnvelope signed = SignedEnvelope.of(CanonicalJson.parse(envelope, envelope.length));
            BatchHeader header = BatchHeader.of(signed.body());
            ContributionItem item = judgedItem.orElseThrow();
            boolean consistent = header.datanet().equals(datanet)
                    && item.datanet().equals(datanet)
                    && item.contributor().equals(header.signer())
                    && item.batch() == header.sequence()
                    && slices.size() == header.itemCount()
                    && MerkleTree.ofLeafHashes(
                                    slices.stream().map(Slice::leafHash).toList())
                            .root()
                            .equals(header.root());
            return consistent ? Optional.of(new ContributionScan(signed, header, slices)) : Optional.empty();
        }

        /** Reads the items from the first one's brace on; returns the place after the last one's, or -1. */
        private int items(int first) {
            int at = first;
            while (slices.size() < itemsMax) {
                if (!(judgedItem.isEmpty() ? fields.read(value, at) : fields.readAfter(judged, value, at))
                        || !judge(at)) {
                    return -1;
                }
                int end = fields.end();
                slices.add(new Slice(at, end, fields.text(Field.RECORD_ID), Hash.leaf(value, at, end)));
                if (end == value.length || value[end] != ',') {
                    return end;
                }
                at = end + 1;
            }
            return -1;
        }

        private boolean judge(int from) {
            if (fields.number(Field.INDEX) != slices.size()) {
                return false;
            }
            if (judgedItem.isPresent() && isLikeJudged()) {
                return true;
            }
            byte[] bytes = Arrays.copyOfRange(value, from, fields.end());
            ContributionItem item = ContributionItem.of(CanonicalJson.parse(bytes, bytes.length));
            ContributionRules.require(item, atMillis);
            boolean sameBatch = judgedItem.isEmpty()
                    || (fields.same(Field.BATCH, judged)
                            && fields.same(Field.CONTRIBUTOR, judged)
                            && fields.same(Field.DATANET, judged));
            judgedItem = Optional.of(item);
            ItemFields free = judged;
            judged = fields;
            fields = free;
            return sameBatch && fields.readAfter(judged, value, from);
        }

        /** Whether what differs from an item that was judged in full makes no difference to any rule. */
        private boolean isLikeJudged() {
            return fields.hasProvenance() == judged.hasProvenance()
                    && fields.length(Field.DERIVED_FROM) == 0
                    && sameTerms()
                    && fields.number(Field.ORIGIN_AT) >= 0
                    && isId(Field.RECORD_ID)
                    && isParent()
                    && fields.length(Field.PAYLOAD) % 2 == 0
                    && isSalt();
        }

        private boolean sameTerms() {
            return fields.same(Field.BATCH, judged)
                    && fields.same(Field.CONSENT, judged)
                    && fields.same(Field.CONTRIBUTOR, judged)
                    && fields.same(Field.DATANET, judged)
                    && fields.same(Field.DERIVED_FROM, judged)
                    && fields.same(Field.EXPIRES, judged)
                    && fields.same(Field.GENERATED_BY_AI, judged)
                    && fields.same(Field.KEY_REF, judged)
                    && fields.same(Field.KIND, judged)
                    && fields.same(Field.LICENCE, judged)
                    && fields.same(Field.ORIGIN, judged);
        }

        /** Each kind either must, must not or may name another one; who does as the judged one does is right in each case. */
        private boolean isParent() {
            if (fields.length(Field.PARENT) == 0) {
                return judged.length(Field.PARENT) == 0;
            }
            return judged.length(Field.PARENT) > 0
                    && isId(Field.PARENT)
                    && !fields.text(Field.PARENT).equals(fields.text(Field.RECORD_ID));
        }

        private boolean isSalt() {
            int digits = fields.length(Field.SALT);
            return digits >= SALT_DIGITS_MIN && digits <= SALT_DIGITS_MAX && digits % 2 == 0;
        }

        private boolean isId(Field field) {
            int from = fields.from(field);
            int to = fields.to(field);
            if (from == to || to - from > ID_BYTES_MAX || !isAlphanumeric(value[from])) {
                return false;
            }
            for (int i = from + 1; i < to; i++) {
                if (!ID_BYTES[value[i]]) {
                    return false;
                }
            }
            return true;
        }

        private boolean has(int at, byte[] literal) {
            return at >= 0
                    && literal.length <= value.length - at
                    && Arrays.equals(value, at, at + literal.length, literal, 0, literal.length);
        }
    }
}
