// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceOptionTest {
    @TempDir
    private Path home;

    private Ran attribute(String... more) {
        List<String> all = new ArrayList<>(List.of("epoch", "attribute", "1"));
        all.addAll(List.of(more));
        all.addAll(List.of("--home", home.toString(), "--json"));
        return Ran.of(all.toArray(String[]::new));
    }

    @Test
    void aDeviceThatIsNotThereIsToldBeforeAnythingElseAndAnUnknownOneIsNoDevice() throws Exception {
        assertThat(Ran.of("datanet", "create", "words", "--licence", "CC0-1.0", "--home", home.toString())
                        .exit())
                .isZero();
        Ran gpu = attribute("--device", "gpu");
        assertThat(gpu.exit()).isEqualTo(3);
        assertThat(gpu.err()).contains("device gpu is not there, this release has no code for one");
        Ran unknown = attribute(
                "--device", "tpu", "--prepare", home.resolve("job.json").toString());
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("device is 'tpu', want auto, scalar, vector or gpu");
        assertThat(Files.exists(home.resolve("job.json"))).isFalse();
        for (String known : List.of("auto", "scalar", "vector")) {
            Ran unsealed = attribute("--device", known);
            assertThat(unsealed.exit()).as(known).isEqualTo(3);
            assertThat(unsealed.err()).as(known).contains("epoch 1 is not sealed yet");
        }
    }
}
