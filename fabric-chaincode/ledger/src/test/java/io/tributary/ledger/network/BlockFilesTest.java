// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a peer's block files, as Fabric's block storage writes them, and changing one byte there. */
class BlockFilesTest {
    private static final byte[] HASH = new byte[32];
    private static final byte[] SIGNATURE = {1, 2, 3, 4};

    @TempDir
    private Path data;

    private Path first;
    private Path second;

    @BeforeEach
    void write() throws IOException {
        Path folder = Files.createDirectories(data.resolve("ledgersData/chains/chains/tributary"));
        first = folder.resolve("blockfile_000000");
        second = folder.resolve("blockfile_000001");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(block(0, configuration()));
        bytes.writeBytes(block(1, call("propose")));
        bytes.writeBytes(block(2, call("extend"), call("finalise")));
        Files.write(first, bytes.toByteArray());
        bytes.reset();
        bytes.writeBytes(block(300, call("claim")));
        byte[] unfinished = block(301, call("finalise"));
        bytes.write(unfinished, 0, unfinished.length - 5);
        Files.write(second, bytes.toByteArray());
    }

    private BlockFiles files() {
        return BlockFiles.of(data, "tributary");
    }

    private static Envelope configuration() {
        return Envelope.newBuilder()
                .setPayload(ByteString.copyFromUtf8("no transaction"))
                .build();
    }

    private static Envelope call(String function) {
        ChaincodeInvocationSpec spec = ChaincodeInvocationSpec.newBuilder()
                .setChaincodeSpec(ChaincodeSpec.newBuilder()
                        .setInput(ChaincodeInput.newBuilder().addArgs(ByteString.copyFromUtf8(function))))
                .build();
        ChaincodeActionPayload action = ChaincodeActionPayload.newBuilder()
                .setChaincodeProposalPayload(ChaincodeProposalPayload.newBuilder()
                        .setInput(spec.toByteString())
                        .build()
                        .toByteString())
                .build();
        Transaction transaction = Transaction.newBuilder()
                .addActions(TransactionAction.newBuilder().setPayload(action.toByteString()))
                .build();
        return Envelope.newBuilder()
                .setPayload(Payload.newBuilder()
                        .setData(transaction.toByteString())
                        .build()
                        .toByteString())
                .setSignature(ByteString.copyFrom(SIGNATURE))
                .build();
    }

    /** Length, then number, data hash, previous hash, transactions, metadata. */
    private static byte[] block(long number, Envelope... transactions) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeUInt64NoTag(number);
        out.writeByteArrayNoTag(HASH);
        out.writeByteArrayNoTag(HASH);
        out.writeUInt32NoTag(transactions.length);
        for (Envelope transaction : transactions) {
            out.writeByteArrayNoTag(transaction.toByteArray());
        }
        out.writeUInt32NoTag(1);
        out.writeByteArrayNoTag(new byte[] {9, 9});
        out.flush();
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        CodedOutputStream frame = CodedOutputStream.newInstance(framed);
        frame.writeByteArrayNoTag(bytes.toByteArray());
        frame.flush();
        return framed.toByteArray();
    }

    @Test
    void theLastBlockOfAFunctionIsFoundAndAnUnfinishedOneIsNone() {
        assertThat(files().lastBlockOf("finalise")).hasValue(2);
        assertThat(files().lastBlockOf("claim")).hasValue(300);
        assertThat(files().lastBlockOf("attest")).isEmpty();
    }

    @Test
    void oneBitOfOneByteOfTheBlockChangesAndNothingElse() throws IOException {
        byte[] before = Files.readAllBytes(second);
        byte[] other = Files.readAllBytes(first);
        files().flip(300);
        byte[] after = Files.readAllBytes(second);
        assertThat(after).hasSameSizeAs(before);
        int at = Arrays.mismatch(before, after);
        assertThat(after[at]).isEqualTo((byte) (SIGNATURE[3] ^ 1));
        after[at] = before[at];
        assertThat(after).isEqualTo(before);
        assertThat(Files.readAllBytes(first)).isEqualTo(other);
    }

    @Test
    void aBlockThatIsNotThereIsBadInputAndAFolderThatIsNotThereIsSaid() {
        for (long missing : List.of(7L, 301L)) {
            assertThatThrownBy(() -> files().flip(missing))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("there is no block " + missing);
        }
        assertThatThrownBy(
                        () -> BlockFiles.of(data.resolve("none"), "tributary").lastBlockOf("claim"))
                .isInstanceOf(UnavailableException.class);
    }
}
