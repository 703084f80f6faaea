// SPDX-License-Identifier: Apache-2.0
/**
 * The few exceptions of the system, told apart by what the caller may do next, and the rule ids of refused input.
 * Start with {@link io.tributary.protocol.error.Rule}.
 */
package io.tributary.protocol.error;
