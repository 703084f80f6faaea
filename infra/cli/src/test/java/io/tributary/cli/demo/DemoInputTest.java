// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.step.TextLine;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.tables.SecretSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoInputTest {
    @BeforeAll
    static void findTheRepository() {
        System.setProperty(
                "tributary.repo", Path.of("../..").toAbsolutePath().normalize().toString());
    }

    @AfterAll
    static void forgetTheRepository() {
        System.clearProperty("tributary.repo");
    }

    @Test
    void fewSpeechesAreSpreadOverAllEras() {
        List<TextLine> few = Speeches.read().train(12);
        assertThat(few).hasSize(12).doesNotHaveDuplicates();
        assertThat(few.stream().map(TextLine::label).collect(Collectors.toSet()))
                .hasSize(4);
        assertThat(few).allMatch(line -> line.split().equals("train"));
    }

    @Test
    void theCopyistHandsInOthersTextsUnderHisOwnName() {
        Speeches speeches = Speeches.read();
        List<TextLine> train = speeches.train(0);
        List<TextLine> copies = speeches.copies(train, "zoe");
        assertThat(copies).hasSize(2).allMatch(line -> line.contributor().equals("zoe"));
        assertThat(copies.get(0).text()).isEqualTo(train.get(0).text());
        assertThat(train.stream().map(TextLine::contributor))
                .as("his batches come last")
                .allMatch(name -> name.compareTo("zoe") < 0);
    }

    @Test
    void eventTimesFollowFromTheSeedAndStayInTheWindow() {
        DemoTimes one = new DemoTimes(SecretSource.seeded(new byte[] {1}));
        DemoTimes two = new DemoTimes(SecretSource.seeded(new byte[] {2}));
        assertThat(one.answerMillis(0)).isNotEqualTo(two.answerMillis(0));
        assertThat(one.answerMillis(5)).isEqualTo(new DemoTimes(SecretSource.seeded(new byte[] {1})).answerMillis(5));
        assertThat(one.answerMillis(800)).isLessThan(one.windowEndMillis());
        assertThat(one.contributionMillis(5000)).isLessThan(one.answerMillis(0));
        assertThat(one.upToMillis(3)).isEqualTo(one.windowEndMillis());
    }

    @Test
    void tooFewDocumentsAreRefused() {
        assertThatThrownBy(() -> new DemoOptions(
                        Path.of("x"),
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        DemoOptions.OnExisting.REFUSE,
                        OptionalInt.of(3),
                        OptionalInt.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("documents: got 3");
    }
}
