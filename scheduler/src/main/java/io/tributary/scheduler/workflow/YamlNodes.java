// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Walks the nodes of a YAML document and notes every problem with its place. */
final class YamlNodes {
    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    YamlNodes(String file) {
        this.file = file;
    }

    List<Problem> problems() {
        return problems;
    }

    void problem(Node node, String message) {
        problem(node.getStartMark(), message);
    }

    void problem(Optional<Mark> mark, String message) {
        problems.add(new Problem(
                file,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1,
                message));
    }

    /** What the supplier gives; where it refuses, the refusal at the node and the value to go on with. */
    <T> T noting(Node node, T otherwise, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (InvalidInputException e) {
            problem(node, String.valueOf(e.getMessage()));
            return otherwise;
        }
    }

    /** The entries of a mapping by key; unknown and doubled keys are noted. */
    Map<String, Node> mapping(Node node, String what, Collection<String> known) {
        Map<String, Node> entries = entries(node, what);
        for (String key : List.copyOf(entries.keySet())) {
            if (!known.contains(key)) {
                problem(
                        keyOf(node, key),
                        "unknown key '" + key + "' in " + what + ", want one of " + new TreeSet<>(known));
                entries.remove(key);
            }
        }
        return entries;
    }

    /** The entries of a mapping by key, in the order of the file; doubled keys are noted. */
    Map<String, Node> entries(Node node, String what) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode)) {
            problem(node, what + " is no mapping, want key: value");
            return entries;
        }
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            String key = text(tuple.getKeyNode(), "a key of " + what).orElse("");
            if (entries.put(key, tuple.getValueNode()) != null) {
                problem(tuple.getKeyNode(), "key '" + key + "' is there twice in " + what);
            }
        }
        return entries;
    }

    private static Node keyOf(Node node, String key) {
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode
                    && ((ScalarNode) tuple.getKeyNode()).getValue().equals(key)) {
                return tuple.getKeyNode();
            }
        }
        return node;
    }

    /** The elements of a sequence. */
    List<Node> sequence(Node node, String what) {
        if (node instanceof SequenceNode) {
            return ((SequenceNode) node).getValue();
        }
        problem(node, what + " is no list, want - one element in each line");
        return List.of();
    }

    /** The texts of a sequence. */
    List<String> texts(Node node, String what) {
        List<String> texts = new ArrayList<>();
        for (Node element : sequence(node, what)) {
            text(element, what).ifPresent(texts::add);
        }
        return texts;
    }

    /** The text of a scalar, whatever its type. */
    Optional<String> text(Node node, String what) {
        if (node instanceof ScalarNode) {
            return Optional.of(((ScalarNode) node).getValue());
        }
        problem(node, what + " is no single value");
        return Optional.empty();
    }

    /** A whole number of 0 or more. */
    int count(Node node, String what) {
        String text = text(node, what).orElse("0");
        if (!text.matches("[0-9]{1,6}")) {
            problem(node, what + " is '" + text + "', want a whole number of 0 or more");
            return 0;
        }
        return Integer.parseInt(text);
    }

    /** True or false. */
    boolean flag(Node node, String what) {
        String text = text(node, what).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            problem(node, what + " is '" + text + "', want true or false");
        }
        return text.equals("true");
    }
}
