// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports and templates, without any of Fabric's programs. */
class NetworkFilesTest {
    private static final List<String> MEMBERS = List.of("north", "south", "west");

    @TempDir
    private Path folder;

    @Test
    void portsAreDifferentAndStay() {
        Path file = folder.resolve("network.properties");
        NetworkPlan plan = NetworkPlan.ofFile(file, MEMBERS);
        assertThat(plan.ports().values()).hasSize(15).doesNotHaveDuplicates();
        assertThat(NetworkPlan.ofFile(file, MEMBERS)).isEqualTo(plan);
        assertThat(NetworkPlan.read(file)).isEqualTo(plan);
    }

    @Test
    void aNetworkKeepsItsMembers() {
        Path file = folder.resolve("network.properties");
        NetworkPlan.ofFile(file, MEMBERS);
        assertThatThrownBy(() -> NetworkPlan.ofFile(file, List.of("north", "south", "east")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is of [north, south, west], got [north, south, east]");
    }

    @Test
    void aDamagedPlanIsRefused() throws IOException {
        Path file = folder.resolve("network.properties");
        NetworkPlan.ofFile(file, MEMBERS);
        String text = Files.readString(file);
        for (String damaged : List.of(
                text.replaceAll("(?m)^north=.*$", ""),
                text.replaceAll("(?m)^north=.*$", "north=x"),
                text.replaceAll("(?m)^north=.*$", "north=70000"),
                text.replaceAll("(?m)^organisations=.*$", "organisations=north,south"))) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> NetworkPlan.read(file)).as(damaged).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void namesThatCannotStandInAPolicyAreRefused() {
        List<Path> classPath = List.of(Path.of("chaincode.jar"));
        for (List<String> names : List.of(
                List.of("a", "b"),
                List.of("a", "b", "A"),
                List.of("a", "b", "orderer"),
                List.of("a", "b", "c'"),
                List.of("a", "b", ""))) {
            assertThatThrownBy(() -> new NetworkSettings(names, 200, classPath, "Main", Duration.ofSeconds(1)))
                    .as("%s", names)
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void aTemplateIsFilledCompletelyOrNotAtAll() {
        Map<String, String> values = Map.of(
                "org1", "north",
                "org2", "south",
                "org3", "west",
                "org1Domain", "north.test",
                "org2Domain", "south.test",
                "org3Domain", "west.test",
                "ordererDomain", "orderer.test");
        String text = new String(Template.fill("crypto-config.yaml", values), StandardCharsets.UTF_8);
        assertThat(text).contains("Domain: south.test").doesNotContain("${");
        assertThatThrownBy(() -> Template.fill("crypto-config.yaml", Map.of("org1", "north")))
                .isInstanceOf(IllegalStateException.class);
        Map<String, String> more = new TreeMap<>(values);
        more.put("other", "x");
        assertThatThrownBy(() -> Template.fill("crypto-config.yaml", more)).hasMessageContaining("no use for [other]");
        more.remove("other");
        more.put("org1", "north'\n");
        assertThatThrownBy(() -> Template.fill("crypto-config.yaml", more)).isInstanceOf(InvalidInputException.class);
    }
}
