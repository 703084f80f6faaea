// SPDX-License-Identifier: Apache-2.0
/**
 * Workflows on their way: put on a server or run here, started once for each key, followed to their end.
 * Start with {@link io.tributary.scheduler.run.JobRunner}.
 */
package io.tributary.scheduler.run;
