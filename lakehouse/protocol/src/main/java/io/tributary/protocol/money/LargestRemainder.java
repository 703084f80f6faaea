// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The largest remainder (Hamilton) method in exact integers: each weight gets the floor of its proportional part, and the units left over go,
 * one each, to the largest remainders; equal remainders are served in list order.
 */
public final class LargestRemainder {
    private LargestRemainder() {}

    /**
     * Splits a total over weights; the parts sum to the total exactly.
     *
     * @param total 0 or more
     * @param weights 0 or more each, not all zero
     */
    public static List<BigInteger> split(BigInteger total, List<BigInteger> weights) {
        if (total.signum() < 0) {
            throw new IllegalArgumentException("total " + total + ", want >= 0");
        }
        BigInteger sum = BigInteger.ZERO;
        for (BigInteger weight : weights) {
            if (weight.signum() < 0) {
                throw new IllegalArgumentException("weight " + weight + ", want >= 0");
            }
            sum = sum.add(weight);
        }
        if (sum.signum() == 0) {
            throw new IllegalArgumentException("all of " + weights.size() + " weights are zero");
        }
        BigInteger[] parts = new BigInteger[weights.size()];
        BigInteger[] remainders = new BigInteger[weights.size()];
        BigInteger left = total;
        for (int i = 0; i < parts.length; i++) {
            BigInteger[] division = total.multiply(weights.get(i)).divideAndRemainder(sum);
            parts[i] = division[0];
            remainders[i] = division[1];
            left = left.subtract(division[0]);
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing((Integer i) -> remainders[i]).reversed());
        for (int i = 0; i < left.intValueExact(); i++) {
            parts[order.get(i)] = parts[order.get(i)].add(BigInteger.ONE);
        }
        return List.copyOf(Arrays.asList(parts));
    }
}
