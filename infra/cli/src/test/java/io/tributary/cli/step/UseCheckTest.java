// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.Home;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.Row;
import io.tributary.tables.SecretSource;
import io.tributary.tables.TableWriter;
import io.tributary.tables.Tags;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Datanet whose version is written by hand, so that no engine is needed until a training starts one. */
class UseCheckTest {
    private static final String SLUG = "speeches";
    private static final LocalDate DAY = LocalDate.of(2027, 5, 1);
    /** Words for 200 passages and some. */
    private static final List<String> HELD_OUT = IntStream.range(0, 26_000)
            .mapToObj(i -> "w" + letter(i / 676 / 26) + letter(i / 676 % 26) + letter(i / 26 % 26) + letter(i % 26))
            .toList();

    @TempDir
    Path folder;

    private Workspace workspace;

    @BeforeEach
    void create() {
        Terminal terminal = new Terminal(
                new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                Terminal.Format.TEXT);
        workspace = Workspace.openOrCreate(
                folder, Optional.empty(), terminal, SecretSource.seeded("rules".getBytes(StandardCharsets.UTF_8)));
        new DatanetSteps(workspace)
                .create(
                        SLUG,
                        "",
                        "CC0-1.0",
                        "org1",
                        List.of(new TextLine("held:1", "h", "org1", "a", "", String.join(" ", HELD_OUT), "")));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void trainingOnBarredLicencesAndLapsedConsentsIsRefusedBeforeAnyProcessStarts() {
        version(
                record("r-1", "CC0-1.0", List.of("training"), "2027-05-01", "one"),
                record("r-2", "CC-BY-NC-4.0", List.of("training"), "", "two"),
                record("r-3", "CC0-1.0", List.of("training"), "2027-04-30", "three"),
                record("r-4", "CC0-1.0", List.of("retrieval"), "", "four"),
                record("r-5", "CC-BY-NC-4.0", List.of("training"), "", "five"));
        long children = ProcessHandle.current().children().count();
        assertThatThrownBy(this::train)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("4 records of speeches/v1 may not be trained on")
                .hasMessageContaining("open/v1#licence: licence CC-BY-NC-4.0 is barred: r-2, r-5")
                .hasMessageContaining("open/v1#expiry: the consent lapsed after 2027-04-30: r-3")
                .hasMessageContaining("open/v1#consent: the consent is not for training: r-4")
                .satisfies(refused ->
                        assertThat(((RefusedException) refused).exitCode()).isEqualTo(1));
        assertThat(ProcessHandle.current().children().count()).isEqualTo(children);
        assertThat(started()).as("job files and logs of engines").isEmpty();
    }

    @Test
    void aTextThatHoldsHalfOfAHeldOutItemIsRefusedWhereTheRulesLookForIt() {
        version(
                record("r-1", "CC0-1.0", List.of("training"), "", "a text of its own about the harbours of the coast"),
                record(
                        "r-2",
                        "CC0-1.0",
                        List.of("training"),
                        "",
                        "he said: " + String.join(" ", HELD_OUT.subList(600, 800)) + " and went"));
        RuleSet rules =
                new RuleSet("strict/v1", List.of(), false, 0, 0, List.of(), List.of(), List.of(), List.of(), true);
        EditStep edit = new EditStep(workspace);
        edit.edit(SLUG, change(rules));
        assertThatThrownBy(this::train)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("1 records")
                .hasMessageContaining("strict/v1#leakage")
                .hasMessageContaining(": r-2.");
        assertThat(started()).isEmpty();
    }

    @Test
    void anEditIsAnotherRevisionAndARuleSetsIdMeansOneContent() {
        RuleSet rules = new RuleSet(
                "strict/v1", List.of(), false, 3, 0, List.of(), List.of("CC0-1.0"), List.of(), List.of(), false);
        EditStep edit = new EditStep(workspace);
        assertThat(edit.edit(SLUG, change(rules)).json().object("terms").text("revision"))
                .isEqualTo("1");
        LedgerView before = LedgerView.of(workspace.ledger("org1"));
        assertThat(edit.edit(SLUG, change(rules)).json().object("terms").text("revision"))
                .as("the same again")
                .isEqualTo("1");
        EditStep.Change licence = new EditStep.Change(
                Optional.empty(), Optional.of("Speeches"), Optional.of("CC-BY-4.0"), Optional.empty());
        edit.edit(SLUG, licence);
        LedgerView after = LedgerView.of(workspace.ledger("org1"));
        assertThat(TermsInForce.newest(workspace.lake(), after, SLUG)).hasValueSatisfying(terms -> {
            assertThat(terms.revision()).isEqualTo(2);
            assertThat(terms.licence()).isEqualTo("CC-BY-4.0");
            assertThat(terms.rules()).isEqualTo(rules);
        });
        assertThat(TermsInForce.newest(workspace.lake(), before, SLUG))
                .hasValueSatisfying(terms -> assertThat(terms.licence()).isEqualTo("CC0-1.0"));
        RuleSet other = new RuleSet(
                "strict/v1", List.of(), false, 4, 0, List.of(), List.of("CC0-1.0"), List.of(), List.of(), false);
        assertThatThrownBy(() -> edit.edit(SLUG, change(other)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("give the changed one another id");
    }

    private static char letter(int place) {
        return (char) ('a' + place);
    }

    private static EditStep.Change change(RuleSet rules) {
        return new EditStep.Change(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(rules));
    }

    private void train() throws InterruptedException {
        new ModelSteps(workspace, DAY).train(new ModelFile("eras", SLUG, 1, "newton", 16_384, 0));
    }

    /** What an engine's start leaves in the folder of the run. */
    private List<Path> started() {
        try (Stream<Path> files = Files.walk(new Home(folder).run())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith("train"))
                    .toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void version(Row... rows) {
        TableWriter.of(workspace.lake().datanet(SLUG)).append(List.of(rows));
        Table table = workspace.lake().datanet(SLUG);
        Tags.create(table, "v1", table.currentSnapshot().snapshotId());
        Hash root = Hash.sha256("root".getBytes(StandardCharsets.UTF_8));
        String network = workspace.network();
        workspace.ledger("org1").append(List.of(new BatchesEntry(network, SLUG, 1, List.of(root))));
        workspace
                .ledger("org1")
                .append(new VersionEntry(network, SLUG, 1, "v1", root, rows.length, Hash.empty(), 0, Hash.empty()));
    }

    private static Row record(String id, String licence, List<String> consent, String expires, String text) {
        return Row.builder()
                .text(DatanetTables.RECORD_ID, id)
                .text(DatanetTables.CONTRIBUTOR, "ann")
                .text(DatanetTables.KIND, "document")
                .text(DatanetTables.PARENT, "")
                .text(DatanetTables.DATANET, SLUG)
                .text(DatanetTables.BATCH_ROOT, Hash.empty().hex())
                .int32(DatanetTables.ITEM_INDEX, 0)
                .number(DatanetTables.SUBMISSION_ORDER, 0)
                .text(DatanetTables.TITLE, "")
                .text(DatanetTables.LABEL, "a")
                .text(DatanetTables.TEXT, text)
                .text(DatanetTables.SALT, "00112233445566778899aabbccddeeff")
                .text(DatanetTables.LICENCE, licence)
                .texts(DatanetTables.CONSENT, consent)
                .text(DatanetTables.EXPIRES, expires)
                .number(DatanetTables.ORIGIN_AT, 0)
                .text(DatanetTables.LEAF_HASH, Hash.empty().hex())
                .int32(DatanetTables.VERSION, 1)
                .build();
    }
}
