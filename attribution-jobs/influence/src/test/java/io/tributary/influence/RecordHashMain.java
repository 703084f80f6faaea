// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.money.FeeSplit;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Share;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * An epoch from rows to its record's hash: trained, scored, dealt, judged, cut, paid, by the rule that new networks have. Arguments are number of parts and seed of the order, and
 * neither may change what it prints.
 */
final class RecordHashMain {
    private static final int ROWS = 130;
    private static final int CONTRIBUTORS = 5;
    private static final int ITEMS = 12;
    private static final int ANSWERS = 5;
    private static final EpochAccounts.Payees PAYEES = new EpochAccounts.Payees() {
        @Override
        public String payeeKey(String payee) {
            return "ab".repeat(32);
        }

        @Override
        public String salt(String payee, byte[] saltInput) {
            return Hash.sha256(saltInput).hex().substring(0, 32);
        }
    };

    private RecordHashMain() {}

    public static void main(String[] arguments) {
        System.out.println(hash(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1])));
    }

    static String hash(int parts, long orderSeed) {
        SeededProblem problem = SeededProblem.of(99, new Shape(3, 14, 4, 1 << 14), ROWS + ITEMS + ANSWERS, 5, 40);
        List<LabelledRow> rows = problem.rows().subList(0, ROWS);
        List<Integer> order = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
        Collections.shuffle(order, new Random(orderSeed));
        NewtonTrainer.Result result = NewtonTrainer.train(
                Weights.zero(problem.shape()), order.stream().map(rows::get).toList());
        InverseCurvature inverse = InverseCurvature.of(result.curvature());
        long[] roots = SelfInfluence.roots(RowBlock.of(result.weights(), rows), inverse);
        long median = SelfInfluence.lowerMedian(roots);
        List<Query> held = queries(result.weights(), inverse, problem.rows().subList(ROWS, ROWS + ITEMS));
        List<Query> asked =
                queries(result.weights(), inverse, problem.rows().subList(ROWS + ITEMS, ROWS + ITEMS + ANSWERS));

        PayRule rule = BundlesRule.answering();
        List<OwnedRow> owned = order.stream()
                .map(i -> new OwnedRow("c-" + i % CONTRIBUTORS, String.format("row-%06d", i)))
                .toList();
        Bundles bundles = rule.deal(LotSeed.of(Hash.sha256(new byte[] {9}), List.of("0a".repeat(16))), owned);
        Work work = new Work(result.weights(), rows, order, roots, median, bundles, parts);
        Standings standings = new Standings(bundles);
        standings.add(
                work.sums(held, ScoreLimits.of(new RowsRule(), new long[held.size()], ROWS)),
                held.stream().mapToInt(Query::exponent).toArray());
        ScoreLimits limits = ScoreLimits.of(rule, work.sizes(asked), ROWS);
        PayWeights weights = PayWeights.of(
                rule,
                limits,
                work.sums(asked, limits),
                standings.by(rule),
                IntStream.range(0, CONTRIBUTORS).toArray(),
                CONTRIBUTORS);
        return record(rule, weights, bundles.contributors()).leafHash().hex();
    }

    private static List<Query> queries(Weights weights, InverseCurvature inverse, List<LabelledRow> asked) {
        return asked.stream().map(row -> Query.of(weights, inverse, row)).toList();
    }

    /** The rows in an order, dealt to parts. */
    private record Work(
            Weights weights,
            List<LabelledRow> rows,
            List<Integer> order,
            long[] roots,
            long median,
            Bundles bundles,
            int parts) {
        /** Bundles' sums of what counts of each score, part after part. */
        BundleSums sums(List<Query> queries, ScoreLimits limits) {
            BundleSums all = new BundleSums(bundles, queries.size());
            for (int part = 0; part < parts; part++) {
                BundleSums sums = new BundleSums(bundles, queries.size());
                score(queries, part, (place, query, score) -> sums.add(place, query, limits.cut(query, score)));
                all.merge(sums);
            }
            return all;
        }

        /** The sizes of all scores on each query, added up. */
        long[] sizes(List<Query> queries) {
            long[] sizes = new long[queries.size()];
            for (int part = 0; part < parts; part++) {
                score(queries, part, (place, query, score) -> sizes[query] += Math.abs(score));
            }
            return sizes;
        }

        private void score(List<Query> queries, int part, Scored scored) {
            QueryBlock block = new QueryBlock(weights.shape(), queries);
            for (int place = part; place < order.size(); place += parts) {
                int row = order.get(place);
                long[] raw = new ReferenceScorer().score(RowBlock.of(weights, List.of(rows.get(row))), block);
                int cap = ScaleCap.factor(median, roots[row]);
                for (int q = 0; q < raw.length; q++) {
                    scored.take(place, q, ScaleCap.apply(BlockScorer.stored(raw[q]), cap));
                }
            }
        }
    }

    /** Receives the capped score of a row, named by its place in the order, on a query. */
    private interface Scored {
        void take(int place, int query, long score);
    }

    private static EpochRecord record(PayRule rule, PayWeights weights, List<String> contributors) {
        RoleSplit roles = RoleSplit.parse("data=9000,platform=1000");
        List<EpochAccounts.SplitFee> fees = new ArrayList<>();
        for (int q = 0; q < ANSWERS; q++) {
            TreeMap<String, BigInteger> byPayee = new TreeMap<>(Share.BYTEWISE);
            for (int u = 0; u < contributors.size(); u++) {
                byPayee.put(contributors.get(u), weights.at(q, u));
            }
            FeeSplit split = FeeSplit.of(
                    "q-" + q, roles, Map.of("platform", new FeeSplit.RolePayee("p", "m")), "texts/v1", byPayee);
            fees.add(new EpochAccounts.SplitFee(1_000_003L * (q + 1), split));
        }
        EpochAccounts accounts = EpochAccounts.close("net", 1, "credit", fees, PAYEES);
        return new EpochRecord(
                "net",
                1,
                EpochRecord.REGULAR,
                "",
                0,
                1,
                "",
                "ipa1/factored+" + rule.id(),
                List.of(),
                List.of(),
                MerkleTree.ofLeaves(List.of()).root(),
                0,
                accounts.sharesTree().root(),
                accounts.shares().size(),
                accounts.payoutsTree().root(),
                accounts.payouts().size(),
                accounts.poolMicros(),
                accounts.paidMicros(),
                accounts.undistributedMicros(),
                "credit",
                List.of(new DepositUse("d-1", accounts.poolMicros())));
    }
}
