// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.document.FileRule;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Makes hostile files, and good ones of the same kinds. */
final class HostileFiles {
    /** Rows of all good files together. */
    static final int GOOD_ROWS = 8;

    private static final int DEEP = 10_000;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final long BOMB_BYTES = 256L << 20;

    private final Path folder;

    HostileFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * One file of each kind.
     *
     * @param lineBytes length of the long line
     */
    List<HostileFile> write(long lineBytes) throws IOException {
        Files.createDirectories(folder);
        Path parquet = parquet("whole.parquet");
        byte[] whole = Files.readAllBytes(parquet);
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 4, damaged.length / 2, (byte) 0x5a);
        byte[] packed = Files.readAllBytes(bomb("bomb.jsonl.gz"));
        return List.of(
                new HostileFile("a zip bomb", FileRule.ZIP_BOMB, folder.resolve("bomb.jsonl.gz")),
                file("a gzip file cut short", FileRule.PACKED, "cut.jsonl.gz", Arrays.copyOf(packed, 5_000)),
                file("text that calls itself gzip", FileRule.PACKED, "text.jsonl.gz", line("good", "good")),
                new HostileFile("a line of " + lineBytes + " bytes", FileRule.LINE_TOO_LONG, longLine(lineBytes)),
                json("JSON " + DEEP + " levels deep", FileRule.JSON_DEPTH, "deep", "[".repeat(DEEP)),
                json("NaN", FileRule.JSON_NUMBER, "nan", "NaN"),
                json("the number 1e999999", FileRule.JSON_NUMBER, "huge", "1e999999"),
                json("a number of 900 digits", FileRule.JSON_NUMBER, "digits", "9".repeat(900)),
                json("JSON that ends too early", FileRule.JSON, "early", "{\"a\":"),
                json("a key named twice", FileRule.JSON, "twice", "1,\"x\":2"),
                file("invalid UTF-8", FileRule.ENCODING, "latin1.jsonl", latin1()),
                file("a byte order mark", FileRule.BYTE_ORDER_MARK, "bom.txt", "\ufeffA text"),
                file("a NUL byte", FileRule.NUL, "nul.md", "# A text\n\nwith a \0 inside\n"),
                file("a formula", FileRule.FORMULA, "formula.csv", "text,label\n=HYPERLINK(A1),a\n"),
                file("a signed formula", FileRule.FORMULA, "plus.csv", "text,label\n\"-2+3+cmd|' /C calc'!A0\",a\n"),
                file("a row of other cells", FileRule.CSV, "ragged.csv", "text,label\none,two,three\n"),
                file("a quote without end", FileRule.CSV, "quote.csv", "text,label\n\"one,two\nthree\n"),
                file("a name that leads out", FileRule.NAME, "path.jsonl", line("../../etc/cron.d/x", "good")),
                file("an absolute name", FileRule.NAME, "absolute.jsonl", line("/etc/passwd", "good")),
                file("Parquet cut short", FileRule.PARQUET, "cut.parquet", Arrays.copyOf(whole, whole.length - 20)),
                file("damaged Parquet", FileRule.PARQUET, "damaged.parquet", damaged),
                file("text that calls itself Parquet", FileRule.PARQUET, "text.parquet", "PAR1 and nothing else"));
    }

    /** Files that must be taken, after all that. */
    List<Path> good() throws IOException {
        Files.createDirectories(folder);
        return List.of(
                file("", FileRule.JSON, "good.jsonl", line("one", "The first text.") + line("two", "The second."))
                        .file(),
                file(
                                "",
                                FileRule.CSV,
                                "good.csv",
                                "document,text,year\nthree,\"A \"\"quoted\"\"\ntext\",-5\nfour,Text,1\n")
                        .file(),
                file("", FileRule.ENCODING, "good.md", "# A title\n\nA paragraph.\n")
                        .file(),
                file("", FileRule.ENCODING, "good.txt", "A plain text.\n").file(),
                parquet("good.parquet"));
    }

    private HostileFile json(String what, FileRule rule, String name, String value) throws IOException {
        String line = "{\"document\":\"d\",\"contributor\":\"lab\",\"text\":\"t\",\"x\":" + value + "}\n";
        return file(what, rule, name + ".jsonl", line);
    }

    private static String line(String document, String text) {
        return "{\"document\":\"" + document + "\",\"text\":\"" + text + "\"}\n";
    }

    private static byte[] latin1() {
        return line("d", "caf\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    }

    private HostileFile file(String what, FileRule rule, String name, String text) throws IOException {
        return file(what, rule, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private HostileFile file(String what, FileRule rule, String name, byte[] bytes) throws IOException {
        return new HostileFile(what, rule, Files.write(folder.resolve(name), bytes));
    }

    private Path longLine(long bytes) throws IOException {
        Path file = folder.resolve("long.jsonl");
        byte[] block = new byte[BLOCK_BYTES];
        Arrays.fill(block, (byte) 'x');
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("{\"document\":\"d\",\"text\":\"".getBytes(StandardCharsets.UTF_8));
            for (long left = bytes; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
            out.write("\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /** Lines that are each in order, and unpack to some hundred times the file. */
    private Path bomb(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] lines = line("d", "x".repeat(200)).repeat(4_000).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (long left = BOMB_BYTES; left > 0; left -= lines.length) {
                out.write(lines);
            }
        }
        return file;
    }

    private Path parquet(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        MessageType schema = MessageTypeParser.parseMessageType(
                "message texts { required binary document (STRING); required binary text (STRING); required int64 n; }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .build()) {
            for (int i = 0; i < 2; i++) {
                Group row = new SimpleGroup(schema);
                row.add("document", "column-" + i);
                row.add("text", "Text number " + i + " of a table.");
                row.add("n", (long) i);
                writer.write(row);
            }
        }
        return file;
    }
}
