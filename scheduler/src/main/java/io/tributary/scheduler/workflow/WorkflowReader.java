// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads workflow files: YAML with the names of pydolphinscheduler. */
public final class WorkflowReader {
    static final Set<String> FILE_KEYS = Set.of("workflow", "tasks");
    static final Set<String> WORKFLOW_KEYS = Set.of(
            "name",
            "description",
            "schedule",
            "online_schedule",
            "timezone",
            "start_time",
            "end_time",
            "deadline",
            "execution_type",
            "timeout",
            "worker_group",
            "environment_name",
            "param",
            "secrets",
            "inputs");
    static final Set<String> PARAMETER_KEYS = Set.of("type", "default", "description");
    private static final Set<String> EXECUTION_TYPES =
            Set.of("PARALLEL", "SERIAL_WAIT", "SERIAL_DISCARD", "SERIAL_PRIORITY");
    private static final String NAME = "[a-z][a-z0-9-]{0,60}";
    private static final LocalDateTime EVER = LocalDateTime.of(2099, 12, 31, 0, 0);

    private final Predicate<String> secretExists;
    private final RetryPauses pauses;
    private final YamlNodes nodes;

    private WorkflowReader(String file, Predicate<String> secretExists, RetryPauses pauses) {
        this.nodes = new YamlNodes(file);
        this.secretExists = secretExists;
        this.pauses = pauses;
    }

    /** What may stand between two attempts of a task, where the workflow is to run. */
    public enum RetryPauses {
        /** Any number of minutes. */
        TAKEN,
        /** None: the master of a 3.1 server was seen to hang at such a task for ever. */
        REFUSED
    }

    /**
     * Reads a file.
     *
     * @param secretExists whether a secret of that name is there
     * @param pauses what the place takes where the workflow is to run
     * @throws UnavailableException if it can't be read
     */
    public static Parsed read(Path file, Predicate<String> secretExists, RetryPauses pauses) {
        try {
            return parse(file.toString(), Files.readString(file), secretExists, pauses);
        } catch (NoSuchFileException e) {
            throw new UnavailableException("no such file: " + file, e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the text of a file, whose name is for messages, for wherever it may run. */
    public static Parsed parse(String file, String text, Predicate<String> secretExists) {
        return parse(file, text, secretExists, RetryPauses.REFUSED);
    }

    /** Reads the text of a file, whose name is for messages. */
    public static Parsed parse(String file, String text, Predicate<String> secretExists, RetryPauses pauses) {
        WorkflowReader reader = new WorkflowReader(file, secretExists, pauses);
        Optional<Workflow> workflow = reader.document(file, text);
        List<Problem> problems = new ArrayList<>(reader.nodes.problems());
        problems.sort(java.util.Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        return new Parsed(problems.isEmpty() ? workflow : Optional.empty(), problems);
    }

    private Optional<Workflow> document(String file, String text) {
        try {
            Optional<Node> root =
                    new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
            if (root.isEmpty()) {
                nodes.problem(Optional.empty(), "the file is empty, want workflow: and tasks:");
            }
            return root.flatMap(this::file);
        } catch (MarkedYamlEngineException e) {
            nodes.problem(e.getProblemMark(), "no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            nodes.problem(Optional.empty(), "no YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Optional<Workflow> file(Node root) {
        Map<String, Node> entries = nodes.mapping(root, "the file", FILE_KEYS);
        for (String key : List.of("workflow", "tasks")) {
            if (!entries.containsKey(key)) {
                nodes.problem(root, "key '" + key + "' is missing");
            }
        }
        if (!entries.containsKey("workflow") || !entries.containsKey("tasks")) {
            return Optional.empty();
        }
        Node head = entries.get("workflow");
        Map<String, Node> keys = nodes.mapping(head, "workflow", WORKFLOW_KEYS);
        List<Parameter> parameters = parameters(keys);
        List<String> secrets = secrets(keys);
        List<String> names = parameters.stream().map(Parameter::name).toList();
        List<Task> tasks = new TaskNodes(nodes, names, secrets, pauses).read(entries.get("tasks"));
        ZoneId zone = zone(keys);
        for (Parameter parameter : parameters) {
            if (keys.containsKey("schedule") && parameter.standard().isEmpty()) {
                nodes.problem(
                        place(keys, "schedule"),
                        "a workflow that starts by itself needs a default for parameter " + parameter.name());
            }
        }
        return Optional.of(new Workflow(
                name(head, keys),
                text(keys, "description"),
                zone,
                schedule(keys, zone),
                deadline(keys),
                executionType(keys),
                keys.containsKey("timeout") ? nodes.count(keys.get("timeout"), "timeout") : 0,
                text(keys, "worker_group"),
                text(keys, "environment_name"),
                parameters,
                secrets,
                inputs(keys),
                tasks));
    }

    private static Node place(Map<String, Node> keys, String key) {
        return Objects.requireNonNull(keys.get(key));
    }

    private String text(Map<String, Node> keys, String key) {
        return keys.containsKey(key) ? nodes.text(keys.get(key), key).orElse("") : "";
    }

    private String name(Node head, Map<String, Node> keys) {
        String name = text(keys, "name");
        if (!name.matches(NAME)) {
            nodes.problem(keys.getOrDefault("name", head), "name is '" + name + "', want [a-z][a-z0-9-]*");
        }
        return name;
    }

    private ZoneId zone(Map<String, Node> keys) {
        String zone = text(keys, "timezone");
        try {
            return zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
        } catch (DateTimeException e) {
            nodes.problem(place(keys, "timezone"), "timezone is '" + zone + "', want e.g. UTC or Europe/Berlin");
            return ZoneOffset.UTC;
        }
    }

    private Optional<Schedule> schedule(Map<String, Node> keys, ZoneId zone) {
        if (!keys.containsKey("schedule")) {
            return Optional.empty();
        }
        Node node = keys.get("schedule");
        Optional<Cron> cron = nodes.noting(node, Optional.empty(), () -> Optional.of(new Cron(text(keys, "schedule"))));
        boolean online =
                !keys.containsKey("online_schedule") || nodes.flag(keys.get("online_schedule"), "online_schedule");
        LocalDateTime start = time(keys, "start_time", LocalDate.EPOCH.atStartOfDay());
        LocalDateTime end = time(keys, "end_time", EVER);
        if (!start.isBefore(end)) {
            nodes.problem(node, "start_time is " + start + ", want before end_time " + end);
        }
        return cron.map(
                text -> new Schedule(text, zone, start, end, online ? Schedule.Switch.ON : Schedule.Switch.OFF));
    }

    private LocalDateTime time(Map<String, Node> keys, String key, LocalDateTime standard) {
        if (!keys.containsKey(key)) {
            return standard;
        }
        String text = text(keys, key);
        try {
            return text.length() <= "2026-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.replace(' ', 'T'));
        } catch (DateTimeParseException e) {
            nodes.problem(place(keys, key), key + " is '" + text + "', want e.g. 2026-01-31 or 2026-01-31T06:00");
            return standard;
        }
    }

    private Optional<LocalTime> deadline(Map<String, Node> keys) {
        if (!keys.containsKey("deadline")) {
            return Optional.empty();
        }
        String text = text(keys, "deadline");
        try {
            return Optional.of(LocalTime.parse(text));
        } catch (DateTimeParseException e) {
            nodes.problem(place(keys, "deadline"), "deadline is '" + text + "', want a time of day as \"06:00\"");
            return Optional.empty();
        }
    }

    private String executionType(Map<String, Node> keys) {
        String type = keys.containsKey("execution_type")
                ? text(keys, "execution_type").toUpperCase(Locale.ROOT)
                : "PARALLEL";
        if (!EXECUTION_TYPES.contains(type)) {
            nodes.problem(
                    place(keys, "execution_type"),
                    "execution_type is '" + type + "', want parallel, serial_wait, serial_discard or serial_priority");
        }
        return type;
    }

    private List<Parameter> parameters(Map<String, Node> keys) {
        List<Parameter> parameters = new ArrayList<>();
        if (keys.containsKey("param")) {
            nodes.entries(keys.get("param"), "param")
                    .forEach((name, node) -> nodes.noting(
                                    node, Optional.<Parameter>empty(), () -> Optional.of(parameter(name, node)))
                            .ifPresent(parameters::add));
        }
        return parameters;
    }

    private Parameter parameter(String name, Node node) {
        if (!(node instanceof MappingNode)) {
            return new Parameter(name, Parameter.Type.STRING, nodes.text(node, name), "");
        }
        Map<String, Node> keys = nodes.mapping(node, "parameter " + name, PARAMETER_KEYS);
        String word = keys.containsKey("type") ? text(keys, "type") : "string";
        Parameter.Type type = Parameter.Type.of(word)
                .orElseThrow(() -> new InvalidInputException(
                        "type of parameter " + name + " is '" + word + "', want string, integer, boolean or date"));
        Optional<String> standard =
                keys.containsKey("default") ? nodes.text(keys.get("default"), "default of " + name) : Optional.empty();
        return new Parameter(name, type, standard, text(keys, "description"));
    }

    private List<String> secrets(Map<String, Node> keys) {
        List<String> secrets = new ArrayList<>();
        if (keys.containsKey("secrets")) {
            for (Node node : nodes.sequence(keys.get("secrets"), "secrets")) {
                String name = nodes.text(node, "a secret").orElse("");
                if (!name.matches("[a-z][a-z0-9._-]{0,60}")) {
                    nodes.problem(node, "secret is '" + name + "', want [a-z][a-z0-9._-]*");
                } else if (!secretExists.test(name)) {
                    nodes.problem(
                            node, "secret '" + name + "' is missing: put it into the folder of scheduler.secrets");
                }
                secrets.add(name);
            }
        }
        return secrets;
    }

    private List<String> inputs(Map<String, Node> keys) {
        List<String> inputs = new ArrayList<>();
        if (keys.containsKey("inputs")) {
            for (Node node : nodes.sequence(keys.get("inputs"), "inputs")) {
                String table = nodes.text(node, "an input").orElse("");
                if (!table.matches("[a-z_]+\\.[a-z][a-z0-9_]*")) {
                    nodes.problem(node, "input is '" + table + "', want a table as bronze.inferences");
                }
                inputs.add(table);
            }
        }
        return inputs;
    }
}
