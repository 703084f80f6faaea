// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.Shape;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DataFolderTest {
    private static final DataFolder FOLDER = DataFolder.ofCheckout();

    @Test
    void digitsAreTheWholeFileWithTheCountsOfItsReadme() {
        DataSet digits = FOLDER.read(DataSetName.DIGITS, 1);
        assertThat(digits.shape()).isEqualTo(new Shape(10, 65, 4, 1 << 14));
        assertThat(digits.train()).hasSize(1200);
        Map<Integer, Integer> counts = new HashMap<>();
        parts(digits).flatMap(List::stream).forEach(item -> counts.merge(item.label(), 1, Integer::sum));
        assertThat(counts)
                .isEqualTo(Map.of(0, 178, 1, 182, 2, 177, 3, 183, 4, 181, 5, 182, 6, 181, 7, 179, 8, 174, 9, 180));
    }

    @Test
    void fashionKeepsItsOwnDivisionOfTrainAndTest() {
        DataSet fashion = FOLDER.read(DataSetName.FASHION14, 1);
        assertThat(fashion.train()).hasSize(5000);
        assertThat(parts(fashion).mapToInt(List::size).sum()).isEqualTo(5500);
        assertThat(fashion.train()
                        .get(0)
                        .features()
                        .value(fashion.train().get(0).features().size() - 1))
                .isEqualTo(127);
    }

    @Test
    void speechesGiveTheFiguresOfTheirReadme() {
        DataSet speeches = FOLDER.read(DataSetName.SPEECHES, 1);
        assertThat(speeches.labels()).containsExactly("1790-1852", "1853-1896", "1897-1932", "1933-2021");
        assertThat(speeches.shape().dimension()).isEqualTo(512);
        assertThat(speeches.train()).hasSize(12723);
        Map<Integer, Integer> counts = new HashMap<>();
        speeches.train().forEach(item -> counts.merge(item.label(), 1, Integer::sum));
        assertThat(counts).isEqualTo(Map.of(0, 2904, 1, 3196, 2, 2843, 3, 3780));
        assertThat(speeches.train().stream().map(Item::contributor).distinct()).hasSize(43);
        assertThat(parts(speeches).mapToInt(List::size).sum()).isEqualTo(12723 + 615 + 796);
        assertThat(speeches.heldOut())
                .allMatch(item -> item.id().substring(0, 4).endsWith("7"));
        assertThat(speeches.train().get(0).text().orElseThrow()).startsWith("Fellow-Citizens of the Senate");
    }

    @ParameterizedTest
    @EnumSource(
            value = DataSetName.class,
            names = {"DIGITS", "FASHION14"})
    void partsShareNoItemAndTheSeedDecidesThem(DataSetName name) {
        DataSet one = FOLDER.read(name, 1);
        Set<String> ids = new HashSet<>();
        parts(one)
                .flatMap(List::stream)
                .forEach(item -> assertThat(ids.add(item.id())).as(item.id()).isTrue());
        assertThat(FOLDER.read(name, 1)).isEqualTo(one);
        assertThat(FOLDER.read(name, 2).train()).isNotEqualTo(one.train());
        assertThat(one.train().stream().map(Item::contributor).distinct()).hasSize(20);
    }

    @Test
    void anUnknownNameAndAMissingFileAreOneSentence() {
        assertThatThrownBy(() -> DataSetName.of("mnist"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data set is 'mnist', want one of digits, fashion14, speeches");
        assertThatThrownBy(() -> new DataFolder(Path.of("/nowhere")).read(DataSetName.DIGITS, 1))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("/nowhere/digits/digits.csv.gz");
    }

    private static Stream<List<Item>> parts(DataSet data) {
        return Stream.of(data.train(), data.heldOut(), data.queries(), data.test());
    }
}
