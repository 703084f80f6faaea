// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.BundleNet;
import io.tributary.influence.Bundles;
import io.tributary.influence.PayRule;
import io.tributary.tables.AttributionTables;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What the held-out set says of each bundle, by bundle number.
 *
 * @param netSigns sign of the net influence
 * @param standings 0 earns nothing
 * @param contributorStandings what of it all rows of the bundle's contributor together leave, of {@link PayRule#WHOLE}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JudgedBundles(int[] netSigns, long[] normalised, long[] positive, int[] standings, int[] contributorStandings)
        implements Serializable {
    /** Columns of {@link AttributionTables#BUNDLES_TABLE}. */
    static final StructType SCHEMA = new StructType(new StructField[] {
        ReceiptRows.field(AttributionTables.EPOCH, DataTypes.LongType),
        ReceiptRows.field(AttributionTables.MODEL_ID, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.CONTRIBUTOR, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.LOT, DataTypes.IntegerType),
        ReceiptRows.field(AttributionTables.PLACE, DataTypes.IntegerType),
        ReceiptRows.field(AttributionTables.ROW_IDS, DataTypes.createArrayType(DataTypes.StringType)),
        ReceiptRows.field(AttributionTables.SCALE, DataTypes.IntegerType),
        ReceiptRows.field(AttributionTables.NET_SIGN, DataTypes.IntegerType),
        ReceiptRows.field(AttributionTables.NORMALISED, DataTypes.LongType),
        ReceiptRows.field(AttributionTables.POSITIVE, DataTypes.LongType),
        ReceiptRows.field(AttributionTables.STANDING, DataTypes.IntegerType),
        ReceiptRows.field(AttributionTables.CONTRIBUTOR_STANDING, DataTypes.IntegerType)
    });

    private record Judged(int bundle, int netSign, long normalised, long positive, int standing)
            implements Serializable {
        static Judged of(int bundle, long[] sums, long[] totals, int[] exponents, PayRule rule) {
            BundleNet net = net(sums, totals, exponents);
            return new Judged(bundle, net.influence().sign(), net.normalised(), net.positive(), rule.standing(net));
        }
    }

    /**
     * Judges bundles.
     *
     * @param sums complete, with the totals
     * @param exponents of the held-out items
     */
    static JudgedBundles of(JavaPairRDD<Integer, long[]> sums, int[] exponents, Broadcast<DealtRows> dealt) {
        long[] totals = sums.lookup(PartialSums.TOTALS).get(0);
        Map<Integer, Integer> ofContributors = PartialSums.byContributor(sums, dealt)
                .mapValues(own -> dealt.value().payRule().contributorStanding(net(own, totals, exponents)))
                .collectAsMap();
        List<Judged> all = sums.filter(sum -> sum._1() != PartialSums.TOTALS)
                .map(sum -> Judged.of(
                        sum._1(), sum._2(), totals, exponents, dealt.value().payRule()))
                .collect();
        Bundles bundles = dealt.value().bundles();
        int count = bundles.count();
        JudgedBundles judged =
                new JudgedBundles(new int[count], new long[count], new long[count], new int[count], new int[count]);
        for (Judged bundle : all) {
            judged.netSigns[bundle.bundle()] = bundle.netSign();
            judged.normalised[bundle.bundle()] = bundle.normalised();
            judged.positive[bundle.bundle()] = bundle.positive();
            int ofContributor = Objects.requireNonNull(ofContributors.get(bundles.contributor(bundle.bundle())));
            judged.standings[bundle.bundle()] = PayRule.standing(bundle.standing(), ofContributor);
            judged.contributorStandings[bundle.bundle()] = ofContributor;
        }
        return judged;
    }

    private static BundleNet net(long[] sums, long[] totals, int[] exponents) {
        BundleNet net = new BundleNet();
        for (int v = 0; v < exponents.length; v++) {
            net.add(exponents[v], sums[v], totals[v]);
        }
        return net;
    }

    /** Rows of {@code attribution.bundles}. */
    List<Row> rows(long epoch, String modelId, DealtRows dealt) {
        List<List<String>> members = dealt.members();
        List<Row> rows = new ArrayList<>();
        for (int bundle = 0; bundle < standings.length; bundle++) {
            rows.add(RowFactory.create(
                    epoch,
                    modelId,
                    dealt.bundles().contributors().get(dealt.bundles().contributor(bundle)),
                    dealt.bundles().lot(bundle),
                    dealt.bundles().place(bundle),
                    members.get(bundle).toArray(new String[0]),
                    dealt.bundles().scale(bundle),
                    netSigns[bundle],
                    normalised[bundle],
                    positive[bundle],
                    standings[bundle],
                    contributorStandings[bundle]));
        }
        return rows;
    }

    /** Whether a row may earn: whether one of its bundles may. */
    boolean eligible(DealtRows dealt, int row) {
        for (int lot = 0; lot < dealt.bundles().lots(); lot++) {
            if (standings[dealt.bundles().bundle(lot, row)] > 0) {
                return true;
            }
        }
        return false;
    }

    /** The largest sign of the row's bundles. */
    int netSign(DealtRows dealt, int row) {
        int sign = -1;
        for (int lot = 0; lot < dealt.bundles().lots(); lot++) {
            sign = Math.max(sign, netSigns[dealt.bundles().bundle(lot, row)]);
        }
        return sign;
    }
}
