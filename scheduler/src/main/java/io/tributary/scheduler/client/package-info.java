// SPDX-License-Identifier: Apache-2.0
/**
 * A thin, typed client of a DolphinScheduler server: what it is asked and what it answers, in the words of its releases.
 * Start with {@link io.tributary.scheduler.client.SchedulerClient}.
 */
package io.tributary.scheduler.client;
