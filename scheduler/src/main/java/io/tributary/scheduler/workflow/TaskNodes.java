// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the tasks of a workflow file. */
final class TaskNodes {
    static final Set<String> KEYS = Set.of(
            "name",
            "task_type",
            "description",
            "command",
            "deps",
            "timeout",
            "fail_retry_times",
            "fail_retry_interval",
            "delay_time",
            "worker_group",
            "main_class",
            "main_package",
            "program_type",
            "deploy_mode",
            "app_name",
            "main_args",
            "others",
            "driver_cores",
            "driver_memory",
            "num_executors",
            "executor_cores",
            "executor_memory",
            "parallelism");
    private static final String NAME = "[a-z][a-z0-9-]{0,60}";

    private final YamlNodes nodes;
    private final List<String> parameters;
    private final List<String> secrets;
    private final WorkflowReader.RetryPauses pauses;
    private final Map<String, Node> places = new LinkedHashMap<>();

    TaskNodes(YamlNodes nodes, List<String> parameters, List<String> secrets, WorkflowReader.RetryPauses pauses) {
        this.nodes = nodes;
        this.parameters = parameters;
        this.secrets = secrets;
        this.pauses = pauses;
    }

    /** Every task after those it depends on. */
    List<Task> read(Node node) {
        List<Task> tasks = new ArrayList<>();
        for (Node element : nodes.sequence(node, "tasks")) {
            tasks.add(task(element));
        }
        if (tasks.isEmpty()) {
            nodes.problem(node, "there is no task");
        }
        for (Task task : tasks) {
            for (String dep : task.deps()) {
                if (!places.containsKey(dep)) {
                    nodes.problem(
                            places.getOrDefault(task.name(), node),
                            "task " + task.name() + " depends on '" + dep + "', which is no task of "
                                    + places.keySet());
                }
            }
        }
        TaskGraph graph = TaskGraph.of(tasks);
        if (!graph.cycle().isEmpty()) {
            nodes.problem(
                    places.getOrDefault(graph.cycle().get(0), node),
                    "tasks wait for each other: " + String.join(" -> ", graph.cycle()));
        }
        return graph.ordered();
    }

    private Task task(Node node) {
        Map<String, Node> keys = nodes.mapping(node, "a task", KEYS);
        String name = text(keys, "name");
        if (!name.matches(NAME)) {
            nodes.problem(keys.getOrDefault("name", node), "name is '" + name + "', want [a-z][a-z0-9-]*");
        }
        if (places.put(name, keys.getOrDefault("name", node)) != null) {
            nodes.problem(keys.getOrDefault("name", node), "task " + name + " is there twice");
        }
        TaskType type = type(node, keys);
        Map<String, String> settings =
                type == TaskType.SHELL ? Map.of() : new EngineNodes(nodes, type, node, keys).read();
        for (String key : List.of("main_args", "others")) {
            requireKnown(keys.getOrDefault(key, node), settings.getOrDefault(key, ""));
        }
        return new Task(
                name,
                text(keys, "description"),
                type,
                type == TaskType.SHELL ? command(node, name, keys) : "",
                settings,
                keys.containsKey("deps") ? nodes.texts(keys.get("deps"), "deps") : List.of(),
                count(keys, "timeout", 0),
                count(keys, "fail_retry_times", 0),
                retryPause(keys),
                count(keys, "delay_time", 0),
                text(keys, "worker_group"));
    }

    private int retryPause(Map<String, Node> keys) {
        int minutes = count(keys, "fail_retry_interval", 0);
        if (minutes > 0 && pauses == WorkflowReader.RetryPauses.REFUSED) {
            nodes.problem(
                    Objects.requireNonNull(keys.get("fail_retry_interval")),
                    "fail_retry_interval is " + minutes
                            + ", want 0: a scheduler of release 3.1 hangs at a task that waits before it is tried again");
        }
        return minutes;
    }

    private TaskType type(Node task, Map<String, Node> keys) {
        String word = keys.containsKey("task_type") ? text(keys, "task_type") : TaskType.SHELL.word();
        Optional<TaskType> type = TaskType.of(word);
        if (type.isEmpty()) {
            nodes.problem(
                    keys.getOrDefault("task_type", task), "task_type is '" + word + "', want " + TaskType.words());
        }
        TaskType known = type.orElse(TaskType.SHELL);
        for (Map.Entry<String, Node> entry : keys.entrySet()) {
            if (type.isPresent() && !known.knows(entry.getKey())) {
                Set<String> wanted = new TreeSet<>(KEYS);
                wanted.removeIf(key -> !known.knows(key));
                nodes.problem(
                        entry.getValue(),
                        "a " + known.word() + " task has no key '" + entry.getKey() + "', want one of " + wanted);
            }
        }
        return known;
    }

    private String command(Node task, String name, Map<String, Node> keys) {
        String command = text(keys, "command");
        if (command.isBlank()) {
            nodes.problem(keys.getOrDefault("command", task), "task " + name + " has no command");
            return command;
        }
        requireKnown(keys.getOrDefault("command", task), command);
        return command.strip();
    }

    /** Notes placeholders that stand for nothing. */
    private void requireKnown(Node place, String text) {
        for (String parameter : Placeholders.parameters(text)) {
            if (!parameters.contains(parameter)) {
                nodes.problem(place, "${" + parameter + "} is no parameter, want one of " + parameters);
            }
        }
        for (String secret : Placeholders.secrets(text)) {
            if (!secrets.contains(secret)) {
                nodes.problem(place, "$SECRET{" + secret + "} is not among secrets: " + secrets);
            }
        }
    }

    private String text(Map<String, Node> keys, String key) {
        return keys.containsKey(key) ? nodes.text(keys.get(key), key).orElse("") : "";
    }

    private int count(Map<String, Node> keys, String key, int standard) {
        return keys.containsKey(key) ? nodes.count(keys.get(key), key) : standard;
    }
}
