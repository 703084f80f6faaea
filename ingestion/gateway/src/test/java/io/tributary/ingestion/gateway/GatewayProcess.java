// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A gateway in a JVM of its own; it lives as long as its standard input stays open. */
final class GatewayProcess implements AutoCloseable {
    private final Process process;
    private final Caller caller;

    private GatewayProcess(Process process, Caller caller) {
        this.process = process;
        this.caller = caller;
    }

    static GatewayProcess start(Path home, String bootstrapServers) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.tributary.ingestion.gateway.Gateway",
                        "--home",
                        home.toString(),
                        "--kafka",
                        bootstrapServers))
                .redirectError(home.resolve("gateway.log").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            process.destroyForcibly();
            throw new IOException("the gateway did not start: " + line + ", see " + home.resolve("gateway.log"));
        }
        return new GatewayProcess(process, new Caller(Integer.parseInt(line.substring("ready ".length()))));
    }

    Caller caller() {
        return caller;
    }

    /** As a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
