// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;

/**
 * What a client may call by the attribute {@value #ATTRIBUTE} of its certificate, as Fabric CA writes attributes: functions of
 * the contract, separated by commas. A certificate without it may call everything that its organisation may; the organisation
 * decides, by what its certificate authority signs.
 */
final class CallerFunctions {
    static final String ATTRIBUTE = "tributary.functions";

    /** The extension of a certificate that holds {@code {"attrs":{name:value}}}. */
    static final String EXTENSION = "1.2.3.4.5.6.7.8.1";

    private static final byte[] EXTENSION_DER = {0x06, 0x08, 0x2a, 3, 4, 5, 6, 7, 8, 1};
    private static final int LONG_FORM = 0x80;
    private static final String BEGIN = "-----BEGIN";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN CERTIFICATE-----\\r?\\n([A-Za-z0-9+/=\\r\\n]+)-----END CERTIFICATE-----\\s*");

    private CallerFunctions() {}

    /** Refuses a function that the caller's certificate does not list. */
    static void require(byte[] creator, String function) {
        Optional<String> listed = extension(creator).flatMap(CallerFunctions::attribute);
        if (listed.isPresent() && !List.of(listed.get().split(",")).contains(function)) {
            throw new ContractException(
                    ContractCode.ROLE_FORBIDDEN,
                    "the client's certificate is for " + listed.get() + ", got " + function);
        }
    }

    private static Optional<String> attribute(String json) {
        try {
            JsonObject attributes =
                    JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("attrs");
            if (attributes == null) {
                throw unreadable();
            }
            JsonElement value = attributes.get(ATTRIBUTE);
            if (value == null) {
                return Optional.empty();
            }
            if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
                throw unreadable();
            }
            return Optional.of(value.getAsString());
        } catch (JsonParseException | IllegalStateException | ClassCastException e) {
            throw unreadable();
        }
    }

    /** The text of the extension, if the caller has a certificate with it. */
    private static Optional<String> extension(byte[] creator) {
        try {
            byte[] identity = SerializedIdentity.parseFrom(creator).getIdBytes().toByteArray();
            String text = new String(identity, StandardCharsets.ISO_8859_1);
            if (!text.contains(BEGIN) || !mayHold(text)) {
                return Optional.empty();
            }
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(identity));
            return Optional.ofNullable(certificate.getExtensionValue(EXTENSION))
                    .map(value -> new String(content(value), StandardCharsets.UTF_8));
        } catch (InvalidProtocolBufferException e) {
            // No identity at all, which is refused as such.
            return Optional.empty();
        } catch (CertificateException e) {
            throw unreadable();
        }
    }

    /** Whether the extension's identifier stands anywhere in the certificate: most have none, and need no parser. */
    private static boolean mayHold(String pem) {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches()) {
            // A peer's reader skips what is around a block; if this one did not see the same block, it could be led
            // astray.
            throw unreadable();
        }
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
        for (int at = 0; at + EXTENSION_DER.length <= der.length; at++) {
            if (Arrays.equals(der, at, at + EXTENSION_DER.length, EXTENSION_DER, 0, EXTENSION_DER.length)) {
                return true;
            }
        }
        return false;
    }

    /** What the octet string holds that an extension's value comes in. */
    private static byte[] content(byte[] octetString) {
        int first = octetString[1] & 0xff;
        int header = first < LONG_FORM ? 2 : 2 + (first - LONG_FORM);
        return Arrays.copyOfRange(octetString, header, octetString.length);
    }

    private static ContractException unreadable() {
        return new ContractException(
                ContractCode.ROLE_FORBIDDEN, "the attributes of the client's certificate are unreadable");
    }
}
