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
 * Homes of Spark and Flink as a shop has them, laid out from the jars of our own class paths: what is not ours in the engine's
 * folder of jars, and a script in {@code bin} that starts its client. They tie nothing to the life of a shell.
 */
final class EngineHomes {
    private static final String OURS = "tributary-";
    private static final String[] OPENED = {
        "java.lang",
        "java.net",
        "java.io",
        "java.nio",
        "sun.nio.ch",
        "java.lang.reflect",
        "java.text",
        "java.time",
        "java.util",
        "java.util.concurrent",
        "java.util.concurrent.atomic",
        "java.util.concurrent.locks"
    };

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

    /** A Flink home that runs what it is given in the client's own process. */
    static Path flink() throws IOException {
        Path home = home("flink-home", "lib", "ingestion/flink");
        for (Path jar : ours("ingestion/flink")) {
            link(home.resolve("lib"), jar);
        }
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/config.yaml"), "execution.target: local\n");
        StringBuilder opened = new StringBuilder();
        for (String name : OPENED) {
            opened.append(" --add-opens=java.base/").append(name).append("=ALL-UNNAMED");
        }
        script(home.resolve("bin/flink"), """
                #!/bin/bash
                export FLINK_CONF_DIR='@home@/conf'
                exec "$JAVA_HOME/bin/java" -Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1@opened@ \\
                    -cp '@home@/lib/*' org.apache.flink.client.cli.CliFrontend "$@"
                """.replace("@home@", home.toString()).replace("@opened@", opened));
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
