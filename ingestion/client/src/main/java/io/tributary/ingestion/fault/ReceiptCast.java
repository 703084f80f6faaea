// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.fault;

import io.tributary.ingestion.PayloadSeal;
import java.util.Objects;

/**
 * Who and what takes part in faulty receipts.
 *
 * @param network the network
 * @param host a registered host
 * @param contributor registered, and no host
 * @param stranger registered nowhere
 * @param weakHost id of a host that is registered with {@link FaultyReceipts#WEAK_KEY}
 * @param caller a caller with a registered key
 * @param hostAsCaller a caller that is registered with the host's key
 * @param seal what questions are sealed with
 * @param words stand in every question; found anywhere later, something leaked
 * @param freeSequence from here on the host has used no sequence and no receipt number
 * @param nowMillis when the receipts arrive, epoch milliseconds, about
 */
public record ReceiptCast(
        String network,
        Party host,
        Party contributor,
        Party stranger,
        String weakHost,
        Party caller,
        String hostAsCaller,
        PayloadSeal seal,
        String words,
        long freeSequence,
        long nowMillis) {

    /** Checks that nothing is missing. */
    public ReceiptCast {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(contributor, "contributor");
        Objects.requireNonNull(stranger, "stranger");
        Objects.requireNonNull(weakHost, "weakHost");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(hostAsCaller, "hostAsCaller");
        Objects.requireNonNull(seal, "seal");
        Objects.requireNonNull(words, "words");
    }
}
