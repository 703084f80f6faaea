// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.tributary.ledger.fixture.ChainFixture;
import io.tributary.ledger.fixture.PeersExtension;
import io.tributary.protocol.error.UnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.Envelope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checking the blocks of several peers, one of which was tampered with; on the protocol fixture. */
class BlockAuditTest {
    private static final int AT = 4;

    @RegisterExtension
    static final PeersExtension FABRIC = new PeersExtension();

    private Path profile;

    @BeforeEach
    void fill() {
        profile = FABRIC.profile("OrgA");
        Ledger ledger = FABRIC.ledger(profile);
        ledger.configure(Samples.policy(3, 2));
        for (int i = 0; i < 3; i++) {
            ledger.deposit(Samples.deposit("deposit-" + i, 1, "credit"));
        }
    }

    private static UnaryOperator<List<Block>> changing(UnaryOperator<Block> change) {
        return chain -> {
            List<Block> changed = new ArrayList<>(chain);
            changed.set(AT, change.apply(chain.get(AT)));
            return changed;
        };
    }

    private static Block withData(Block block) {
        byte[] data = block.getData().getData(0).toByteArray();
        data[data.length / 2] ^= 1;
        return block.toBuilder()
                .setData(block.getData().toBuilder().setData(0, ByteString.copyFrom(data)))
                .build();
    }

    private void requireDivergence(String... words) {
        HistoryCheck check = BlockAudit.run(profile, 0);
        assertThat(check.sound()).isFalse();
        assertThat(check.checked()).isEqualTo(AT);
        assertThat(check.divergence().orElseThrow()).contains(words);
    }

    @Test
    void blocksThatNobodyTouchedAreSoundFromAnyOneOn() {
        int blocks = FABRIC.peers().blocks().size() + 1;
        assertThat(BlockAudit.run(profile, 0)).isEqualTo(HistoryCheck.good(blocks));
        assertThat(BlockAudit.run(profile, 3)).isEqualTo(HistoryCheck.good(blocks - 3L));
        assertThat(BlockAudit.run(profile, blocks)).isEqualTo(HistoryCheck.good(0));
    }

    @Test
    void aByteInsideATransactionIsFoundWithItsBlockAndPeer() {
        FABRIC.peers().tamper("OrgB", changing(BlockAuditTest::withData));
        requireDivergence("block 4 of the peer of OrgB holds transactions of hash ", ", its header says ");
    }

    @Test
    void aHeaderThatSaysAnotherNumberOrPredecessorIsFound() {
        FABRIC.peers()
                .tamper(
                        "OrgC",
                        changing(block -> block.toBuilder()
                                .setHeader(block.getHeader().toBuilder().setNumber(9))
                                .build()));
        requireDivergence("block 4 of the peer of OrgC says that its number is 9");
        FABRIC.peers()
                .tamper(
                        "OrgC",
                        changing(block -> block.toBuilder()
                                .setHeader(block.getHeader().toBuilder()
                                        .setPreviousHash(ByteString.copyFrom(new byte[32])))
                                .build()));
        requireDivergence("block 4 of the peer of OrgC follows hash 0000");
    }

    @Test
    void aPeerThatRewroteItsChainFromABlockOnDiffersFromTheOthersThere() {
        FABRIC.peers().tamper("OrgC", chain -> {
            List<Envelope> rewritten = new ArrayList<>(FABRIC.peers().blocks());
            Envelope first = rewritten.get(AT - 1);
            rewritten.set(
                    AT - 1,
                    first.toBuilder().setSignature(ByteString.copyFromUtf8("x")).build());
            return ChainFixture.of(rewritten);
        });
        requireDivergence("block 4 of the peer of OrgC has hash ", ", that of OrgA has ");
    }

    @Test
    void aPeerThatIsBehindIsNoDivergenceAndItsBlocksAreChecked() {
        FABRIC.peers().tamper("OrgB", chain -> chain.subList(0, AT));
        assertThat(BlockAudit.run(profile, 0)).isEqualTo(HistoryCheck.good(AT));
        FABRIC.peers().tamper("OrgC", changing(BlockAuditTest::withData));
        requireDivergence("block 4 of the peer of OrgC");
    }

    @Test
    void aPeerThatDoesNotAnswerIsNamed() {
        FABRIC.peers().stopGateway("OrgB");
        assertThatThrownBy(() -> BlockAudit.run(profile, 0))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("the peer of OrgB does not answer: UNAVAILABLE");
    }
}
