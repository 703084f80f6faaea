// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Home;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.Share;
import io.tributary.tables.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Texts that no model is trained on, cut into passages and kept in the home folder: the held-out set, whose root is
 * committed when the Datanet is created and which is opened for training, and questions to ask a model.
 */
final class HeldOutFiles {
    private static final int SALT_BYTES = 16;
    private static final int ITEM_BYTES_MAX = 1 << 20;

    private final Path folder;

    HeldOutFiles(Home home) {
        this.folder = home.heldOut();
    }

    /**
     * Items of these texts, one for each passage, by item id. Ids and salts come from {@code secrets}, and are others for each version:
     * what is public of one set must say nothing about the next.
     */
    static List<HeldOutItem> cut(String slug, long version, List<TextLine> lines, SecretSource secrets) {
        String set = version == 1 ? slug : slug + "/v" + version;
        List<HeldOutItem> items = new ArrayList<>();
        for (TextLine line : lines) {
            int number = 0;
            for (Passage passage : Passages.cut(List.of(line.text()))) {
                String name = set + "/" + line.contributor() + "/" + line.document() + "/" + number++;
                items.add(new HeldOutItem(
                        "h-" + hex(secrets, "held-out-id/" + name),
                        hex(secrets, "held-out-salt/" + name),
                        line.title().isEmpty() ? line.document() : line.title(),
                        line.label(),
                        passage.text(List.of(line.text()))));
            }
        }
        items.sort(Comparator.comparing(HeldOutItem::itemId, Share.BYTEWISE));
        return items;
    }

    private static String hex(SecretSource secrets, String label) {
        return HexFormat.of().formatHex(secrets.bytes(label, SALT_BYTES));
    }

    /** The root that is committed to. */
    static Hash root(List<HeldOutItem> items) {
        return MerkleTree.ofLeaves(items.stream().map(HeldOutItem::bytes).toList())
                .root();
    }

    /** The held-out set of a Datanet version; empty if it has none. */
    List<HeldOutItem> heldOut(String slug, long version) {
        return read(file(slug, version));
    }

    private Path file(String slug, long version) {
        return folder.resolve(version == 1 ? slug + ".jsonl" : slug + "-v" + version + ".jsonl");
    }

    /** Whether the Datanet's texts have been kept. */
    boolean exists(String slug) {
        return Files.exists(file(slug, 1));
    }

    /** Questions for models of a Datanet. */
    List<HeldOutItem> questions(String slug) {
        return read(folder.resolve(slug + "-questions.jsonl"));
    }

    /** Keeps both; the held-out set last, since its file says that all is there. */
    void keep(String slug, List<HeldOutItem> heldOut, List<HeldOutItem> questions) {
        write(folder.resolve(slug + "-questions.jsonl"), questions);
        write(file(slug, 1), heldOut);
    }

    /** Keeps the held-out set of a version. */
    void keep(String slug, long version, List<HeldOutItem> heldOut) {
        write(file(slug, version), heldOut);
    }

    private static List<HeldOutItem> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<HeldOutItem> items = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                items.add(HeldOutItem.of(CanonicalJson.parse(line.getBytes(StandardCharsets.UTF_8), ITEM_BYTES_MAX)));
            }
            return items;
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, List<HeldOutItem> items) {
        StringBuilder text = new StringBuilder();
        items.forEach(item -> text.append(item.toJson()).append('\n'));
        try {
            Files.createDirectories(file.getParent());
            Path part = Files.writeString(file.resolveSibling(file.getFileName() + ".part"), text);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("can't write " + file + ": " + e.getMessage(), e);
        }
    }
}
