// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IngestPaceTest {
    private static final long START = 1_750_000_000_000L;

    /** 100 CPU-ms a second until the first commit of a third, 2,000 a second after it. */
    private static final List<JsonObject> COURSE =
            List.of(sample(0, 0), sample(10_000, 1_000), sample(20_000, 21_000), sample(30_000, 41_000));

    @Test
    void countsFromTheCommitThatCompletesAThirdToTheLast() {
        List<IngestPace.Commit> commits =
                List.of(commit(5_000, 100), commit(10_000, 300), commit(15_000, 400), commit(20_000, 200));

        Optional<IngestPace> pace = IngestPace.of(commits, COURSE, 1_000);

        assertThat(pace).contains(new IngestPace(600, 10_000, 20_000));
        assertThat(pace.get().recordsPerSecond()).isCloseTo(60, within(1e-9));
        assertThat(pace.get().cpuSecondsPerMillion()).isCloseTo(20_000 * 1e3 / 600, within(1e-6));
    }

    @Test
    void countsRepeatedRecordsWithTheRowsThatTheyCameAmong() {
        List<IngestPace.Commit> commits = List.of(commit(10_000, 475), commit(20_000, 475));

        assertThat(IngestPace.of(commits, COURSE, 1_000)).contains(new IngestPace(500, 10_000, 20_000));
    }

    @Test
    void readsTheCpuBetweenTwoSamplesOffTheLineBetweenThem() {
        List<IngestPace.Commit> commits = List.of(commit(15_000, 500), commit(25_000, 500));

        assertThat(IngestPace.of(commits, COURSE, 1_000)).contains(new IngestPace(500, 10_000, 20_000));
        assertThat(IngestPace.of(List.of(commit(5_000, 500), commit(15_000, 500)), COURSE, 1_000))
                .contains(new IngestPace(500, 10_000, 10_500));
    }

    @Test
    void hasNoPaceForARunThatWasOverAfterItsFirstLargeCommit() {
        assertThat(IngestPace.of(List.of(), COURSE, 1_000)).isEmpty();
        assertThat(IngestPace.of(List.of(commit(5_000, 1_000)), COURSE, 1_000)).isEmpty();
        assertThat(IngestPace.of(List.of(commit(5_000, 10), commit(10_000, 990)), COURSE, 1_000))
                .isEmpty();
    }

    private static IngestPace.Commit commit(long afterMillis, long rows) {
        return new IngestPace.Commit(START + afterMillis, rows);
    }

    private static JsonObject sample(long afterMillis, long cpuMillis) {
        return JsonObject.nested()
                .put("atMillis", START + afterMillis)
                .put("cpuMillis", cpuMillis)
                .build();
    }
}
