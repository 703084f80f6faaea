// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.protocol.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where one payee's pay of an epoch came from.
 *
 * @param name as asked for
 * @param payee the payee
 * @param epoch the epoch
 * @param sealedEpoch the epoch that the answers are sealed in; another one if {@code epoch} adjusts it
 * @param answers all answers that paid him, most first
 * @param top how many to show
 */
record PayeeExplanation(String name, String payee, long epoch, long sealedEpoch, List<Answer> answers, int top) {
    PayeeExplanation {
        answers = List.copyOf(answers);
    }

    /**
     * One answer that paid.
     *
     * @param receiptId its receipt
     * @param answer the label given
     * @param role what the payee was paid for
     * @param feeMicros the fee
     * @param sharePpm the payee's part in parts per million
     * @param micros the same in micro-units, rounded down
     */
    record Answer(String receiptId, String answer, String role, long feeMicros, long sharePpm, long micros) {}

    /** For people and for programs. */
    Report report() {
        long sum = answers.stream().mapToLong(Answer::micros).sum();
        List<String> lines = new ArrayList<>();
        lines.add(name + " (" + payee + ") earned about " + sum + " micro-units in epoch " + epoch + " from "
                + answers.size() + " answers; the exact amount is in 'payout list'");
        if (sealedEpoch != epoch) {
            lines.add("epoch " + epoch + " adjusts: the answers are those of epoch " + sealedEpoch
                    + ", and what was claimed for them before is taken off");
        }
        for (Answer answer : answers.subList(0, Math.min(top, answers.size()))) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%12d  %8s of %d  %-8s %s  answered %s",
                    answer.micros(),
                    Explanation.percent(answer.sharePpm()),
                    answer.feeMicros(),
                    answer.role(),
                    answer.receiptId(),
                    answer.answer()));
        }
        lines.add("passages behind one of them: tributary payout explain "
                + answers.get(0).receiptId());
        List<JsonObject> json = answers.stream()
                .map(answer -> JsonObject.nested()
                        .put("receiptId", answer.receiptId())
                        .put("answer", answer.answer())
                        .put("role", answer.role())
                        .put("fee", answer.feeMicros())
                        .put("sharePpm", answer.sharePpm())
                        .put("micros", answer.micros())
                        .build())
                .toList();
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("payee", payee)
                        .put("epoch", epoch)
                        .put("answers", json)
                        .build());
    }
}
