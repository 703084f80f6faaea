// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.influence.provenance.Review;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.rule.RuleSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code tributary/job-publish/v1}: which version to make of which anchored batches.
 *
 * @param datanet slug
 * @param version 1, 2, …
 * @param batches the batch roots of the ledger's {@code batches/v1} entry for this version, in its order
 * @param duplicates the rule for duplicates, see {@link NearDuplicates#of}
 * @param rules the rule set in force
 * @param withdrawn what is withdrawn up to this version, by the first version that lacks it
 * @param provenance how labels and edits are credited; empty where labels are refused and an edit is a record like any other
 */
public record PublishRequest(
        String datanet,
        int version,
        List<Hash> batches,
        String duplicates,
        List<Withdrawal> withdrawn,
        RuleSet rules,
        Optional<Provenance> provenance) {

    /** The job's type. */
    public static final String TYPE = "tributary/job-publish/v1";

    /**
     * Records that were withdrawn between two versions.
     *
     * @param version the first one that lacks them
     * @param recordIds their ids
     */
    public record Withdrawal(int version, List<String> recordIds) {
        /** Copies the list. */
        public Withdrawal {
            recordIds = List.copyOf(recordIds);
        }

        private JsonObject toJson() {
            return JsonObject.nested()
                    .put("version", version)
                    .put("recordIds", recordIds)
                    .build();
        }

        private static Withdrawal of(JsonObject json) {
            return new Withdrawal(json.smallInteger("version"), json.texts("recordIds"));
        }
    }

    /**
     * How labels and edits are credited.
     *
     * @param parts what falls to words and label
     * @param since the first version that takes labels and in which an edit replaces its parent
     * @param accepted items that the Datanet's owner accepted, by leaf hash
     * @param rejected items that he rejected
     */
    public record Provenance(ProvenanceParts parts, int since, Set<Hash> accepted, Set<Hash> rejected) {
        /** Copies the sets. */
        public Provenance {
            Objects.requireNonNull(parts, "parts");
            accepted = Set.copyOf(accepted);
            rejected = Set.copyOf(rejected);
        }

        private JsonObject toJson() {
            return JsonObject.nested()
                    .put("parts", parts.format())
                    .put("since", since)
                    .put("accepted", List.copyOf(new TreeSet<>(accepted)))
                    .put("rejected", List.copyOf(new TreeSet<>(rejected)))
                    .build();
        }

        private static Provenance of(JsonObject json) {
            json.requireNested("provenance", "parts", "since", "accepted", "rejected");
            return new Provenance(
                    ProvenanceParts.parse(json.text("parts")),
                    json.smallInteger("since"),
                    new HashSet<>(json.hashes("accepted")),
                    new HashSet<>(json.hashes("rejected")));
        }

        /** What the owner said of an item. */
        Review review(Hash item) {
            if (rejected.contains(item)) {
                return Review.REJECTED;
            }
            return accepted.contains(item) ? Review.ACCEPTED : Review.NONE;
        }
    }

    /** Checks the numbers and that no batch is named twice. */
    public PublishRequest {
        Objects.requireNonNull(datanet, "datanet");
        Objects.requireNonNull(duplicates, "duplicates");
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(provenance, "provenance");
        batches = List.copyOf(batches);
        withdrawn = List.copyOf(withdrawn);
        if (version < 1) {
            throw new InvalidInputException("version " + version + ", want 1 or more");
        }
        if (new HashSet<>(batches).size() != batches.size()) {
            throw new InvalidInputException("a batch is named twice for version " + version + " of " + datanet);
        }
    }

    /** Reads the canonical form. */
    public static PublishRequest of(JsonObject json) {
        json.require(TYPE, "datanet", "version", "batches", "duplicates", "withdrawn", "rules", "provenance");
        return new PublishRequest(
                json.text("datanet"),
                json.smallInteger("version"),
                json.hashes("batches"),
                json.text("duplicates"),
                json.objects("withdrawn").stream().map(Withdrawal::of).toList(),
                RuleSet.of(json.object("rules")),
                json.objects("provenance").stream().map(Provenance::of).findFirst());
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("datanet", datanet)
                .put("version", version)
                .put("batches", batches)
                .put("duplicates", duplicates)
                .put("withdrawn", withdrawn.stream().map(Withdrawal::toJson).toList())
                .put("rules", rules.toJson())
                .put(
                        "provenance",
                        provenance.map(Provenance::toJson).map(List::of).orElse(List.of()))
                .build();
    }

    /** Kinds of record that the version may hold. */
    Set<String> kinds() {
        Set<String> kinds = new HashSet<>(ContributionItem.TEXT_KINDS);
        if (provenance.isPresent()) {
            kinds.add(ChainRecord.LABEL);
        }
        return kinds;
    }
}
