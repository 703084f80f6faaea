// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.bench;

import io.tributary.contract.Call;
import io.tributary.contract.Contract;
import io.tributary.contract.ReadWriteSet;
import io.tributary.contract.StateKey;
import io.tributary.contract.Transaction;
import io.tributary.contract.VersionedState;
import io.tributary.ledger.network.NetworkSettings;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** An epoch from its proposal to a first claim, on the contract alone. */
final class BenchLife {
    private static final String CALLER = NetworkSettings.ORGANISATIONS.get(0);

    private final Contract contract = new Contract();
    private final VersionedState state = new VersionedState();
    private final Set<StateKey> keys = new TreeSet<>();

    private BenchLife() {}

    /** How many keys an epoch of so many payouts writes in its life. */
    static int keysOf(long payoutCount) {
        BenchLife life = new BenchLife();
        life.run(CALLER, Call.configure(BenchEpoch.policy()));
        for (CanonicalRecord entry : BenchEpoch.entries()) {
            life.run(CALLER, Call.record(entry));
        }
        life.run(
                CALLER,
                Call.extend(BenchEpoch.entries().stream()
                        .map(CanonicalRecord::leafHash)
                        .toList()));
        life.keys.clear();
        life.runEpoch(BenchEpoch.ofFirst(payoutCount));
        return life.keys.size();
    }

    private void runEpoch(BenchEpoch epoch) {
        EpochRecord record = epoch.record();
        run(CALLER, Call.propose(record));
        for (String organisation : NetworkSettings.ORGANISATIONS) {
            run(organisation, Call.attest(epoch.attestation(organisation)));
        }
        run(CALLER, Call.finalise(record.epoch()));
        run(CALLER, Call.open(record.epoch()));
        Payout leaf = epoch.payouts().get(0);
        run(CALLER, Call.claim(epoch.claim(leaf), leaf, 0, BenchEpoch.firstPath(epoch.payoutCount())));
    }

    private void run(String caller, Call call) {
        VersionedState.Simulation simulation = state.simulate();
        String id = Hash.sha256(Long.toString(state.height()).getBytes(StandardCharsets.UTF_8))
                .hex();
        contract.invoke(simulation, new Transaction(call, caller, id, state.height()));
        ReadWriteSet readWriteSet = simulation.readWriteSet();
        keys.addAll(readWriteSet.writes().keySet());
        state.commit(readWriteSet);
    }
}
