// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a payee's pay changes from one epoch to the next.
 *
 * @param payee the payee
 * @param name who that is, as far as known
 * @param beforeMicros pay of the epoch before
 * @param afterMicros pay of the epoch
 */
record PayChange(String payee, String name, long beforeMicros, long afterMicros) {

    /** The largest changes first, at most so many; payees whose pay stays are left out. */
    static List<PayChange> largest(List<Payout> before, List<Payout> after, int count) {
        SortedMap<String, Long> old = sums(before);
        SortedMap<String, Long> now = sums(after);
        SortedMap<String, Long> everybody = new TreeMap<>(Share.BYTEWISE);
        everybody.putAll(old);
        everybody.putAll(now);
        List<PayChange> changes = new ArrayList<>();
        for (String payee : everybody.keySet()) {
            PayChange change = new PayChange(payee, "", old.getOrDefault(payee, 0L), now.getOrDefault(payee, 0L));
            if (change.beforeMicros() != change.afterMicros()) {
                changes.add(change);
            }
        }
        changes.sort(Comparator.comparing((PayChange change) -> Math.abs(change.difference()))
                .reversed()
                .thenComparing(PayChange::payee, Share.BYTEWISE));
        return List.copyOf(changes.subList(0, Math.min(count, changes.size())));
    }

    private static SortedMap<String, Long> sums(List<Payout> payouts) {
        SortedMap<String, Long> sums = new TreeMap<>(Share.BYTEWISE);
        payouts.forEach(payout -> sums.merge(payout.payee(), payout.amount(), Math::addExact));
        return sums;
    }

    /** The same with the payee's name, where he has one. */
    PayChange known(Map<String, String> names) {
        return new PayChange(payee, names.getOrDefault(payee, ""), beforeMicros, afterMicros);
    }

    private long difference() {
        return Math.subtractExact(afterMicros, beforeMicros);
    }

    /** For people. */
    String line() {
        return String.format(
                Locale.ROOT,
                "pay           %-20s %-24s %15d before, now %15d: %+d",
                payee,
                name,
                beforeMicros,
                afterMicros,
                difference());
    }

    /** For programs. */
    JsonObject toJson() {
        return JsonObject.nested()
                .put("payee", payee)
                .put("name", name)
                .put("before", beforeMicros)
                .put("after", afterMicros)
                .put("difference", difference())
                .build();
    }
}
