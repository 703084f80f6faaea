// SPDX-License-Identifier: Apache-2.0
/**
 * Batch jobs: workflow files on their way to a scheduler and to their end.
 * Start with {@link io.tributary.cli.job.JobSteps}.
 */
package io.tributary.cli.job;
