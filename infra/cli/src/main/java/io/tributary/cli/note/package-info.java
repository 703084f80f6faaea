// SPDX-License-Identifier: Apache-2.0
/**
 * The ledger's log in the formats that other transparency logs and their witnesses read: C2SP's signed-note,
 * tlog-checkpoint and tlog-proof. Start with {@link io.tributary.cli.note.LogHead}.
 */
package io.tributary.cli.note;
