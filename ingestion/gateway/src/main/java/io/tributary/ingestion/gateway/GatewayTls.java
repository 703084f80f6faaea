// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The gateway's certificate and private key, from the PEM files that operators have. */
final class GatewayTls {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");
    private static final String ALIAS = "gateway";

    private GatewayTls() {}

    /**
     * What HTTPS is served with; empty where no certificate is configured.
     *
     * @throws InvalidInputException if only one of the two files is named, or one holds something else
     * @throws UnavailableException if one can't be read
     */
    static Optional<SSLContext> of(Configuration configuration) {
        String certificate = configuration.text(Key.GATEWAY_TLS_CERTIFICATE);
        String key = configuration.text(Key.GATEWAY_TLS_KEY);
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new InvalidInputException(
                    "got one of gateway.tls.certificate and gateway.tls.key, want both or neither");
        }
        return Optional.of(context(certificates(Path.of(certificate)), privateKey(Path.of(key)), certificate));
    }

    /** Without TLS nobody beyond this machine may listen in. */
    static void requireLoopBack(String host) {
        try {
            if (InetAddress.getByName(host).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException e) {
            throw new InvalidInputException("gateway.host: nobody knows an address of " + host, e);
        }
        throw new InvalidInputException(
                "gateway.host is " + host
                        + ", and plain HTTP is served on loop-back addresses alone; set gateway.tls.certificate and gateway.tls.key");
    }

    private static SSLContext context(Certificate[] chain, PrivateKey key, String file) {
        try {
            if (!belongs(key, chain[0])) {
                throw new InvalidInputException("gateway.tls.key does not belong to the first certificate of " + file);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key, new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new InvalidInputException(file + " can't be served with: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("an empty key store can be made", e);
        }
    }

    /** What one of them signs, the other verifies. */
    private static boolean belongs(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        byte[] word = "tributary/gateway-tls".getBytes(StandardCharsets.UTF_8);
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> "Ed25519";
                });
        signature.initSign(key);
        signature.update(word);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(word);
        return signature.verify(signed);
    }

    private static Certificate[] certificates(Path file) {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(file)))
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (CertificateException e) {
            throw new InvalidInputException("gateway.tls.certificate: no certificates in " + file, e);
        }
        throw new InvalidInputException("gateway.tls.certificate: no certificates in " + file);
    }

    private static PrivateKey privateKey(Path file) {
        Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new InvalidInputException(
                    "gateway.tls.key: " + file
                            + " holds no PRIVATE KEY; 'openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW' turns other forms into one");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(pem.group(1));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("gateway.tls.key: the PRIVATE KEY in " + file + " is no base64", e);
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // A key says only when it is read whether it is one of this algorithm.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + algorithm, e);
            }
        }
        throw new InvalidInputException(
                "gateway.tls.key: " + file + " holds a key of an unknown kind, want one of " + ALGORITHMS);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }
}
