// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Options of the child JVMs. Heaps are small on purpose: a whole demo stays below 6 GB with all of its processes. */
final class JvmOptions {
    static final List<String> BROKER = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    static final List<String> GATEWAY = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    static final List<String> FLINK = with(
            List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxMetaspaceSize=256m"),
            opened(
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
                    "java.util.concurrent.locks"));

    /** Takes the place of what {@link #FLINK} says: the optimising compiler, which alone knows SHA-256, and room for many batches. */
    static final List<String> THROUGHPUT = List.of(
            "-XX:TieredStopAtLevel=4",
            "-XX:ReservedCodeCacheSize=192m",
            "-XX:-UseSerialGC",
            "-XX:+UseParallelGC",
            "-Xms1g",
            "-Xmx2g",
            "-Xmn768m",
            "-XX:MetaspaceSize=160m",
            "-XX:MaxDirectMemorySize=512m");

    /** Without heap and compiler, which depend on the configuration and on the job. */
    static final List<String> SPARK = with(
            List.of(
                    "-XX:+IgnoreUnrecognizedVMOptions",
                    "--add-modules=jdk.incubator.vector",
                    "-Djdk.reflect.useDirectMethodHandle=false",
                    "-Dio.netty.tryReflectionSetAccessible=true",
                    "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED"),
            opened(
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.reflect",
                    "java.io",
                    "java.net",
                    "java.nio",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "jdk.internal.ref",
                    "sun.nio.ch",
                    "sun.nio.cs",
                    "sun.security.action",
                    "sun.util.calendar"));

    static final List<String> COMMAND = List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    static final List<String> EVALUATION =
            List.of("-Xmx2g", "-XX:+UseParallelGC", "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8");

    static final List<String> VERIFIER = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private JvmOptions() {}

    private static List<String> opened(String... packages) {
        return Stream.of(packages)
                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .toList();
    }

    private static List<String> with(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
