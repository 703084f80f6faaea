// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Receipt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Supplier<Optional<Admission.Refusal>> OPENS = Optional::empty;
    private static final List<ModelEntry> MODELS =
            List.of(model("good", true), model("weak", false), model("gone", true));
    private static final List<String> REFUSED = List.of("gone");
    private static final List<Admission.Deposit> DEPOSITS = List.of(
            new Admission.Deposit("d-ann", "ann", "credit", 100),
            new Admission.Deposit("d-bob", "bob", "credit", 60),
            new Admission.Deposit("d-eur", "ann", "euro", 1_000));

    private static ModelEntry model(String id, boolean gatePassed) {
        return new ModelEntry(
                "net",
                id,
                "linear",
                "",
                List.of(),
                List.of("words/v1"),
                List.of(Hash.empty()),
                "ipa1/factored",
                "newton",
                Hash.empty(),
                Hash.empty(),
                Hash.empty(),
                Hash.empty(),
                "1",
                List.of("no", "yes"),
                "",
                900_000,
                gatePassed,
                "org1",
                "p-org1");
    }

    private static Receipt receipt(int number, String model, String answer, String caller, String deposit, long fee) {
        return receipt(number, model, answer, caller, deposit, fee, "credit");
    }

    private static Receipt receipt(
            int number, String model, String answer, String caller, String deposit, long fee, String unit) {
        return new Receipt(
                String.format(Locale.ROOT, "r-%05d", number),
                "host",
                number,
                "00".repeat(16),
                caller,
                "",
                model,
                List.of(),
                Hash.empty(),
                Hash.empty(),
                List.of(),
                1,
                1,
                fee,
                unit,
                deposit,
                "flat/v1",
                answer,
                "00".repeat(16),
                0);
    }

    @Test
    void theFirstRuleThatAReceiptBreaksIsNamed() {
        Map<Receipt, String> cases = new HashMap<>();
        cases.put(receipt(1, "none", "maybe", "eve", "d-none", 999), "receipt.model-unknown");
        cases.put(receipt(2, "weak", "maybe", "eve", "d-none", 999), "receipt.model-gated");
        cases.put(receipt(10, "gone", "maybe", "eve", "d-none", 999), "receipt.model-refused");
        cases.put(receipt(3, "good", "maybe", "eve", "d-none", 999), "receipt.label-unknown");
        cases.put(receipt(4, "good", "yes", "eve", "d-none", 999, "euro"), "receipt.unit-mismatch");
        cases.put(receipt(5, "good", "yes", "eve", "d-none", 999), "deposit.unknown");
        cases.put(receipt(6, "good", "yes", "eve", "d-ann", 999), "deposit.foreign");
        cases.put(receipt(7, "good", "yes", "ann", "d-eur", 999), "receipt.unit-mismatch");
        cases.put(receipt(8, "good", "yes", "ann", "d-ann", 101), "deposit.exceeded");
        cases.forEach(
                (receipt, rule) -> assertThat(new Admission("credit", MODELS, REFUSED, DEPOSITS).next(receipt, OPENS))
                        .as(receipt.receiptId())
                        .map(refusal -> refusal.rule().id())
                        .hasValue(rule));
        assertThat(new Admission("credit", MODELS, REFUSED, DEPOSITS)
                        .next(receipt(9, "good", "yes", "ann", "d-ann", 100), OPENS))
                .isEmpty();
        Set<String> named = new TreeSet<>(cases.values());
        named.add(SealRule.POOL_EXCEEDED.id());
        named.add(SealRule.QUESTION_KEY_MISSING.id());
        named.add(SealRule.QUESTION_UNREADABLE.id());
        named.add(SealRule.TOO_LARGE.id());
        named.add(SealRule.ID_FOREIGN.id());
        named.add(SealRule.HOST_SIGNATURE.id());
        named.add(SealRule.COUNTERSIGNATURE.id());
        assertThat(named)
                .containsExactlyElementsOf(new TreeSet<>(
                        Arrays.stream(SealRule.values()).map(SealRule::id).toList()));
    }

    @Test
    void feesThatEachHaveTheirDepositNeverSumBeyond64Bits() {
        Admission admission = new Admission(
                "credit",
                MODELS,
                REFUSED,
                List.of(
                        new Admission.Deposit("d-1", "ann", "credit", Long.MAX_VALUE),
                        new Admission.Deposit("d-2", "bob", "credit", Long.MAX_VALUE)));
        assertThat(admission.next(receipt(1, "good", "yes", "ann", "d-1", Long.MAX_VALUE - 5), OPENS))
                .isEmpty();
        assertThat(admission.next(receipt(2, "good", "yes", "bob", "d-2", 6), OPENS))
                .map(Admission.Refusal::rule)
                .hasValue(SealRule.POOL_EXCEEDED);
        assertThat(admission.next(receipt(3, "good", "yes", "bob", "d-2", 5), OPENS))
                .isEmpty();
        assertThat(admission.next(receipt(4, "good", "yes", "bob", "d-2", 1), OPENS))
                .map(Admission.Refusal::rule)
                .hasValue(SealRule.POOL_EXCEEDED);
        assertThat(admission.next(receipt(5, "good", "yes", "bob", "d-2", 0), OPENS))
                .isEmpty();
    }

    @Test
    void whatIsSetAsideTakesNoMoneyAndWhatFollowsMayStillFit() {
        Admission admission = new Admission("credit", MODELS, REFUSED, DEPOSITS);
        assertThat(admission.next(receipt(1, "good", "yes", "ann", "d-ann", 70), OPENS))
                .isEmpty();
        assertThat(admission.next(receipt(2, "good", "yes", "ann", "d-ann", 31), OPENS))
                .map(Admission.Refusal::reason)
                .hasValue("deposit d-ann has 30 micro-units left, the fee is 31");
        assertThat(admission.next(receipt(3, "none", "yes", "ann", "d-ann", 30), OPENS))
                .map(Admission.Refusal::reason)
                .hasValue("model none is not on the ledger");
        assertThat(admission.next(receipt(4, "good", "yes", "ann", "d-ann", 30), OPENS))
                .isEmpty();
        assertThat(admission.next(receipt(5, "good", "yes", "ann", "d-ann", 0), OPENS))
                .isEmpty();
        assertThatThrownBy(() -> admission.next(receipt(5, "good", "yes", "ann", "d-ann", 0), OPENS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQuestionIsAskedForLastAndAReceiptWithoutOneTakesNoMoney() {
        Admission admission = new Admission("credit", MODELS, REFUSED, DEPOSITS);
        Admission.Refusal sealed = new Admission.Refusal(SealRule.QUESTION_UNREADABLE, "garbled");
        assertThat(admission.next(receipt(1, "none", "yes", "ann", "d-ann", 70), () -> {
                    throw new IllegalStateException("a receipt that breaks another rule is not opened");
                }))
                .map(Admission.Refusal::rule)
                .hasValue(SealRule.MODEL_UNKNOWN);
        assertThat(admission.next(receipt(2, "good", "yes", "ann", "d-ann", 70), () -> Optional.of(sealed)))
                .hasValue(sealed);
        assertThat(admission.next(receipt(3, "good", "yes", "ann", "d-ann", 100), OPENS))
                .isEmpty();
    }

    /** The oracle tries every receipt against the fees that were admitted so far, added up anew each time. */
    @Test
    void generatedReceiptsAreDecidedAsByAddingUpAnew() {
        long seed = 61;
        Random random = new Random(seed);
        int setAside = 0;
        for (int round = 0; round < 500; round++) {
            Admission admission = new Admission("credit", MODELS, REFUSED, DEPOSITS);
            List<Receipt> admitted = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Receipt receipt = receipt(
                        i,
                        random.nextInt(8) == 0 ? "none" : "good",
                        random.nextInt(8) == 0 ? "maybe" : "no",
                        random.nextInt(8) == 0 ? "eve" : "ann",
                        random.nextInt(8) == 0 ? "d-none" : random.nextInt(8) == 0 ? "d-bob" : "d-ann",
                        random.nextInt(40));
                long spent = admitted.stream().mapToLong(Receipt::fee).sum();
                boolean pays = receipt.model().equals("good")
                        && receipt.answer().equals("no")
                        && receipt.caller().equals("ann")
                        && receipt.deposit().equals("d-ann")
                        && spent + receipt.fee() <= 100;
                Optional<Admission.Refusal> refusal = admission.next(receipt, OPENS);
                assertThat(refusal.isEmpty())
                        .as("seed %d round %d receipt %d", seed, round, i)
                        .isEqualTo(pays);
                if (pays) {
                    admitted.add(receipt);
                } else {
                    setAside++;
                }
            }
        }
        assertThat(setAside).isBetween(1, 9_999);
    }
}
