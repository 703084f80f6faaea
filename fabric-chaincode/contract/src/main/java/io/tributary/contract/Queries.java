// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.CompactRange;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.EpochRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The queries: they put nothing, and anybody may ask. */
final class Queries {
    /** Most entries of one answer. */
    static final int ENTRIES_MAX = 1000;

    private Queries() {}

    static JsonObject checkpoint(Context context) {
        context.argument();
        CompactRange range = context.log().range();
        return new Checkpoint(context.policy().network(), range.size(), range.root()).toJson();
    }

    static JsonObject entries(Context context) {
        JsonObject argument = context.argument("from", "max");
        long from = argument.integer("from");
        long max = argument.integer("max");
        if (from < 0 || max < 1 || max > ENTRIES_MAX) {
            throw new ContractException(
                    ContractCode.ARGUMENT_INVALID,
                    max + " entries from " + from + ", want 1 to " + ENTRIES_MAX + " from 0 or more");
        }
        long end = Math.min(context.log().range().size(), Math.addExact(from, max));
        List<JsonObject> entries = new ArrayList<>();
        for (long index = from; index < end; index++) {
            Hash leafHash = context.log().leafHash(index);
            JsonObject stored = context.state().get(Log.entryKey(leafHash)).orElseThrow();
            entries.add(new LogEntry(
                            index,
                            leafHash,
                            stored.object("entry"),
                            stored.text("caller"),
                            stored.text("transactionId"),
                            stored.integer("timestamp"))
                    .toJson());
        }
        return JsonObject.nested()
                .put("entries", entries)
                .put("size", context.log().range().size())
                .build();
    }

    static JsonObject inclusionProof(Context context) {
        JsonObject argument = context.argument("leafHash", "size");
        Hash leafHash = argument.hash("leafHash");
        long index = context.log().index(leafHash);
        long size = argument.integer("size") == 0 ? context.log().range().size() : argument.integer("size");
        MerkleTree tree = tree(context, size);
        if (index >= size) {
            throw new ContractException(
                    ContractCode.ENTRY_UNKNOWN,
                    "entry " + leafHash + " has index " + index + ", the log of size " + size + " ends before");
        }
        return new LogProof(leafHash, index, size, tree.root(), tree.inclusionPath(Math.toIntExact(index))).toJson();
    }

    static JsonObject consistencyProof(Context context) {
        JsonObject argument = context.argument("oldSize", "newSize");
        long oldSize = argument.integer("oldSize");
        long newSize = argument.integer("newSize");
        MerkleTree tree = tree(context, newSize);
        if (oldSize < 1 || oldSize > newSize) {
            throw new ContractException(
                    ContractCode.ARGUMENT_INVALID, "old size " + oldSize + ", want 1 to the new size " + newSize);
        }
        return JsonObject.nested()
                .put("path", tree.consistencyPath(Math.toIntExact(oldSize)))
                .build();
    }

    static JsonObject epochStatus(Context context) {
        long epoch = context.epochArgument();
        JsonObject proposal = Proposals.require(context, epoch);
        Hash recordHash = proposal.hash("recordHash");
        long round = proposal.integer("round");
        Optional<EpochStatus.Finality> finality = Epochs.findFinal(context, epoch)
                .map(written -> new EpochStatus.Finality(
                        written.integer("index"),
                        written.integer("logSize"),
                        written.hash("logRoot"),
                        Epochs.opensAt(context, epoch, written),
                        written.text("transactionId"),
                        written.integer("timestamp")));
        return new EpochStatus(
                        EpochRecord.of(proposal.object("record")),
                        recordHash,
                        Epochs.state(context, epoch),
                        round,
                        proposal.text("caller"),
                        context.policy().threshold(),
                        Attestations.all(context, epoch, round),
                        finality,
                        Challenges.all(context, epoch),
                        Contests.supersededBy(context, recordHash)
                                .map(Hash::hex)
                                .orElse(""),
                        Epochs.isOpened(context, epoch))
                .toJson();
    }

    static JsonObject lastEpoch(Context context) {
        context.argument();
        return Epochs.last(context).toJson();
    }

    static JsonObject parameters(Context context) {
        long epoch = context.epochArgument();
        List<JsonObject> values = new ArrayList<>();
        for (JsonObject stored : context.state().scan(Parameters.KIND)) {
            Parameters.at(stored, epoch)
                    .ifPresent(value -> values.add(JsonObject.nested()
                            .put("name", stored.text("name"))
                            .put("value", value)
                            .build()));
        }
        return JsonObject.nested().put("parameters", values).build();
    }

    static JsonObject deposits(Context context) {
        context.argument();
        return JsonObject.nested()
                .put("deposits", context.state().scan(Deposits.KIND))
                .build();
    }

    static JsonObject claims(Context context) {
        long epoch = context.epochArgument();
        List<JsonObject> claims = context.state().scan(Claims.KIND).stream()
                .filter(stored -> stored.integer("epoch") == epoch)
                .collect(Collectors.toList());
        return JsonObject.nested().put("claims", claims).build();
    }

    private static MerkleTree tree(Context context, long size) {
        long logSize = context.log().range().size();
        if (size < 0 || size > logSize) {
            throw new ContractException(ContractCode.ARGUMENT_INVALID, "log size " + size + ", want 0 to " + logSize);
        }
        List<Hash> leafHashes = new ArrayList<>();
        for (long index = 0; index < size; index++) {
            leafHashes.add(context.log().leafHash(index));
        }
        return MerkleTree.ofLeafHashes(leafHashes);
    }
}
