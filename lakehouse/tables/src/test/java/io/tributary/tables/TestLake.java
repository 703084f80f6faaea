// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A fresh lake on SQLite in a temporary folder, and rows to fill it with. */
final class TestLake {
    private TestLake() {}

    static LakeCatalog create(Path home) {
        LakeCatalog lake = LakeCatalog.open(Configuration.load(home));
        LakeInit.run(lake);
        return lake;
    }

    static Hash hash(String name) {
        return Hash.sha256(name.getBytes(StandardCharsets.UTF_8));
    }

    static Row batch(String signer, long sequence, long items, Hash root, String datanet, long offset) {
        return Row.builder()
                .text(BronzeTables.TOPIC, datanet.isEmpty() ? "inferences" : "contributions")
                .text(BronzeTables.SIGNER, signer)
                .number(BronzeTables.SEQUENCE, sequence)
                .number(BronzeTables.ITEM_COUNT, items)
                .text(BronzeTables.ROOT, root.hex())
                .text(BronzeTables.DATANET, datanet)
                .number(BronzeTables.UP_TO, 0)
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, offset)
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochSecond(1_700_000_000L + offset))
                .build();
    }

    static Row contribution(String recordId, String signer, Hash root, int index, String datanet, long offset) {
        return Row.builder()
                .text(BronzeTables.RECORD_ID, recordId)
                .text(BronzeTables.KIND, "record")
                .text(BronzeTables.PARENT, "")
                .text(BronzeTables.CONTRIBUTOR, signer)
                .text(BronzeTables.DATANET, datanet)
                .number(BronzeTables.BATCH, 0)
                .int32(BronzeTables.ITEM_INDEX, index)
                .text(BronzeTables.BATCH_ROOT, root.hex())
                .text(BronzeTables.KEY_ID, "0011223344556677")
                .bytes(BronzeTables.PAYLOAD, recordId.getBytes(StandardCharsets.UTF_8))
                .text(BronzeTables.KEY_REF, KeyStore.keyRef(signer, datanet))
                .text(BronzeTables.LICENCE, "CC0-1.0")
                .texts(BronzeTables.CONSENT, java.util.List.of("training"))
                .text(BronzeTables.EXPIRES, "")
                .text(BronzeTables.SALT, "00112233445566778899aabbccddeeff")
                .number(BronzeTables.ORIGIN_AT, 1_700_000_000_000L)
                .text(BronzeTables.ORIGIN, "")
                .flag(BronzeTables.GENERATED_BY_AI, false)
                .texts(BronzeTables.DERIVED_FROM, List.of())
                .text(BronzeTables.LEAF_HASH, hash(recordId).hex())
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, offset)
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochSecond(1_700_000_000L + offset))
                .build();
    }

    static Row rejection(String rule, long items, String signer, long offset) {
        return Row.builder()
                .text(BronzeTables.RULE, rule)
                .text(BronzeTables.REASON, "for a test")
                .text(BronzeTables.TOPIC, "contributions")
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, offset)
                .number(BronzeTables.ITEMS, items)
                .text(BronzeTables.SIGNER, signer)
                .text(BronzeTables.COMMITMENT, hash("value " + offset).hex())
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochSecond(1_700_000_000L + offset))
                .build();
    }
}
