// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedWorkflowsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("tributary.repo", "..")).resolve("scheduler/workflows");

    @Test
    void everyShippedWorkflowIsWellFormedAndHasTheNameOfItsFile() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(FOLDER)) {
            files = all.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(5);
        for (Path file : files) {
            Parsed parsed = WorkflowReader.read(file, "org-key"::equals, WorkflowReader.RetryPauses.REFUSED);
            assertThat(parsed.problems()).isEmpty();
            assertThat(parsed.orThrow().name() + ".yaml")
                    .isEqualTo(file.getFileName().toString());
        }
    }

    @Test
    void theSchemaForEditorsKnowsTheKeysOfTheReader() throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(FOLDER.resolve("workflow.schema.json").toFile());
        assertThat(keys(schema)).isEqualTo(WorkflowReader.FILE_KEYS);
        assertThat(keys(schema.at("/properties/workflow"))).isEqualTo(WorkflowReader.WORKFLOW_KEYS);
        assertThat(keys(schema.at("/properties/tasks/items"))).isEqualTo(TaskNodes.KEYS);
        assertThat(keys(schema.at("/properties/workflow/properties/param/additionalProperties/anyOf/1")))
                .isEqualTo(WorkflowReader.PARAMETER_KEYS);
    }

    private static Set<String> keys(JsonNode object) {
        Set<String> keys = new TreeSet<>();
        object.path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
