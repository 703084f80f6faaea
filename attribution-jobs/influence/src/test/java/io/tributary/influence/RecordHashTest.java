// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One record hash for any partitioning, any order of the rows, any compiler and any Java release, in this process and in others. */
class RecordHashTest {
    private static final int[] PARTS = {1, 7, 64};
    private static final List<List<String>> COMPILERS = List.of(
            List.of(),
            List.of("-Xint"),
            List.of("-XX:TieredStopAtLevel=1"),
            List.of("-XX:-UseSuperWord", "-XX:-Inline"));

    @Test
    void thirtyRunsGiveOneHash() throws Exception {
        String want = RecordHashMain.hash(1, 0);
        for (int run = 0; run < 27; run++) {
            int parts = PARTS[run % PARTS.length];
            assertThat(RecordHashMain.hash(parts, run))
                    .as("%s parts, order %s", parts, run)
                    .isEqualTo(want);
        }
        assertOtherProcesses(want, COMPILERS.size());
    }

    @Tag("slow")
    @Test
    void twoHundredRunsGiveOneHash() throws Exception {
        String want = RecordHashMain.hash(1, 0);
        for (int run = 0; run < 150; run++) {
            int parts = PARTS[run % PARTS.length];
            assertThat(RecordHashMain.hash(parts, 1000 + run))
                    .as("order %s", run)
                    .isEqualTo(want);
        }
        assertOtherProcesses(want, 56);
    }

    /** Takes turns between the JDKs of this machine, compilers, numbers of parts and orders. */
    private static void assertOtherProcesses(String want, int processes) throws Exception {
        List<Path> javas = javas();
        for (int run = 0; run < processes; run++) {
            List<String> command = new ArrayList<>();
            command.add(javas.get(run % javas.size()).toString());
            command.addAll(COMPILERS.get(run / javas.size() % COMPILERS.size()));
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    RecordHashMain.class.getName(),
                    Integer.toString(PARTS[run % PARTS.length]),
                    Integer.toString(run)));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor()).as("%s: %s", command, printed).isZero();
            assertThat(printed).as("%s", command).isEqualTo(want);
        }
    }

    /** This JDK, then the other ones of release 17 or newer that stand beside it. */
    private static List<Path> javas() throws IOException {
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        List<Path> homes = new ArrayList<>(List.of(own));
        try (Stream<Path> beside = Files.list(own.getParent())) {
            for (Path home : beside.sorted(Comparator.reverseOrder()).toList()) {
                Path real = home.toRealPath();
                if (!homes.contains(real) && Files.isExecutable(real.resolve("bin/java")) && modern(real)) {
                    homes.add(real);
                }
            }
        }
        return homes.stream().map(home -> home.resolve("bin/java")).toList();
    }

    private static boolean modern(Path home) throws IOException {
        Path release = home.resolve("release");
        return Files.exists(release)
                && Files.readString(release)
                        .lines()
                        .anyMatch(line -> line.matches("JAVA_VERSION=\"(1[7-9]|[2-9][0-9]).*"));
    }
}
