// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.BlockScorer;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.LotSeed;
import io.tributary.influence.Query;
import io.tributary.influence.QueryBlock;
import io.tributary.influence.ReferenceScorer;
import io.tributary.influence.RowBlock;
import io.tributary.influence.ScaleCap;
import io.tributary.influence.SelfInfluence;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Everything a pay rule may look at, in integers: capped scores of all rows on the held-out items (true label) and on the paid
 * questions (the model's own answer), whose the rows are, and which questions repeat a row.
 */
public final class ScoredMarket {
    private final TrainedMarket trained;
    private final List<String> contributors;
    private final int[] payees;
    private final byte[][] rowHashes;
    private final int[] caps;
    private final long[] roots;
    private final long[] heldOut;
    private final int[] heldOutExponents;
    private final long[] capped;
    private final int[] exponents;
    private final BitSet repeated;

    private ScoredMarket(TrainedMarket trained, PairTest pairTest) {
        this.trained = trained;
        this.contributors = trained.market().contributors();
        this.payees = payees(trained.items(), contributors);
        this.rowHashes = trained.items().stream()
                .map(item -> hash(item.example().content()))
                .toArray(byte[][]::new);
        RowBlock rows = RowBlock.of(trained.weights(), trained.rows());
        this.roots = SelfInfluence.roots(rows, trained.inverse());
        long median = SelfInfluence.lowerMedian(roots);
        this.caps = new int[roots.length];
        for (int i = 0; i < caps.length; i++) {
            caps[i] = ScaleCap.factor(median, roots[i]);
        }
        List<Query> items = new ArrayList<>();
        for (Example item : trained.market().heldOut()) {
            items.add(query(item.content(), item.label()));
        }
        List<Query> queries = new ArrayList<>();
        for (Receipt receipt : trained.market().receipts()) {
            queries.add(query(receipt.question(), trained.answer(receipt.question())));
        }
        this.heldOut = capped(rows, items);
        this.heldOutExponents = items.stream().mapToInt(Query::exponent).toArray();
        this.capped = capped(rows, queries);
        this.exponents = queries.stream().mapToInt(Query::exponent).toArray();
        this.repeated = repeated(pairTest);
    }

    /** Scores all rows of a trained market. */
    public static ScoredMarket of(TrainedMarket trained, PairTest pairTest) {
        return new ScoredMarket(trained, pairTest);
    }

    private static int[] payees(List<TrainingItem> items, List<String> contributors) {
        Map<String, Integer> places = new HashMap<>();
        for (String contributor : contributors) {
            places.put(contributor, places.size());
        }
        return items.stream().mapToInt(item -> places.get(item.contributor())).toArray();
    }

    private Query query(Content content, int label) {
        return Query.of(trained.weights(), trained.inverse(), new LabelledRow(trained.features(content), label));
    }

    private long[] capped(RowBlock rows, List<Query> queries) {
        QueryBlock block = new QueryBlock(trained.weights().shape(), queries);
        long[] scores = new ReferenceScorer().score(rows, block);
        for (int i = 0; i < caps.length; i++) {
            for (int q = 0; q < queries.size(); q++) {
                int at = i * queries.size() + q;
                scores[at] = ScaleCap.apply(BlockScorer.stored(scores[at]), caps[i]);
            }
        }
        return scores;
    }

    private BitSet repeated(PairTest pairTest) {
        DuplicateIndex index = new DuplicateIndex(pairTest);
        trained.items().forEach(item -> index.add(item.example().content()));
        BitSet pairs = new BitSet();
        List<Receipt> receipts = trained.market().receipts();
        for (int q = 0; q < receipts.size(); q++) {
            for (int row : index.repeated(receipts.get(q).question())) {
                pairs.set(row * receipts.size() + q);
            }
        }
        return pairs;
    }

    private static byte[] hash(Content content) {
        return sha256().digest(
                        content instanceof Content.Words words
                                ? words.text().getBytes(StandardCharsets.UTF_8)
                                : ((Content.Pixels) content).row().toDense());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The trained market. */
    public TrainedMarket trained() {
        return trained;
    }

    /** Identities; a payee's number is its place here. */
    public List<String> contributors() {
        return contributors;
    }

    /** Number of rows. */
    public int rows() {
        return payees.length;
    }

    /** Number of held-out items. */
    public int heldOutItems() {
        return heldOutExponents.length;
    }

    /** Number of paid questions. */
    public int questions() {
        return exponents.length;
    }

    /** Whose row {@code i} is. */
    public int payee(int i) {
        return payees[i];
    }

    /** SHA-256 of the content of row {@code i}. */
    public byte[] rowHash(int i) {
        return rowHashes[i].clone();
    }

    /** The cap factor of row {@code i} in units of 2^-20. */
    public int cap(int i) {
        return caps[i];
    }

    /** σ of row {@code i}: how far it pulls the model towards itself. */
    public long selfInfluence(int i) {
        return roots[i];
    }

    /** Capped score of row {@code i} on held-out item {@code v}. */
    public long heldOut(int i, int v) {
        return heldOut[i * heldOutExponents.length + v];
    }

    /** Exponent of held-out item {@code v}. */
    public int heldOutExponent(int v) {
        return heldOutExponents[v];
    }

    /** Capped score of row {@code i} on question {@code q}. */
    public long capped(int i, int q) {
        return capped[i * exponents.length + q];
    }

    /** Exponent of question {@code q}. */
    public int exponent(int q) {
        return exponents[q];
    }

    /** The exponents of all held-out items. */
    public int[] heldOutExponents() {
        return heldOutExponents.clone();
    }

    /** The seed of the lots: a hash of all rows, so that nobody knows it before submissions close. */
    public LotSeed lotSeed() {
        MessageDigest digest = sha256();
        for (byte[] rowHash : rowHashes) {
            digest.update(rowHash);
        }
        return new LotSeed(HexFormat.of().formatHex(digest.digest()));
    }

    /** Whether question {@code q} repeats row {@code i}. */
    public boolean repeats(int i, int q) {
        return repeated.get(i * exponents.length + q);
    }
}
