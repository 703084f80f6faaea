// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.Names;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Held-out sets by the command, on a network that demands three passages of each. */
class HeldOutCommandTest {
    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void configure() throws IOException {
        config = Files.writeString(folder.resolve("tributary.properties"), "heldout.minimum=3\n");
    }

    private Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", folder.resolve("home").toString(), "--config", config.toString(), "--json"));
        return Ran.of(all.toArray(String[]::new));
    }

    private String texts(String name, int passages) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < passages; i++) {
            lines.append("{\"document\":\"")
                    .append(name)
                    .append(i)
                    .append("\",\"era\":\"old\",\"text\":\"")
                    .append((name + i + " ").repeat(128).strip())
                    .append("\"}\n");
        }
        return Files.writeString(folder.resolve(name + ".jsonl"), lines).toString();
    }

    private Ran create(String heldOut) {
        return run("datanet", "create", "words", "--licence", "CC0-1.0", "--held-out", heldOut);
    }

    /** As publishing does, without records. */
    private void publish(long version, Hash parent) {
        try (Workspace workspace = Workspace.openOrCreate(
                folder.resolve("home"),
                Optional.of(config),
                new Terminal(System.out, System.err, Terminal.Format.TEXT),
                SecretSource.random())) {
            Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
            Hash batch = Hash.leaf(new byte[] {(byte) version});
            ledger.append(new BatchesEntry(workspace.network(), "words", version, List.of(batch)));
            ledger.append(new VersionEntry(
                    workspace.network(), "words", version, "v" + version, batch, 1, Hash.empty(), 0, parent));
        }
    }

    @Test
    void aSetOfTooFewPassagesIsRefusedBeforeTheDatanetIsMade() throws IOException {
        Ran small = create(texts("few", 2));
        assertThat(small.exit()).isEqualTo(2);
        assertThat(small.err())
                .contains("the held-out set of words/v1 has 2 passages of 128 words, want 3 or more")
                .contains("heldout.minimum");
        assertThat(create(texts("enough", 3)).exit()).isZero();
    }

    @Test
    void eachVersionHasANewSetCommittedBeforeItIsPublished() throws IOException {
        assertThat(create(texts("first", 3)).exit()).isZero();
        Ran early = run("datanet", "hold-out", "words", texts("other", 3));
        assertThat(early.exit()).as(early.err()).isEqualTo(4);
        assertThat(early.err()).contains("words/v1 has a held-out set with root");
        publish(1, Hash.empty());

        Ran again = run("datanet", "hold-out", "words", texts("first", 4));
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err())
                .contains("stands in the held-out set of words/v1 already")
                .contains("new for each version");
        assertThat(run("datanet", "hold-out", "words", texts("two", 2)).exit()).isEqualTo(2);
        assertThat(run("datanet", "hold-out", "nothing", texts("two", 3)).exit())
                .isEqualTo(2);
        String second = texts("second", 3);
        Ran held = run("datanet", "hold-out", "words", second);
        assertThat(held.exit()).as(held.err()).isZero();
        assertThat(held.out()).contains("\"version\":\"2\"").contains("\"heldOutCount\":\"3\"");
        assertThat(run("datanet", "hold-out", "words", second).out()).isEqualTo(held.out());
        assertThat(run("datanet", "hold-out", "words", texts("third", 3)).exit())
                .isEqualTo(4);
    }

    @Test
    void aVersionWithoutASetIsNotTrainedOnAndTheSentenceSaysWhatToDo() throws IOException {
        assertThat(create(texts("first", 3)).exit()).isZero();
        publish(1, Hash.empty());
        publish(2, Hash.leaf(new byte[] {1}));
        Path model = Files.writeString(
                folder.resolve("model.yaml"),
                "kind: linear\nname: era\ndatanet: words/v2\ntrainer: newton\nlambda: 2^-10\nfloor-ppm: 500000\n");
        Ran refused = run("model", "train", model.toString());
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err())
                .contains("words/v2 has no held-out set of its own")
                .contains("'tributary datanet hold-out words FILE'");
    }
}
