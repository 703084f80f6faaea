// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many of its running numbers a host has accounted for. Each receipt takes one, and no two the same, so a number between the least and
 * the greatest without a receipt stands for one that was refused, or that the host gave a caller and left out.
 *
 * @param host its id
 * @param receipts accepted ones
 * @param first least running number
 * @param last greatest one
 */
public record HostNumbers(String host, long receipts, long first, long last) {

    /** By host, in ascending order, from the rows of {@code bronze.inferences}. */
    public static List<HostNumbers> of(LakeCatalog lake) {
        Map<String, long[]> seen = new HashMap<>();
        TableReader.of(lake.table(BronzeTables.INFERENCES_TABLE))
                .select(BronzeTables.HOST, BronzeTables.HOST_SEQ)
                .forEach(row -> {
                    long number = row.number(BronzeTables.HOST_SEQ);
                    long[] numbers =
                            seen.computeIfAbsent(row.text(BronzeTables.HOST), host -> new long[] {0, number, number});
                    numbers[0]++;
                    numbers[1] = Math.min(numbers[1], number);
                    numbers[2] = Math.max(numbers[2], number);
                });
        List<HostNumbers> hosts = new ArrayList<>();
        new TreeMap<>(seen)
                .forEach((host, numbers) -> hosts.add(new HostNumbers(host, numbers[0], numbers[1], numbers[2])));
        return hosts;
    }

    /** Numbers without a receipt. */
    public long missing() {
        // In this order, since a host may choose the first and the last number there are.
        return last - first - receipts + 1;
    }
}
