// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import java.util.List;

/** What a member is told of receipts that the seal set aside for a missing key, and whose key the member has. */
final class PutOff {
    private static final int SHOWN_MAX = 5;

    private PutOff() {}

    /** One line, or none where nothing was put off. */
    static List<String> lines(List<String> receiptIds) {
        if (receiptIds.isEmpty()) {
            return List.of();
        }
        String more = receiptIds.size() > SHOWN_MAX ? ", …" : "";
        return List.of("the seal set " + receiptIds.size()
                + " receipts aside for missing keys that are here and open them: "
                + String.join(", ", receiptIds.subList(0, Math.min(SHOWN_MAX, receiptIds.size()))) + more
                + "; unless the keys came later, ask whoever sealed");
    }
}
