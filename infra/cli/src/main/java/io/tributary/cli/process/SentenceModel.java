// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import io.tributary.protocol.error.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The jars of the sentence model, which no build brings: Maven resolves them the first time that somebody wants them. */
public final class SentenceModel {
    private static final String POM = "pipelines/embeddings/model/pom.xml";
    private static final String CLASS_PATH_FILE = "pipelines/embeddings/model/target/model.classpath";

    private final Path repository;

    /** Of the checkout in this folder. */
    public SentenceModel(Path repository) {
        this.repository = repository;
    }

    /**
     * The jars, fetched before if one of them is missing.
     *
     * @param progress is told before something is fetched
     * @throws UnavailableException if they can't be had
     */
    public List<String> jars(Consumer<String> progress) throws InterruptedException {
        List<String> jars = resolved();
        if (jars.isEmpty()) {
            progress.accept("fetching the sentence model and its runtime with Maven, 130 MB, once");
            fetch();
            jars = resolved();
        }
        if (jars.isEmpty()) {
            throw new UnavailableException("Maven has resolved the sentence model, but " + CLASS_PATH_FILE
                    + " does not name its jars; delete the folder and run the review again");
        }
        return jars;
    }

    /** What an earlier run resolved; empty if it is not all there. */
    private List<String> resolved() {
        Path file = repository.resolve(CLASS_PATH_FILE);
        try {
            List<String> jars = Files.exists(file)
                    ? Arrays.stream(Files.readString(file).strip().split(File.pathSeparator))
                            .filter(entry -> !entry.isEmpty())
                            .toList()
                    : List.of();
            return jars.stream().allMatch(jar -> Files.isRegularFile(Path.of(jar))) ? jars : List.of();
        } catch (IOException e) {
            throw new UnavailableException(file + " can't be read", e);
        }
    }

    private void fetch() throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "mvn",
                        "-q",
                        "-B",
                        "-ntp",
                        "--strict-checksums",
                        "-Dstyle.color=never",
                        "-f",
                        repository.resolve(POM).toString(),
                        "package")
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process maven;
        try {
            maven = builder.start();
        } catch (IOException e) {
            throw new UnavailableException(
                    "the sentence model is fetched by Maven and mvn is not on PATH; put it there", e);
        }
        Thread end = new Thread(maven::destroy, "end-maven");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            String output = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (maven.waitFor() != 0) {
                throw new UnavailableException("Maven could not fetch the sentence model: "
                        + output.lines().findFirst().orElse("it said nothing")
                        + "; run the review again, or set review.embeddings=off");
            }
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IOException e) {
            throw new UnavailableException("Maven could not be listened to: " + e.getMessage(), e);
        } finally {
            maven.destroy();
        }
    }
}
