// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Draws values from the schemas of an OpenAPI document: mostly what a schema allows, now and then something next to it. */
final class SchemaValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> ODD = List.of(
            "",
            "0",
            "-1",
            "9223372036854775808",
            "1e3",
            " ",
            "\u0000",
            "\ud800",
            "e\u0301",
            "../../etc/passwd",
            "x".repeat(3_000),
            "9".repeat(500));

    private final JsonNode document;
    private final Random random;
    private final int oddOneIn;

    /**
     * Values of a document.
     *
     * @param oddOneIn how rarely something is not as the schema says
     */
    SchemaValues(JsonNode document, Random random, int oddOneIn) {
        this.document = document;
        this.random = random;
        this.oddOneIn = oddOneIn;
    }

    JsonNode value(JsonNode schema) {
        JsonNode resolved = resolve(schema);
        if (random.nextInt(oddOneIn) == 0) {
            return odd();
        }
        return switch (resolved.path("type").asText()) {
            case "object" -> object(resolved);
            case "array" -> array(resolved);
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            default -> JSON.textNode(text(resolved));
        };
    }

    JsonNode resolve(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : document.at(reference.substring(1));
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = JSON.objectNode();
        Iterator<Map.Entry<String, JsonNode>> properties =
                schema.path("properties").fields();
        while (properties.hasNext()) {
            Map.Entry<String, JsonNode> property = properties.next();
            boolean required = false;
            for (JsonNode name : schema.path("required")) {
                required |= name.asText().equals(property.getKey());
            }
            if (required ? random.nextInt(20 * oddOneIn) > 0 : random.nextInt(4) == 0) {
                object.set(property.getKey(), value(property.getValue()));
            }
        }
        if (random.nextInt(oddOneIn) == 0) {
            object.set("unknown" + random.nextInt(3), odd());
        }
        return object;
    }

    private ArrayNode array(JsonNode schema) {
        ArrayNode array = JSON.arrayNode();
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            array.add(value(schema.path("items")));
        }
        return array;
    }

    private String text(JsonNode schema) {
        if (schema.has("enum")) {
            return schema.path("enum")
                    .get(random.nextInt(schema.path("enum").size()))
                    .asText();
        }
        String pattern = schema.path("pattern").asText();
        if (pattern.contains("[1-9]")) {
            return Long.toString(random.nextInt(5) == 0 ? Math.abs(random.nextLong() / 2) : random.nextInt(1_000));
        }
        if (pattern.contains("0-9a-f")) {
            return "5a".repeat(List.of(0, 8, 16, 32, 64).get(random.nextInt(5)));
        }
        if (pattern.contains("a-z0-9_")) {
            return random.nextBoolean() ? Senders.DATANET : "abc_" + random.nextInt(10);
        }
        return List.of("alice", "tributary-demo", "CC0-1.0", "r-" + random.nextInt(10))
                .get(random.nextInt(4));
    }

    private JsonNode odd() {
        List<JsonNode> values = new ArrayList<>();
        ODD.forEach(text -> values.add(JSON.textNode(text)));
        values.add(JSON.nullNode());
        values.add(JSON.numberNode(random.nextLong()));
        values.add(JSON.numberNode(Double.NaN));
        values.add(JSON.booleanNode(true));
        values.add(JSON.arrayNode());
        values.add(JSON.objectNode());
        ArrayNode deep = JSON.arrayNode();
        ArrayNode inner = deep;
        for (int depth = 0; depth < 50; depth++) {
            inner = inner.addArray();
        }
        values.add(deep);
        return values.get(random.nextInt(values.size()));
    }
}
