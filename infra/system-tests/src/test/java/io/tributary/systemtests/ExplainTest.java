// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** What {@code payout explain} prints of every answer of an epoch, multiplied and added by somebody else, is what is paid. */
class ExplainTest {
    private static final BigInteger WHOLE = BigInteger.ONE.shiftLeft(62);
    private static final String ALL = "1000000";

    @Test
    void thePrintedTermsMultiplyToTheAmounts() {
        DemoRun demo = SharedDemos.small();
        Map<String, BigInteger> claims = new TreeMap<>();
        BigInteger pool = BigInteger.ZERO;
        JsonNode epoch = demo.sqlRow("select record, pool, "
                + "(select collect_list(receipt_id) from attribution.receipts where epoch = 1) as receipts, "
                + "(select collect_list(struct(payee, role, amount)) from rewards.payouts where epoch = 1) as payouts "
                + "from rewards.epochs where epoch = 1");
        assertThat(epoch.get("receipts")).hasSizeGreaterThan(4);
        boolean rooted = epoch.get("record").asText().contains("+bundles/v4");
        for (JsonNode receipt : epoch.get("receipts")) {
            JsonNode answer = demo.command("payout", "explain", receipt.asText(), "--top", ALL, "--json")
                    .run()
                    .expect(0)
                    .json();
            assertPassages(answer, rooted ? ExplainTest::rootRate : (help, limit) -> BigInteger.ONE);
            BigInteger fee = integer(answer, "fee");
            pool = pool.add(fee);
            Map<String, BigInteger> shares = dataShares(answer);
            for (JsonNode party : answer.get("parties")) {
                if (party.get("role").asText().equals("data")) {
                    assertThat(integer(party, "share"))
                            .as("%s of %s", party, answer.get("receiptId"))
                            .isEqualTo(shares.remove(party.get("payee").asText()));
                }
                claims.merge(
                        party.get("payee").asText() + " " + party.get("role").asText(),
                        fee.multiply(integer(party, "share")),
                        BigInteger::add);
            }
            assertThat(shares.values()).as("parties that are missing").allMatch(share -> share.signum() == 0);
        }
        assertThat(pool.longValueExact()).isEqualTo(epoch.get("pool").asLong());
        for (JsonNode payout : epoch.get("payouts")) {
            BigInteger claim = claims.get(
                    payout.get("payee").asText() + " " + payout.get("role").asText());
            BigInteger amount = BigInteger.valueOf(payout.get("amount").asLong());
            assertThat(claim.subtract(amount.multiply(WHOLE)).abs())
                    .as("%s: within one micro-unit, the epoch's only rounding", payout)
                    .isLessThan(WHOLE);
        }
    }

    /**
     * The terms of an answer.
     *
     * @param rate by a bundle's help and by the largest score, at which scores are cut
     */
    private static void assertPassages(JsonNode answer, BinaryOperator<BigInteger> rate) {
        Map<String, JsonNode> passages = new HashMap<>();
        answer.get("passages")
                .forEach(passage -> passages.put(passage.get("rowId").asText(), passage));
        BigInteger largest = passages.values().stream()
                .map(passage -> integer(passage, "score").abs())
                .reduce(BigInteger.ZERO, BigInteger::max);
        BigInteger weight = BigInteger.ZERO;
        boolean earned = false;
        for (JsonNode passage : passages.values()) {
            BigInteger factor = BigInteger.ZERO;
            for (JsonNode bundle : passage.get("bundles")) {
                if (integer(bundle, "help").signum() > 0
                        && integer(bundle, "standing").signum() > 0) {
                    BigInteger paid = integer(bundle, "rate");
                    assertThat(paid).as("%s", bundle).isEqualTo(rate.apply(integer(bundle, "help"), largest));
                    factor = factor.add(integer(bundle, "scale")
                            .multiply(integer(bundle, "standing"))
                            .multiply(paid));
                    assertThat(integer(bundle, "help")).as("%s", bundle).isEqualTo(help(bundle, passages));
                }
            }
            boolean repeats = passage.get("repeatsQuestion").asBoolean();
            assertThat(integer(passage, "factor")).as("%s", passage).isEqualTo(repeats ? BigInteger.ZERO : factor);
            BigInteger part = integer(passage, "score").multiply(integer(passage, "factor"));
            assertThat(integer(passage, "part")).as("%s", passage).isEqualTo(part);
            BigInteger micros = integer(answer, "fee")
                    .multiply(integer(answer, "dataShare"))
                    .multiply(part)
                    .divide(integer(answer, "weight").multiply(WHOLE).max(BigInteger.ONE));
            assertThat(integer(passage, "micros")).as("%s", passage).isEqualTo(micros);
            weight = weight.add(part);
            earned |= part.signum() > 0;
        }
        assertThat(weight).isEqualTo(integer(answer, "weight"));
        assertThat(earned)
                .as("somebody helped with %s", answer.get("receiptId"))
                .isTrue();
    }

    /** The square root of limit / help in 2^-12. */
    private static BigInteger rootRate(BigInteger help, BigInteger limit) {
        BigInteger ratio = limit.shiftLeft(24).divide(help);
        BigInteger most = BigInteger.valueOf(65_535);
        return ratio.multiply(ratio.sqrt().min(most)).shiftRight(12).sqrt().min(most);
    }

    private static BigInteger help(JsonNode bundle, Map<String, JsonNode> passages) {
        BigInteger help = BigInteger.ZERO;
        for (JsonNode rowId : bundle.get("rowIds")) {
            JsonNode passage = passages.get(rowId.asText());
            help = help.add(passage.get("repeatsQuestion").asBoolean() ? BigInteger.ZERO : integer(passage, "score"));
        }
        return help;
    }

    /** The data part by largest remainder over payees in ascending order. */
    private static Map<String, BigInteger> dataShares(JsonNode answer) {
        Map<String, String> payees = new HashMap<>();
        answer.get("parties")
                .forEach(party -> payees.put(
                        party.get("contributor").asText(), party.get("payee").asText()));
        TreeMap<String, BigInteger> weights = new TreeMap<>();
        for (JsonNode passage : answer.get("passages")) {
            BigInteger part = integer(passage, "part");
            if (part.signum() != 0) {
                weights.merge(payees.get(passage.get("contributor").asText()), part, BigInteger::add);
            }
        }
        BigInteger data = integer(answer, "dataShare");
        BigInteger weight = integer(answer, "weight");
        TreeMap<String, BigInteger> shares = new TreeMap<>();
        List<String> byRemainder = new ArrayList<>(weights.keySet());
        weights.forEach((payee, part) -> shares.put(payee, data.multiply(part).divide(weight)));
        byRemainder.sort(Comparator.comparing(
                        (String payee) -> data.multiply(weights.get(payee)).mod(weight))
                .reversed());
        BigInteger left = shares.values().stream().reduce(data, BigInteger::subtract);
        for (int i = 0; i < left.intValueExact(); i++) {
            shares.merge(byRemainder.get(i), BigInteger.ONE, BigInteger::add);
        }
        return shares;
    }

    private static BigInteger integer(JsonNode object, String field) {
        return new BigInteger(object.get(field).asText());
    }
}
