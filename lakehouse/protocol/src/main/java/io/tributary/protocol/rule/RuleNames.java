// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.rule;

import java.util.List;

/**
 * The rules of this release that ledger parameters name. The ledger's contract takes no other name: an epoch or a version whose rule nobody
 * can compute would stay undone for ever, since a parameter has one value for an epoch.
 */
public final class RuleNames {
    /** Values of the parameter {@code pay.rule}. */
    public static final List<String> PAY = List.of("rows/v1", "bundles/v1", "bundles/v2", "bundles/v3", "bundles/v4");

    /** Values of {@code duplicates.rule} and of {@code duplicates.rule.<slug>}. */
    public static final List<String> DUPLICATES = List.of("exact/v1", "jaccard/v1");

    /** Values of {@code repeats.rule}. */
    public static final List<String> REPEATS = List.of("first-use/v1", "first-use/v2");

    private RuleNames() {}
}
