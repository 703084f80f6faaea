// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.InvalidInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a network is made of, beside the templates.
 *
 * @param organisations names of three members, which are the names of their MSPs and by which the contract knows them
 * @param batchTimeoutMillis how long the orderer waits for further transactions before it cuts a block, 10 to 10,000
 * @param chaincodeClassPath jars of the chaincode service, its own first; not empty
 * @param chaincodeMain main class of the chaincode service
 * @param patience how long any one step may take
 */
public record NetworkSettings(
        List<String> organisations,
        int batchTimeoutMillis,
        List<Path> chaincodeClassPath,
        String chaincodeMain,
        Duration patience) {
    /** The members of everyday use. */
    public static final List<String> ORGANISATIONS = List.of("org1", "org2", "org3");

    private static final String NAME = "[A-Za-z][A-Za-z0-9]{0,30}";

    /** Name of the channel. */
    public static final String CHANNEL = "tributary";

    /** Name of the chaincode. */
    public static final String CHAINCODE = "tributary";

    /** Version in the chaincode's definition; another one is approved and committed as the next sequence. */
    public static final String CHAINCODE_VERSION = "1";

    /** Main class of the contract's service. */
    public static final String CHAINCODE_MAIN = "io.tributary.chaincode.ChaincodeService";

    /** Main class of the service that also answers the benchmark's bare {@code put}. */
    public static final String BENCH_MAIN = "io.tributary.chaincode.bench.BenchService";

    /** The block time of everyday use: a transaction takes this and about 10 ms. */
    public static final int BATCH_TIMEOUT_MILLIS = 200;

    /** How long a step may take on a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Common suffix of the host names inside the certificates; the name is reserved and resolves nowhere. */
    static final String DOMAIN = "tributary.test";

    /** Checks the ranges and copies the lists. */
    public NetworkSettings {
        organisations = requireOrganisations(organisations);
        chaincodeClassPath = List.copyOf(chaincodeClassPath);
        if (batchTimeoutMillis < 10 || batchTimeoutMillis > 10_000) {
            throw new InvalidInputException("batch timeout: got " + batchTimeoutMillis + " ms, want 10 to 10000");
        }
        if (chaincodeClassPath.isEmpty()) {
            throw new InvalidInputException("the class path of the chaincode service is empty");
        }
    }

    /** The usual settings for this chaincode. */
    public static NetworkSettings of(List<Path> chaincodeClassPath) {
        return new NetworkSettings(ORGANISATIONS, BATCH_TIMEOUT_MILLIS, chaincodeClassPath, CHAINCODE_MAIN, PATIENCE);
    }

    /** The same with another chaincode service. */
    public NetworkSettings withMain(String mainClass) {
        return new NetworkSettings(organisations, batchTimeoutMillis, chaincodeClassPath, mainClass, patience);
    }

    /** Three different names, of a form that can stand in a host name and in a policy. */
    static List<String> requireOrganisations(List<String> organisations) {
        List<String> lowerCase = organisations.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        if (organisations.size() != ORGANISATIONS.size() || lowerCase.size() != ORGANISATIONS.size()) {
            throw new InvalidInputException("got organisations " + organisations + ", want three different ones");
        }
        for (String name : organisations) {
            if (!name.matches(NAME) || name.equalsIgnoreCase("orderer")) {
                throw new InvalidInputException("got organisation '" + name + "', want " + NAME + " and not orderer");
            }
        }
        return List.copyOf(organisations);
    }
}
