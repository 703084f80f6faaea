// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.trino;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java that Trino runs on, which is a newer one than ours. */
final class Jdk {
    static final int RELEASE_MIN = 24;

    private static final Pattern RELEASE = Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?([0-9]+)");
    private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

    private Jdk() {}

    /**
     * The home of the JDK that is configured, or of the first one that will do in {@code JAVA25_HOME}, {@code JAVA_HOME}, this process's
     * and {@code /usr/lib/jvm}.
     *
     * @throws UnavailableException if there is none
     */
    static Path find(Configuration configuration) {
        String configured = configuration.text(Key.SQL_SERVER_TRINO_JAVA_HOME);
        if (!configured.isEmpty()) {
            Path home = Path.of(configured);
            if (release(home) < RELEASE_MIN) {
                throw new UnavailableException(Key.SQL_SERVER_TRINO_JAVA_HOME.id() + " is " + home
                        + ", want the home of a JDK " + RELEASE_MIN + " or newer");
            }
            return home;
        }
        return installed()
                .orElseThrow(() -> new UnavailableException("Trino needs a JDK " + RELEASE_MIN
                        + " or newer and none was found; install one and put its home into "
                        + Key.SQL_SERVER_TRINO_JAVA_HOME.id() + ", or take the embedded engine"));
    }

    /** The first JDK in the usual places that will do. */
    static Optional<Path> installed() {
        List<Path> places = new ArrayList<>();
        for (String variable : List.of("JAVA25_HOME", "JAVA_HOME")) {
            Optional.ofNullable(System.getenv(variable))
                    .filter(value -> !value.isBlank())
                    .map(Path::of)
                    .ifPresent(places::add);
        }
        places.add(Path.of(System.getProperty("java.home")));
        if (Files.isDirectory(USUAL_PLACE)) {
            try (Stream<Path> folders = Files.list(USUAL_PLACE)) {
                folders.sorted().forEach(places::add);
            } catch (IOException e) {
                // Not to be listed is not to be found.
            }
        }
        return places.stream().filter(home -> release(home) >= RELEASE_MIN).findFirst();
    }

    /** The feature release, 0 if there is no Java. */
    private static int release(Path home) {
        if (!Files.isExecutable(home.resolve("bin").resolve("java"))) {
            return 0;
        }
        try {
            Matcher release = RELEASE.matcher(Files.readString(home.resolve("release")));
            return release.find() ? Integer.parseInt(release.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
