// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What is decided once for a network and kept: its members and its loopback ports, some of which the channel's configuration
 * names. The ports lie below the range from which outgoing connections get theirs, so that nobody takes one while the
 * network is down.
 *
 * @param organisations names of the members
 * @param ports port by name
 */
record NetworkPlan(List<String> organisations, Map<String, Integer> ports) {
    static final String ORDERER = "orderer";
    static final String ORDERER_ADMIN = "orderer.admin";
    static final String ORDERER_OPERATIONS = "orderer.operations";

    private static final String ORGANISATIONS = "organisations";
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    NetworkPlan {
        organisations = NetworkSettings.requireOrganisations(organisations);
        ports = Collections.unmodifiableMap(new TreeMap<>(ports));
        for (String name : names(organisations)) {
            Integer port = ports.get(name);
            if (port == null || port < 1 || port > 65_535) {
                throw new InvalidInputException("port " + name + ": got " + port + ", want 1 to 65535");
            }
        }
    }

    /** The saved plan, or one of free ports, which is saved. */
    static NetworkPlan ofFile(Path file, List<String> organisations) {
        if (!Files.exists(file)) {
            return choose(file, organisations);
        }
        NetworkPlan plan = read(file);
        if (!plan.organisations.equals(organisations)) {
            throw new InvalidInputException(
                    "the network in " + file.getParent() + " is of " + plan.organisations + ", got " + organisations);
        }
        return plan;
    }

    static NetworkPlan read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            List<String> organisations =
                    List.of(properties.getProperty(ORGANISATIONS, "").split(","));
            properties.remove(ORGANISATIONS);
            Map<String, Integer> ports = new TreeMap<>();
            for (String name : properties.stringPropertyNames()) {
                ports.put(name, Integer.valueOf(properties.getProperty(name).strip()));
            }
            return new NetworkPlan(organisations, ports);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(file + " holds a port that is no number: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnavailableException("file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static NetworkPlan choose(Path file, List<String> organisations) {
        List<String> names = names(organisations);
        List<Integer> free = free(names.size());
        Map<String, Integer> ports = new TreeMap<>();
        StringBuilder text =
                new StringBuilder("# Members, and ports on 127.0.0.1. The channel names some of them: they stay.\n");
        text.append(ORGANISATIONS)
                .append('=')
                .append(String.join(",", organisations))
                .append('\n');
        for (String name : names) {
            ports.put(name, free.get(ports.size()));
            text.append(name).append('=').append(ports.get(name)).append('\n');
        }
        NetworkPlan plan = new NetworkPlan(organisations, ports);
        NetworkFolder.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
        return plan;
    }

    /** Holds all of them at once, so that no two are the same. */
    private static List<Integer> free(int count) {
        SplittableRandom random = new SplittableRandom();
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int attempt = 0; held.size() < count && attempt < 100 * count; attempt++) {
                tryHold(random.nextInt(LOWEST, HIGHEST), held);
            }
            if (held.size() < count) {
                throw new UnavailableException("only " + held.size() + " free ports found on 127.0.0.1, want " + count);
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(NetworkPlan::close);
        }
    }

    private static void tryHold(int port, List<ServerSocket> held) {
        try {
            held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            // Somebody else's; the next one will do.
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UnavailableException("port " + socket.getLocalPort() + " cannot be closed", e);
        }
    }

    private static List<String> names(List<String> organisations) {
        List<String> names = new ArrayList<>(List.of(ORDERER, ORDERER_ADMIN, ORDERER_OPERATIONS));
        for (String organisation : organisations) {
            names.add(organisation);
            names.add(organisation + ".operations");
            names.add(organisation + ".chaincode-listen");
            names.add(organisation + ".chaincode");
        }
        return names;
    }

    int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalArgumentException("no port is called " + name);
        }
        return port;
    }

    int peer(String organisation) {
        return port(organisation);
    }

    int operations(String organisation) {
        return port(organisation + ".operations");
    }

    int chaincodeListen(String organisation) {
        return port(organisation + ".chaincode-listen");
    }

    int chaincode(String organisation) {
        return port(organisation + ".chaincode");
    }

    static String address(int port) {
        return "127.0.0.1:" + port;
    }
}
