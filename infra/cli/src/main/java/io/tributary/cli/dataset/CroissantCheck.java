// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks a description against what Croissant 1.1 requires of a data set, its files and its record sets: required properties, their
 * cardinality and kind, ids that are unique, references that lead somewhere.
 */
final class CroissantCheck {
    private static final String ID = "@id";
    private final List<String> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private CroissantCheck() {}

    /** What is wrong with a description; empty if nothing is. */
    static List<String> problems(JsonNode root) {
        CroissantCheck check = new CroissantCheck();
        check.dataset(root);
        return List.copyOf(check.problems);
    }

    private void dataset(JsonNode root) {
        require(root.path("@context").isObject(), "@context is missing");
        require(
                Set.of("sc:Dataset", "Dataset", "http://schema.org/Dataset", Croissant.SCHEMA_ORG + "Dataset")
                        .contains(root.path("@type").asText()),
                "@type is '" + root.path("@type").asText() + "', want sc:Dataset");
        require(
                texts(root, "conformsTo", "dct:conformsTo").contains(Croissant.CONFORMS_TO),
                "conformsTo does not name " + Croissant.CONFORMS_TO);
        text(root, "name", "the data set");
        text(root, "description", "the data set");
        uri(root.path("url").asText(), "url");
        require(!texts(root, "license").isEmpty(), "license is missing");
        texts(root, "license").forEach(licence -> uri(licence, "license"));
        require(
                !many(root.path("creator")).isEmpty()
                        && many(root.path("creator")).stream()
                                .noneMatch(
                                        creator -> creator.path("name").asText().isBlank()),
                "creator is missing or has no name");
        require(isDate(root.path("datePublished").asText()), "datePublished is no date");
        List<JsonNode> files = many(root.path("distribution"));
        require(!files.isEmpty(), "distribution is missing");
        files.forEach(this::file);
        List<JsonNode> sets = many(root.path("recordSet"));
        sets.forEach(this::recordSet);
        sets.forEach(this::references);
    }

    private void file(JsonNode file) {
        String name = id(file, "a file");
        String type = file.path("@type").asText();
        require(type.equals("cr:FileObject") || type.equals("cr:FileSet"), name + " is no FileObject or FileSet");
        text(file, "encodingFormat", name);
        if (type.equals("cr:FileSet")) {
            require(!texts(file, "includes").isEmpty(), name + " has no includes");
            return;
        }
        text(file, "contentUrl", name);
        boolean hashed = file.path("sha256").asText().matches("[0-9a-f]{64}")
                || file.path("md5").asText().matches("[0-9a-f]{32}");
        require(hashed || file.has("containedIn"), name + " has neither sha256 nor md5");
    }

    private void recordSet(JsonNode set) {
        String name = id(set, "a record set");
        require(set.path("@type").asText().equals("cr:RecordSet"), name + " is no RecordSet");
        List<JsonNode> fields = many(set.path("field"));
        require(!fields.isEmpty(), name + " has no field");
        for (JsonNode field : fields) {
            String fieldName = id(field, "a field of " + name);
            require(field.path("@type").asText().equals("cr:Field"), fieldName + " is no Field");
            require(!texts(field, "dataType").isEmpty(), fieldName + " has no dataType");
            require(field.has("source") || set.has("data"), fieldName + " has no source");
        }
    }

    private void references(JsonNode set) {
        for (JsonNode key : many(set.path("key"))) {
            require(ids.contains(key.path(ID).asText()), "key " + key + " leads nowhere");
        }
        for (JsonNode field : many(set.path("field"))) {
            JsonNode source = field.path("source");
            JsonNode file = source.has("fileObject") ? source.path("fileObject") : source.path("fileSet");
            require(
                    !source.isObject() || ids.contains(file.path(ID).asText()),
                    "source of " + field.path(ID).asText() + " leads nowhere");
        }
    }

    private String id(JsonNode node, String what) {
        String id = node.path(ID).asText();
        require(!id.isEmpty(), what + " has no @id");
        require(ids.add(id), "@id " + id + " is there twice");
        return id;
    }

    private void text(JsonNode node, String key, String what) {
        require(
                node.path(key).isTextual() && !node.path(key).asText().isBlank(),
                key + " of " + what + " is missing or no text");
    }

    private void uri(String text, String key) {
        try {
            require(new URI(text).isAbsolute(), key + " is '" + text + "', want a URL");
        } catch (URISyntaxException e) {
            problems.add(key + " is '" + text + "', want a URL");
        }
    }

    private static boolean isDate(String text) {
        try {
            return !LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text)
                    .equals(LocalDate.MIN);
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void require(boolean valid, String problem) {
        if (!valid) {
            problems.add(problem);
        }
    }

    private static List<String> texts(JsonNode node, String... keys) {
        List<String> texts = new ArrayList<>();
        for (String key : keys) {
            many(node.path(key)).forEach(value -> texts.add(value.asText()));
        }
        return texts;
    }

    /** JSON-LD writes one value alone and several as an array. */
    private static List<JsonNode> many(JsonNode node) {
        List<JsonNode> nodes = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(nodes::add);
        } else if (!node.isMissingNode() && !node.isNull()) {
            nodes.add(node);
        }
        return nodes;
    }
}
