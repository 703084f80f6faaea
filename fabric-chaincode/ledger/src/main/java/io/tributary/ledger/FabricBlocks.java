// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockHeader;
import org.hyperledger.fabric.protos.common.BlockchainInfo;

/**
 * The blocks that one organisation's own peer holds.
 *
 * @param connection the gateway of that peer
 */
record FabricBlocks(FabricGateways.Connection connection) {
    private static final int DER_SEQUENCE = 0x30;
    private static final int DER_INTEGER = 0x02;
    private static final int DER_OCTETS = 0x04;

    /** Number of blocks. */
    long height() throws GatewayException {
        try {
            return BlockchainInfo.parseFrom(ask("GetChainInfo")).getHeight();
        } catch (InvalidProtocolBufferException e) {
            throw unreadable("height", e);
        }
    }

    /** A block with everything in it. */
    Block block(long number) throws GatewayException {
        try {
            return Block.parseFrom(ask("GetBlockByNumber", Long.toString(number)));
        } catch (InvalidProtocolBufferException e) {
            throw unreadable("block " + number, e);
        }
    }

    /** Asks the peer of this organisation and no other, however much higher others stand. */
    private byte[] ask(String function, String... arguments) throws GatewayException {
        String[] all = new String[arguments.length + 1];
        all[0] = connection.profile().channel();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return connection
                .blocks()
                .newProposal(function)
                .addArguments(all)
                .setEndorsingOrganizations(connection.name())
                .build()
                .evaluate();
    }

    private UnavailableException unreadable(String what, Exception cause) {
        return new UnavailableException(
                "the " + what + " that the peer of " + connection.name() + " answers is unreadable", cause);
    }

    /** SHA-256 over the transactions, one after the other: what a header says of its block's data. */
    static Hash dataHash(Block block) {
        return Hash.sha256(block.getData().getDataList().stream()
                .map(ByteString::toByteArray)
                .toArray(byte[][]::new));
    }

    /** Fabric's hash of a header: SHA-256 over its ASN.1 form, SEQUENCE of number, previous hash and data hash. */
    static Hash headerHash(BlockHeader header) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        writeDer(fields, DER_INTEGER, new BigInteger(Long.toUnsignedString(header.getNumber())).toByteArray());
        writeDer(fields, DER_OCTETS, header.getPreviousHash().toByteArray());
        writeDer(fields, DER_OCTETS, header.getDataHash().toByteArray());
        ByteArrayOutputStream sequence = new ByteArrayOutputStream();
        writeDer(sequence, DER_SEQUENCE, fields.toByteArray());
        return Hash.sha256(sequence.toByteArray());
    }

    private static void writeDer(ByteArrayOutputStream out, int tag, byte[] content) {
        out.write(tag);
        int shortForm = 0x80;
        if (content.length >= shortForm) {
            // Only a header that is no header has hashes this long.
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(shortForm | (length.length - skip));
            out.write(length, skip, length.length - skip);
        } else {
            out.write(content.length);
        }
        out.writeBytes(content);
    }
}
