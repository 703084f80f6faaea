// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.grpc.Status;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;

/**
 * What a gateway's error says, in one sentence. The reason sits in the error's details, one for each peer; a refusal
 * by the contract comes as {@code chaincode response 500, CODE: sentence} and becomes the exception that it was.
 */
final class FabricFailure {
    private static final Pattern REFUSAL =
            Pattern.compile("chaincode response \\d+, ([A-Z][A-Z_]*): (.*)", Pattern.DOTALL);
    private static final String DISAGREEMENT = "ProposalResponsePayloads do not match";
    private static final Set<Status.Code> FINAL =
            Set.of(Status.Code.INVALID_ARGUMENT, Status.Code.PERMISSION_DENIED, Status.Code.UNAUTHENTICATED);

    private FabricFailure() {}

    /** The exception for a failed call. */
    static TributaryException of(String doing, GatewayException failure) {
        return of(doing, failure.getStatus(), failure.getDetails(), failure);
    }

    /** The exception for a call or stream that ended with this status. */
    static TributaryException of(String doing, Status status, List<ErrorDetail> details, Exception cause) {
        Optional<ContractException> refusal = refusal(sentences(status, details));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<IdentityRefusal> identity = identity(status, details);
        if (identity.isPresent()) {
            return new RefusedException(doing + ": " + identity.get().name() + ": " + identity.get().sentence, cause);
        }
        return new UnavailableException(doing + " failed: " + summary(status, details), cause);
    }

    /** Whether the failure is what the endorsers answer, so that another gateway would say the same. */
    static boolean isAnswer(GatewayException failure) {
        return refusal(sentences(failure)).isPresent()
                || identity(failure.getStatus(), failure.getDetails()).isPresent()
                || isDisagreement(failure);
    }

    /** Whether the endorsers came to different results; they may have stood at different blocks. */
    static boolean isDisagreement(GatewayException failure) {
        return sentences(failure).stream().anyMatch(sentence -> sentence.contains(DISAGREEMENT));
    }

    /** Whether a transaction was turned down for good, so that sending it again is of no use. */
    static boolean isFinal(GatewayException failure) {
        return isFinal(failure.getStatus())
                || identity(failure.getStatus(), failure.getDetails()).isPresent();
    }

    static boolean isFinal(Status status) {
        return FINAL.contains(status.getCode());
    }

    /** Status and details on one line. */
    static String summary(GatewayException failure) {
        return summary(failure.getStatus(), failure.getDetails());
    }

    static String summary(Status status, List<ErrorDetail> details) {
        return status.getCode() + ", " + String.join("; ", sentences(status, details));
    }

    /** Why a network does not listen to a client at all; the names are stable. */
    private enum IdentityRefusal {
        /** The peers say the same of a wrong MSP, a stranger's certificate authority and a wrong key. */
        IDENTITY_UNKNOWN(
                "no organisation of the channel vouches for this client; see organisation, certificate and key in its "
                        + "connection profile"),
        IDENTITY_EXPIRED("the client's certificate has expired; have its certificate authority renew it"),
        IDENTITY_FORBIDDEN("the channel's policies do not let this client do it");

        private final String sentence;

        IdentityRefusal(String sentence) {
            this.sentence = sentence;
        }
    }

    private static Optional<IdentityRefusal> identity(Status status, List<ErrorDetail> details) {
        String all = String.join("; ", sentences(status, details));
        if (all.contains("identity expired")) {
            return Optional.of(IdentityRefusal.IDENTITY_EXPIRED);
        }
        if (all.contains("creator is malformed") || all.contains("access denied: channel [")) {
            return Optional.of(IdentityRefusal.IDENTITY_UNKNOWN);
        }
        boolean forbidden = status.getCode() == Status.Code.PERMISSION_DENIED;
        return forbidden ? Optional.of(IdentityRefusal.IDENTITY_FORBIDDEN) : Optional.empty();
    }

    private static Optional<ContractException> refusal(List<String> sentences) {
        for (String sentence : sentences) {
            Matcher matcher = REFUSAL.matcher(sentence);
            if (matcher.find()) {
                String name = matcher.group(1);
                String reason = matcher.group(2);
                return Arrays.stream(ContractCode.values())
                        .filter(code -> code.name().equals(name))
                        .findFirst()
                        .map(code -> new ContractException(code, reason));
            }
        }
        return Optional.empty();
    }

    private static List<String> sentences(GatewayException failure) {
        return sentences(failure.getStatus(), failure.getDetails());
    }

    /** The details' messages, each once, then the status's own where there are none. */
    private static List<String> sentences(Status status, List<ErrorDetail> details) {
        Set<String> sentences = new LinkedHashSet<>();
        for (ErrorDetail detail : details) {
            sentences.add(detail.getMessage());
        }
        if (sentences.isEmpty()) {
            sentences.add(Optional.ofNullable(status.getDescription()).orElse("no reason given"));
        }
        return new ArrayList<>(sentences);
    }
}
