// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * {@code tributary/epoch/v1}: all that an epoch decides, by content roots alone, so that a re-run, a compaction or a member's own replica
 * gives the same record. Its {@link #leafHash()} is the record hash that organisations attest.
 *
 * @param network the network
 * @param epoch 1, 2, …
 * @param kind {@link #REGULAR} or {@link #ADJUSTMENT}
 * @param adjusts hash of the record that an adjustment supersedes; empty for a regular epoch
 * @param windowStart first epoch millisecond of the window
 * @param windowEnd first epoch millisecond after it
 * @param prevEpochHash hash of the preceding epoch's record; empty for the first
 * @param method attribution method and pay rule, as {@code ipa1/factored+rows/v1}
 * @param modelHashes leaf hashes of the {@link ModelEntry}s that served, ascending
 * @param datasetRoots roots of the Datanet versions behind them, ascending
 * @param receiptsRoot root over {@link Receipt} sorted by receipt id
 * @param receiptCount number of receipt leaves: like the other two counts, the tree size that proofs are checked with
 * @param sharesRoot root over {@link Share}
 * @param shareCount number of share leaves
 * @param payoutsRoot root over {@link Payout}
 * @param payoutCount number of payout leaves
 * @param poolMicros sum of the receipts' fees
 * @param paidMicros sum of the payouts
 * @param undistributedMicros what nobody earned
 * @param unit unit of money
 * @param deposits what is taken from each deposit, by deposit id ascending
 */
public record EpochRecord(
        String network,
        long epoch,
        String kind,
        String adjusts,
        long windowStart,
        long windowEnd,
        String prevEpochHash,
        String method,
        List<Hash> modelHashes,
        List<Hash> datasetRoots,
        Hash receiptsRoot,
        long receiptCount,
        Hash sharesRoot,
        long shareCount,
        Hash payoutsRoot,
        long payoutCount,
        long poolMicros,
        long paidMicros,
        long undistributedMicros,
        String unit,
        List<DepositUse> deposits)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/epoch/v1";

    /** An epoch with a window of its own. */
    public static final String REGULAR = "regular";

    /** An epoch that corrects an earlier one. */
    public static final String ADJUSTMENT = "adjustment";

    /** Checks the form and that paid + undistributed = pool = sum of the deposits used. */
    public EpochRecord {
        modelHashes = List.copyOf(modelHashes);
        datasetRoots = List.copyOf(datasetRoots);
        deposits = List.copyOf(deposits);
        Objects.requireNonNull(receiptsRoot, "receiptsRoot");
        Objects.requireNonNull(sharesRoot, "sharesRoot");
        Objects.requireNonNull(payoutsRoot, "payoutsRoot");
        Form.id("network", network);
        Form.positive("epoch", epoch);
        Form.oneOf("kind", kind, Set.of(REGULAR, ADJUSTMENT));
        Form.hexOrEmpty("adjusts", adjusts, Hash.BYTES);
        Form.require(kind.equals(REGULAR) == adjusts.isEmpty(), "adjusts", adjusts, "empty for a regular epoch only");
        Form.notNegative("windowStart", windowStart);
        Form.require(windowEnd >= windowStart, "windowEnd", Long.toString(windowEnd), "at least " + windowStart);
        Form.hexOrEmpty("prevEpochHash", prevEpochHash, Hash.BYTES);
        Form.require(
                (epoch == 1) == prevEpochHash.isEmpty(),
                "prevEpochHash",
                prevEpochHash,
                "empty for the first epoch only");
        Form.require(method.matches("[a-z0-9]+/[a-z0-9]+\\+[a-z0-9]+/v[0-9]+"), "method", method, "method+rule");
        Form.notNegative("receiptCount", receiptCount);
        Form.notNegative("shareCount", shareCount);
        Form.notNegative("payoutCount", payoutCount);
        Form.notNegative("pool", poolMicros);
        Form.notNegative("paid", paidMicros);
        Form.notNegative("undistributed", undistributedMicros);
        Form.id("unit", unit);
        requireConserved(poolMicros, paidMicros, undistributedMicros, deposits);
        requireAscending(modelHashes, datasetRoots, deposits);
    }

    private static void requireConserved(long pool, long paid, long undistributed, List<DepositUse> deposits) {
        BigInteger spent = BigInteger.valueOf(paid).add(BigInteger.valueOf(undistributed));
        Form.require(
                spent.equals(BigInteger.valueOf(pool)), "pool", Long.toString(pool), "paid + undistributed = " + spent);
        BigInteger used = BigInteger.ZERO;
        for (DepositUse deposit : deposits) {
            used = used.add(BigInteger.valueOf(deposit.amount()));
        }
        Form.require(
                used.equals(BigInteger.valueOf(pool)), "pool", Long.toString(pool), "sum of the deposits used " + used);
    }

    private static void requireAscending(List<Hash> modelHashes, List<Hash> datasetRoots, List<DepositUse> deposits) {
        for (int i = 1; i < modelHashes.size(); i++) {
            Form.require(
                    modelHashes.get(i - 1).compareTo(modelHashes.get(i)) < 0, "modelHashes", "disorder", "ascending");
        }
        for (int i = 1; i < datasetRoots.size(); i++) {
            Form.require(
                    datasetRoots.get(i - 1).compareTo(datasetRoots.get(i)) < 0,
                    "datasetRoots",
                    "disorder",
                    "ascending");
        }
        for (int i = 1; i < deposits.size(); i++) {
            int order = Share.BYTEWISE.compare(
                    deposits.get(i - 1).depositId(), deposits.get(i).depositId());
            Form.require(order < 0, "deposits", "disorder", "ascending");
        }
    }

    /** Reads the canonical form. */
    public static EpochRecord of(JsonObject json) {
        json.require(
                TYPE,
                "network",
                "epoch",
                "kind",
                "adjusts",
                "windowStart",
                "windowEnd",
                "prevEpochHash",
                "method",
                "modelHashes",
                "datasetRoots",
                "receiptsRoot",
                "receiptCount",
                "sharesRoot",
                "shareCount",
                "payoutsRoot",
                "payoutCount",
                "pool",
                "paid",
                "undistributed",
                "unit",
                "deposits");
        return new EpochRecord(
                json.text("network"),
                json.integer("epoch"),
                json.text("kind"),
                json.text("adjusts"),
                json.integer("windowStart"),
                json.integer("windowEnd"),
                json.text("prevEpochHash"),
                json.text("method"),
                json.hashes("modelHashes"),
                json.hashes("datasetRoots"),
                json.hash("receiptsRoot"),
                json.integer("receiptCount"),
                json.hash("sharesRoot"),
                json.integer("shareCount"),
                json.hash("payoutsRoot"),
                json.integer("payoutCount"),
                json.integer("pool"),
                json.integer("paid"),
                json.integer("undistributed"),
                json.text("unit"),
                json.objects("deposits").stream().map(DepositUse::of).toList());
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("epoch", epoch)
                .put("kind", kind)
                .put("adjusts", adjusts)
                .put("windowStart", windowStart)
                .put("windowEnd", windowEnd)
                .put("prevEpochHash", prevEpochHash)
                .put("method", method)
                .put("modelHashes", modelHashes)
                .put("datasetRoots", datasetRoots)
                .put("receiptsRoot", receiptsRoot)
                .put("receiptCount", receiptCount)
                .put("sharesRoot", sharesRoot)
                .put("shareCount", shareCount)
                .put("payoutsRoot", payoutsRoot)
                .put("payoutCount", payoutCount)
                .put("pool", poolMicros)
                .put("paid", paidMicros)
                .put("undistributed", undistributedMicros)
                .put("unit", unit)
                .put("deposits", deposits.stream().map(DepositUse::toJson).toList())
                .build();
    }
}
