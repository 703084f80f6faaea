// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static io.tributary.contract.EpochStatesTest.EPOCH;
import static io.tributary.contract.EpochStatesTest.OTHER;
import static io.tributary.contract.EpochStatesTest.add;

import io.tributary.contract.EpochStatesTest.Play;
import io.tributary.contract.EpochStatesTest.Scenario;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** How the rows of {@code claim} are played. */
final class ClaimScenarios {
    private ClaimScenarios() {}

    static void addTo(Map<String, Scenario> scenarios) {
        Consumer<Play> fitting =
                play -> claim(play, 2, Samples.payoutTree(EPOCH).inclusionPath(2));
        add(scenarios, "claim: everything fits", fitting);
        add(scenarios, "claim: claimed before", network -> {}, fitting, fitting);
        add(
                scenarios,
                "claim: index of another leaf",
                play -> claim(play, 3, Samples.payoutTree(EPOCH).inclusionPath(2)));
        add(
                scenarios,
                "claim: index beyond the tree",
                play -> claim(play, 5, Samples.payoutTree(EPOCH).inclusionPath(2)));
        add(
                scenarios,
                "claim: path one hash short",
                play -> claim(
                        play, 2, Samples.payoutTree(EPOCH).inclusionPath(2).subList(0, 2)));
        add(scenarios, "claim: path with a changed hash", play -> {
            List<Hash> path = new ArrayList<>(Samples.payoutTree(EPOCH).inclusionPath(2));
            path.set(1, OTHER);
            claim(play, 2, path);
        });
        add(scenarios, "claim: another leaf than named", play -> {
            Call named = claimCall(leaf(2), Samples.claim(leaf(2), "payee-3", Samples.key("payee-3")));
            Call other = claimCall(leaf(1), Samples.claim(leaf(1), "payee-2", Samples.key("payee-2")));
            play.network().run("OrgA", new Call("claim", named.argument(), other.confidential()));
        });
        add(
                scenarios,
                "claim: signed for another leaf",
                play -> run(play, leaf(2), Samples.claim(leaf(1), "payee-3", Samples.key("payee-3"))));
        add(scenarios, "claim: a leaf of another epoch", play -> {
            Payout leaf = Samples.payouts(1).get(2);
            Call call = Call.claim(
                    Samples.claim(leaf, "payee-3", Samples.key("payee-3")),
                    leaf,
                    2,
                    Samples.payoutTree(1).inclusionPath(2));
            JsonObject argument = Samples.edit(call.argument(), "epoch", Long.toString(EPOCH));
            play.network().run("OrgA", new Call("claim", argument, call.confidential()));
        });
        add(scenarios, "claim: a leaf of another network", play -> {
            Payout leaf = Payout.of(Samples.edit(leaf(2).toJson(), "network", "other-net"));
            run(play, leaf, Samples.claim(leaf, "payee-3", Samples.key("payee-3")));
        });
        add(scenarios, "claim: a leaf that is not in the tree", play -> {
            Payout leaf = Payout.of(Samples.edit(leaf(2).toJson(), "amount", "181"));
            run(play, leaf, Samples.claim(leaf, "payee-3", Samples.key("payee-3")));
        });
        add(
                scenarios,
                "claim: signed with another key",
                play -> run(play, leaf(2), Samples.claim(leaf(2), "payee-3", Samples.key("payee-4"))));
        add(
                scenarios,
                "claim: in the name of another payee",
                play -> run(play, leaf(2), Samples.claim(leaf(2), "payee-4", Samples.key("payee-3"))));
        add(scenarios, "claim: signed for another network", play -> {
            JsonObject body =
                    Samples.claim(leaf(2), "payee-3", Samples.key("payee-3")).body();
            JsonObject foreign = Samples.edit(body, "network", "other-net");
            run(play, leaf(2), SignedEnvelope.sign(foreign, Samples.key("payee-3")));
        });
        add(scenarios, "claim: the leaf is missing", play -> {
            Call call = claimCall(leaf(2), Samples.claim(leaf(2), "payee-3", Samples.key("payee-3")));
            play.network().run("OrgA", new Call("claim", call.argument(), new TreeMap<>()));
        });
        add(
                scenarios,
                "claim: the caller is no organisation",
                play -> play.network()
                        .run("OrgX", claimCall(leaf(2), Samples.claim(leaf(2), "payee-3", Samples.key("payee-3")))));
    }

    private static Payout leaf(int index) {
        return Samples.payouts(EPOCH).get(index);
    }

    private static void claim(Play play, long index, List<Hash> path) {
        SignedEnvelope signed = Samples.claim(leaf(2), "payee-3", Samples.key("payee-3"));
        play.network().claim(leaf(2), signed, index, path);
    }

    private static void run(Play play, Payout leaf, SignedEnvelope claim) {
        play.network().run("OrgA", claimCall(leaf, claim));
    }

    private static Call claimCall(Payout leaf, SignedEnvelope claim) {
        MerkleTree tree = Samples.payoutTree(EPOCH);
        return Call.claim(claim, leaf, 2, tree.inclusionPath(2));
    }
}
