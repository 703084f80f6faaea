// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VersionedStateTest {
    private final VersionedState state = new VersionedState();

    private static JsonObject value(String text) {
        return JsonObject.nested().put("v", text).build();
    }

    private static StateKey key(String name) {
        return StateKey.of("thing", name);
    }

    private void put(String name, String value) {
        VersionedState.Simulation simulation = state.simulate();
        simulation.put(key(name), value(value));
        assertThat(state.commit(simulation.readWriteSet())).isTrue();
    }

    @Test
    void aTransactionDoesNotSeeItsOwnPuts() {
        VersionedState.Simulation simulation = state.simulate();
        simulation.put(key("a"), value("1"));
        assertThat(simulation.get(key("a"))).isEmpty();
    }

    @Test
    void theLoserOfARaceForAnAbsentKeyIsToldAndWritesNothing() {
        VersionedState.Simulation first = state.simulate();
        VersionedState.Simulation second = state.simulate();
        assertThat(first.get(key("a"))).isEmpty();
        assertThat(second.get(key("a"))).isEmpty();
        first.put(key("a"), value("first"));
        second.put(key("a"), value("second"));
        second.put(key("b"), value("second"));
        assertThat(state.commit(first.readWriteSet())).isTrue();
        assertThat(state.commit(second.readWriteSet())).isFalse();
        assertThat(state.simulate().get(key("a"))).contains(value("first"));
        assertThat(state.simulate().get(key("b"))).isEmpty();
    }

    @Test
    void aChangedReadConflictsThoughAnotherKeyIsWritten() {
        put("a", "1");
        VersionedState.Simulation reader = state.simulate();
        assertThat(reader.get(key("a"))).contains(value("1"));
        reader.put(key("b"), value("from a"));
        put("a", "1");
        assertThat(state.commit(reader.readWriteSet()))
                .as("the value is equal, the version is not")
                .isFalse();
    }

    @Test
    void aScanGivesOneKindInKeyOrder() {
        put("b", "2");
        put("a", "1");
        VersionedState.Simulation other = state.simulate();
        other.put(StateKey.of("thing-else"), value("3"));
        other.put(StateKey.of("stuff"), value("4"));
        assertThat(state.commit(other.readWriteSet())).isTrue();
        assertThat(state.simulate().scan("thing")).containsExactly(value("1"), value("2"));
    }

    @Test
    void keysAreOrderedAsTheirCompositeTexts() {
        SplittableRandom random = new SplittableRandom(11);
        String letters = "ab-";
        List<StateKey> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<String> attributes = new ArrayList<>();
            for (int n = random.nextInt(3); n > 0; n--) {
                attributes.add(word(random, letters, random.nextInt(3)));
            }
            keys.add(new StateKey("a" + word(random, letters, random.nextInt(3)), attributes));
        }
        for (StateKey left : keys) {
            for (StateKey right : keys) {
                assertThat(Integer.signum(left.compareTo(right)))
                        .as("seed=11: %s against %s", left, right)
                        .isEqualTo(Integer.signum(left.text().compareTo(right.text())));
            }
        }
    }

    @Test
    void writesSurviveTheirTextForm() {
        VersionedState.Simulation simulation = state.simulate();
        simulation.put(StateKey.of("thing", "a", "b"), value("1"));
        simulation.put(StateKey.of("thing"), value("2"));
        ReadWriteSet set = simulation.readWriteSet();
        assertThat(ReadWriteSet.ofWrites(set.writesJson()).writes()).isEqualTo(set.writes());
        assertThat(ReadWriteSet.ofWrites(set.writesJson()).writesDigest()).isEqualTo(set.writesDigest());
    }

    private static String word(SplittableRandom random, String letters, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}
