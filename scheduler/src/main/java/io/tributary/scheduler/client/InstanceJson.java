// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** Runs and their tasks as both dialects write them. */
final class InstanceJson {
    private InstanceJson() {}

    static Instance read(JsonNode one) {
        String word = one.path("state").asText();
        return new Instance(
                one.path("id").asLong(),
                one.path("name").asText(),
                RunState.of(word),
                word,
                text(one, "startTime"),
                text(one, "endTime"),
                one.path("runTimes").asInt(1),
                values(one));
    }

    /** What the server resolved, and above it what the run was started with: a server was seen to lose that later. */
    private static Map<String, String> values(JsonNode one) {
        Map<String, String> values = new HashMap<>();
        String global = text(one, "globalParams");
        if (!global.isEmpty()) {
            for (JsonNode parameter : Wire.parse(global)) {
                values.put(
                        parameter.path("prop").asText(), parameter.path("value").asText());
            }
        }
        String command = text(one, "commandParam");
        if (!command.isEmpty()) {
            JsonNode started = Wire.parse(command).path("StartParams");
            JsonNode map = started.isTextual() ? Wire.parse(started.asText()) : started;
            map.fields()
                    .forEachRemaining(
                            entry -> values.put(entry.getKey(), entry.getValue().asText()));
        }
        return values;
    }

    static TaskRun readTask(JsonNode task) {
        return new TaskRun(
                task.path("id").asLong(),
                task.path("name").asText(),
                RunState.of(task.path("state").asText()),
                text(task, "startTime"),
                text(task, "endTime"),
                task.path("retryTimes").asInt());
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).asText() : "";
    }
}
