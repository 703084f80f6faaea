// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SortedMap;
import java.util.zip.CRC32;

/**
 * Archives whose bytes depend on names and contents only: POSIX ustar (IEEE Std 1003.1, pax utility) with time 0, owner 0 and
 * mode 0644, inside gzip (RFC 1952) with stored deflate blocks (RFC 1951, section 3.2.4). Nothing is compressed, because
 * a compressor's output differs between releases of it.
 */
final class TarGzip {
    private static final int RECORD = 512;
    private static final int NAME_MAX = 100;
    private static final int STORED_MAX = 65_535;

    private TarGzip() {}

    /** An archive of these files, in the order of their names. */
    static byte[] of(SortedMap<String, byte[]> files) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        files.forEach((name, content) -> {
            tar.writeBytes(header(name, content.length));
            tar.writeBytes(content);
            tar.writeBytes(new byte[(RECORD - content.length % RECORD) % RECORD]);
        });
        tar.writeBytes(new byte[2 * RECORD]);
        return gzip(tar.toByteArray());
    }

    private static byte[] header(String name, int size) {
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        if (nameBytes.length > NAME_MAX) {
            throw new IllegalArgumentException("name of " + nameBytes.length + " bytes, want at most " + NAME_MAX);
        }
        ByteBuffer header = ByteBuffer.allocate(RECORD);
        header.put(nameBytes);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, octal(size, 11) + "\0");
        put(header, 136, octal(0, 11) + "\0");
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        put(header, 329, "0000000\0");
        put(header, 337, "0000000\0");
        int sum = 0;
        for (byte value : header.array()) {
            sum += value & 0xff;
        }
        put(header, 148, octal(sum, 6) + "\0 ");
        return header.array();
    }

    private static void put(ByteBuffer header, int position, String text) {
        header.position(position);
        header.put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String octal(long value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
        int from = 0;
        do {
            int length = Math.min(STORED_MAX, content.length - from);
            boolean last = from + length == content.length;
            out.writeBytes(ByteBuffer.allocate(5)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) (last ? 1 : 0))
                    .putShort((short) length)
                    .putShort((short) ~length)
                    .array());
            out.write(content, from, length);
            from += length;
        } while (from < content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt(content.length)
                .array());
        return out.toByteArray();
    }
}
