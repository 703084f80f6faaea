// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

/**
 * What an epoch's record says that the seal decided and no computation can.
 *
 * @param startMillis first epoch millisecond of the window
 * @param endMillis first epoch millisecond after it
 * @param previousHash record hash of the epoch before, empty for the first
 */
public record EpochWindow(long startMillis, long endMillis, String previousHash) {}
