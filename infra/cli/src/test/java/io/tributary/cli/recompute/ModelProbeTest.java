// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.HeldOutEntry;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredKey;
import io.tributary.tables.RegistryTables;
import io.tributary.tables.RegistryWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member refuses a model for what the lake says of it, never because the lake says nothing. */
class ModelProbeTest {
    private static final Hash ANY = Hash.sha256();
    private static final TrainingEntry TRAINING =
            new TrainingEntry("net", "era", "speeches", 1, ANY, "ipa1/factored", "newton", 16_384, "", ANY);
    private static final ModelEntry MODEL = new ModelEntry(
            "net",
            "era-1",
            "linear",
            "",
            List.of(),
            List.of("speeches/v1"),
            List.of(ANY),
            "ipa1/factored",
            "newton",
            TRAINING.leafHash(),
            ANY,
            ANY,
            ANY,
            "12",
            List.of("a", "b"),
            "",
            700_000,
            true,
            "org1",
            "p-org1");
    private static final LedgerView LOG = SampleLog.of(
            new HeldOutEntry("net", "speeches", 1, ANY, 200),
            new VersionEntry("net", "speeches", 1, "v1", ANY, 1, ANY, 0, ANY),
            TRAINING,
            MODEL);

    @TempDir
    Path home;

    private LakeCatalog lake;

    @BeforeEach
    void openLake() {
        lake = LakeCatalog.open(Configuration.load(home));
        LakeInit.run(lake);
        new RegistryWriter(lake)
                .keys(List.of(new RegisteredKey("host-1", "00".repeat(8), "00".repeat(32), "host", 0, 0)));
    }

    private ModelProbe probe() {
        return new ModelProbe("net", lake, LOG, KeyStore.open(home), line -> {});
    }

    @Test
    void whatTheLedgerNamesAndNobodyHasIsAReason() {
        try (LakeCatalog open = lake) {
            assertThat(probe().differs(MODEL))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("speeches"));
        }
    }

    @Test
    void aLakeThatDoesNotAnswerIsNone() {
        try (LakeCatalog open = lake) {
            open.catalog().dropTable(RegistryTables.KEYS_TABLE.identifier());
            assertThatThrownBy(() -> probe().differs(MODEL))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("says nothing about the model");
        }
        assertThatThrownBy(() -> probe().differs(MODEL))
                .as("closed")
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("says nothing about the model");
    }
}
