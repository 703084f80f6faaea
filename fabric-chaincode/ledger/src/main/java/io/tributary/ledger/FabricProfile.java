// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * How one organisation reaches a Fabric network, read from a properties file:
 *
 * <pre>
 * organisation = org1                       the MSP that vouches for the certificate
 * channel      = tributary
 * chaincode    = tributary
 * certificate  = user/cert.pem              the client's certificate and PKCS 8 key
 * key          = user/key.pem
 * gateways     = org1,org2,org3             peers by name, in order of preference
 * gateway.org1.address  = 127.0.0.1:7051
 * gateway.org1.tls-root = org1/tls-ca.pem   the peer's TLS root certificates
 * gateway.org1.tls-name = peer0.org1        optional: the name in the peer's certificate
 * </pre>
 *
 * Paths are relative to the file. Without {@code tls-root} a gateway is reached in plain text, on the loopback address only.
 *
 * @param organisation the caller
 * @param channel name of the channel
 * @param chaincode name of the chaincode
 * @param certificate PEM file of the client's certificate
 * @param key PEM file of the client's private key
 * @param gateways at least one peer, in order of preference
 */
public record FabricProfile(
        String organisation, String channel, String chaincode, Path certificate, Path key, List<Endpoint> gateways) {
    private static final String GATEWAY = "gateway.";

    /** Requires at least one gateway; copies the list. */
    public FabricProfile {
        gateways = List.copyOf(gateways);
        if (gateways.isEmpty()) {
            throw new InvalidInputException("connection profile of " + organisation + " names no gateway");
        }
    }

    /**
     * Reads a profile.
     *
     * @throws InvalidInputException if a key is missing or unknown
     * @throws UnavailableException if the file cannot be read
     */
    public static FabricProfile read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UnavailableException("connection profile " + file + " cannot be read: " + e.getMessage(), e);
        }
        Keys keys = new Keys(file, properties);
        Path folder = Objects.requireNonNull(file.toAbsolutePath().normalize().getParent(), "a root folder");
        List<Endpoint> gateways = new ArrayList<>();
        for (String name : keys.take("gateways").split(",")) {
            String prefix = GATEWAY + name.strip() + ".";
            gateways.add(new Endpoint(
                    name.strip(),
                    keys.take(prefix + "address"),
                    keys.find(prefix + "tls-root").map(folder::resolve),
                    keys.find(prefix + "tls-name")));
        }
        FabricProfile profile = new FabricProfile(
                keys.take("organisation"),
                keys.take("channel"),
                keys.take("chaincode"),
                folder.resolve(keys.take("certificate")),
                folder.resolve(keys.take("key")),
                gateways);
        keys.requireNoneLeft();
        return profile;
    }

    /**
     * One peer's gateway.
     *
     * @param name the organisation that runs it
     * @param address host:port
     * @param tlsRoot PEM file of the TLS roots that its certificate must lead to; empty means plain text
     * @param tlsName the name that its certificate must carry, if it is not the host's
     */
    public record Endpoint(String name, String address, Optional<Path> tlsRoot, Optional<String> tlsName) {
        private static final String LOOPBACK_FORM = "(127\\.0\\.0\\.1|localhost):[0-9]{1,5}";
        private static final String FORM = "[A-Za-z0-9.-]+:[0-9]{1,5}";

        /** Refuses plain text to other machines. */
        public Endpoint {
            if (!address.matches(FORM)) {
                throw new InvalidInputException("gateway " + name + ": got address '" + address + "', want host:port");
            }
            if (tlsRoot.isEmpty() && !address.matches(LOOPBACK_FORM)) {
                throw new InvalidInputException("gateway " + name + " at " + address + " has no " + GATEWAY + name
                        + ".tls-root, want one: plain text is for the loopback address");
            }
        }
    }

    /** The keys of a file, each to be taken once. */
    private static final class Keys {
        private final Path file;
        private final Properties properties;

        Keys(Path file, Properties properties) {
            this.file = file;
            this.properties = properties;
        }

        Optional<String> find(String name) {
            Optional<String> value =
                    Optional.ofNullable(properties.getProperty(name)).map(String::strip);
            properties.remove(name);
            return value;
        }

        String take(String name) {
            return find(name)
                    .filter(value -> !value.isEmpty())
                    .orElseThrow(() -> new InvalidInputException("connection profile " + file + " lacks " + name));
        }

        void requireNoneLeft() {
            if (!properties.isEmpty()) {
                throw new InvalidInputException("connection profile " + file + " has unknown keys "
                        + new TreeSet<>(properties.stringPropertyNames()));
            }
        }
    }
}
