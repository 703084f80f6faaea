// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ServerJarsTest {
    @TempDir
    Path folder;

    @Test
    void whereNothingCanBeDownloadedOneSentenceSaysWhatIsMissing() throws Exception {
        Path settings = Files.writeString(folder.resolve("settings.xml"), """
                <settings>
                  <mirrors>
                    <mirror><id>gone</id><mirrorOf>external:*</mirrorOf><url>http://127.0.0.1:1/</url></mirror>
                  </mirrors>
                </settings>
                """);
        ServerJars jars =
                new ServerJars(List.of("-s", settings.toString(), "-Dmaven.repo.local=" + folder.resolve("empty")));
        assertThat(jars.resolve().orElseThrow())
                .contains("dolphinscheduler")
                .contains("http://127.0.0.1:1/")
                .doesNotContain("\n");
    }
}
