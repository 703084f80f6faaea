// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import java.time.Duration;

/**
 * How long one call of a gateway may take; without a deadline a call to a peer whose orderer is gone can hang.
 *
 * @param evaluate one query
 * @param endorse collecting endorsements, each of which may be the first call of a chaincode
 * @param submit handing a transaction to the orderer
 * @param status waiting for a block with the transaction; an orderer that crashed has forgotten it
 * @param settle in all, finding out what became of a transaction and sending it again where it was lost
 */
public record FabricDeadlines(Duration evaluate, Duration endorse, Duration submit, Duration status, Duration settle) {
    /** For a network on one machine or in one region. */
    public static final FabricDeadlines USUAL = new FabricDeadlines(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(90));
}
