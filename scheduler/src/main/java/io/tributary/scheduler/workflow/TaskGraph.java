// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The order that dependencies allow. */
final class TaskGraph {
    private final List<Task> ordered = new ArrayList<>();
    private final List<String> cycle = new ArrayList<>();

    private TaskGraph() {}

    /** Orders tasks; a dependency that is no task is passed over. */
    static TaskGraph of(List<Task> tasks) {
        TaskGraph graph = new TaskGraph();
        Map<String, Task> waiting = new LinkedHashMap<>();
        tasks.forEach(task -> waiting.put(task.name(), task));
        Set<String> known = new HashSet<>(waiting.keySet());
        Set<String> done = new HashSet<>();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Task task : List.copyOf(waiting.values())) {
                if (task.deps().stream().allMatch(dep -> done.contains(dep) || !known.contains(dep))) {
                    graph.ordered.add(task);
                    done.add(task.name());
                    waiting.remove(task.name());
                    moved = true;
                }
            }
        }
        graph.findCycle(waiting);
        return graph;
    }

    private void findCycle(Map<String, Task> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        List<String> path = new ArrayList<>();
        String name = waiting.keySet().iterator().next();
        while (!path.contains(name)) {
            path.add(name);
            Task task = Objects.requireNonNull(waiting.get(name));
            name = task.deps().stream().filter(waiting::containsKey).findFirst().orElseThrow();
        }
        cycle.addAll(path.subList(path.indexOf(name), path.size()));
        cycle.add(name);
    }

    /** Every task after those it depends on; those on a cycle and behind it are not there. */
    List<Task> ordered() {
        return ordered;
    }

    /** The names along one cycle, the first again at the end; empty if there is none. */
    List<String> cycle() {
        return cycle;
    }
}
