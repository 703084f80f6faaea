// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.canonical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalJsonTest {
    private static final int BYTES_MAX = 1 << 20;

    static Stream<String> vectors() throws IOException {
        return Files.readAllLines(Path.of("spec/vectors/canonical-json.txt")).stream()
                .filter(line -> !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void everyVectorIsReadAsItSays(String line) {
        String[] parts = line.split(" ");
        byte[] bytes = parts[1].equals("-") ? new byte[0] : HexFormat.of().parseHex(parts[1]);
        Throwable thrown = catchThrowable(() -> CanonicalJson.parse(bytes, BYTES_MAX));
        String outcome =
                thrown == null ? "ok" : ((MalformedException) thrown).rule().id();
        assertThat(outcome).as(new String(bytes, UTF_8)).isEqualTo(parts[0]);
        if (thrown == null) {
            assertThat(CanonicalJson.parse(bytes, BYTES_MAX).bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void longerInputThanTheLimitIsRefusedBeforeItIsRead() {
        assertThatThrownBy(() -> CanonicalJson.parse(new byte[11], 10))
                .isInstanceOfSatisfying(
                        MalformedException.class, e -> assertThat(e.rule()).isEqualTo(Rule.RECORD_TOO_LARGE))
                .hasMessage("11 bytes, want at most 10");
    }

    @Test
    void deeplyNestedInputIsRefusedWithoutOverflowingTheStack() {
        byte[] bytes = ("{\"a\":" + "[".repeat(500_000)).getBytes(UTF_8);
        assertThatThrownBy(() -> CanonicalJson.parse(bytes, BYTES_MAX)).hasMessage("nested deeper than 8");
    }

    @Test
    void aFieldOfAnotherKindIsNamedWithItsValue() {
        JsonObject json = JsonObject.typed("tributary/x/v1").put("amount", "01").build();
        assertThatThrownBy(() -> json.integer("amount")).hasMessage("amount: got 01, want a decimal integer");
        assertThatThrownBy(() -> json.hash("amount")).hasMessage("amount: got 1 bytes, want 32");
        assertThatThrownBy(() -> json.text("fee")).hasMessage("key fee is missing");
        assertThatThrownBy(() -> json.require("tributary/x/v1")).hasMessage("tributary/x/v1: unknown key amount");
        assertThatThrownBy(() -> json.require("tributary/y/v1", "amount"))
                .hasMessage("type tributary/x/v1, want tributary/y/v1");
    }

    @Test
    void whatIsWrittenReadsBackEqualAndAnyChangedByteReadsDifferentOrNotAtAll() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            JsonObject object = object(random, 1);
            byte[] bytes = object.bytes();
            assertThat(CanonicalJson.parse(bytes, BYTES_MAX))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(object);
            byte[] changed = bytes.clone();
            String as = "seed " + seed + " round " + round;
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            Throwable thrown = catchThrowable(() -> {
                JsonObject other = CanonicalJson.parse(changed, BYTES_MAX);
                assertThat(other).as(as).isNotEqualTo(object);
            });
            assertThat(thrown == null || thrown instanceof MalformedException)
                    .as("seed %d round %d: %s", seed, round, thrown)
                    .isTrue();
        }
    }

    private static JsonObject object(Random random, int depth) {
        JsonObject.Builder builder = JsonObject.nested();
        int fields = random.nextInt(5);
        for (int i = 0; i < fields; i++) {
            String key = "k" + i + (char) ('A' + random.nextInt(26));
            switch (random.nextInt(depth < 4 ? 5 : 3)) {
                case 0 -> builder.put(key, text(random));
                case 1 -> builder.put(key, random.nextLong());
                case 2 -> builder.put(key, random.nextBoolean());
                case 3 -> builder.put(key, object(random, depth + 1));
                default -> builder.put(key, array(random, depth + 1));
            }
        }
        return builder.build();
    }

    private static List<Object> array(Random random, int depth) {
        List<Object> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(random.nextBoolean() ? text(random) : object(random, depth + 1));
        }
        return values;
    }

    /** NFC-stable characters from the parts of Unicode where escaping matters. */
    private static String text(Random random) {
        StringBuilder out = new StringBuilder();
        String alphabet = "\u0000\b\t\n\f\r\u001f \"\\/az09\u007f\u00e9\u20ac\ud7ff\ue000\uffff";
        for (int i = random.nextInt(8); i > 0; i--) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return random.nextInt(4) == 0 ? out.appendCodePoint(0x1f600).toString() : out.toString();
    }
}
