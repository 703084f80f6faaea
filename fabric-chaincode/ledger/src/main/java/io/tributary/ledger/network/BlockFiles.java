// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.Transaction;

/**
 * A peer's files of blocks: each block is its length and its bytes, which are number, data hash and previous hash, then the
 * transactions, then the metadata, every number a varint and every byte string preceded by its length.
 *
 * @param folder where the files of a channel are
 */
record BlockFiles(Path folder) {
    private static final int VARINT_MAX = 10;
    private static final int FLIPPED_BIT = 1;

    /** The files of a channel below a peer's data folder. */
    static BlockFiles of(Path data, String channel) {
        return new BlockFiles(
                data.resolve("ledgersData").resolve("chains").resolve("chains").resolve(channel));
    }

    /** A transaction and where it stands. */
    private record Stored(Path file, long block, long envelopeEnd, byte[] envelope) {}

    /**
     * Number of the last block with a transaction of this function.
     *
     * @throws UnavailableException if the files cannot be read
     */
    OptionalLong lastBlockOf(String function) {
        return transactions().stream()
                .filter(stored -> function(stored.envelope()).equals(Optional.of(function)))
                .mapToLong(Stored::block)
                .reduce((earlier, later) -> later);
    }

    /**
     * Changes one bit of the last byte of a block's first transaction, which is a byte of its submitter's signature.
     *
     * @throws InvalidInputException if there is no such block
     */
    void flip(long block) {
        Stored stored = transactions().stream()
                .filter(one -> one.block() == block)
                .findFirst()
                .orElseThrow(() ->
                        new InvalidInputException("there is no block " + block + " with a transaction in " + folder));
        long at = stored.envelopeEnd() - 1;
        byte changed = (byte) (stored.envelope()[stored.envelope().length - 1] ^ FLIPPED_BIT);
        try (FileChannel channel = FileChannel.open(stored.file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {changed}), at);
            channel.force(true);
        } catch (IOException e) {
            throw new UnavailableException("file " + stored.file() + " cannot be written: " + e.getMessage(), e);
        }
    }

    private List<Stored> transactions() {
        List<Stored> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(name -> name.getFileName().toString().matches("blockfile_[0-9]{6}"))
                    .sorted()
                    .toList()) {
                read(file, found);
            }
        } catch (IOException e) {
            throw new UnavailableException("the blocks in " + folder + " cannot be read: " + e.getMessage(), e);
        }
        return found;
    }

    private static void read(Path file, List<Stored> found) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        while (start < bytes.length) {
            CodedInputStream length =
                    CodedInputStream.newInstance(bytes, start, Math.min(VARINT_MAX, bytes.length - start));
            int size = length.readRawVarint32();
            int from = start + length.getTotalBytesRead();
            if (from + size > bytes.length) {
                // A block that is being written, or that a peer which died has not finished.
                return;
            }
            readBlock(file, bytes, from, size, found);
            start = from + size;
        }
    }

    private static void readBlock(Path file, byte[] bytes, int from, int size, List<Stored> found) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes, from, size);
        long number = in.readRawVarint64();
        in.skipRawBytes(in.readRawVarint32());
        in.skipRawBytes(in.readRawVarint32());
        int count = in.readRawVarint32();
        for (int i = 0; i < count; i++) {
            byte[] envelope = in.readRawBytes(in.readRawVarint32());
            found.add(new Stored(file, number, (long) from + in.getTotalBytesRead(), envelope));
        }
    }

    /** The function that a transaction calls; nothing for configuration, or for what was damaged. */
    private static Optional<String> function(byte[] envelope) {
        try {
            Transaction transaction = Transaction.parseFrom(
                    Payload.parseFrom(Envelope.parseFrom(envelope).getPayload()).getData());
            if (transaction.getActionsCount() == 0) {
                return Optional.empty();
            }
            ChaincodeProposalPayload proposal = ChaincodeProposalPayload.parseFrom(
                    ChaincodeActionPayload.parseFrom(transaction.getActions(0).getPayload())
                            .getChaincodeProposalPayload());
            List<ByteString> arguments = ChaincodeInvocationSpec.parseFrom(proposal.getInput())
                    .getChaincodeSpec()
                    .getInput()
                    .getArgsList();
            return arguments.isEmpty()
                    ? Optional.empty()
                    : Optional.of(arguments.get(0).toString(StandardCharsets.UTF_8));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
