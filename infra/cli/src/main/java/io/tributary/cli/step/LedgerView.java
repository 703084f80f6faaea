// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.contract.LogEntry;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.influence.provenance.Review;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.HeldOutEntry;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.ModelRefusal;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.record.WithdrawalEntry;
import io.tributary.protocol.rule.DatanetTerms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The entries of the ledger's log by kind, as they stood when this was made.
 *
 * @param log all entries in order
 */
public record LedgerView(List<LogEntry> log) {

    /** Copies the list. */
    public LedgerView {
        log = List.copyOf(log);
    }

    /** Reads the whole log. */
    public static LedgerView of(Ledger ledger) {
        return new LedgerView(ledger.entries(0));
    }

    private <T> List<T> all(String type, Function<JsonObject, T> reader) {
        return log.stream()
                .map(LogEntry::entry)
                .filter(entry -> entry.type().equals(type))
                .map(reader)
                .toList();
    }

    /** The entry of a Datanet. */
    public Optional<DatanetEntry> datanet(String slug) {
        return all(DatanetEntry.TYPE, DatanetEntry::of).stream()
                .filter(entry -> entry.slug().equals(slug))
                .findFirst();
    }

    /**
     * The held-out set that judges a Datanet version: its own, or of a first version the one that the Datanet was made with. In a network
     * without the parameter {@value Names#HELD_OUT_MINIMUM} that one judges every version.
     */
    public Optional<HeldOutEntry> heldOut(String slug, long version) {
        Optional<HeldOutEntry> own = all(HeldOutEntry.TYPE, HeldOutEntry::of).stream()
                .filter(entry -> entry.datanet().equals(slug) && entry.version() == version)
                .findFirst();
        boolean oneForAll = all(ParameterEntry.TYPE, ParameterEntry::of).stream()
                .noneMatch(parameter -> parameter.name().equals(Names.HELD_OUT_MINIMUM));
        return own.or(() -> datanet(slug)
                .filter(entry -> entry.heldOutCount() > 0 && (oneForAll || version == 1))
                .map(entry -> new HeldOutEntry(entry.network(), slug, 1, entry.heldOutRoot(), entry.heldOutCount())));
    }

    /** Anchored batches of a Datanet, in order. */
    public List<BatchesEntry> batches(String slug) {
        return all(BatchesEntry.TYPE, BatchesEntry::of).stream()
                .filter(entry -> entry.datanet().equals(slug))
                .toList();
    }

    /**
     * The rule for duplicates of a Datanet's version: what the last parameter said when the version's batches were anchored, or says
     * now if they are not. A parameter for the Datanet goes before one for all.
     */
    public DuplicateRule duplicateRule(String slug, long version) {
        Map<String, String> named = parametersBefore(slug, version);
        String ofAll = named.getOrDefault(DuplicateRule.PARAMETER, DuplicateRule.EXACT.id());
        return DuplicateRule.of(named.getOrDefault(DuplicateRule.parameterOf(slug), ofAll));
    }

    /** The rule by which passages of a Datanet's version that repeat others are no rows, likewise. */
    public RepeatRule repeatRule(String slug, long version) {
        return RepeatRule.of(
                parametersBefore(slug, version).getOrDefault(RepeatRule.PARAMETER, RepeatRule.PHRASES.id()));
    }

    /** All parameters as they were named when the batches of a version were anchored, or are now if they are not. */
    private Map<String, String> parametersBefore(String slug, long version) {
        Map<String, String> named = new HashMap<>();
        for (LogEntry entry : log) {
            JsonObject json = entry.entry();
            if (json.type().equals(ParameterEntry.TYPE)) {
                ParameterEntry parameter = ParameterEntry.of(json);
                named.put(parameter.name(), parameter.value());
            } else if (json.type().equals(BatchesEntry.TYPE)) {
                BatchesEntry batches = BatchesEntry.of(json);
                if (batches.datanet().equals(slug) && batches.version() == version) {
                    break;
                }
            }
        }
        return named;
    }

    /** What falls to words and label in a Datanet's version, if labels and edits are credited in it. */
    public Optional<ProvenanceParts> provenance(String slug, long version) {
        return Optional.ofNullable(parametersBefore(slug, version).get(ProvenanceParts.PARAMETER))
                .map(ProvenanceParts::parse);
    }

    /** The first version of a Datanet in which labels and edits are credited, be it one to come. */
    public long provenanceSince(String slug) {
        long version = 1;
        for (BatchesEntry entry : batches(slug)) {
            if (provenance(slug, entry.version()).isPresent()) {
                return entry.version();
            }
            version = entry.version() + 1;
        }
        return version;
    }

    /** What the owner of a Datanet said last of items before the batches of a version were anchored, or until now if they are not. */
    public Map<Hash, Review> reviews(String slug, long version) {
        Map<Hash, Review> reviews = new HashMap<>();
        for (LogEntry entry : log) {
            JsonObject json = entry.entry();
            if (json.type().equals(ReviewEntry.TYPE)) {
                ReviewEntry review = ReviewEntry.of(json);
                Review word = review.verdict().equals(ReviewEntry.ACCEPT) ? Review.ACCEPTED : Review.REJECTED;
                if (review.datanet().equals(slug)) {
                    review.items().forEach(item -> reviews.put(item, word));
                }
            } else if (json.type().equals(BatchesEntry.TYPE)) {
                BatchesEntry batches = BatchesEntry.of(json);
                if (batches.datanet().equals(slug) && batches.version() == version) {
                    break;
                }
            }
        }
        return reviews;
    }

    /** Leaf hash of the terms that are in force for a version of a Datanet, if it has any. */
    public Optional<Hash> terms(String slug, long version) {
        Map<String, String> named = parametersBefore(slug, version);
        int revision = 0;
        while (named.containsKey(DatanetTerms.parameter(slug, revision + 1))) {
            revision++;
        }
        return revision == 0
                ? Optional.empty()
                : Optional.of(Hash.ofHex(named.getOrDefault(DatanetTerms.parameter(slug, revision), "")));
    }

    /** The withdrawals from a Datanet, in order. */
    public List<WithdrawalEntry> withdrawals(String slug) {
        return all(WithdrawalEntry.TYPE, WithdrawalEntry::of).stream()
                .filter(entry -> entry.datanet().equals(slug))
                .toList();
    }

    /** Ids of all records that are withdrawn from a Datanet. */
    public Set<String> withdrawnIds(String slug) {
        Set<String> ids = new TreeSet<>();
        withdrawals(slug).forEach(entry -> ids.addAll(entry.recordIds()));
        return ids;
    }

    /**
     * What is withdrawn from a Datanet, by the first version that lacks it: the first one whose batches are anchored after the
     * withdrawal. Withdrawals after the last such entry belong to the version that comes next.
     */
    public SortedMap<Long, Set<String>> withdrawn(String slug) {
        SortedMap<Long, Set<String>> withdrawn = new TreeMap<>();
        Set<String> before = new HashSet<>();
        long next = 1;
        for (LogEntry entry : log) {
            JsonObject json = entry.entry();
            if (json.type().equals(BatchesEntry.TYPE)) {
                BatchesEntry batches = BatchesEntry.of(json);
                next = batches.datanet().equals(slug) ? batches.version() + 1 : next;
            } else if (json.type().equals(WithdrawalEntry.TYPE)) {
                WithdrawalEntry withdrawal = WithdrawalEntry.of(json);
                for (String id : withdrawal.datanet().equals(slug) ? withdrawal.recordIds() : List.<String>of()) {
                    if (before.add(id)) {
                        withdrawn
                                .computeIfAbsent(next, version -> new TreeSet<>())
                                .add(id);
                    }
                }
            }
        }
        return withdrawn;
    }

    /** Ids of the records that a version lacks because they were withdrawn. */
    public Set<String> withdrawnUpTo(String slug, long version) {
        Set<String> ids = new TreeSet<>();
        withdrawn(slug).headMap(version + 1).values().forEach(ids::addAll);
        return ids;
    }

    /** Roots of all batches that are anchored for a Datanet. */
    public Set<Hash> anchoredRoots(String slug) {
        Set<Hash> roots = new HashSet<>();
        batches(slug).forEach(entry -> roots.addAll(entry.roots()));
        return roots;
    }

    /** Published versions of a Datanet, oldest first. */
    public List<VersionEntry> versions(String slug) {
        return all(VersionEntry.TYPE, VersionEntry::of).stream()
                .filter(entry -> entry.datanet().equals(slug))
                .toList();
    }

    /** A published version. */
    public Optional<VersionEntry> version(String slug, long number) {
        return versions(slug).stream()
                .filter(entry -> entry.version() == number)
                .findFirst();
    }

    /** All models, oldest first. */
    public List<ModelEntry> models() {
        return all(ModelEntry.TYPE, ModelEntry::of);
    }

    /** The refusal of a model, if organisations refused it. */
    public Optional<ModelRefusal> refusal(ModelEntry model) {
        return all(ModelRefusal.TYPE, ModelRefusal::of).stream()
                .filter(refusal -> refusal.model().equals(model.leafHash()))
                .findFirst();
    }

    /** Ids of the models that an epoch does not pay for, because organisations could not train them again. */
    public SortedSet<String> refusedModels(long epoch) {
        Set<Hash> refused = all(ModelRefusal.TYPE, ModelRefusal::of).stream()
                .filter(refusal -> refusal.fromEpoch() <= epoch)
                .map(ModelRefusal::model)
                .collect(Collectors.toSet());
        return models().stream()
                .filter(model -> refused.contains(model.leafHash()))
                .map(ModelEntry::modelId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The newest model whose id is this or starts with this name and a hyphen. */
    public Optional<ModelEntry> model(String idOrName) {
        return models().stream()
                .filter(model -> model.modelId().equals(idOrName)
                        || model.modelId().matches(Pattern.quote(idOrName) + "-[0-9a-f]{12}"))
                .reduce((earlier, later) -> later);
    }

    /** All trainings, oldest first. */
    public List<TrainingEntry> trainings() {
        return all(TrainingEntry.TYPE, TrainingEntry::of);
    }

    /** The training that a model names. */
    public Optional<TrainingEntry> training(Hash leafHash) {
        return trainings().stream()
                .filter(entry -> entry.leafHash().equals(leafHash))
                .findFirst();
    }

    /** The records of all final epochs, oldest first. */
    public List<EpochRecord> epochs() {
        return all(EpochRecord.TYPE, EpochRecord::of);
    }

    /** All deposits, oldest first. */
    public List<DepositEntry> deposits() {
        return all(DepositEntry.TYPE, DepositEntry::of);
    }
}
