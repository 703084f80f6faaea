// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Approval;
import io.tributary.protocol.record.ModelRefusal;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The transaction {@code approve}: one organisation's signed word that a recorded entry may come into the log. What one alone could use
 * against the others comes in only if enough of them approved it.
 */
final class Approvals {
    /** How many epochs later an approval of a refusal still counts; each costs a look for every organisation. */
    private static final long EPOCHS_BACK_MAX = 32;

    private Approvals() {}

    static JsonObject approve(Context context) {
        VerifyingKey key = context.requireMember();
        SignedEnvelope signed = SignedEnvelope.of(context.argument("approval").object("approval"));
        Approval approval = Approval.of(signed.body());
        context.requireAuthor("the approval", signed, key, ContractCode.APPROVAL_FOREIGN, ContractCode.APPROVAL_FORGED);
        Entries.stored(context, approval.entry());
        StateKey at = key(approval.entry(), context.caller());
        if (!context.state().has(at)) {
            Sequences.take(context, signed, 0);
            context.state()
                    .create(at, context.stamped().put("signed", signed.toJson()).build());
        }
        return JsonObject.nested().put("entry", approval.entry()).build();
    }

    /** Query: a recorded entry and who approved it. */
    static JsonObject recorded(Context context) {
        Hash leafHash = context.argument("leafHash").hash("leafHash");
        JsonObject stored = Entries.stored(context, leafHash);
        JsonObject entry = stored.object("entry");
        return new RecordedEntry(
                        entry,
                        stored.text("caller"),
                        context.log().holds(leafHash),
                        entry.type().equals(ModelRefusal.TYPE)
                                ? ofRefusal(context, ModelRefusal.of(entry))
                                : all(context, leafHash))
                .toJson();
    }

    /** The approvals of an entry by organisation, ascending; each signature is checked again. */
    private static List<SignedWord> all(Context context, Hash entry) {
        return SignedWord.all(context, organisation -> key(entry, organisation)).stream()
                .filter(word -> Approval.of(word.signed().body()).entry().equals(entry))
                .toList();
    }

    /**
     * The approvals that count for the refusal of a model: its own, and those of the same refusal from an earlier epoch on, which say as much. So an
     * epoch that becomes final between two organisations' words parts them not.
     */
    private static List<SignedWord> ofRefusal(Context context, ModelRefusal refusal) {
        SortedMap<String, SignedWord> byOrganisation = new TreeMap<>();
        long earliest = Math.max(1, refusal.fromEpoch() - EPOCHS_BACK_MAX);
        int organisations = context.policy().organisations().size();
        for (long from = refusal.fromEpoch(); from >= earliest && byOrganisation.size() < organisations; from--) {
            Hash entry = new ModelRefusal(refusal.network(), refusal.model(), from).leafHash();
            all(context, entry)
                    .forEach(word -> byOrganisation.putIfAbsent(word.signed().signer(), word));
        }
        return List.copyOf(byOrganisation.values());
    }

    /** Refuses an entry that fewer organisations approved than it takes. */
    static void require(Context context, String what, Hash entry, long wanted) {
        require(what, all(context, entry).size(), wanted);
    }

    /** Refuses the refusal of a model that fewer organisations approved than finalise an epoch. */
    static void require(Context context, String what, ModelRefusal refusal) {
        require(what, ofRefusal(context, refusal).size(), context.policy().threshold());
    }

    private static void require(String what, int count, long wanted) {
        if (count < wanted) {
            throw new ContractException(
                    ContractCode.APPROVALS_MISSING,
                    what + " is approved by " + count + " organisations, want " + wanted);
        }
    }

    /** Refuses what the network takes only with approvals, if too few organisations gave theirs. */
    static void requireByParameter(Context context, String what, Hash entry) {
        Parameters.approvalsMinimum(context).ifPresent(wanted -> require(context, what, entry, wanted));
    }

    private static StateKey key(Hash entry, String organisation) {
        return StateKey.of("approval", entry.hex(), organisation);
    }
}
