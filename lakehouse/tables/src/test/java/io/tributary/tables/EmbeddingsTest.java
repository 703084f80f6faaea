// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.record.WithdrawalRequest;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingsTest {
    @TempDir
    Path home;

    @Test
    void aWithdrawnRecordsVectorsGoOfEveryModelAndNoOthers() {
        try (LakeCatalog lake = TestLake.create(home)) {
            TableWriter.of(LakeInit.createDatanet(lake, "fruits"))
                    .append(List.of(
                            VersionDiffTest.record("r-1", "", "CC0-1.0", 1),
                            VersionDiffTest.record("r-2", "", "CC0-1.0", 1)));
            assertThat(Embeddings.forgetRecords(lake, "fruits", Set.of("r-1")))
                    .as("no record was ever embedded")
                    .isZero();
            LakeInit.createEmbeddings(lake);
            TableWriter.of(lake.table(SilverTables.EMBEDDINGS_TABLE))
                    .append(List.of(
                            vector("one", "fruits", "r-1", 0),
                            vector("one", "fruits", "r-1", 1),
                            vector("one", "fruits", "r-2", 0),
                            vector("two", "fruits", "r-1", 0),
                            vector("one", "nuts", "r-1", 0)));

            assertThat(Embeddings.forgetRecords(lake, "fruits", Set.of("r-1", "r-9")))
                    .isEqualTo(3);
            assertThat(Embeddings.forgetRecords(lake, "fruits", Set.of("r-1", "r-9")))
                    .isZero();

            assertThat(TableReader.of(lake.table(SilverTables.EMBEDDINGS_TABLE)).list())
                    .extracting(row -> row.text(SilverTables.DATANET) + " " + row.text(SilverTables.LEAF_HASH))
                    .containsExactlyInAnyOrder("fruits " + TestLake.hash("r-2"), "nuts " + TestLake.hash("r-1"));
        }
    }

    @Test
    void withdrawalsAreThoseOfTheRegistry() {
        try (LakeCatalog lake = TestLake.create(home)) {
            assertThat(Embeddings.withdrawnIds(lake, "fruits")).isEmpty();
            register(lake, "fruits", 0, List.of("r-1", "r-2"));
            register(lake, "fruits", 1, List.of("r-7"));
            register(lake, "nuts", 2, List.of("r-8"));

            assertThat(Embeddings.withdrawnIds(lake, "fruits")).containsExactlyInAnyOrder("r-1", "r-2", "r-7");
        }
    }

    private static void register(LakeCatalog lake, String datanet, long sequence, List<String> recordIds) {
        SigningKey key = SigningKey.ofSeed(new byte[32]);
        WithdrawalRequest request =
                new WithdrawalRequest("net", "ann", key.verifyingKey().keyId(), sequence, datanet, recordIds);
        new RegistryWriter(lake).withdrawal(new RegisteredWithdrawal(SignedEnvelope.sign(request.toJson(), key)));
    }

    private static Row vector(String model, String datanet, String recordId, int place) {
        return Row.builder()
                .text(SilverTables.MODEL, model)
                .text(SilverTables.DATANET, datanet)
                .text(SilverTables.LEAF_HASH, TestLake.hash(recordId).hex())
                .int32(SilverTables.PLACE, place)
                .bytes(SilverTables.VECTOR, new byte[] {1, 2})
                .build();
    }
}
