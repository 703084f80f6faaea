// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The card of an exported version: the README.md that Hugging Face reads, its head and a page for people. */
final class DatasetCard {
    private static final long[] SIZES = {1_000, 10_000, 100_000, 1_000_000, 10_000_000};
    private static final String[] NAMES = {"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "n>10M"};

    private final DatasetMeta meta;

    DatasetCard(DatasetMeta meta) {
        this.meta = meta;
    }

    /** The card as a file. */
    byte[] bytes() {
        StringBuilder card = new StringBuilder();
        card.append("---\n");
        card.append("pretty_name: ").append(quoted(meta.title())).append('\n');
        if (meta.licences().size() == 1) {
            card.append("license: ")
                    .append(meta.licences().firstKey().toLowerCase(Locale.ROOT))
                    .append('\n');
        } else {
            card.append("license: other\nlicense_name: several-see-column-licence\n");
        }
        card.append("size_categories:\n- ").append(size()).append('\n');
        // The JSON lines are no second configuration: the loader reads all files that a card lists by one format.
        card.append(
                "configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*.parquet\n");
        card.append("---\n\n# ").append(oneLine(meta.title())).append("\n\n");
        card.append(oneLine(meta.words())).append("\n\n");
        card.append("| | |\n|---|---|\n");
        row(card, "Datanet", meta.entry().datanet() + "/" + meta.entry().tag());
        row(card, "network", meta.entry().network());
        row(card, "owner", meta.owner());
        row(card, "records", Long.toString(meta.entry().recordCount()));
        row(card, "contributors", Integer.toString(meta.contributors()));
        meta.licences().forEach((licence, count) -> row(card, "records under " + licence, Long.toString(count)));
        row(
                card,
                "Merkle root of the version on the ledger",
                meta.entry().root().hex());
        row(card, "root of the version before", meta.entry().parentRoot().hex());
        card.append(
                "\n`load_dataset(FOLDER)` of Hugging Face's `datasets` and Croissant's record set read the Parquet file. The same"
                        + " records are in `jsonl/`, one a line, for tools that read lines: `load_dataset(\"json\","
                        + " data_files=\"FOLDER/jsonl/*.jsonl\")`. A reader that guesses types takes texts of digits there for numbers.\n");
        card.append(
                "\nEvery record names its licence, what its contributor consented to, and until when. Records that are withdrawn later"
                        + " are in this copy still: ask for a newer version before you use it.\n");
        return card.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String size() {
        int place = 0;
        while (place < SIZES.length && meta.entry().recordCount() >= SIZES[place]) {
            place++;
        }
        return NAMES[place];
    }

    private static void row(StringBuilder card, String name, String value) {
        card.append("| ")
                .append(name)
                .append(" | ")
                .append(oneLine(value).replace("|", "\\|"))
                .append(" |\n");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    /** A string of YAML that can't be taken for anything else. */
    private static String quoted(String text) {
        return "\"" + oneLine(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
