// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.Payout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random walks over transactions, fitting and unfitting ones, and what must hold after each of them. */
class DeterminismTest {
    private static final int STEPS = 150;
    private static final Map<Long, TestNetwork> WALKS = new HashMap<>();
    private static final Map<Long, TestNetwork> DISPUTE_WALKS = new HashMap<>();

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void theSameTransactionsGiveByteEqualResultsAndStates(long seed) {
        assertReplays(seed, walk(seed));
        assertReplays(seed, disputeWalk(seed));
    }

    private static void assertReplays(long seed, TestNetwork network) {
        VersionedState again = new VersionedState();
        for (TestNetwork.Committed before : network.committed()) {
            JsonObject result = commit(again, new Contract(), before.transaction());
            assertThat(result.bytes())
                    .as("seed=%d", seed)
                    .isEqualTo(before.result().bytes());
        }
        assertThat(again.digest()).as("seed=%d", seed).isEqualTo(network.digest());
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void noWalkSpendsMoreThanWasPaidInOrFinalisesWithoutEnoughAttestations(long seed) {
        TestNetwork network = walk(seed);
        long lastEpoch = network.last().epoch();
        long pools = 0;
        for (long epoch = 1; epoch <= lastEpoch; epoch++) {
            EpochStatus status = EpochStatus.of(network.run("OrgA", Call.epochStatus(epoch)));
            pools += status.record().poolMicros();
            assertThat(status.equalAttestations().size()).as("seed=%d", seed).isGreaterThanOrEqualTo(2);
            assertThat(status.state()).as("seed=%d", seed).isIn(EpochState.FINAL, EpochState.PAYABLE);
        }
        DepositStatus deposit = network.deposit("deposit-1");
        assertThat(deposit.spentMicros()).as("seed=%d", seed).isEqualTo(pools);
        boolean pending = !network.stateOf(lastEpoch + 1).equals("NONE");
        assertThat(deposit.reservedMicros()).as("seed=%d", seed).isEqualTo(pending ? Samples.POOL : 0);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void theLogIsTheTreeOverItsEntriesAndAloneDecidesWhatTheContractGoesBy(long seed) {
        assertLogged(seed, walk(seed));
        assertLogged(seed, disputeWalk(seed));
    }

    private static void assertLogged(long seed, TestNetwork network) {
        List<LogEntry> entries = network.run("OrgA", Call.entries(0, 1000)).objects("entries").stream()
                .map(LogEntry::of)
                .toList();
        MerkleTree tree = MerkleTree.ofLeaves(
                entries.stream().map(entry -> entry.entry().bytes()).toList());
        assertThat(network.checkpoint())
                .as("seed=%d", seed)
                .isEqualTo(new Checkpoint(Samples.NETWORK, entries.size(), tree.root()));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void noDisputeCreatesOrLosesMoney(long seed) {
        TestNetwork network = disputeWalk(seed);
        Map<String, EpochStatus> byHash = new TreeMap<>();
        long spent = 0;
        for (long epoch = 1; epoch <= network.last().epoch(); epoch++) {
            EpochStatus status = network.status(epoch);
            byHash.put(status.recordHash().hex(), status);
            spent += takes(status, byHash);
        }
        assertThat(network.deposit("deposit-1").spentMicros())
                .as("seed=%d", seed)
                .isEqualTo(spent);
    }

    /** All of a regular epoch's pool; of an adjustment's what exceeds the one before, or what falls short if that is still there. */
    private static long takes(EpochStatus status, Map<String, EpochStatus> byHash) {
        EpochStatus adjusted = byHash.get(status.record().adjusts());
        if (adjusted == null) {
            return status.record().poolMicros();
        }
        long difference = status.record().poolMicros() - adjusted.record().poolMicros();
        return adjusted.opened() ? Math.max(0, difference) : difference;
    }

    @Test
    void theDisputeWalksGetAsFarAsSupersededAndReplaced() {
        int superseded = 0;
        int rounds = 0;
        for (long seed : seeds().toArray()) {
            TestNetwork network = disputeWalk(seed);
            for (long epoch = 1; epoch <= network.last().epoch(); epoch++) {
                EpochStatus status = network.status(epoch);
                superseded += status.state() == EpochState.SUPERSEDED ? 1 : 0;
                rounds += (int) status.round();
            }
        }
        assertThat(superseded).isGreaterThan(10);
        assertThat(rounds).isGreaterThan(5);
    }

    @Test
    void theWalksGetAsFarAsClaims() {
        int finals = 0;
        int claims = 0;
        for (long seed : seeds().toArray()) {
            TestNetwork network = walk(seed);
            finals += (int) network.last().epoch();
            for (long epoch = 1; epoch <= network.last().epoch(); epoch++) {
                claims += network.run("OrgA", Call.claims(epoch))
                        .objects("claims")
                        .size();
            }
        }
        assertThat(finals).isGreaterThan(15);
        assertThat(claims).isGreaterThan(15);
    }

    private static JsonObject commit(VersionedState state, Contract contract, Transaction transaction) {
        VersionedState.Simulation simulation = state.simulate();
        JsonObject result = contract.invoke(simulation, transaction);
        assertThat(state.commit(simulation.readWriteSet())).isTrue();
        return result;
    }

    /** The network after the walk of a seed; the same one for all tests, which only ask it. */
    private static TestNetwork walk(long seed) {
        return WALKS.computeIfAbsent(seed, DeterminismTest::walked);
    }

    private static TestNetwork disputeWalk(long seed) {
        return DISPUTE_WALKS.computeIfAbsent(seed, DisputeWalk::of);
    }

    private static TestNetwork walked(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TestNetwork network = TestNetwork.started();
        for (int step = 0; step < STEPS; step++) {
            try {
                step(network, random, step);
            } catch (ContractException e) {
                assertThat(e.getMessage()).as("seed=%d step=%d", seed, step).startsWith(e.code() + ": ");
            }
        }
        return network;
    }

    private static void step(TestNetwork network, SplittableRandom random, int step) {
        String organisation = Samples.organisation(random.nextInt(4));
        LastEpoch last = network.last();
        long epoch = Math.max(1, last.epoch() + random.nextInt(3) - 1);
        boolean broken = random.nextInt(8) == 0 || last.recordHash().isEmpty();
        String previous = broken ? Samples.hash("odd").hex() : last.recordHash();
        DepositEntry extra = Samples.deposit("extra-" + random.nextInt(3), 1 + random.nextInt(3), "credit");
        switch (random.nextInt(9)) {
            case 0:
                network.run(organisation, Call.record(extra));
                break;
            case 8:
                network.run(organisation, Call.extend(List.of(extra.leafHash())));
                break;
            case 1:
                network.run(organisation, Call.propose(Samples.epoch(Math.max(2, epoch), previous)));
                break;
            case 2:
                network.run(organisation, Call.propose(Samples.epoch(last.epoch() + 1, last.recordHash())));
                break;
            case 3:
                EpochRecord record = Samples.epoch(last.epoch() + 1, last.recordHash());
                network.attestEqual(organisation, record);
                break;
            case 4:
                if (random.nextInt(10) == 0) {
                    network.attest(organisation, last.epoch() + 1, Samples.hash("odd " + step), Attestation.DIFFERENT);
                }
                break;
            case 5:
                network.run(organisation, Call.finalise(last.epoch() + 1));
                break;
            case 6:
                network.run(organisation, Call.open(epoch));
                break;
            default:
                claim(network, random, Math.max(1, last.epoch() - random.nextInt(2)));
        }
    }

    private static void claim(TestNetwork network, SplittableRandom random, long epoch) {
        List<Payout> payouts = new ArrayList<>(Samples.payouts(epoch));
        int index = random.nextInt(payouts.size());
        Payout leaf = payouts.get(index);
        network.claim(
                leaf,
                Samples.claim(leaf, leaf.payee(), Samples.key(leaf.payee())),
                index,
                Samples.payoutTree(epoch).inclusionPath(index));
    }
}
