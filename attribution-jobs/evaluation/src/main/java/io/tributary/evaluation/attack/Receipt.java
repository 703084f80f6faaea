// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

/**
 * One paid question. The answer is the model's own: members ask it again and refuse a receipt that says another.
 *
 * @param question what is asked
 * @param truth the right class, which nobody is paid by
 * @param feeMicros the fee
 * @param caller who pays it
 * @param host who answers it
 */
public record Receipt(Content question, int truth, long feeMicros, String caller, String host) {
    /** Requires a fee of 0 or more. */
    public Receipt {
        if (feeMicros < 0) {
            throw new IllegalArgumentException("fee is " + feeMicros + " micros, want 0 or more");
        }
    }
}
