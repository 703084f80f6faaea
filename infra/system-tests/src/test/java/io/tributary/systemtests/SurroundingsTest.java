// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the machine lacks, or the configuration gets wrong, is said in one sentence. */
class SurroundingsTest {
    private static final int SMALL_DISK_MEBIBYTES = 6;
    private static final int DISK_MEBIBYTES = 300;

    @TempDir
    Path folder;

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = configuration("kafka.port=" + taken.getLocalPort());
            String sentence = demo(folder.resolve("home"), "--config", config.toString())
                    .run()
                    .expectSentence(3);
            assertThat(sentence).contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void anUnknownConfigurationKeyIsAnsweredWithTheNearest() throws IOException {
        Path config = configuration("kafka.prot=9092");
        assertThat(demo(folder.resolve("home"), "--config", config.toString())
                        .run()
                        .expectSentence(2))
                .contains("kafka.prot")
                .contains("kafka.port");
    }

    @Test
    void anUnknownKeyInTheHomeFolderIsAnsweredTheSameWay() throws IOException {
        Files.writeString(folder.resolve("tributary.properties"), "ledger.treshold=2\n");
        assertThat(Command.tributary("config").at(folder).run().expectSentence(2))
                .contains("ledger.treshold")
                .contains("ledger.threshold");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() {
        Path home = Path.of("/proc/tributary-home");
        assertThat(demo(home).run().expectSentence(3)).contains(home.toString());
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws IOException {
        Path home = Files.writeString(folder.resolve("home"), "I was here first.");
        assertThat(demo(home).run().expectSentence(3)).contains(home.toString());
        assertThat(home).hasContent("I was here first.");
    }

    @Test
    void aReadOnlyFolderIsNamed() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Optional<String[]> sandbox = Sandbox.after(
                "mount --bind '" + home + "' '" + home + "'\n" + "mount -o remount,ro,bind '" + home + "'", "");
        if (sandbox.isEmpty()) {
            Sandbox.skip("no mount namespace for a read-only folder");
        }
        assertThat(demo(home).behind(sandbox.orElseThrow()).run().expectSentence(3))
                .contains(home.toString());
    }

    @Test
    void aDiskThatIsTooSmallIsRefusedBeforeAnythingIsDone() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Outcome outcome =
                demo(home).behind(disk(home, SMALL_DISK_MEBIBYTES, "")).run();
        assertThat(outcome.expectSentence(3)).contains(home.toString()).contains("disk");
    }

    @Test
    void aDiskThatFillsUpUnderAnEngineIsSaid() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        // Spark starts when its job file is there; the rest of the disk is taken at that moment.
        String filler = "( while kill -0 $$ && ! ls '" + home + "'/run/publish-*.job.json; do sleep 0.1; done\n"
                + "dd if=/dev/zero of='" + home + "/filler' bs=1M; dd if=/dev/zero of='" + home
                + "/rest' bs=1k ) >/dev/null 2>&1 &\n";
        Outcome outcome = demo(home).behind(disk(home, DISK_MEBIBYTES, filler)).run();
        assertThat(outcome.expectSentence(3)).containsAnyOf("disk", "No space left");
    }

    private static String[] disk(Path home, int mebibytes, String meanwhile) {
        Optional<String[]> sandbox =
                Sandbox.after("mount -t tmpfs -o size=" + mebibytes + "m tmpfs '" + home + "'", meanwhile);
        if (sandbox.isEmpty()) {
            Sandbox.skip("no mount namespace for a small disk");
        }
        return sandbox.orElseThrow();
    }

    @Test
    void aJdkThatIsTooOldIsNotUsed() throws IOException {
        Path old = fakeJdk("11.0.22");
        Path jdk = Path.of(System.getProperty("java.home"));
        if (!jdk.startsWith("/usr/lib/jvm")) {
            Sandbox.skip("the launcher finds this JDK elsewhere than in /usr/lib/jvm");
        }
        Optional<String[]> sandbox = Sandbox.after("mount -t tmpfs -o size=1m tmpfs /usr/lib/jvm", "");
        if (sandbox.isEmpty()) {
            Sandbox.skip("no mount namespace to hide the other JDKs in");
        }
        String sentence = Command.tributary("--version")
                .where("JAVA_HOME", old.toString())
                .where("PATH", old.resolve("bin") + ":/usr/bin:/bin")
                .behind(sandbox.orElseThrow())
                .run()
                .expectSentence(3);
        assertThat(sentence).contains("17").contains("11");
    }

    @Test
    void anOldJdkFirstOnThePathDoesNotHideTheRightOne() throws IOException {
        Path old = fakeJdk("11.0.22");
        Command.tributary("--help")
                .where("JAVA_HOME", old.toString())
                .where(
                        "PATH",
                        old.resolve("bin") + ":" + Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin")
                .run()
                .expect(0);
    }

    /** Says that it is an old JDK, and fails when it is used for anything else. */
    private Path fakeJdk(String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("old-jdk/bin"));
        String script = "#!/bin/sh\n[ \"$1\" = -version ] || exit 99\necho 'openjdk version \"" + version
                + "\" 2024-01-16' >&2\n";
        for (String tool : new String[] {"java", "javac"}) {
            Path file = Files.writeString(bin.resolve(tool), script);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return folder.resolve("old-jdk");
    }

    private Path configuration(String line) throws IOException {
        return Files.writeString(folder.resolve("my.properties"), line + "\n");
    }

    private static Command demo(Path home, String... more) {
        return DemoRun.command(home, 1, DemoRun.Size.SMALL, more);
    }
}
