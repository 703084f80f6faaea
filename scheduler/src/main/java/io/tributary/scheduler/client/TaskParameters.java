// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters of a task as both dialects write them, by its type. */
final class TaskParameters {
    private static final String SCRIPT = "rawScript";
    private static final String JAR = "mainJar";
    private static final Set<String> NUMBERS = Set.of("driverCores", "numExecutors", "executorCores", "parallelism");
    private static final List<String> OF_ENGINES = List.of(
            "mainClass",
            JAR,
            "programType",
            "deployMode",
            "appName",
            "driverCores",
            "driverMemory",
            "numExecutors",
            "executorCores",
            "executorMemory",
            "parallelism",
            "others",
            "mainArgs");

    private TaskParameters() {}

    static Map<String, Object> json(Definition.Step step, ServerNames names) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("resourceList", List.of());
        json.put("localParams", List.of());
        step.parameters()
                .forEach((name, value) -> json.put(
                        name,
                        name.equals(JAR)
                                ? names.jar(value)
                                : NUMBERS.contains(name) ? (Object) Integer.valueOf(value) : value));
        if (step.type().equals("SPARK")) {
            // Of the two that a 3.1 server knows, the one whose home is SPARK_HOME2; later ones know one only.
            json.put("sparkVersion", "SPARK2");
        }
        if (step.type().equals("FLINK")) {
            json.put("flinkVersion", ">=1.13");
        }
        json.put("dependence", Map.of());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("successNode", List.of());
        result.put("failedNode", List.of());
        json.put("conditionResult", result);
        json.put("waitStartTimeout", Map.of());
        return json;
    }

    static Map<String, String> read(String type, JsonNode json) {
        if (type.equals("SHELL")) {
            return Map.of(SCRIPT, json.path(SCRIPT).asText());
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : OF_ENGINES) {
            JsonNode value = name.equals(JAR) ? json.path(JAR).path("res") : json.path(name);
            boolean unset = NUMBERS.contains(name) && value.asInt() == 0;
            if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty() && !unset) {
                parameters.put(name, value.asText());
            }
        }
        return parameters;
    }
}
