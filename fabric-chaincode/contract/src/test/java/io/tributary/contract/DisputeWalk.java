// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.Recomputation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A random walk in which proposals are replaced, epochs contested and adjustments made; most steps are refused. */
final class DisputeWalk {
    private static final int STEPS = 250;

    private final TestNetwork network = TestNetwork.started();
    private final SplittableRandom random;
    /** Good until the next put. Each answer costs the check of all the epoch's signatures, which is what a walk takes its time for. */
    private final Map<Long, EpochStatus> statuses = new HashMap<>();

    private int puts;

    private DisputeWalk(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The network after the walk of a seed. */
    static TestNetwork of(long seed) {
        DisputeWalk walk = new DisputeWalk(seed);
        for (int step = 0; step < STEPS; step++) {
            try {
                walk.step(step);
            } catch (ContractException e) {
                assertThat(e.getMessage()).as("seed=%d step=%d", seed, step).startsWith(e.code() + ": ");
            }
        }
        return walk.network;
    }

    private void step(int step) {
        String organisation = Samples.organisation(random.nextInt(3));
        LastEpoch last = network.last();
        long proposed = last.epoch() + 1;
        switch (random.nextInt(10)) {
            case 0 -> network.run(organisation, Call.propose(next(last, step)));
            case 1, 2, 3 -> attest(organisation, proposed, step);
            case 4 -> network.run(organisation, Call.finalise(proposed));
            case 5 -> network.run(organisation, Call.open(1 + random.nextInt((int) proposed)));
            case 6 -> challenge(organisation);
            case 7, 8 -> verdict(organisation);
            default -> adjust(organisation, last);
        }
    }

    private EpochRecord next(LastEpoch last, int step) {
        JsonObject json = Samples.epoch(last.epoch() + 1, last.recordHash()).toJson();
        long start = last.windowEndMillis();
        json = Samples.edit(json, "windowStart", Long.toString(start));
        json = Samples.edit(json, "windowEnd", Long.toString(start + 1 + step % 2));
        json = Samples.edit(json, "pool", "10");
        json = Samples.edit(Samples.edit(json, "paid", "7"), "undistributed", "3");
        return EpochRecord.of(Samples.editArray(json, "deposits", "[{\"amount\":\"10\",\"deposit\":\"deposit-1\"}]"));
    }

    private void attest(String organisation, long epoch, int step) {
        EpochStatus status = status(epoch);
        boolean agrees = random.nextInt(3) > 0;
        Hash recordHash = agrees ? status.recordHash() : Samples.hash("odd " + step);
        String word = agrees ? Attestation.EQUAL : Attestation.DIFFERENT;
        Attestation attestation = Samples.attestation(organisation, epoch, status.round(), recordHash, word);
        network.run(organisation, Call.attest(Samples.sign(attestation)));
    }

    private EpochStatus status(long epoch) {
        if (puts != network.putCount()) {
            statuses.clear();
            puts = network.putCount();
        }
        return statuses.computeIfAbsent(epoch, network::status);
    }

    private Optional<EpochRecord> any(EpochState state) {
        for (long epoch = network.last().epoch(); epoch > 0; epoch--) {
            EpochStatus status = status(epoch);
            boolean regular = status.record().kind().equals(EpochRecord.REGULAR);
            if (status.state() == state && (regular || state == EpochState.CONTESTED)) {
                return Optional.of(status.record());
            }
        }
        return Optional.empty();
    }

    private void challenge(String organisation) {
        Optional<EpochRecord> record = any(random.nextBoolean() ? EpochState.FINAL : EpochState.PAYABLE);
        if (record.isPresent()) {
            Evidence evidence = random.nextInt(3) == 0 ? Disputes.form(record.get()) : Disputes.wrong(record.get());
            network.run(organisation, Disputes.challengeCall(organisation, evidence));
        }
    }

    private void verdict(String organisation) {
        Optional<EpochRecord> record = any(random.nextBoolean() ? EpochState.FINAL : EpochState.PAYABLE);
        if (record.isPresent()) {
            Evidence evidence = Disputes.wrong(record.get());
            Recomputation found =
                    random.nextInt(4) == 0 ? Disputes.agreeing(evidence, 2) : Disputes.contradicting(evidence);
            network.run(organisation, Disputes.verdictCall(organisation, evidence, found));
        }
    }

    private void adjust(String organisation, LastEpoch last) {
        Optional<EpochRecord> contested = any(EpochState.CONTESTED);
        if (contested.isEmpty()) {
            return;
        }
        JsonObject json = Samples.adjustment(contested.get(), last.epoch() + 1, last.recordHash())
                .toJson();
        String end = Long.toString(last.windowEndMillis());
        json = Samples.edit(Samples.edit(json, "windowStart", end), "windowEnd", end);
        json = Samples.edit(json, "pool", "6");
        json = Samples.edit(Samples.edit(json, "paid", "4"), "undistributed", "2");
        network.run(
                organisation,
                Call.propose(EpochRecord.of(
                        Samples.editArray(json, "deposits", "[{\"amount\":\"6\",\"deposit\":\"deposit-1\"}]"))));
    }
}
