// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleProof;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.DepositEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTest {
    private final TestNetwork network = configured();

    private static TestNetwork configured() {
        TestNetwork network = new TestNetwork();
        network.run("OrgA", Call.configure(Samples.policy(3, 2)));
        return network;
    }

    private static DepositEntry entry(int number) {
        return Samples.deposit("deposit-" + number, 1 + number, "credit");
    }

    @Test
    void sizeAndRootAreThoseOfTheTreeOverAllEntriesForEverySize() {
        List<Hash> leafHashes = new ArrayList<>();
        assertThat(network.checkpoint()).isEqualTo(new Checkpoint(Samples.NETWORK, 0, Hash.empty()));
        for (int i = 0; i < 70; i++) {
            leafHashes.add(entry(i).leafHash());
            network.append(entry(i));
            Checkpoint checkpoint = network.checkpoint();
            assertThat(checkpoint.size()).isEqualTo(i + 1);
            assertThat(checkpoint.root())
                    .isEqualTo(MerkleTree.ofLeafHashes(leafHashes).root());
        }
    }

    @Test
    void everyEntryHasAnInclusionProofAtEverySizeThatHoldsIt() {
        List<Hash> roots = new ArrayList<>(List.of(Hash.empty()));
        for (int i = 0; i < 17; i++) {
            network.append(entry(i));
            roots.add(network.checkpoint().root());
        }
        for (int size = 1; size <= 17; size++) {
            for (int i = 0; i < size; i++) {
                LogProof proof = LogProof.of(network.run("OrgA", Call.inclusionProof(entry(i).leafHash(), size)));
                assertThat(proof.verify().valid()).isTrue();
                assertThat(proof.root()).isEqualTo(roots.get(size));
                assertThat(proof.index()).isEqualTo(i);
            }
            int old = size;
            List<Hash> path =
                    network.run("OrgA", Call.consistencyProof(old, 17)).hashes("path");
            assertThat(MerkleProof.verifyConsistency(old, roots.get(old), 17, roots.get(17), path)
                            .valid())
                    .isTrue();
        }
    }

    @Test
    void severalEntriesInOneExtendStandInTheOrderNamedWhateverTheyWereRecordedIn() {
        network.run("OrgA", Call.record(entry(1)));
        network.run("OrgB", Call.record(entry(0)));
        network.run("OrgC", Call.record(entry(2)));
        JsonObject result = network.run(
                "OrgA", Call.extend(List.of(entry(2).leafHash(), entry(0).leafHash(), entry(1).leafHash())));
        assertThat(result.objects("entries").stream().map(position -> position.text("index")))
                .containsExactly("0", "1", "2");
        List<JsonObject> entries = network.run("OrgA", Call.entries(0, 10)).objects("entries");
        assertThat(entries.stream().map(LogEntry::of).map(LogEntry::entry))
                .containsExactly(entry(2).toJson(), entry(0).toJson(), entry(1).toJson());
        assertThat(entries.stream().map(LogEntry::of).map(LogEntry::caller)).containsExactly("OrgC", "OrgB", "OrgA");
        assertThat(network.run("OrgA", Call.entries(1, 1)).objects("entries")).containsExactly(entries.get(1));
        assertThat(network.run("OrgA", Call.entries(3, 1)).objects("entries")).isEmpty();
    }

    @Test
    void extendingAgainChangesNothingAndNamesTheSameIndex() {
        network.append(entry(0), entry(1));
        Hash digest = network.digest();
        JsonObject again = network.run("OrgB", Call.extend(List.of(entry(1).leafHash(), entry(1).leafHash())));
        assertThat(again.objects("entries").stream().map(position -> position.text("index")))
                .containsExactly("1", "1");
        assertThat(network.digest()).isEqualTo(digest);
        network.run("OrgB", Call.record(entry(1)));
        assertThat(network.digest()).isEqualTo(digest);
    }

    @Test
    void onlyRecordedEntriesAreAppended() {
        Hash digest = network.digest();
        assertThatThrownBy(() -> network.run("OrgA", Call.extend(List.of(entry(5).leafHash()))))
                .isInstanceOf(ContractException.class)
                .hasMessageStartingWith("ENTRY_UNKNOWN: ")
                .hasMessageContaining(entry(5).leafHash().hex());
        assertThat(network.digest()).isEqualTo(digest);
    }

    @Test
    void anExtendWithOneBadEntryAppendsNone() {
        network.append(entry(0));
        network.run("OrgA", Call.record(entry(1)));
        DepositEntry clash = new DepositEntry(Samples.NETWORK, "deposit-0", "payer-2", 7, "credit");
        network.run("OrgA", Call.record(clash));
        Hash digest = network.digest();
        assertThatThrownBy(() -> network.run("OrgA", Call.extend(List.of(entry(1).leafHash(), clash.leafHash()))))
                .isInstanceOf(ContractException.class)
                .hasMessageStartingWith("DEPOSIT_CONFLICT: ");
        assertThat(network.digest()).isEqualTo(digest);
    }

    @Test
    void aProofIsRefusedForAnEntryOutsideTheLogOfThatSize() {
        network.append(entry(0), entry(1));
        assertThatThrownBy(() -> network.run("OrgA", Call.inclusionProof(entry(1).leafHash(), 1)))
                .hasMessageStartingWith("ENTRY_UNKNOWN: ");
        assertThatThrownBy(() -> network.run("OrgA", Call.inclusionProof(entry(0).leafHash(), 3)))
                .hasMessageStartingWith("ARGUMENT_INVALID: ");
        assertThatThrownBy(() -> network.run("OrgA", Call.inclusionProof(entry(7).leafHash(), 0)))
                .hasMessageStartingWith("ENTRY_UNKNOWN: ");
    }
}
