// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The classes that a module's JVM loads, in mapped form: with them an engine starts in a third of the time. The launcher has them written at the end of a build, by
 * commands in a throw-away folder, each engine its own as it ends. Where there is none, or one of other jars, a JVM does without.
 */
final class ClassArchive {
    private static final String JDK = System.getProperty("tributary.jdk", "");
    private static final String NEW = Objects.requireNonNullElse(System.getenv("TRIBUTARY_ARCHIVES"), "");
    /** A JVM would complain of an archive that does not fit, and of classes that fit into none, on standard output. */
    private static final String QUIET = "-Xlog:cds*=off";

    private ClassArchive() {}

    /**
     * Options of a JVM that maps its archive, or that leaves one.
     *
     * @param jar the jar that it lies beside: the first of the class path, which must be that of whoever wrote it, or begin like it
     */
    static List<String> options(Path jar) {
        if (JDK.isEmpty()) {
            return List.of();
        }
        String name = jar.getFileName() + "-" + JDK + ".jsa";
        if (!NEW.isEmpty()) {
            return List.of("-XX:ArchiveClassesAtExit=" + Path.of(NEW, name), QUIET);
        }
        Path archive = jar.resolveSibling(name);
        return Files.isReadable(archive)
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", QUIET)
                : List.of();
    }
}
