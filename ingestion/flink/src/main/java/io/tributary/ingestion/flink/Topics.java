// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.util.List;

/** The topics that the job reads and writes. */
final class Topics {
    /** Signed batches of contributions. */
    static final String CONTRIBUTIONS = "contributions";

    /** Signed batches of inference receipts. */
    static final String INFERENCES = "inferences";

    /** Dead letters: what was refused and why, never a payload. */
    static final String REJECTIONS = "rejections";

    /** The topics that the job reads. */
    static final List<String> SOURCES = List.of(CONTRIBUTIONS, INFERENCES);

    private Topics() {}
}
