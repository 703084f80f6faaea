// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.cli.step.Names;
import io.tributary.contract.ClaimStatus;
import io.tributary.influence.PayRule;
import io.tributary.influence.PayWeights;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.money.Earner;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.money.FeeSplit;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Parties;
import io.tributary.tables.PayoutLeaves;
import io.tributary.tables.RegistryReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One epoch computed by a plain sequential reader: from the texts of the published version, the committed held-out set
 * and the sealed receipts to the epoch record. It never reads what the engine computed.
 */
public final class EpochRecomputation {
    private static final String METHOD = "ipa1/factored";

    private final LakeCatalog lake;
    private final Ledger ledger;
    private final LedgerView log;
    private final EpochInputs inputs;
    private final Parties parties;
    private final String network;
    private final RebuiltModels models;
    private final Consumer<String> progress;

    /** Prepares a computation. */
    public EpochRecomputation(
            String network, LakeCatalog lake, Ledger ledger, KeyStore keys, Consumer<String> progress) {
        this.network = network;
        this.lake = lake;
        this.ledger = ledger;
        this.log = LedgerView.of(ledger);
        this.inputs = new EpochInputs(network, lake, log, keys);
        this.parties = Parties.of(new RegistryReader(lake), keys);
        this.models = RebuiltModels.fresh(inputs, log, progress);
        this.progress = progress;
    }

    private EpochRecomputation(EpochRecomputation other, RebuiltModels models) {
        this.network = other.network;
        this.lake = other.lake;
        this.ledger = other.ledger;
        this.log = other.log;
        this.inputs = other.inputs;
        this.parties = other.parties;
        this.models = models;
        this.progress = other.progress;
    }

    /** The same, taking models that others use too. */
    EpochRecomputation with(RebuiltModels shared) {
        return new EpochRecomputation(this, shared);
    }

    /**
     * What was computed.
     *
     * @param record the epoch record
     * @param accounts its shares and payouts
     * @param putOff ids of receipts that the seal set aside for keys which are here, and open them
     */
    public record Result(EpochRecord record, EpochAccounts accounts, List<String> putOff) {
        /** Copies the ids. */
        public Result {
            putOff = List.copyOf(putOff);
        }
    }

    /**
     * Computes the epoch; for an adjustment from the sealed receipts of the regular epoch that it goes back to, by the
     * parameters of that epoch, less what was claimed under the epochs whose place it takes.
     *
     * @throws RefusedException naming what differs from the ledger: a root, a hash, a receipt
     */
    public Result compute(long epoch, EpochWindow window) {
        Optional<Superseded> superseded = Superseded.of(log, window.adjusts());
        long sealed = superseded.map(others -> others.regular().epoch()).orElse(epoch);
        SortedMap<String, String> parameters = ledger.parameters(sealed);
        PayRule rule = rule(parameters);
        EpochMembers.Members members = inputs.members(
                sealed,
                superseded.map(others -> EpochWindow.of(others.regular())).orElse(window),
                SealTerms.at(ledger, log, sealed, inputs.sealedLogSize(sealed)).admission());
        List<EpochInputs.Answer> answers = members.answers();
        SortedMap<String, List<EpochInputs.Answer>> byModel = new TreeMap<>(Share.BYTEWISE);
        for (EpochInputs.Answer answer : answers) {
            byModel.computeIfAbsent(answer.receipt().model(), model -> new ArrayList<>())
                    .add(answer);
        }
        List<EpochAccounts.SplitFee> fees = new ArrayList<>();
        List<EpochInputs.Answer> counted = new ArrayList<>();
        TreeSet<Hash> modelHashes = new TreeSet<>();
        TreeSet<Hash> datasets = new TreeSet<>();
        // What a refused model answered is sealed and void: nobody can say what it answers.
        byModel.keySet().removeAll(log.refusedModels(sealed));
        for (Map.Entry<String, List<EpochInputs.Answer>> asked : byModel.entrySet()) {
            ModelEntry model = requireModel(asked.getKey());
            modelHashes.add(model.leafHash());
            datasets.addAll(model.datasetRoots());
            RebuiltModels.Rebuilt rebuilt = models.get(model);
            List<EpochInputs.Answer> given = given(rebuilt.model(), asked.getValue());
            counted.addAll(given);
            fees.addAll(fees(model, rebuilt, given, rule, parameters));
        }
        progress.accept("splitting " + fees.size() + " fees");
        EpochAccounts right = EpochAccounts.close(network, epoch, Names.UNIT, fees, parties);
        EpochAccounts accounts = superseded
                .map(others -> EpochAccounts.adjustment(network, epoch, Names.UNIT, right, claimed(others), parties))
                .orElse(right);
        List<Receipt> receipts =
                answers.stream().map(EpochInputs.Answer::receipt).toList();
        return new Result(
                new RecordParts(modelHashes, datasets, receipts, deposits(counted, accounts))
                        .record(network, epoch, window, METHOD + "+" + rule.id(), accounts),
                accounts,
                members.putOff());
    }

    /** What was claimed before; nothing can be added, because claims of a contested epoch are refused. */
    private List<Payout> claimed(Superseded superseded) {
        List<Payout> claimed = new ArrayList<>();
        for (EpochRecord record : superseded.records()) {
            List<Hash> leafHashes = ledger.claims(record.epoch()).stream()
                    .map(ClaimStatus::leafHash)
                    .toList();
            claimed.addAll(new PayoutLeaves(lake).claimed(record.epoch(), leafHashes));
        }
        return claimed;
    }

    private static PayRule rule(SortedMap<String, String> parameters) {
        String id = parameter(parameters, Names.PAY_RULE);
        return PayRule.find(id)
                .orElseThrow(() -> new RefusedException("the ledger's pay rule is " + id + ", this reader knows "
                        + PayRule.ALL.stream().map(PayRule::id).toList()));
    }

    private ModelEntry requireModel(String modelId) {
        return log.models().stream()
                .filter(model -> model.modelId().equals(modelId))
                .findFirst()
                .orElseThrow(() -> new RefusedException("model " + modelId + " is not on the ledger"));
    }

    private List<EpochAccounts.SplitFee> fees(
            ModelEntry entry,
            RebuiltModels.Rebuilt rebuilt,
            List<EpochInputs.Answer> answers,
            PayRule rule,
            SortedMap<String, String> parameters) {
        progress.accept("deciding which passages may earn by " + rule.id());
        DataWeights weights = rebuilt.weights(rule);
        progress.accept("scoring " + answers.size() + " answers");
        RoleSplit roles = RoleSplit.parse(parameters.getOrDefault(RoleSplit.PARAMETER, Names.ROLES_DEFAULT));
        VersionEntry version = rebuilt.version();
        List<EpochAccounts.SplitFee> fees = new ArrayList<>();
        weights.weigh(answers, (first, block) -> {
            for (int query = 0; query < block.queries(); query++) {
                Receipt receipt = answers.get(first + query).receipt();
                fees.add(new EpochAccounts.SplitFee(
                        receipt.fee(),
                        FeeSplit.ofEarners(
                                receipt.receiptId(),
                                roles,
                                rolePayees(entry, receipt, parameters),
                                version.datanet() + "/v" + version.version(),
                                earners(weights.contributors(), rebuilt.model().lines(), block, query),
                                parties::isPayable)));
            }
        });
        return fees;
    }

    private SortedMap<Earner, BigInteger> earners(
            List<String> contributors, Map<String, CreditLine> lines, PayWeights weights, int query) {
        Map<String, BigInteger> byContributor = new HashMap<>();
        for (int contributor = 0; contributor < contributors.size(); contributor++) {
            byContributor.put(contributors.get(contributor), weights.at(query, contributor));
        }
        return Earner.weights(byContributor, lines, parties::payee);
    }

    /** The answers that the model gives again; a host that answered otherwise did not use it, and its receipt is void. */
    static List<EpochInputs.Answer> given(RebuiltModel model, List<EpochInputs.Answer> answers) {
        return answers.stream()
                .filter(answer ->
                        model.answer(answer.question()).equals(answer.receipt().answer()))
                .toList();
    }

    /** A role without a payee on the ledger, or whose payee has no payout key, leaves its part undistributed. */
    private Map<String, FeeSplit.RolePayee> rolePayees(
            ModelEntry entry, Receipt receipt, SortedMap<String, String> parameters) {
        Map<String, FeeSplit.RolePayee> payees = new TreeMap<>();
        payees.put("model", new FeeSplit.RolePayee(entry.ownerPayee(), entry.modelId()));
        Map<String, String> names = Map.of("host", receipt.host(), "platform", Names.PLATFORM);
        names.forEach((role, name) -> {
            String payee = parameters.get("payee." + name);
            if (payee != null) {
                payees.put(role, new FeeSplit.RolePayee(payee, entry.modelId()));
            }
        });
        payees.values().removeIf(payee -> !parties.isPayable(payee.payee()));
        return payees;
    }

    private static String parameter(SortedMap<String, String> parameters, String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new RefusedException("the ledger has no parameter " + name);
        }
        return value;
    }

    private static List<DepositUse> deposits(List<EpochInputs.Answer> counted, EpochAccounts accounts) {
        SortedMap<String, Long> fees = new TreeMap<>(Share.BYTEWISE);
        for (EpochInputs.Answer answer : counted) {
            fees.merge(answer.receipt().deposit(), answer.receipt().fee(), Math::addExact);
        }
        return accounts.deposits(fees);
    }

    /** What a record says beside its accounts. */
    private record RecordParts(
            TreeSet<Hash> models, TreeSet<Hash> datasets, List<Receipt> receipts, List<DepositUse> deposits) {

        EpochRecord record(String network, long epoch, EpochWindow window, String method, EpochAccounts accounts) {
            Hash receiptsRoot = MerkleTree.ofLeaves(
                            receipts.stream().map(Receipt::bytes).toList())
                    .root();
            return new EpochRecord(
                    network,
                    epoch,
                    window.adjusts().isEmpty() ? EpochRecord.REGULAR : EpochRecord.ADJUSTMENT,
                    window.adjusts(),
                    window.startMillis(),
                    window.endMillis(),
                    window.previousHash(),
                    method,
                    List.copyOf(models),
                    List.copyOf(datasets),
                    receiptsRoot,
                    receipts.size(),
                    accounts.sharesTree().root(),
                    accounts.shares().size(),
                    accounts.payoutsTree().root(),
                    accounts.payouts().size(),
                    accounts.poolMicros(),
                    accounts.paidMicros(),
                    accounts.undistributedMicros(),
                    Names.UNIT,
                    deposits);
        }
    }
}
