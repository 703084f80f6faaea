// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerFunctionsTest {
    private static final String CLAIM_ONLY =
            "{\"attrs\":{\"hf.Type\":\"client\",\"tributary.functions\":\"claim,claims\"}}";

    /** A certificate whose extension for attributes holds this text; empty: it has none. */
    private static String certificate(String attributes) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X500Principal subject = new X500Principal("CN=clerk,OU=client");
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.ONE,
                    Date.from(now.minus(1, ChronoUnit.HOURS)),
                    Date.from(now.plus(1, ChronoUnit.DAYS)),
                    subject,
                    pair.getPublic());
            if (!attributes.isEmpty()) {
                builder.addExtension(
                        new ASN1ObjectIdentifier("1.2.3.4.5.6.7.8.1"),
                        false,
                        attributes.getBytes(StandardCharsets.UTF_8));
            }
            X509Certificate made = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(made.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] creator(String certificate) {
        return SerializedIdentity.newBuilder()
                .setMspid("OrgA")
                .setIdBytes(ByteString.copyFromUtf8(certificate))
                .build()
                .toByteArray();
    }

    private static void requireForbidden(String certificate, String function) {
        ContractException refusal = catchThrowableOfType(
                ContractException.class, () -> CallerFunctions.require(creator(certificate), function));
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.code()).isEqualTo(ContractCode.ROLE_FORBIDDEN);
        assertThat(refusal.exitCode()).isEqualTo(1);
    }

    @Test
    void aCertificateWithFunctionsIsForTheseAndNoOther() {
        String clerk = certificate(CLAIM_ONLY);
        assertThatCode(() -> CallerFunctions.require(creator(clerk), "claim")).doesNotThrowAnyException();
        assertThatCode(() -> CallerFunctions.require(creator(clerk), "claims")).doesNotThrowAnyException();
        for (String function : new String[] {"propose", "clai", "claim,claims", "", "configure"}) {
            requireForbidden(clerk, function);
        }
        requireForbidden(certificate("{\"attrs\":{\"tributary.functions\":\"\"}}"), "claim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"attrs\":{}}", "{\"attrs\":{\"hf.Type\":\"client\"}}"})
    void aCertificateWithoutTheAttributeIsForEverything(String attributes) {
        assertThatCode(() -> CallerFunctions.require(creator(certificate(attributes)), "propose"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{}", "[]", "{\"attrs\":1}", "{\"attrs\":{\"tributary.functions\":7}}", "\u0000"})
    void attributesOfAnotherFormForbidEverything(String attributes) {
        requireForbidden(certificate(attributes), "claim");
    }

    @Test
    void nothingAroundACertificateHidesItsAttributes() {
        String clerk = certificate(CLAIM_ONLY);
        String free = certificate("");
        requireForbidden("AB" + clerk, "propose");
        requireForbidden(free + clerk, "propose");
        requireForbidden(
                clerk.replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nA: b\n\n"), "propose");
        requireForbidden(clerk.replace("BEGIN CERTIFICATE", "BEGIN X509"), "propose");
    }

    @Test
    void theShimsCallIsRefusedBeforeItsArgumentIsLookedAt() {
        MapStub peer = new MapStub().call("propose", "not even JSON");
        peer.creator(creator(certificate(CLAIM_ONLY)));
        ContractChaincode chaincode = new ContractChaincode("-i", "tributary:test");
        assertThat(chaincode.invoke(peer.stub()).getMessage())
                .isEqualTo("ROLE_FORBIDDEN: the client's certificate is for claim,claims, got propose");
    }
}
