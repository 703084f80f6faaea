// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * An entry that was recorded, in the log or not yet.
 *
 * @param entry the entry
 * @param caller the organisation that recorded it first
 * @param inLog whether the log holds it
 * @param approvals the signed {@code approval/v1} of organisations, ascending
 */
public record RecordedEntry(JsonObject entry, String caller, boolean inLog, List<SignedWord> approvals) {
    /** Copies the list. */
    public RecordedEntry {
        Objects.requireNonNull(entry, "entry");
        Objects.requireNonNull(caller, "caller");
        approvals = List.copyOf(approvals);
    }

    /** Reads the answer of the query. */
    public static RecordedEntry of(JsonObject json) {
        json.requireNested("recorded entry", "approvals", "caller", "entry", "inLog");
        return new RecordedEntry(
                json.object("entry"),
                json.text("caller"),
                json.flag("inLog"),
                json.objects("approvals").stream().map(SignedWord::of).toList());
    }

    /** The organisations that approved it. */
    public List<String> approvedBy() {
        return approvals.stream().map(word -> word.signed().signer()).toList();
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.nested()
                .put("approvals", approvals.stream().map(SignedWord::toJson).toList())
                .put("caller", caller)
                .put("entry", entry)
                .put("inLog", inLog)
                .build();
    }
}
