// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The home of Spark as a shop has it, laid out from the jars of our own class paths: what is not ours in the engine's
 * folder of jars, and a script in {@code bin} that starts its client. It ties nothing to the life of a shell.
 */
final class EngineHomes {
    private static final String OURS = "tributary-";

    private EngineHomes() {}

    /** A Spark home whose {@code spark-submit} asks Spark's launcher for the command, as the published one does. */
    static Path spark() throws IOException {
        Path home = home("spark-home", "jars", "attribution-jobs/spark");
        script(home.resolve("bin/spark-submit"), """
                #!/bin/bash
                export SPARK_HOME='@home@' SPARK_SCALA_VERSION=2.13
                mapfile -d '' -t words < <("$JAVA_HOME/bin/java" -Xmx128m -cp "$SPARK_HOME/jars/*" \\
                    org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
                words=("${words[@]:1}")
                words[0]=${words[0]#$'\\n'}
                exec "${words[@]}"
                """.replace("@home@", home.toString()));
        return home;
    }

    /** The module's own jar. */
    static Path jar(String module) throws IOException {
        try (Stream<Path> files = Files.list(Ran.REPOSITORY.resolve(module).resolve("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("tributary-[a-z-]*-[0-9].*[0-9T]\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Jars of ours that a module needs, without its own. */
    static List<Path> ours(String module) throws IOException {
        return classPath(module).stream().filter(EngineHomes::isOurs).toList();
    }

    private static boolean isOurs(Path jar) {
        return jar.getFileName().toString().startsWith(OURS);
    }

    /** The module's jar and all that it needs. */
    static List<Path> classPath(String module) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String entry : Files.readString(Ran.REPOSITORY.resolve(module).resolve("target/runtime.classpath"))
                .strip()
                .split(File.pathSeparator)) {
            jars.add(Path.of(entry));
        }
        return jars;
    }

    private static Path home(String name, String folder, String module) throws IOException {
        Path home = SharedServer.folder(name);
        Path jars = Files.createDirectories(home.resolve(folder));
        Files.createDirectories(home.resolve("bin"));
        for (Path jar : classPath(module)) {
            if (!isOurs(jar)) {
                link(jars, jar);
            }
        }
        return home;
    }

    private static void link(Path folder, Path jar) throws IOException {
        Path link = folder.resolve(jar.getFileName().toString());
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, jar);
        }
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
