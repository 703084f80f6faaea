// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * The package that every organisation installs: the same bytes everywhere and always, hence the same id. It holds no code, only
 * the statement that the chaincode is a service; where it listens each peer knows for itself.
 *
 * @param label first part of the id
 * @param bytes the archive
 */
record ChaincodePackage(String label, byte[] bytes) {
    private static final String CONNECTION =
            "{\"address\":\"@CCAAS_ADDRESS@\",\"dial_timeout\":\"10s\",\"tls_required\":false}\n";

    static ChaincodePackage of(String label) {
        TreeMap<String, byte[]> code = new TreeMap<>();
        code.put("connection.json", CONNECTION.getBytes(StandardCharsets.UTF_8));
        TreeMap<String, byte[]> outer = new TreeMap<>();
        outer.put("code.tar.gz", TarGzip.of(code));
        String metadata = "{\"label\":\"" + label + "\",\"path\":\"\",\"type\":\"ccaas\"}\n";
        outer.put("metadata.json", metadata.getBytes(StandardCharsets.UTF_8));
        return new ChaincodePackage(label, TarGzip.of(outer));
    }

    /** What peers call it: the label and the SHA-256 of the bytes. */
    String id() {
        return label + ":" + Hash.sha256(bytes).hex();
    }
}
