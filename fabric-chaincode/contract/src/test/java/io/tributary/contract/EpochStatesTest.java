// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.ParameterEntry;
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
        addSteps(scenarios);
        ProposalScenarios.addTo(scenarios);
        AttestationScenarios.addTo(scenarios);
        ClaimScenarios.addTo(scenarios);
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
                    play.network().attest("OrgA", EPOCH, OTHER, Attestation.DIFFERENT);
                    play.network().attest("OrgC", EPOCH, OTHER, Attestation.DIFFERENT);
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
}
