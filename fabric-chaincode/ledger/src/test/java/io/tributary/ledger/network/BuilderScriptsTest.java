// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The external builder, called as a peer calls it. */
class BuilderScriptsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void unpack() throws IOException {
        for (String script : new String[] {"detect", "build", "release"}) {
            Files.write(folder.resolve(script), Template.bytes("builder/bin/" + script));
        }
        for (String directory : new String[] {"source", "metadata", "output", "release-output"}) {
            Files.createDirectory(folder.resolve(directory));
        }
    }

    @Test
    void onlyChaincodeThatIsAServiceIsTaken() throws Exception {
        assertThat(detect("{\"type\":\"ccaas\",\"label\":\"x\"}")).isZero();
        assertThat(detect("{\"label\":\"x\", \"type\" : \"ccaas\"}")).isZero();
        assertThat(detect("{\"type\":\"golang\",\"label\":\"ccaas\"}")).isNotZero();
        assertThat(detect("{\"type\":\"ccaas2\"}")).isNotZero();
    }

    @Test
    void aPackageWithoutConnectionFileIsRefused() throws Exception {
        assertThat(run("", "build", "source", "metadata", "output")).isNotZero();
        Files.writeString(folder.resolve("source/connection.json"), "{}");
        assertThat(run("", "build", "source", "metadata", "output")).isZero();
        assertThat(folder.resolve("output/connection.json")).hasContent("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9999", "host-1.example:7052", "localhost:1"})
    void thePeersOwnServiceIsWrittenIntoTheRelease(String address) throws Exception {
        Files.writeString(folder.resolve("output/connection.json"), "{\"address\":\"@CCAAS_ADDRESS@\",\"x\":false}");
        assertThat(run(address, "release", "output", "release-output")).isZero();
        assertThat(folder.resolve("release-output/chaincode/server/connection.json"))
                .hasContent("{\"address\":\"" + address + "\",\"x\":false}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "host", ":80", "host:", "a:b", "h:1:2", "h/:3", "h:8 0", "h:1\",\"x\":\"", "h&:1", "h\\:1"})
    void whatIsNoAddressIsRefused(String address) throws Exception {
        Files.writeString(folder.resolve("output/connection.json"), "{\"address\":\"@CCAAS_ADDRESS@\"}");
        assertThat(run(address, "release", "output", "release-output"))
                .as(address)
                .isNotZero();
        assertThat(folder.resolve("release-output/chaincode")).doesNotExist();
    }

    private int detect(String metadata) throws Exception {
        Files.writeString(folder.resolve("metadata/metadata.json"), metadata);
        return run("", "detect", "source", "metadata");
    }

    private int run(String address, String script, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 2];
        command[0] = "sh";
        command[1] = script;
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile());
        builder.environment().remove("CCAAS_ADDRESS");
        if (!address.isEmpty()) {
            builder.environment().put("CCAAS_ADDRESS", address);
        }
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
