// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockHeader;

/**
 * Reads the channel's blocks from each organisation's own peer and checks that they form one chain, the same everywhere: each
 * block has its number, follows its predecessor's hash and holds the transactions that its header says. Fabric's peers
 * check this when a block arrives and never again; what somebody changes on a disk afterwards shows only here. It trusts no
 * peer, and none needs to be the client's own.
 */
public final class BlockAudit {
    private static final Set<Status.Code> DOWN =
            Set.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.PERMISSION_DENIED);

    private final List<FabricBlocks> peers;
    private final List<Long> heights = new ArrayList<>();
    private final List<Hash> previous = new ArrayList<>();

    private BlockAudit(List<FabricBlocks> peers) {
        this.peers = peers;
    }

    /** Checks as {@link #run(FabricProfile, long)} does, with the profile in a file. */
    public static HistoryCheck run(Path profile, long from) {
        return run(FabricProfile.read(profile), from);
    }

    /**
     * Checks the blocks that every gateway of the profile answers for.
     *
     * @param profile the client's identity, and a gateway of each organisation
     * @param from the first block; the one before it is taken as it is
     * @return the number of blocks that every peer holds and that are good, and the first divergence by block and organisation
     * @throws UnavailableException if a peer does not answer, naming it
     */
    public static HistoryCheck run(FabricProfile profile, long from) {
        try (FabricGateways gateways = FabricGateways.open(profile, FabricDeadlines.USUAL)) {
            return new BlockAudit(gateways.all().stream().map(FabricBlocks::new).toList()).check(from);
        }
    }

    private HistoryCheck check(long from) {
        long most = from;
        for (FabricBlocks peer : peers) {
            long height = ask(peer, "its height", peer::height);
            heights.add(height);
            most = Math.max(most, height);
            previous.add(Hash.empty());
        }
        if (from > 0) {
            for (int peer = 0; peer < peers.size(); peer++) {
                if (heights.get(peer) >= from) {
                    previous.set(
                            peer,
                            FabricBlocks.headerHash(
                                    block(peers.get(peer), from - 1).getHeader()));
                }
            }
        }
        for (long number = from; number < most; number++) {
            Optional<String> divergence = divergence(number);
            if (divergence.isPresent()) {
                return HistoryCheck.bad(number - from, divergence.get());
            }
        }
        return HistoryCheck.good(
                heights.stream().mapToLong(Long::longValue).min().orElse(from) - from);
    }

    private Optional<String> divergence(long number) {
        Optional<Named> first = Optional.empty();
        for (int peer = 0; peer < peers.size(); peer++) {
            if (number >= heights.get(peer)) {
                // A peer may be behind; what it holds must be right, what it lacks comes.
                continue;
            }
            String name = peers.get(peer).connection().name();
            Block block = block(peers.get(peer), number);
            Optional<String> wrong = wrong(block, number, previous.get(peer));
            if (wrong.isPresent()) {
                return Optional.of("block " + number + " of the peer of " + name + " " + wrong.get());
            }
            BlockHeader header = block.getHeader();
            if (first.isPresent() && !first.get().header().equals(header)) {
                return Optional.of("block " + number + " of the peer of " + name + " has hash "
                        + FabricBlocks.headerHash(header) + ", that of "
                        + first.get().name() + " has "
                        + FabricBlocks.headerHash(first.get().header()));
            }
            if (first.isEmpty()) {
                first = Optional.of(new Named(name, header));
            }
            previous.set(peer, FabricBlocks.headerHash(header));
        }
        return Optional.empty();
    }

    private record Named(String name, BlockHeader header) {}

    private static Optional<String> wrong(Block block, long number, Hash previous) {
        BlockHeader header = block.getHeader();
        if (header.getNumber() != number) {
            return Optional.of("says that its number is " + header.getNumber());
        }
        byte[] wanted = number == 0 ? new byte[0] : previous.bytes();
        if (!header.getPreviousHash().equals(ByteString.copyFrom(wanted))) {
            return Optional.of("follows hash " + hex(header.getPreviousHash().toByteArray()) + ", the block before has "
                    + hex(wanted));
        }
        Hash dataHash = FabricBlocks.dataHash(block);
        if (!hex(header.getDataHash().toByteArray()).equals(dataHash.hex())) {
            return Optional.of("holds transactions of hash " + dataHash + ", its header says "
                    + hex(header.getDataHash().toByteArray()));
        }
        return Optional.empty();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Block block(FabricBlocks peer, long number) {
        return ask(peer, "block " + number, () -> peer.block(number));
    }

    /** A question to one peer. */
    private interface Question<T> {
        T ask() throws GatewayException;
    }

    private static <T> T ask(FabricBlocks peer, String what, Question<T> question) {
        try {
            return question.ask();
        } catch (GatewayException e) {
            boolean down = DOWN.contains(e.getStatus().getCode());
            throw new UnavailableException(
                    "the peer of " + peer.connection().name() + (down ? " does not answer" : " cannot give " + what)
                            + ": " + FabricFailure.summary(e),
                    e);
        }
    }
}
