// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Workflows as both dialects write them: lists in JSON inside a form. */
final class DefinitionJson {
    private static final int LEFT = 100;
    private static final int STEP = 120;

    private DefinitionJson() {}

    /** The form that makes or changes a workflow. */
    static Map<String, Object> form(Definition definition, Map<String, Long> codes, ServerNames names) {
        List<Map<String, Object>> tasks = new ArrayList<>();
        List<Map<String, Object>> relations = new ArrayList<>();
        List<Map<String, Object>> locations = new ArrayList<>();
        definition.steps().forEach((name, step) -> {
            long code = Objects.requireNonNull(codes.get(name));
            tasks.add(task(code, name, step, names));
            locations.add(Map.of("taskCode", code, "x", LEFT + STEP * locations.size(), "y", LEFT));
            if (step.deps().isEmpty()) {
                relations.add(relation(0, code));
            }
            step.deps().forEach(dep -> relations.add(relation(Objects.requireNonNull(codes.get(dep)), code)));
        });
        List<Map<String, Object>> parameters = new ArrayList<>();
        definition
                .parameters()
                .forEach((name, value) ->
                        parameters.add(ordered("prop", name, "direct", "IN", "type", "VARCHAR", "value", value)));
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("name", definition.name());
        form.put("description", definition.description());
        form.put("executionType", definition.executionType());
        form.put("timeout", definition.timeoutMinutes());
        form.put("globalParams", Wire.json(parameters));
        form.put("locations", Wire.json(locations));
        form.put("taskRelationJson", Wire.json(relations));
        form.put("taskDefinitionJson", Wire.json(tasks));
        return form;
    }

    private static Map<String, Object> task(long code, String name, Definition.Step step, ServerNames names) {
        return ordered(
                "code",
                code,
                "name",
                name,
                "description",
                step.description(),
                "delayTime",
                step.delayMinutes(),
                "taskType",
                step.type(),
                "taskParams",
                TaskParameters.json(step, names),
                "flag",
                "YES",
                "taskPriority",
                "MEDIUM",
                "workerGroup",
                step.workerGroup(),
                "failRetryTimes",
                step.retries(),
                "failRetryInterval",
                step.retryIntervalMinutes(),
                "timeoutFlag",
                step.timeoutMinutes() == 0 ? "CLOSE" : "OPEN",
                "timeoutNotifyStrategy",
                step.timeoutMinutes() == 0 ? "" : "FAILED",
                "timeout",
                step.timeoutMinutes(),
                "environmentCode",
                names.environment(step.environment()));
    }

    private static Map<String, Object> relation(long before, long after) {
        return ordered(
                "name",
                "",
                "preTaskCode",
                before,
                "preTaskVersion",
                0,
                "postTaskCode",
                after,
                "postTaskVersion",
                0,
                "conditionType",
                "NONE",
                "conditionParams",
                Map.of());
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** Whether an answer's workflow names an environment. */
    static boolean namesEnvironment(JsonNode data) {
        for (JsonNode task : data.path("taskDefinitionList")) {
            if (task.path("environmentCode").asLong() > 0) {
                return true;
            }
        }
        return false;
    }

    /** The workflow in an answer. */
    static StoredDefinition read(Dialect dialect, JsonNode data, ServerNames serverNames) {
        JsonNode head = data.path(dialect.definitionField());
        Map<Long, String> names = new LinkedHashMap<>();
        Map<String, Long> codes = new LinkedHashMap<>();
        for (JsonNode task : data.path("taskDefinitionList")) {
            names.put(task.path("code").asLong(), task.path("name").asText());
            codes.put(task.path("name").asText(), task.path("code").asLong());
        }
        Map<Long, List<String>> deps = new LinkedHashMap<>();
        for (JsonNode relation : data.path(dialect.relationsField())) {
            long before = relation.path("preTaskCode").asLong();
            List<String> known =
                    deps.computeIfAbsent(relation.path("postTaskCode").asLong(), code -> new ArrayList<>());
            if (before != 0) {
                known.add(names.getOrDefault(before, Long.toString(before)));
            }
        }
        Map<String, Definition.Step> steps = new LinkedHashMap<>();
        for (JsonNode task : data.path("taskDefinitionList")) {
            steps.put(
                    task.path("name").asText(),
                    step(task, deps.getOrDefault(task.path("code").asLong(), List.of()), serverNames));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (JsonNode parameter : texts(head.path("globalParams"))) {
            parameters.put(
                    parameter.path("prop").asText(), parameter.path("value").asText());
        }
        Definition definition = new Definition(
                head.path("name").asText(),
                head.path("description").asText(""),
                head.path("executionType").asText(),
                head.path("timeout").asInt(),
                parameters,
                steps);
        return new StoredDefinition(
                head.path("code").asLong(),
                head.path("version").asInt(),
                head.path("releaseState").asText().equals("ONLINE"),
                definition,
                codes);
    }

    private static Definition.Step step(JsonNode task, List<String> deps, ServerNames names) {
        String type = task.path("taskType").asText("SHELL");
        return new Definition.Step(
                task.path("description").asText(""),
                type,
                TaskParameters.read(type, texts(task.path("taskParams"))),
                deps,
                task.path("timeout").asInt(),
                task.path("failRetryTimes").asInt(),
                task.path("failRetryInterval").asInt(),
                task.path("delayTime").asInt(),
                task.path("workerGroup").asText(),
                names.environment(task.path("environmentCode").asLong()));
    }

    /** JSON that stands in a string, or as it is. */
    private static JsonNode texts(JsonNode node) {
        return node.isTextual() ? Wire.parse(node.asText()) : node;
    }
}
