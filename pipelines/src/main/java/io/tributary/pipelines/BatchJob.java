// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.canonical.JsonObject;

/** One idempotent step over the lake: run again with the same job, it gives the same result and writes nothing twice. */
@FunctionalInterface
public interface BatchJob {

    /**
     * Does the step.
     *
     * @param context session, configuration and progress
     * @param job the job's canonical object
     * @return the result object, written to the result file
     * @throws io.tributary.protocol.error.TributaryException for an expected failure
     */
    JsonObject run(JobContext context, JsonObject job);
}
