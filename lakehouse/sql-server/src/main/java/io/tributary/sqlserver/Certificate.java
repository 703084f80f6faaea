// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.PrivateFile;
import io.tributary.tables.SqlServerFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The server's own certificate: self-signed, for 127.0.0.1 and localhost, made once by the JDK's {@code keytool}. Who has a certificate
 * of his own puts it and its key in the place of these files.
 */
public final class Certificate {
    private static final String ALIAS = "server";
    private static final int TOOL_SECONDS_MAX = 60;

    private Certificate() {}

    /**
     * Makes certificate and key unless both are there.
     *
     * @param storeSecret password of a key store that is gone afterwards
     */
    public static void ensure(SqlServerFiles files, byte[] storeSecret) throws InterruptedException {
        if (Files.exists(files.certificate()) && Files.exists(files.privateKey())) {
            return;
        }
        String password = HexFormat.of().formatHex(storeSecret);
        Path store = files.folder().resolve("new.p12");
        try {
            Files.createDirectories(files.folder());
            Files.deleteIfExists(store);
            generate(store, password);
            try (InputStream in = Files.newInputStream(store)) {
                KeyStore keys = KeyStore.getInstance("PKCS12");
                keys.load(in, password.toCharArray());
                Key key = Objects.requireNonNull(keys.getKey(ALIAS, password.toCharArray()), "keytool made no key");
                PrivateFile.write(files.privateKey(), pem("PRIVATE KEY", key.getEncoded()));
                PrivateFile.write(
                        files.certificate(),
                        pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
            } finally {
                Files.deleteIfExists(store);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new UnavailableException("cannot make a certificate in " + files.folder() + ": " + e.getMessage(), e);
        }
    }

    /** The password goes through the environment, so that no list of processes shows it. */
    private static void generate(Path store, String password) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                tool.toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                "STORE_PASSWORD"));
        builder.environment().put("STORE_PASSWORD", password);
        builder.redirectErrorStream(true).redirectOutput(new File("/dev/null"));
        Process process = builder.start();
        try {
            if (!process.waitFor(TOOL_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new UnavailableException(tool + " made no certificate");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return ("-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
