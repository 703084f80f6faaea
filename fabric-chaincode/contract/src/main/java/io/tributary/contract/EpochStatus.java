// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where an epoch stands: its record, and beside it what is not part of its identity.
 *
 * @param record the proposed record
 * @param recordHash its leaf hash
 * @param state where it stands
 * @param round how many proposals for this epoch were replaced before this one
 * @param proposer the organisation that proposed it
 * @param threshold how many equal attestations make it final
 * @param attestations by organisation, ascending; those of other records are among them and count for nothing
 * @param finality what became known when it was written; empty until then
 * @param challenges by evidence hash, ascending
 * @param supersededBy hash of the record that took its place; empty if none did
 * @param opened whether its claims were opened, whatever happened since; what it took from deposits is spent for good then
 */
public record EpochStatus(
        EpochRecord record,
        Hash recordHash,
        EpochState state,
        long round,
        String proposer,
        int threshold,
        List<SignedWord> attestations,
        Optional<Finality> finality,
        List<ChallengeStatus> challenges,
        String supersededBy,
        boolean opened) {
    /** Copies the list. */
    public EpochStatus {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(recordHash, "recordHash");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(proposer, "proposer");
        Objects.requireNonNull(finality, "finality");
        Objects.requireNonNull(supersededBy, "supersededBy");
        attestations = List.copyOf(attestations);
        challenges = List.copyOf(challenges);
    }

    /** The signed attestations of exactly this record, by organisation ascending: what a payout proof takes. */
    public List<SignedEnvelope> equalAttestations() {
        return attestations.stream()
                .filter(SignedWord::counts)
                .map(SignedWord::signed)
                .collect(Collectors.toUnmodifiableList());
    }

    /** Reads {@link #toJson}. */
    public static EpochStatus of(JsonObject json) {
        json.requireNested(
                "epoch status",
                "attestations",
                "challenges",
                "finality",
                "opened",
                "proposer",
                "record",
                "recordHash",
                "round",
                "state",
                "supersededBy",
                "threshold");
        return new EpochStatus(
                EpochRecord.of(json.object("record")),
                json.hash("recordHash"),
                EpochState.valueOf(json.text("state")),
                json.integer("round"),
                json.text("proposer"),
                json.smallInteger("threshold"),
                json.objects("attestations").stream().map(SignedWord::of).collect(Collectors.toList()),
                json.objects("finality").stream().map(Finality::of).findFirst(),
                json.objects("challenges").stream().map(ChallengeStatus::of).collect(Collectors.toList()),
                json.text("supersededBy"),
                json.flag("opened"));
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.nested()
                .put(
                        "attestations",
                        attestations.stream().map(SignedWord::toJson).collect(Collectors.toList()))
                .put(
                        "challenges",
                        challenges.stream().map(ChallengeStatus::toJson).collect(Collectors.toList()))
                .put("finality", finality.stream().map(Finality::toJson).collect(Collectors.toList()))
                .put("opened", opened)
                .put("proposer", proposer)
                .put("record", record.toJson())
                .put("recordHash", recordHash)
                .put("round", round)
                .put("state", state.name())
                .put("supersededBy", supersededBy)
                .put("threshold", threshold)
                .build();
    }

    /**
     * What became known when an epoch was written.
     *
     * @param index its entry's position in the log
     * @param logSize size of the log with its entry as the last one
     * @param logRoot root of that log
     * @param opensAt log size from which on its claims can be opened
     * @param transactionId the transaction that wrote it
     * @param timestampMillis that transaction's claimed time, in milliseconds since 1970
     */
    public record Finality(
            long index, long logSize, Hash logRoot, long opensAt, String transactionId, long timestampMillis) {
        /** Requires every part. */
        public Finality {
            Objects.requireNonNull(logRoot, "logRoot");
            Objects.requireNonNull(transactionId, "transactionId");
        }

        private static Finality of(JsonObject json) {
            json.requireNested("finality", "index", "logRoot", "logSize", "opensAt", "timestamp", "transactionId");
            return new Finality(
                    json.integer("index"),
                    json.integer("logSize"),
                    json.hash("logRoot"),
                    json.integer("opensAt"),
                    json.text("transactionId"),
                    json.integer("timestamp"));
        }

        private JsonObject toJson() {
            return JsonObject.nested()
                    .put("index", index)
                    .put("logRoot", logRoot)
                    .put("logSize", logSize)
                    .put("opensAt", opensAt)
                    .put("timestamp", timestampMillis)
                    .put("transactionId", transactionId)
                    .build();
        }
    }
}
