// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.contract.DepositStatus;
import io.tributary.influence.LinearModel;
import io.tributary.influence.Passages;
import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.Topic;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.ReceiptOutput;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.SecretSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks a model; every answer leaves a receipt with its fee, signed by the host in batches. */
public final class AskStep {
    private static final String PRICE_RULE = "tokens/v1";
    private static final long FEE_BASE_MICROS = 250_000;
    private static final long FEE_PER_TOKEN_MICROS = 5_000;
    private static final int RECEIPTS_PER_BATCH = 64;
    private static final int ID_BYTES = 16;
    private static final int SHOWN_MAX = 5;

    private final Workspace workspace;
    private final EventTimes times;

    /** Asks now. */
    public AskStep(Workspace workspace) {
        this(workspace, EventTimes.of(Clock.systemUTC()));
    }

    /** Asks at these event times. */
    public AskStep(Workspace workspace, EventTimes times) {
        this.workspace = workspace;
        this.times = times;
    }

    /** A question with the payer it is charged to. */
    private record Asked(String title, String text, String trueLabel, DepositStatus deposit) {}

    /** What came out. */
    private record Answered(List<Receipt> receipts, List<Asked> questions) {}

    /** Asks one text. */
    public Report text(String model, String text, Optional<String> payer) throws InterruptedException {
        if (Passages.question(text).isEmpty()) {
            throw new InvalidInputException("the text holds no word");
        }
        String task = "ask/" + HexFormat.of().formatHex(SecretSource.random().bytes("task", ID_BYTES));
        return ask(task, model, List.of(new HeldOutItem("text", "00".repeat(ID_BYTES), "", "", text)), payer);
    }

    /** Asks held-out questions of the Datanet that the model was trained on, chosen by the source of secrets. */
    public Report heldOut(String model, int count, Optional<String> payer) throws InterruptedException {
        ModelEntry entry = ModelSteps.require(view(), model);
        String slug = entry.datanetVersions().get(0).replaceFirst("/.*", "");
        List<HeldOutItem> all = new HeldOutFiles(workspace.home()).questions(slug);
        if (count < 1 || count > all.size()) {
            throw new InvalidInputException("questions: got " + count + ", want 1 to " + all.size() + " for " + slug);
        }
        // Item ids are random, so the first ones are a fair sample of all passages.
        return ask("ask/" + entry.modelId() + "/" + count, entry.modelId(), all.subList(0, count), payer);
    }

    private LedgerView view() {
        return LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
    }

    private Report ask(String task, String model, List<HeldOutItem> items, Optional<String> payer)
            throws InterruptedException {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        ModelEntry entry = ModelSteps.require(LedgerView.of(ledger), model);
        LinearModel linear = new StoredModels(workspace.lake()).load(entry);
        List<Asked> asked = charge(ledger, items, payer);
        BatchLimits limits = new BatchLimits(
                workspace.configuration().integer(Key.INGEST_RECORD_BYTES_MAX),
                workspace.configuration().integer(Key.INGEST_ITEMS_MAX));
        try (ContributionClient client = ContributionClient.open(
                workspace.bootstrapServers(), workspace.home().outbox(), limits)) {
            OutboxPlans plans = new OutboxPlans(workspace.home().outbox());
            long next = client.nextSequence(Topic.INFERENCES, Names.HOST);
            int batches = (items.size() + RECEIPTS_PER_BATCH - 1) / RECEIPTS_PER_BATCH;
            // What was sent before may be spent by now, and is not asked again.
            if (plans.find(task)
                    .filter(plan -> plan.batchesDone(next) >= batches)
                    .isEmpty()) {
                requireHeld(asked);
            }
            OutboxPlans.Plan plan = plans.decide(task, Names.HOST, next, items.size());
            return report(entry, send(client, plan, task, entry, linear, asked));
        }
    }

    /** Assigns questions to deposits in turn. */
    private static List<Asked> charge(Ledger ledger, List<HeldOutItem> items, Optional<String> payer) {
        List<DepositStatus> deposits = ledger.deposits().stream()
                .filter(deposit -> payer.isEmpty() || payer.get().equals(deposit.payer()))
                .toList();
        if (deposits.isEmpty()) {
            throw new RefusedException(
                    "no deposit" + payer.map(name -> " of " + name).orElse("")
                            + " to pay from; 'tributary ledger deposit PAYER MICROS' makes one");
        }
        List<Asked> asked = new ArrayList<>();
        for (HeldOutItem item : items) {
            DepositStatus deposit = deposits.get(asked.size() % deposits.size());
            asked.add(new Asked(item.title(), item.text(), item.label(), deposit));
        }
        return asked;
    }

    /** Refuses to ask what no deposit holds. */
    private static void requireHeld(List<Asked> asked) {
        Map<String, Long> fees = new TreeMap<>();
        for (Asked question : asked) {
            DepositStatus deposit = question.deposit();
            long sum = fees.merge(deposit.depositId(), fee(question.text()), Math::addExact);
            if (sum > deposit.heldMicros()) {
                throw new RefusedException("deposit " + deposit.depositId() + " holds too little for " + asked.size()
                        + " questions; 'tributary ledger deposit " + deposit.payer() + " MICROS' adds to it");
            }
        }
    }

    private static long fee(String text) {
        return FEE_BASE_MICROS + FEE_PER_TOKEN_MICROS * Passages.question(text).size();
    }

    private Answered send(
            ContributionClient client,
            OutboxPlans.Plan plan,
            String task,
            ModelEntry entry,
            LinearModel model,
            List<Asked> asked) {
        SigningKey key = workspace.keys().signingKey(KeyRole.HOST, Names.HOST);
        BatchSigner signer = new BatchSigner(workspace.network(), Names.HOST, key);
        String keyRef = KeyStore.keyRef(Names.HOST, "inferences");
        PayloadSeal seal = new PayloadSeal(keyRef, workspace.keys().createSealingKey(keyRef));
        List<Receipt> receipts = new ArrayList<>();
        int batch = 0;
        for (int from = 0; from < asked.size(); from += RECEIPTS_PER_BATCH) {
            int to = Math.min(from + RECEIPTS_PER_BATCH, asked.size());
            List<Inference> inferences = new ArrayList<>();
            for (int i = from; i < to; i++) {
                ReceiptInput input = new ReceiptInput(
                        hex(task + "/input-salt/" + i), asked.get(i).text());
                Receipt receipt = receipt(plan, task, entry, model, asked.get(i), input, i);
                receipts.add(receipt);
                inferences.add(signer.inference(receipt, input, seal));
            }
            if (batch >= plan.batchesDone(client.nextSequence(Topic.INFERENCES, Names.HOST))) {
                long upTo = to == asked.size() ? times.upToMillis(asked.size()) : times.answerMillis(to);
                client.report(signer, inferences, upTo);
            }
            batch++;
        }
        return new Answered(receipts, asked);
    }

    private Receipt receipt(
            OutboxPlans.Plan plan,
            String task,
            ModelEntry entry,
            LinearModel model,
            Asked asked,
            ReceiptInput input,
            int number) {
        String answer = model.answer(asked.text());
        String answerSalt = hex(task + "/answer-salt/" + number);
        return new Receipt(
                Receipt.idAt(Names.HOST, "q-" + hex(task + "/receipt-id/" + number)),
                Names.HOST,
                plan.firstItem() + number,
                hex(task + "/nonce/" + number),
                asked.deposit().payer(),
                "",
                entry.modelId(),
                List.of(),
                input.leafHash(),
                new ReceiptOutput(answerSalt, answer).leafHash(),
                List.of(),
                Passages.question(asked.text()).size(),
                1,
                fee(asked.text()),
                Names.UNIT,
                asked.deposit().depositId(),
                PRICE_RULE,
                answer,
                answerSalt,
                times.answerMillis(number));
    }

    private String hex(String label) {
        return HexFormat.of().formatHex(workspace.keys().source().bytes(label, ID_BYTES));
    }

    private static Report report(ModelEntry entry, Answered answered) {
        long fees = 0;
        int right = 0;
        List<String> lines = new ArrayList<>();
        List<JsonObject> json = new ArrayList<>();
        for (int i = 0; i < answered.receipts().size(); i++) {
            Receipt receipt = answered.receipts().get(i);
            Asked question = answered.questions().get(i);
            fees += receipt.fee();
            right += receipt.answer().equals(question.trueLabel()) ? 1 : 0;
            if (i < SHOWN_MAX) {
                lines.add(receipt.receiptId() + "  " + receipt.answer() + "  fee " + receipt.fee()
                        + (question.title().isEmpty()
                                ? ""
                                : "  (" + question.title() + ", " + question.trueLabel() + ")"));
            }
            json.add(JsonObject.nested()
                    .put("receiptId", receipt.receiptId())
                    .put("answer", receipt.answer())
                    .put("fee", receipt.fee())
                    .build());
        }
        lines.add(
                0,
                answered.receipts().size() + " answers of " + entry.modelId() + ", fees " + fees + " micro-"
                        + Names.UNIT + (right > 0 ? ", " + right + " of them right" : ""));
        if (answered.receipts().size() > SHOWN_MAX) {
            lines.add("… and " + (answered.receipts().size() - SHOWN_MAX) + " more");
        }
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("model", entry.modelId())
                        .put("answers", answered.receipts().size())
                        .put("right", right)
                        .put("fees", fees)
                        .put("receipts", json)
                        .build());
    }
}
