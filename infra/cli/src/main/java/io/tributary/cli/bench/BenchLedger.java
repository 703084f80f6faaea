// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.bench;

import io.tributary.cli.Report;
import io.tributary.cli.process.EngineModule;
import io.tributary.contract.Call;
import io.tributary.ledger.FabricDeadlines;
import io.tributary.ledger.FabricLedger;
import io.tributary.ledger.FabricProfile;
import io.tributary.ledger.network.FabricBinaries;
import io.tributary.ledger.network.FabricNetwork;
import io.tributary.ledger.network.NetworkSettings;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a claim costs on a Fabric network, measured against the least that a transaction can do there: the contract's
 * {@code claim} and a bare put run on one network in alternating rounds, so that whatever else the machine does meets both.
 *
 * @param binaries Fabric's programs
 * @param folder where the network is made
 * @param claims how many of each are measured
 * @param inFlight how many are under way at any time
 * @param progress receives a line for each step
 */
public record BenchLedger(FabricBinaries binaries, Path folder, int claims, int inFlight, Consumer<String> progress) {
    private static final String PUT = "put";
    private static final int ROUNDS = 4;
    private static final long SMALL = 5;
    private static final long LARGE = 1_000_000;
    private static final int CLAIM_BYTES = 300;

    /** Requires at least one transaction a round. */
    public BenchLedger {
        if (claims < ROUNDS || claims > 1_000_000 || inFlight < 1 || inFlight > 1_000) {
            throw new InvalidInputException("got " + claims + " claims with " + inFlight + " in flight, want " + ROUNDS
                    + " to 1000000 with 1 to 1000");
        }
    }

    /** Measures; the network is stopped whatever happens. */
    public Report run() throws InterruptedException {
        int keysSmall = BenchLife.keysOf(SMALL);
        int keysLarge = BenchLife.keysOf(LARGE);
        long proofNanos = BenchProof.medianNanos();
        FabricNetwork network = FabricNetwork.in(folder);
        Thread atExit = new Thread(() -> stop(network), "stop the benchmark's network");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            network.up(
                    binaries,
                    NetworkSettings.of(EngineModule.CHAINCODE.classPath()).withMain(NetworkSettings.BENCH_MAIN),
                    progress);
            network.define(binaries, PUT, "1");
            return new BenchReport(claims, inFlight, keysSmall, keysLarge, proofNanos, measure(network)).report();
        } finally {
            network.delete();
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private static void stop(FabricNetwork network) {
        try {
            network.delete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<BenchReport.Pair> measure(FabricNetwork network) throws InterruptedException {
        int perRound = claims / ROUNDS;
        int warmUp = Math.max(perRound / 2, inFlight);
        BenchEpoch epoch = BenchEpoch.of(warmUp + ROUNDS * perRound);
        FabricProfile profile = FabricProfile.read(network.connection(NetworkSettings.ORGANISATIONS.get(0)));
        try (FabricLedger contract = open(profile, NetworkSettings.CHAINCODE);
                FabricLedger put = open(profile, PUT)) {
            prepare(network, contract, epoch);
            List<Runnable> claimsToSend = claimsOf(contract, epoch);
            Call least = leastOf(contract);
            Runnable onePut = () -> put.submit(least);
            BenchRound.run(inFlight, claimsToSend.subList(0, warmUp));
            BenchRound.run(inFlight, repeat(onePut, warmUp));
            progress.accept("warmed up with " + warmUp + " of each");
            List<BenchReport.Pair> pairs = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                List<Runnable> part = claimsToSend.subList(warmUp + round * perRound, warmUp + (round + 1) * perRound);
                // Each goes first as often as the other.
                BenchReport.Pair pair;
                if (round % 2 == 0) {
                    BenchRound claimed = BenchRound.run(inFlight, part);
                    pair = new BenchReport.Pair(claimed, BenchRound.run(inFlight, repeat(onePut, perRound)));
                } else {
                    BenchRound stored = BenchRound.run(inFlight, repeat(onePut, perRound));
                    pair = new BenchReport.Pair(BenchRound.run(inFlight, part), stored);
                }
                pairs.add(pair);
                progress.accept("round " + (round + 1) + " of " + ROUNDS + ": " + pair);
            }
            return List.copyOf(pairs);
        }
    }

    private FabricLedger open(FabricProfile profile, String chaincode) {
        return FabricLedger.open(
                new FabricProfile(
                        profile.organisation(),
                        profile.channel(),
                        chaincode,
                        profile.certificate(),
                        profile.key(),
                        profile.gateways()),
                folder.resolve("pending").resolve(chaincode),
                FabricDeadlines.USUAL);
    }

    /** Takes the epoch to where it can be claimed from. */
    private void prepare(FabricNetwork network, FabricLedger ledger, BenchEpoch epoch) {
        EpochRecord record = epoch.record();
        ledger.configure(BenchEpoch.policy());
        ledger.append(BenchEpoch.entries());
        ledger.propose(record);
        for (String organisation : NetworkSettings.ORGANISATIONS.subList(0, BenchEpoch.THRESHOLD)) {
            FabricProfile profile = FabricProfile.read(network.connection(organisation));
            try (FabricLedger member = open(profile, NetworkSettings.CHAINCODE)) {
                member.attest(epoch.attestation(organisation));
            }
        }
        ledger.finalise(record.epoch());
        ledger.open(record.epoch());
        progress.accept("an epoch of " + epoch.payoutCount() + " payouts can be claimed");
    }

    /** The claims, signed before the clock runs. */
    private static List<Runnable> claimsOf(FabricLedger ledger, BenchEpoch epoch) {
        MerkleTree tree = epoch.tree();
        List<Runnable> claims = new ArrayList<>();
        for (int i = 0; i < epoch.payouts().size(); i++) {
            Payout leaf = epoch.payouts().get(i);
            Call call = Call.claim(epoch.claim(leaf), leaf, i, tree.inclusionPath(i));
            claims.add(() -> ledger.submit(call));
        }
        return claims;
    }

    /** A put of as many bytes as a claim leaves on the ledger. */
    private static Call leastOf(FabricLedger ledger) {
        JsonObject argument = JsonObject.typed("tributary/call-put/v1")
                .put("by", ledger.caller())
                .put("value", "x".repeat(CLAIM_BYTES))
                .build();
        return new Call(PUT, argument, new TreeMap<>());
    }

    private static List<Runnable> repeat(Runnable transaction, int count) {
        return Collections.nCopies(count, transaction);
    }
}
