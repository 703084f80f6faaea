// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is needed to start one child JVM.
 *
 * @param name short name, also the name of its log and pid file, e.g. {@code broker}; {@code [a-z0-9-]+}
 * @param classPath entries in order; never empty
 * @param jvmOptions options of the JVM itself, e.g. {@code -Xmx1g}
 * @param mainClass fully qualified name of the class with {@code main}; empty runs the first entry as a jar
 * @param arguments arguments of the main class
 * @param environment variables added to the inherited environment
 * @param runDirectory folder for the pid file; its sub-folder {@code logs} receives the log
 */
public record ChildSpec(
        String name,
        List<Path> classPath,
        List<String> jvmOptions,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment,
        Path runDirectory) {

    /** Copies the collections and checks the name. */
    public ChildSpec {
        if (!name.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("child name: got '" + name + "', want [a-z0-9-]+");
        }
        if (classPath.isEmpty()) {
            throw new IllegalArgumentException("class path of " + name + " is empty");
        }
        classPath = List.copyOf(classPath);
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** Where standard error and standard output of the child are kept. */
    public Path log() {
        return runDirectory.resolve("logs").resolve(name + ".log");
    }

    /** Holds the decimal process id while the child runs. */
    public Path pidFile() {
        return runDirectory.resolve(name + ".pid");
    }
}
