// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The package must be the same bytes for every organisation, on every machine and JDK. */
class ChaincodePackageTest {
    private static final int RECORD = 512;

    @Test
    void theIdOfThePackageNeverChanges() {
        assertThat(Lifecycle.thePackage().id())
                .isEqualTo("tributary_1:2323acaa9469f69a2b987b2807e5989e13e3985e5755e83f0b16ff54a6c27293");
    }

    @Test
    void aReaderOfTheFormatsFindsWhatWasPutIn() throws IOException {
        Map<String, byte[]> outer = untar(Lifecycle.thePackage().bytes());
        assertThat(outer).containsOnlyKeys("code.tar.gz", "metadata.json");
        assertThat(text(outer.get("metadata.json")))
                .isEqualTo("{\"label\":\"tributary_1\",\"path\":\"\",\"type\":\"ccaas\"}\n");
        Map<String, byte[]> code = untar(outer.get("code.tar.gz"));
        assertThat(code).containsOnlyKeys("connection.json");
        assertThat(text(code.get("connection.json"))).contains("\"address\":\"@CCAAS_ADDRESS@\"");
    }

    @Test
    void filesOfAnySizeComeBack() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int size : new int[] {0, 1, 511, 512, 513, 65_535 - 1536, 65_536, 200_000}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            TreeMap<String, byte[]> files = new TreeMap<>(Map.of("a", content, "b", new byte[] {7}));
            Map<String, byte[]> read = untar(TarGzip.of(files));
            assertThat(read).as("size %d, seed 11", size).containsOnlyKeys("a", "b");
            assertThat(read.get("a")).as("size %d, seed 11", size).isEqualTo(content);
        }
    }

    /** Reads by the offsets of the ustar format; checks the checksum and that nothing tells of time or owner. */
    private static Map<String, byte[]> untar(byte[] archive) throws IOException {
        byte[] tar = new GZIPInputStream(new ByteArrayInputStream(archive)).readAllBytes();
        assertThat(tar.length % RECORD).isZero();
        Map<String, byte[]> files = new TreeMap<>();
        int at = 0;
        while (tar[at] != 0) {
            byte[] header = Arrays.copyOfRange(tar, at, at + RECORD);
            int size = octal(header, 124, 11);
            assertThat(octal(header, 148, 6)).isEqualTo(checksum(header));
            assertThat(octal(header, 136, 11)).as("time").isZero();
            assertThat(octal(header, 108, 7) + octal(header, 116, 7))
                    .as("owner and group")
                    .isZero();
            files.put(
                    text(Arrays.copyOf(header, 100)).replace("\0", ""),
                    Arrays.copyOfRange(tar, at + RECORD, at + RECORD + size));
            at += RECORD + (size + RECORD - 1) / RECORD * RECORD;
        }
        assertThat(Arrays.copyOfRange(tar, at, tar.length)).containsOnly(0).hasSize(2 * RECORD);
        return files;
    }

    private static int octal(byte[] header, int from, int digits) {
        return Integer.parseInt(text(Arrays.copyOfRange(header, from, from + digits)), 8);
    }

    private static int checksum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < header.length; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
