// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a worker does with a task. */
public enum TaskType {
    /** Runs a command. */
    SHELL("Shell", List.of(), List.of()),
    /** Submits a program with the {@code spark-submit} of the task's environment. */
    SPARK(
            "Spark",
            List.of("local", "client", "cluster"),
            List.of("driver_cores", "driver_memory", "num_executors", "executor_cores", "executor_memory")),
    /** Submits a program with the {@code flink run} of the task's environment. */
    FLINK("Flink", List.of("local"), List.of("parallelism"));

    /** Keys of both engines, in the order in which they are told. */
    static final List<String> ENGINE_KEYS =
            List.of("main_class", "main_package", "program_type", "deploy_mode", "app_name", "main_args", "others");

    /** Those of them, and of the further ones, that hold a whole number. */
    static final Set<String> COUNTS = Set.of("driver_cores", "num_executors", "executor_cores", "parallelism");

    private final String word;
    private final List<String> deployModes;
    private final List<String> resources;

    TaskType(String word, List<String> deployModes, List<String> resources) {
        this.word = word;
        this.deployModes = deployModes;
        this.resources = resources;
    }

    /** The word in a workflow file, as pydolphinscheduler writes it. */
    public String word() {
        return word;
    }

    /** The type of a word; capitals do not matter, since servers write all of it in capitals. */
    static Optional<TaskType> of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equalsIgnoreCase(word))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(TaskType::word).collect(Collectors.joining(", "));
    }

    /** Where the program may run; the first is the one by default. */
    List<String> deployModes() {
        return deployModes;
    }

    /** What it may be given. */
    List<String> resources() {
        return resources;
    }

    /** Whether a task of this type may have the key. */
    boolean knows(String key) {
        boolean ofAnEngine =
                ENGINE_KEYS.contains(key) || SPARK.resources.contains(key) || FLINK.resources.contains(key);
        if (this == SHELL) {
            return !ofAnEngine;
        }
        return !key.equals("command") && (!ofAnEngine || ENGINE_KEYS.contains(key) || resources.contains(key));
    }

    /** The word that a server uses. */
    public String code() {
        return name().toUpperCase(Locale.ROOT);
    }
}
