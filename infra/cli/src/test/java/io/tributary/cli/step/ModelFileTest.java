// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFileTest {
    private static final String GOOD =
            "kind: linear\nname: era\ndatanet: speeches/v2\ntrainer: newton\nlambda: 2^-10\nfloor-ppm: 500000\n";

    @Test
    void aGoodFileIsRead() {
        assertThat(ModelFile.parse("model.yaml", GOOD))
                .isEqualTo(new ModelFile("era", "speeches", 2, "newton", 1 << 14, 500_000));
    }

    @Test
    void theRidgeMayBeGivenInItsOwnUnits() {
        assertThat(ModelFile.parse("m", GOOD.replace("2^-10", "16777/2^24")).lambdaQ24())
                .isEqualTo(16777);
    }

    @ParameterizedTest
    @CsvSource({
        "kind: linear,kind: mlp,want linear",
        "lambda: 2^-10,lambda: 2^-3,lambda is '2^-3'",
        "lambda: 2^-10,lambda: 0.001,lambda is '0.001'",
        "datanet: speeches/v2,datanet: speeches,want e.g. speeches/v1",
        "trainer: newton,trainer: adam,want newton or mllib",
        "name: era,nmae: era,unknown key 'nmae'",
        "floor-ppm: 500000,floor-ppm: 1000001,want 0 to 1000000"
    })
    void whatIsWrongIsNamed(String good, String bad, String message) {
        assertThatThrownBy(() -> ModelFile.parse("model.yaml", GOOD.replace(good, bad)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("model.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void aMissingKeyIsNamed() {
        assertThatThrownBy(() -> ModelFile.parse("model.yaml", GOOD.replace("trainer: newton\n", "")))
                .hasMessageContaining("'trainer' is missing");
    }

    @Test
    void somethingThatIsNoYamlIsRefused() {
        assertThatThrownBy(() -> ModelFile.parse("model.yaml", "a: [1"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no YAML");
    }
}
