// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.CompactRange;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContestEntry;
import io.tributary.protocol.record.EpochRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * How entries come into the log. {@code record} writes an entry under its own leaf hash, where many writers never meet
 * and where it means nothing yet; {@code extend} checks each entry against the log so far, lets it take effect and
 * appends it. So all that the contract goes by can be rebuilt from the log alone.
 */
final class Entries {
    /** Most entries that one transaction appends. */
    static final int EXTEND_MAX = 1000;

    private Entries() {}

    static JsonObject record(Context context) {
        context.requireMember();
        JsonObject json = context.argument("entry").object("entry");
        if (json.type().equals(EpochRecord.TYPE)) {
            throw new ContractException(ContractCode.ENTRY_RESERVED, "an epoch comes into the log by finalise");
        }
        if (json.type().equals(ContestEntry.TYPE)) {
            throw new ContractException(ContractCode.ENTRY_RESERVED, "a contest comes into the log by its proof");
        }
        LogRules rules = LogRules.of(context, json);
        Hash leafHash = rules.entry().leafHash();
        context.requireNetwork("entry " + leafHash, json.text("network"));
        StateKey key = Log.entryKey(leafHash);
        if (!context.state().has(key)) {
            context.state().create(key, context.stamped().put("entry", json).build());
        }
        return JsonObject.nested().put("leafHash", leafHash).build();
    }

    static JsonObject extend(Context context) {
        context.requireMember();
        List<Hash> leafHashes = context.argument("hashes").hashes("hashes");
        if (leafHashes.isEmpty() || leafHashes.size() > EXTEND_MAX) {
            throw new ContractException(
                    ContractCode.ARGUMENT_INVALID, leafHashes.size() + " hashes, want 1 to " + EXTEND_MAX);
        }
        List<JsonObject> positions = new ArrayList<>();
        for (Hash leafHash : leafHashes) {
            if (!context.log().holds(leafHash)) {
                LogRules.of(context, stored(context, leafHash).object("entry")).admit();
                context.log().append(leafHash);
            }
            positions.add(JsonObject.nested()
                    .put("index", context.log().index(leafHash))
                    .put("leafHash", leafHash)
                    .build());
        }
        CompactRange range = context.log().range();
        return JsonObject.nested()
                .put("entries", positions)
                .put("size", range.size())
                .put("root", range.root())
                .build();
    }

    /** What is stored of a recorded entry: {@code entry} and the stamp of who recorded it first. */
    static JsonObject stored(Context context, Hash leafHash) {
        return context.state()
                .get(Log.entryKey(leafHash))
                .orElseThrow(() -> new ContractException(
                        ContractCode.ENTRY_UNKNOWN, "no entry " + leafHash + " is recorded; record it first"));
    }
}
