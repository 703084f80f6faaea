// SPDX-License-Identifier: Apache-2.0
/**
 * Workflow files: what they may say, and where exactly one is wrong.
 * Start with {@link io.tributary.scheduler.workflow.WorkflowReader}.
 */
package io.tributary.scheduler.workflow;
