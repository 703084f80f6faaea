// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.sign.SignedEnvelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every row of the specification's table on epoch 2 of the sample network, whose epoch 1 is payable. */
class EpochStatesTest {
    static final long EPOCH = 2;
    private static final String EQUAL = Attestation.EQUAL;
    private static final String DIFFERENT = Attestation.DIFFERENT;
    static final Hash OTHER = Samples.hash("another record");

    /** What the specification says: from, transaction, guard, next, code. */
    record Row(String from, String transaction, String guard, String next, String code) {
        String scenario() {
            return transaction + ": " + guard;
        }

        @Override
        public String toString() {
            return from + " " + scenario() + " -> " + next + " " + code;
        }
    }

    /** How to play a guard: what happens before the epoch is proposed, after its state is reached, and the call itself. */
    record Scenario(Consumer<TestNetwork> before, Consumer<Play> after, Consumer<Play> call) {}

    record Play(TestNetwork network, Row row, EpochRecord record) {
        void propose(JsonObject edited) {
            network.run("OrgA", TestNetwork.raw("propose", "record", edited));
        }

        void attest(String caller, SignedEnvelope signed) {
            network.run(caller, Call.attest(signed));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aTransactionDoesWhatItsRowSays(Row row) {
        Scenario scenario = scenarios().get(row.scenario());
        assertThat(scenario).as("a scenario plays '%s'", row.scenario()).isNotNull();
        TestNetwork network = TestNetwork.started();
        EpochRecord first = network.reach(1, EpochState.PAYABLE);
        scenario.before().accept(network);
        EpochRecord record = row.from().equals("NONE")
                ? Samples.epoch(EPOCH, first.leafHash().hex())
                : network.reach(EPOCH, EpochState.valueOf(row.from()));
        Play play = new Play(network, row, record);
        scenario.after().accept(play);
        assertThat(network.stateOf(EPOCH)).isEqualTo(row.from());
        Hash digest = network.digest();

        if (row.code().equals("-")) {
            scenario.call().accept(play);
            assertThat(network.digest().equals(digest))
                    .as("a repeated transaction writes nothing, any other writes")
                    .isEqualTo(row.guard().contains("again"));
        } else {
            ContractException refusal = catchThrowableOfType(
                    ContractException.class, () -> scenario.call().accept(play));
            assertThat(refusal).as("a refusal with " + row.code()).isNotNull();
            assertThat(refusal.code().name()).isEqualTo(row.code());
            assertThat(refusal.getMessage()).startsWith(row.code() + ": ");
            assertThat(network.digest()).as("a refusal changes nothing").isEqualTo(digest);
        }
        assertThat(network.stateOf(EPOCH)).isEqualTo(row.next());
    }

    @Test
    void everyStateAndTransactionHasARowAndEveryScenarioIsUsed() {
        TreeSet<String> pairs = new TreeSet<>();
        TreeSet<String> used = new TreeSet<>();
        rows().forEach(row -> {
            pairs.add(row.from() + " " + row.transaction());
            used.add(row.scenario());
        });
        TreeSet<String> want = new TreeSet<>();
        for (String state : List.of("NONE", "PROPOSED", "ATTESTED", "FINAL", "PAYABLE", "CONTESTED", "SUPERSEDED")) {
            for (String transaction :
                    List.of("propose", "attest", "finalise", "open", "claim", "challenge", "verdict")) {
                want.add(state + " " + transaction);
            }
        }
        assertThat(pairs).isEqualTo(want);
        assertThat(used).isEqualTo(new TreeSet<>(scenarios().keySet()));
    }

    @Test
    void everyStepBetweenDifferentStatesIsOneThatTheStateMachineAllows() {
        List<Row> steps = rows().filter(row -> !row.from().equals(row.next())).toList();
        assertThat(steps).hasSizeGreaterThanOrEqualTo(5);
        for (Row row : steps) {
            if (row.from().equals("NONE")) {
                assertThat(row.next()).isEqualTo(EpochState.PROPOSED.name());
            } else {
                assertThat(EpochState.valueOf(row.from()).next()).contains(EpochState.valueOf(row.next()));
            }
        }
    }

    static Stream<Row> rows() {
        Path table = Path.of("..", "..", "lakehouse", "protocol", "spec", "epoch-states.md");
        List<Row> rows = new ArrayList<>();
        for (String line : lines(table)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 7 && !cells[1].isBlank() && !cells[1].contains("---")) {
                rows.add(new Row(cells[1].trim(), cells[2].trim(), cells[3].trim(), cells[4].trim(), cells[5].trim()));
            }
        }
        assertThat(rows.get(0).from()).as("header of the table").isEqualTo("state");
        return rows.subList(1, rows.size()).stream();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Scenario> scenarios() {
        SortedMap<String, Scenario> scenarios = new TreeMap<>();
        addProposals(scenarios);
        addAttestations(scenarios);
        addSteps(scenarios);
        addClaims(scenarios);
        DisputeScenarios.addTo(scenarios);
        AdjustmentScenarios.addTo(scenarios);
        return scenarios;
    }

    static void add(Map<String, Scenario> scenarios, String name, Consumer<Play> call) {
        add(scenarios, name, network -> {}, play -> {}, call);
    }

    static void add(
            Map<String, Scenario> scenarios,
            String name,
            Consumer<TestNetwork> before,
            Consumer<Play> after,
            Consumer<Play> call) {
        assertThat(scenarios.put(name, new Scenario(before, after, call)))
                .as("scenario " + name + " is there once")
                .isNull();
    }

    private static void edited(Map<String, Scenario> scenarios, String guard, String key, String value) {
        add(
                scenarios,
                "propose: " + guard,
                play -> play.propose(Samples.edit(play.record().toJson(), key, value)));
    }

    private static void addProposals(Map<String, Scenario> scenarios) {
        Consumer<Play> propose = play -> play.network().run("OrgB", Call.propose(play.record()));
        add(scenarios, "propose: everything fits", propose);
        add(scenarios, "propose: the same record again", propose);
        add(
                scenarios,
                "propose: the caller is no organisation",
                play -> play.network().run("OrgX", Call.propose(play.record())));
        edited(scenarios, "another network", "network", "other-net");
        edited(scenarios, "number above the next", "epoch", "3");
        edited(scenarios, "hash of the previous record wrong", "prevEpochHash", OTHER.hex());
        edited(scenarios, "window leaves a gap", "windowStart", "2001");
        edited(scenarios, "window overlaps the last", "windowStart", "1999");
        edited(scenarios, "window is empty", "windowEnd", "2000");
        edited(scenarios, "paid and undistributed are not the pool", "paid", "901");
        edited(scenarios, "method is not the model's", "method", "ipa2/factored+rows/v1");
        add(
                scenarios,
                "propose: rule of pay is not the network's",
                network -> network.append(new ParameterEntry(Samples.NETWORK, "pay.rule", "bundles/v1", EPOCH)),
                play -> {},
                play -> play.propose(play.record().toJson()));
        edited(scenarios, "another record", "sharesRoot", OTHER.hex());
        edited(scenarios, "more payouts than micro-units", "payoutCount", "901");
        edited(
                scenarios,
                "payouts with the empty root",
                "payoutsRoot",
                Hash.empty().hex());
        edited(scenarios, "no receipts with a root", "receiptCount", "0");
        edited(scenarios, "no shares with a root", "shareCount", "0");
        edited(
                scenarios,
                "shares with the empty root",
                "sharesRoot",
                Hash.empty().hex());
        edited(
                scenarios,
                "receipts with the empty root",
                "receiptsRoot",
                Hash.empty().hex());
        add(scenarios, "propose: a pool whose receipts are none", play -> {
            JsonObject none = Samples.edit(play.record().toJson(), "receiptCount", "0");
            play.propose(Samples.edit(none, "receiptsRoot", Hash.empty().hex()));
        });
        add(
                scenarios,
                "propose: kind is adjustment",
                play -> play.propose(Samples.edit(
                        Samples.edit(play.record().toJson(), "kind", EpochRecord.ADJUSTMENT), "adjusts", OTHER.hex())));
        add(scenarios, "propose: a negative amount", play -> {
            JsonObject negative = Samples.edit(play.record().toJson(), "paid", "-1");
            play.propose(Samples.edit(negative, "undistributed", "1001"));
        });
        add(scenarios, "propose: payouts without money", play -> {
            JsonObject unpaid = Samples.edit(play.record().toJson(), "paid", "0");
            play.propose(Samples.edit(unpaid, "undistributed", "1000"));
        });
        add(scenarios, "propose: money without payouts", play -> {
            JsonObject empty = Samples.edit(play.record().toJson(), "payoutCount", "0");
            play.propose(Samples.edit(empty, "payoutsRoot", Hash.empty().hex()));
        });
        add(
                scenarios,
                "propose: a pool without a model",
                play -> play.propose(Samples.editArray(
                        Samples.editArray(play.record().toJson(), "modelHashes", "[]"), "datasetRoots", "[]")));
        add(
                scenarios,
                "propose: dataset roots are not the models'",
                play -> play.propose(
                        Samples.editArray(play.record().toJson(), "datasetRoots", "[\"" + OTHER.hex() + "\"]")));
        add(
                scenarios,
                "propose: a model is not in the log",
                play -> play.propose(
                        Samples.editArray(play.record().toJson(), "modelHashes", "[\"" + OTHER.hex() + "\"]")));
        add(scenarios, "propose: a model is below its floor", play -> {
            TrainingEntry training = Samples.training("support_mail", Samples.DATASET_ROOT);
            Hash poor = Samples.model("poor", training, false).leafHash();
            play.propose(Samples.editArray(play.record().toJson(), "modelHashes", "[\"" + poor.hex() + "\"]"));
        });
        add(
                scenarios,
                "propose: the epoch after",
                play -> play.network()
                        .run(
                                "OrgA",
                                Call.propose(Samples.epoch(
                                        EPOCH + 1, play.record().leafHash().hex()))));
        add(scenarios, "propose: the pool is zero and nothing is paid", play -> {
            JsonObject json = Samples.edit(play.record().toJson(), "pool", "0");
            json = Samples.edit(Samples.edit(json, "paid", "0"), "undistributed", "0");
            json = Samples.edit(
                    Samples.edit(json, "payoutCount", "0"),
                    "payoutsRoot",
                    Hash.empty().hex());
            play.propose(Samples.editArray(json, "deposits", "[]"));
        });
        addDeposits(scenarios);
    }

    private static void addDeposits(Map<String, Scenario> scenarios) {
        Consumer<TestNetwork> recordOnly =
                network -> network.run("OrgA", Call.record(Samples.deposit("deposit-3", 5_000, "credit")));
        add(
                scenarios,
                "propose: a deposit is recorded but not in the log",
                recordOnly,
                play -> {},
                play -> play.propose(deposits(play, new DepositUse("deposit-3", Samples.POOL))));
        add(
                scenarios,
                "propose: a deposit is not in the log",
                play -> play.propose(deposits(play, new DepositUse("deposit-9", Samples.POOL))));
        add(
                scenarios,
                "propose: a deposit is in another unit",
                play -> play.propose(deposits(play, new DepositUse("deposit-2", Samples.POOL))));
        add(
                scenarios,
                "propose: deposits give less than the pool",
                play -> play.propose(deposits(play, new DepositUse("deposit-1", Samples.POOL - 1))));
        add(scenarios, "propose: a deposit gives more than it holds", play -> {
            JsonObject json = deposits(play, new DepositUse("deposit-1", 9_001));
            json = Samples.edit(Samples.edit(json, "pool", "9001"), "undistributed", "8101");
            play.propose(json);
        });
    }

    private static JsonObject deposits(Play play, DepositUse use) {
        String array = "[{\"amount\":\"" + use.amount() + "\",\"deposit\":\"" + use.depositId() + "\"}]";
        return Samples.editArray(play.record().toJson(), "deposits", array);
    }

    private static void addAttestations(Map<String, Scenario> scenarios) {
        add(scenarios, "attest: equal", play -> play.network().attestEqual("OrgA", play.record()));
        add(
                scenarios,
                "attest: equal, below the threshold",
                play -> play.network().attestEqual("OrgB", play.record()));
        add(
                scenarios,
                "attest: equal, reaching the threshold",
                network -> {},
                play -> play.network().attestEqual("OrgA", play.record()),
                play -> play.network().attestEqual("OrgC", play.record()));
        add(scenarios, "attest: equal, by one more", play -> play.network().attestEqual("OrgC", play.record()));
        add(scenarios, "attest: different", play -> play.network().attest("OrgC", EPOCH, OTHER, DIFFERENT));
        add(
                scenarios,
                "attest: the same again",
                network -> {},
                EpochStatesTest::attestFirst,
                play -> play.network().attestEqual("OrgA", play.record()));
        add(
                scenarios,
                "attest: another record than before",
                network -> {},
                EpochStatesTest::attestFirst,
                play -> play.network().attest("OrgA", EPOCH, OTHER, DIFFERENT));
        add(
                scenarios,
                "attest: in the name of another organisation",
                play -> play.attest("OrgA", Samples.sign(attestation("OrgB", play))));
        add(
                scenarios,
                "attest: signed with another organisation's key",
                play -> play.attest(
                        "OrgA", SignedEnvelope.sign(attestation("OrgA", play).toJson(), Samples.key("OrgB"))));
        add(scenarios, "attest: body changed after signing", play -> {
            SignedEnvelope other = Samples.sign(Samples.attestation("OrgA", EPOCH, OTHER, DIFFERENT));
            play.attest("OrgA", new SignedEnvelope(attestation("OrgA", play).toJson(), other.signatureHex()));
        });
        add(
                scenarios,
                "attest: without signature",
                play -> play.attest(
                        "OrgA", new SignedEnvelope(attestation("OrgA", play).toJson(), "")));
        add(scenarios, "attest: for another network", play -> {
            JsonObject body = Samples.edit(attestation("OrgA", play).toJson(), "network", "other-net");
            play.attest("OrgA", SignedEnvelope.sign(body, Samples.key("OrgA")));
        });
        add(
                scenarios,
                "attest: for another epoch",
                play -> play.network().attest("OrgA", EPOCH + 1, play.record().leafHash(), EQUAL));
        add(
                scenarios,
                "attest: says equal of another record",
                play -> play.network().attest("OrgA", EPOCH, OTHER, EQUAL));
        add(
                scenarios,
                "attest: says different of the proposed record",
                play -> play.network().attest("OrgA", EPOCH, play.record().leafHash(), DIFFERENT));
        add(scenarios, "attest: sequence used before", play -> {
            JsonObject body = Samples.edit(attestation("OrgA", play).toJson(), "sequence", "1000");
            play.attest("OrgA", SignedEnvelope.sign(body, Samples.key("OrgA")));
        });
        add(
                scenarios,
                "attest: the caller is no organisation",
                play -> play.attest("OrgX", Samples.sign(attestation("OrgX", play))));
    }

    private static void attestFirst(Play play) {
        if (play.row().from().equals("PROPOSED")) {
            play.network().attestEqual("OrgA", play.record());
        }
    }

    private static Attestation attestation(String signer, Play play) {
        return Samples.attestation(signer, EPOCH, play.record().leafHash(), EQUAL);
    }

    private static void addSteps(Map<String, Scenario> scenarios) {
        Consumer<Play> finalise = play -> play.network().run("OrgC", Call.finalise(EPOCH));
        Consumer<Play> open = play -> play.network().run("OrgB", Call.open(EPOCH));
        add(scenarios, "finalise: nothing attested", finalise);
        add(scenarios, "finalise: enough equal attestations", finalise);
        add(scenarios, "finalise: again", finalise);
        add(
                scenarios,
                "finalise: the caller is no organisation",
                play -> play.network().run("OrgX", Call.finalise(EPOCH)));
        add(
                scenarios,
                "finalise: one below the threshold",
                network -> {},
                play -> play.network().attestEqual("OrgB", play.record()),
                finalise);
        add(
                scenarios,
                "finalise: enough attestations, but different ones",
                network -> {},
                play -> {
                    play.network().attestEqual("OrgB", play.record());
                    play.network().attest("OrgA", EPOCH, OTHER, DIFFERENT);
                    play.network().attest("OrgC", EPOCH, OTHER, DIFFERENT);
                },
                finalise);
        add(scenarios, "open: window over", open);
        add(scenarios, "open: again", open);
        add(
                scenarios,
                "open: the caller is no organisation",
                play -> play.network().run("OrgX", Call.open(EPOCH)));
        add(
                scenarios,
                "open: window not over",
                network -> network.append(new ParameterEntry(Samples.NETWORK, "challenge.window-entries", "2", EPOCH)),
                play -> play.network().append(Samples.datanet("one_more")),
                open);
    }

    private static void addClaims(Map<String, Scenario> scenarios) {
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
