// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what a Spark or Flink task submits. */
final class EngineNodes {
    private static final String CLASS = "([A-Za-z_$][A-Za-z0-9_$]*\\.)*[A-Za-z_$][A-Za-z0-9_$]*";
    private static final String JAR = "([A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*\\.jar";
    private static final List<String> PROGRAMS = List.of("JAVA", "SCALA");

    private final YamlNodes nodes;
    private final TaskType type;
    private final Node task;
    private final Map<String, Node> keys;

    EngineNodes(YamlNodes nodes, TaskType type, Node task, Map<String, Node> keys) {
        this.nodes = nodes;
        this.type = type;
        this.task = task;
        this.keys = keys;
    }

    /** The settings of the task by key, in the order in which they are told; those that are not set are not there. */
    Map<String, String> read() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("main_class", matching("main_class", CLASS, "a class as org.example.Main"));
        settings.put(
                "main_package", matching("main_package", JAR, "a jar of the scheduler's resource centre as app.jar"));
        settings.put(
                "program_type",
                oneOf("program_type", PROGRAMS, text("program_type").toUpperCase(Locale.ROOT)));
        settings.put("deploy_mode", oneOf("deploy_mode", type.deployModes(), text("deploy_mode")));
        if (keys.containsKey("app_name")) {
            settings.put("app_name", matching("app_name", "[A-Za-z0-9._-]+", "letters, digits and . _ -"));
        }
        for (String key : type.resources()) {
            if (keys.containsKey(key)) {
                settings.put(
                        key, TaskType.COUNTS.contains(key) ? count(key) : matching(key, "[0-9]+[kmgKMG]", "e.g. 2g"));
            }
        }
        for (String key : List.of("main_args", "others")) {
            if (keys.containsKey(key)) {
                settings.put(key, text(key).strip().replaceAll("\\s*\\R\\s*", " "));
            }
        }
        if (type == TaskType.FLINK && !Placeholders.holdsRun(settings.getOrDefault("main_args", ""))) {
            nodes.problem(
                    keys.getOrDefault("main_args", task),
                    "main_args of a Flink task has no word " + Placeholders.RUN
                            + ", by which 'job cancel' finds the program");
        }
        return settings;
    }

    private String text(String key) {
        return keys.containsKey(key) ? nodes.text(keys.get(key), key).orElse("") : "";
    }

    private String matching(String key, String pattern, String want) {
        String text = text(key);
        if (!text.matches(pattern)) {
            nodes.problem(keys.getOrDefault(key, task), key + " is '" + text + "', want " + want);
        }
        return text;
    }

    private String oneOf(String key, List<String> words, String given) {
        if (!keys.containsKey(key)) {
            return words.get(0);
        }
        if (!words.contains(given)) {
            nodes.problem(
                    keys.getOrDefault(key, task),
                    key + " of a " + type.word() + " task is '" + text(key) + "', want " + String.join(", ", words));
        }
        return given;
    }

    private String count(String key) {
        int count = nodes.count(keys.getOrDefault(key, task), key);
        if (count == 0) {
            nodes.problem(keys.getOrDefault(key, task), key + " is 0, want 1 or more");
        }
        return Integer.toString(count);
    }
}
