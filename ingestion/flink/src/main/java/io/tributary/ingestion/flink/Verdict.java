// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

/** What the verifier says about a value. */
sealed interface Verdict permits Verdict.Accepted, Verdict.Refused {

    /** Everything that can be told from the value and the registry is right. */
    record Accepted(VerifiedBatch batch) implements Verdict {}

    /** A rule is broken. */
    record Refused(Rejection rejection) implements Verdict {}
}
