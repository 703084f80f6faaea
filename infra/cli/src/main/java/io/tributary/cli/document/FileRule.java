// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

/** Why a file is refused before anything of it is sent. The {@link #id()} is stable; it ends the message. */
public enum FileRule {
    /** The bytes are no UTF-8. */
    ENCODING("file.encoding"),
    /** The file begins with a byte order mark, which would become part of the first word. */
    BYTE_ORDER_MARK("file.byte-order-mark"),
    /** A NUL byte. */
    NUL("file.nul"),
    /** A line, or a quoted cell, longer than one record may be. */
    LINE_TOO_LONG("file.line-too-long"),
    /** More bytes, once unpacked, than a file may have. */
    TOO_LARGE("file.too-large"),
    /** A packed file that unpacks to many times its size. */
    ZIP_BOMB("file.zip-bomb"),
    /** A packed file that ends too early or is no gzip. */
    PACKED("file.packed"),
    /** A line that is no JSON object. */
    JSON("file.json"),
    /** JSON nested deeper than any record is. */
    JSON_DEPTH("file.json-depth"),
    /** NaN, an infinity, or a number beyond what a double or a long holds. */
    JSON_NUMBER("file.json-number"),
    /** A CSV row with another number of cells than the header, or a quote out of place. */
    CSV("file.csv"),
    /** A cell that a spreadsheet would run as a formula. */
    FORMULA("file.formula"),
    /** A document whose name is a path that leads out of its folder. */
    NAME("file.name"),
    /** A Parquet file that is cut short, damaged, or of columns that are not text. */
    PARQUET("file.parquet");

    private final String id;

    FileRule(String id) {
        this.id = id;
    }

    /** The stable id, {@code file.reason}. */
    public String id() {
        return id;
    }
}
