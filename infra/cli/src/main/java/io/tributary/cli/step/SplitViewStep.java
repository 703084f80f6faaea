// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.note.LogHead;
import io.tributary.cli.note.SignedNote;
import io.tributary.contract.LogEntry;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.verify.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares what organisations signed about the log with the log as it is here, and with each other. */
public final class SplitViewStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public SplitViewStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** How a signed view relates to the log as it is here. */
    private enum Relation {
        SAME("is the log as it is here"),
        OTHER("is another log than the one here"),
        AHEAD("is of a longer log than the one here, so nothing can be said yet"),
        FORGED("is not signed by that organisation"),
        UNSIGNED("is signed by no organisation of this network"),
        FOREIGN("is of another network");

        private final String words;

        Relation(String words) {
            this.words = words;
        }
    }

    /**
     * A checkpoint file.
     *
     * @param organisation who signed it, or is said to have; empty if nobody known
     */
    private record View(Path file, LogHead head, String organisation, Relation relation) {
        String line() {
            return file + ": size " + head.size() + ", root " + head.root()
                    + (organisation.isEmpty() ? "" : ", by " + organisation) + ": " + relation.words;
        }

        JsonObject toJson() {
            return JsonObject.nested()
                    .put("file", file.toString())
                    .put("origin", head.origin())
                    .put("size", head.size())
                    .put("root", head.root())
                    .put("organisation", organisation)
                    .put("relation", relation.name().toLowerCase(Locale.ROOT))
                    .build();
        }

        boolean signed() {
            return relation == Relation.SAME || relation == Relation.OTHER || relation == Relation.AHEAD;
        }
    }

    /** Checks checkpoint files; the exit is 1 if one contradicts the log or another one, 3 if the log here is too short. */
    public Report compare(List<Path> files) {
        List<Hash> leaves = workspace.ledger(Names.FIRST_ORGANISATION).entries(0).stream()
                .map(LogEntry::leafHash)
                .toList();
        Policy policy = Member.policy(workspace);
        List<View> views = new ArrayList<>();
        for (Path file : files) {
            views.addAll(views(file, policy, leaves));
        }
        List<String> lines = new ArrayList<>(views.stream().map(View::line).toList());
        List<String> contradictions = contradictions(views);
        lines.addAll(contradictions);
        JsonObject json = JsonObject.nested()
                .put("size", leaves.size())
                .put("views", views.stream().map(View::toJson).toList())
                .put("contradictions", contradictions)
                .build();
        if (!contradictions.isEmpty()) {
            return new Report(lines, json, ExitCode.NO, contradictions.get(0));
        }
        Optional<View> bad = views.stream()
                .filter(view -> view.relation() != Relation.SAME && view.relation() != Relation.AHEAD)
                .findFirst();
        if (bad.isPresent()) {
            return new Report(lines, json, ExitCode.NO, bad.get().line());
        }
        Optional<View> ahead =
                views.stream().filter(view -> view.relation() == Relation.AHEAD).findFirst();
        return ahead.isPresent()
                ? new Report(lines, json, ExitCode.UNAVAILABLE, ahead.get().line())
                : Report.of(lines, json);
    }

    private List<View> views(Path file, Policy policy, List<Hash> leaves) {
        SignedNote note;
        LogHead head;
        try {
            note = SignedNote.parse(Files.readAllBytes(file));
            head = LogHead.parse(note.text());
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
        if (!head.origin().equals(policy.network())) {
            return List.of(new View(file, head, "", Relation.FOREIGN));
        }
        List<View> views = new ArrayList<>();
        for (Policy.Organisation organisation : policy.organisations()) {
            String name = LogHead.keyName(head.origin(), organisation.name());
            for (SignedNote.Line line : note.signatures()) {
                if (line.claims(name, organisation.key())) {
                    Relation relation =
                            note.verifies(line, organisation.key()) ? relation(head, leaves) : Relation.FORGED;
                    views.add(new View(file, head, organisation.name(), relation));
                }
            }
        }
        return views.isEmpty() ? List.of(new View(file, head, "", Relation.UNSIGNED)) : views;
    }

    private static Relation relation(LogHead head, List<Hash> leaves) {
        if (head.size() > leaves.size()) {
            return Relation.AHEAD;
        }
        Hash prefix = MerkleTree.ofLeafHashes(leaves.subList(0, Math.toIntExact(head.size())))
                .root();
        return prefix.equals(head.root()) ? Relation.SAME : Relation.OTHER;
    }

    /** Pairs that cannot both be true; the log here is the witness for a pair of different sizes. */
    private static List<String> contradictions(List<View> views) {
        List<String> contradictions = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            for (int j = i + 1; j < views.size(); j++) {
                View one = views.get(i);
                View other = views.get(j);
                if (contradict(one, other) || contradict(other, one)) {
                    contradictions.add(one.organisation() + " (size "
                            + one.head().size() + ") and "
                            + other.organisation() + " (size " + other.head().size()
                            + ") signed logs that cannot both be true: " + one.file() + ", " + other.file());
                }
            }
        }
        return contradictions;
    }

    private static boolean contradict(View one, View other) {
        if (!one.signed() || !other.signed()) {
            return false;
        }
        boolean sameSize = one.head().size() == other.head().size()
                && !one.head().root().equals(other.head().root());
        boolean continuesAnother = one.relation() == Relation.SAME
                && other.relation() == Relation.OTHER
                && other.head().size() <= one.head().size();
        return sameSize || continuesAnother;
    }
}
