// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.grpc.Status;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
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
        Optional<ContractException> refusal = refusal(failure);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return new UnavailableException(doing + " failed: " + summary(failure), failure);
    }

    /** Whether the failure is what the endorsers answer, so that another gateway would say the same. */
    static boolean isAnswer(GatewayException failure) {
        return refusal(failure).isPresent() || isDisagreement(failure);
    }

    /** Whether the endorsers came to different results; they may have stood at different blocks. */
    static boolean isDisagreement(GatewayException failure) {
        return sentences(failure).stream().anyMatch(sentence -> sentence.contains(DISAGREEMENT));
    }

    /** Whether a transaction was turned down for good, so that sending it again is of no use. */
    static boolean isFinal(GatewayException failure) {
        return FINAL.contains(failure.getStatus().getCode());
    }

    /** Status and details on one line. */
    static String summary(GatewayException failure) {
        return failure.getStatus().getCode() + ", " + String.join("; ", sentences(failure));
    }

    private static Optional<ContractException> refusal(GatewayException failure) {
        for (String sentence : sentences(failure)) {
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

    /** The details' messages, each once, then the status's own where there are none. */
    private static List<String> sentences(GatewayException failure) {
        Set<String> sentences = new LinkedHashSet<>();
        for (ErrorDetail detail : failure.getDetails()) {
            sentences.add(detail.getMessage());
        }
        if (sentences.isEmpty()) {
            sentences.add(Optional.ofNullable(failure.getStatus().getDescription())
                    .orElse(String.valueOf(failure.getMessage())));
        }
        return new ArrayList<>(sentences);
    }
}
