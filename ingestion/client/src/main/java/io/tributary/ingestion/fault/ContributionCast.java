// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.fault;

import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.PayloadSeal;
import java.util.Objects;

/**
 * Who and what takes part in faulty contributions.
 *
 * @param network the network
 * @param datanet a registered Datanet
 * @param otherDatanet another registered Datanet
 * @param contributor registered and active
 * @param expired a contributor whose only key is valid no longer
 * @param withdrawn registered and not active
 * @param stranger registered nowhere
 * @param host a registered host, who is no contributor
 * @param seal what payloads are sealed with
 * @param words stand in every text, sealed or planted; found anywhere later, something leaked
 * @param freeSequence from here on the contributor has used no sequence
 * @param limits what the ingestion accepts
 */
public record ContributionCast(
        String network,
        String datanet,
        String otherDatanet,
        Party contributor,
        Party expired,
        Party withdrawn,
        Party stranger,
        Party host,
        PayloadSeal seal,
        String words,
        long freeSequence,
        BatchLimits limits) {

    /** Checks that nothing is missing. */
    public ContributionCast {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(datanet, "datanet");
        Objects.requireNonNull(otherDatanet, "otherDatanet");
        Objects.requireNonNull(contributor, "contributor");
        Objects.requireNonNull(expired, "expired");
        Objects.requireNonNull(withdrawn, "withdrawn");
        Objects.requireNonNull(stranger, "stranger");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(seal, "seal");
        Objects.requireNonNull(words, "words");
        Objects.requireNonNull(limits, "limits");
    }
}
