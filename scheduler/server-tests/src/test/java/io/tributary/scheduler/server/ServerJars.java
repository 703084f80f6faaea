// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks Maven for the jars of a server, in a build of its own: the server is published by others, and a build of ours must not fail
 * because they can't be had.
 *
 * @param options further words for Maven
 */
record ServerJars(List<String> options) {
    private static final int LETTERS_MOST = 240;
    private static final Pattern CANNOT_BE_HAD = Pattern.compile(
            "(?i)(could not (transfer|find|resolve)|cannot (access|be resolved)|could not be resolved|was not found in).*");

    ServerJars {
        options = List.copyOf(options);
    }

    /** With the local repository of the build that runs these tests; offline if that is. */
    static ServerJars ofThisBuild() {
        List<String> options = new ArrayList<>();
        options.add("-Dmaven.repo.local=" + System.getProperty("tributary.maven.repository"));
        if (System.getProperty("tributary.maven.offline", "").endsWith("true")) {
            options.add("-o");
        }
        return new ServerJars(options);
    }

    /** Resolves the jars, or says in one sentence which can't be had; whatever else goes wrong is a failure. */
    Optional<String> resolve() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("tributary.maven"), "bin", "mvn").toString());
        words.addAll(List.of("-q", "-B", "-ntp", "-Dstyle.color=never"));
        words.addAll(options);
        words.addAll(List.of(
                "-f", Ran.REPOSITORY.resolve("scheduler/server-fixture/pom.xml").toString(), "package"));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process maven = builder.start();
        String output = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (maven.waitFor() == 0) {
            return Optional.empty();
        }
        Matcher matcher = CANNOT_BE_HAD.matcher(output);
        if (!matcher.find()) {
            throw new AssertionError("scheduler/server-fixture can't be built: " + output);
        }
        String sentence = matcher.group();
        return Optional.of(sentence.length() <= LETTERS_MOST ? sentence : sentence.substring(0, LETTERS_MOST) + " …");
    }
}
