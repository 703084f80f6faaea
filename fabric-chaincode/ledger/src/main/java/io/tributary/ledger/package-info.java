// SPDX-License-Identifier: Apache-2.0
/**
 * The ledger as the rest of the system sees it. The embedded implementation runs the same contract in process
 * over a journal file.
 */
package io.tributary.ledger;
