// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.sign.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every version of a travelling record that was ever released is still read, and means what it meant. */
class FrozenWireTest {
    private static final Path FOLDER = Path.of("spec", "vectors", "wire");
    private static final VerifyingKey ALICE =
            VerifyingKey.ofHex("e9cfcc2372f7cb10268dbeef436418b68e9088c2b68a7dfe6ed957f0511bebe1");
    private static final VerifyingKey HOST =
            VerifyingKey.ofHex("b482a97d905e1b446259d20104547ee1ed68da8a14d1c8ac3a8c5bf91d5cbb4c");
    private static final long ARRIVED_MILLIS = 1_750_000_000_000L;

    private static byte[] frozen(String name) throws IOException {
        return Files.readAllBytes(FOLDER.resolve(name));
    }

    private static Contributions contributions(String name) throws IOException {
        Contributions batch = Contributions.of(CanonicalJson.parse(frozen(name), 1 << 20), 10);
        assertThat(batch.signed().verifiedBy(ALICE)).isTrue();
        batch.requireConsistent();
        batch.items().forEach(item -> ContributionRules.require(item, ARRIVED_MILLIS));
        assertThat(batch.bytes()).isEqualTo(frozen(name));
        return batch;
    }

    @Test
    void everyFileIsReadByATest() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            Set<String> names =
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
            assertThat(names)
                    .containsExactly(
                            "README.md",
                            "contributions-item-v1.json",
                            "contributions-item-v2.json",
                            "inferences-receipt-v1-countersigned.json",
                            "inferences-receipt-v1.json");
        }
    }

    @Test
    void aBatchOfFirstItemsIsReadAsEver() throws IOException {
        Contributions batch = contributions("contributions-item-v1.json");
        assertThat(batch.header().root().hex())
                .isEqualTo("d53f5569bff0c703d8a07e98270507bb3206fdf89085dc52245ca94212107793");
        ContributionItem item = batch.items().get(1);
        assertThat(item.recordId()).isEqualTo("frozen-1");
        assertThat(item.kind()).isEqualTo("document");
        assertThat(item.licence()).isEqualTo("CC0-1.0");
        assertThat(item.consent()).containsExactly("research", "training");
        assertThat(item.originAt()).isEqualTo(1_700_000_000_000L);
        assertThat(item.provenance()).isEqualTo(Provenance.NONE);
    }

    @Test
    void aBatchMayMixItemsWithAndWithoutProvenance() throws IOException {
        Contributions batch = contributions("contributions-item-v2.json");
        assertThat(batch.header().root().hex())
                .isEqualTo("f0472ddf67e8b79ca83a087d74467da17e1a33cb83fcd5abfadbabddc5a12a28");
        ContributionItem edit = batch.items().get(0);
        assertThat(edit.kind()).isEqualTo("edit");
        assertThat(edit.parent()).isEqualTo("frozen-0");
        assertThat(edit.expires()).isEqualTo("2099-12-31");
        assertThat(edit.provenance())
                .isEqualTo(new Provenance("https://example.org/archive/7", true, List.of("frozen-0", "frozen-1")));
        assertThat(batch.items().get(1).kind()).isEqualTo("label");
        assertThat(batch.items().get(1).provenance()).isEqualTo(Provenance.NONE);
    }

    @Test
    void aBatchOfReceiptsIsReadAsEver() throws IOException {
        byte[] value = frozen("inferences-receipt-v1.json");
        Inferences batch = Inferences.of(CanonicalJson.parse(value, 1 << 20), 10);
        assertThat(batch.signed().verifiedBy(HOST)).isTrue();
        batch.requireConsistent();
        assertThat(batch.bytes()).isEqualTo(value);
        assertThat(batch.header().root().hex())
                .isEqualTo("80621ce205fcfbf554fa3e3f640e8e872d9a1f8aaa81f5ec199fb6b6e98e1145");
        assertThat(batch.header().upTo()).isEqualTo(1_700_000_200_000L);
        Receipt receipt = batch.items().get(1).receipt();
        assertThat(receipt.receiptId()).isEqualTo("frozen-r2");
        assertThat(receipt.hostSeq()).isEqualTo(2);
        assertThat(receipt.fee()).isEqualTo(1_000);
        assertThat(receipt.answer()).isEqualTo("lincoln");
    }

    @Test
    void whatACallerHasCountersignedStaysHisWord() throws IOException {
        VerifyingKey host = VerifyingKey.ofHex("0d17988c0c43ead27774b183f31c1464bae394e4e94ed8b1ab94fabff18d1642");
        VerifyingKey caller = VerifyingKey.ofHex("b454ae67b571409e89dc4f641acaee6751cf658a7e682fe9623646986a78cce3");
        byte[] value = frozen("inferences-receipt-v1-countersigned.json");
        Inferences batch = Inferences.of(CanonicalJson.parse(value, 1 << 20), 10);
        assertThat(batch.signed().verifiedBy(host)).isTrue();
        batch.requireConsistent();
        assertThat(batch.bytes()).isEqualTo(value);
        assertThat(batch.header().root().hex())
                .isEqualTo("84990df09df63c380aee80a927d1f1b05d1ed2b9ef418390ca91fe1de6f4b558");
        assertThat(batch.items())
                .extracting(Inference::receipt)
                .hasSize(2)
                .allMatch(receipt -> Countersignature.verifies(receipt, "tributary-demo", caller))
                .noneMatch(receipt -> Countersignature.verifies(receipt, "tributary-demo", host));
    }
}
