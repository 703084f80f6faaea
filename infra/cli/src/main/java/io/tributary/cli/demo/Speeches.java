// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.cli.process.EngineModule;
import io.tributary.cli.step.TextFile;
import io.tributary.cli.step.TextLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The State of the Union addresses that come with the code. */
final class Speeches {
    private static final String FILE = "infra/data/speeches/speeches.jsonl.gz";
    private static final String TRAIN = "train";

    private final List<TextLine> lines;

    private Speeches(List<TextLine> lines) {
        this.lines = lines;
    }

    static Speeches read() {
        return new Speeches(TextFile.read(EngineModule.repository().resolve(FILE), Optional.empty()));
    }

    /** All of them, with their splits. */
    List<TextLine> all() {
        return lines;
    }

    /** Speeches to contribute: all, or so many spread evenly over the years, so that every era is there. */
    List<TextLine> train(int documentsMax) {
        List<TextLine> train =
                lines.stream().filter(line -> line.split().equals(TRAIN)).toList();
        if (documentsMax == 0 || documentsMax >= train.size()) {
            return train;
        }
        List<TextLine> spread = new ArrayList<>();
        for (int i = 0; i < documentsMax; i++) {
            spread.add(train.get((int) ((long) i * train.size() / documentsMax)));
        }
        return spread;
    }

    /** Two speeches that somebody hands in again under his own name: exact duplicates that publish leaves out. */
    List<TextLine> copies(List<TextLine> train, String contributor) {
        List<TextLine> copies = new ArrayList<>();
        for (TextLine line : train.subList(0, 2)) {
            copies.add(new TextLine(
                    line.place(),
                    "copy-of-" + line.document(),
                    contributor,
                    line.label(),
                    line.title(),
                    line.text(),
                    TRAIN));
        }
        return copies;
    }
}
