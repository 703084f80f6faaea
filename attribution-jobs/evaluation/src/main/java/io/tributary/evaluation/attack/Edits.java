// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.SparseRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What attackers do to contents. All randomness comes from the generator given.
 *
 * @param material honest contents: where tokens and pixels are taken from
 * @param random the generator
 */
record Edits(List<Example> material, Random random) {
    private static final int SIDE = 8;

    /** The content with {@code percent} of its tokens or pixels changed, to those that stand there in another content. */
    Content changed(Content content, int percent) {
        if (content instanceof Content.Words words) {
            List<String> tokens = new ArrayList<>(words.tokens());
            for (int at : places(tokens.size(), percent)) {
                tokens.set(at, anyToken());
            }
            return new Content.Words(tokens);
        }
        byte[] dense = ((Content.Pixels) content).row().toDense();
        for (int at : places(dense.length - 1, percent)) {
            dense[at] = pixels(any()).toDense()[at];
        }
        return new Content.Pixels(SparseRow.ofDense(dense));
    }

    /** The image with each pixel made darker or paler by up to so many sixteenths of full ink. */
    Content noisy(Content.Pixels image, int sixteenths) {
        byte[] dense = image.row().toDense();
        int full = dense[dense.length - 1];
        int most = full * sixteenths / 16;
        for (int at = 0; at < dense.length - 1; at++) {
            dense[at] = (byte) Math.max(0, Math.min(full, dense[at] + random.nextInt(2 * most + 1) - most));
        }
        return new Content.Pixels(SparseRow.ofDense(dense));
    }

    /** The image with so many quarters of its ink, every pixel rounded. */
    static Content paler(Content.Pixels image, int quarters) {
        byte[] dense = image.row().toDense();
        for (int at = 0; at < dense.length - 1; at++) {
            dense[at] = (byte) ((dense[at] * quarters + 2) / 4);
        }
        return new Content.Pixels(SparseRow.ofDense(dense));
    }

    /** The same said otherwise: a text's tokens in another order, an image moved by one pixel to a side. */
    Content paraphrased(Content content) {
        if (content instanceof Content.Words words) {
            List<String> tokens = new ArrayList<>(words.tokens());
            Collections.shuffle(tokens, random);
            return new Content.Words(tokens);
        }
        byte[] dense = ((Content.Pixels) content).row().toDense();
        int side = (int) Math.sqrt(dense.length - 1);
        int[][] steps = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        int[] step = steps[random.nextInt(steps.length)];
        byte[] moved = new byte[dense.length];
        moved[dense.length - 1] = dense[dense.length - 1];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int fromX = Math.floorMod(x - step[0], side);
                int fromY = Math.floorMod(y - step[1], side);
                moved[y * side + x] = dense[fromY * side + fromX];
            }
        }
        return new Content.Pixels(SparseRow.ofDense(moved));
    }

    /** A content of the usual size in which nothing belongs together. */
    Content junk() {
        return changed(any(), 100);
    }

    /** An extreme content: an image in black and white, a text of eight rare tokens over and over. */
    Content extreme(Content content) {
        if (content instanceof Content.Words words) {
            List<String> tokens = new ArrayList<>();
            List<String> few = new ArrayList<>();
            for (int k = 0; k < SIDE; k++) {
                few.add(anyToken());
            }
            for (int at = 0; at < words.tokens().size(); at++) {
                tokens.add(few.get(at % SIDE));
            }
            return new Content.Words(tokens);
        }
        byte[] dense = ((Content.Pixels) content).row().toDense();
        byte bias = dense[dense.length - 1];
        byte[] extreme = new byte[dense.length];
        Arrays.fill(extreme, (byte) 0);
        for (int at = 0; at < dense.length - 1; at++) {
            extreme[at] = dense[at] > bias / 2 ? (byte) Math.min(127, 4 * bias) : 0;
        }
        extreme[dense.length - 1] = bias;
        return new Content.Pixels(SparseRow.ofDense(extreme));
    }

    /** The first half of one content and the second half of another. */
    static Content bridge(Content left, Content right) {
        if (left instanceof Content.Words words) {
            List<String> other = ((Content.Words) right).tokens();
            List<String> tokens =
                    new ArrayList<>(words.tokens().subList(0, words.tokens().size() / 2));
            tokens.addAll(other.subList(other.size() / 2, other.size()));
            return new Content.Words(tokens);
        }
        byte[] dense = ((Content.Pixels) left).row().toDense();
        byte[] other = ((Content.Pixels) right).row().toDense();
        System.arraycopy(other, other.length / 2, dense, other.length / 2, other.length - other.length / 2);
        return new Content.Pixels(SparseRow.ofDense(dense));
    }

    private int[] places(int size, int percent) {
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at < size; at++) {
            places.add(at);
        }
        Collections.shuffle(places, random);
        return places.stream()
                .limit((size * percent + 99) / 100)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Content any() {
        return material.get(random.nextInt(material.size())).content();
    }

    private String anyToken() {
        List<String> tokens = ((Content.Words) any()).tokens();
        return tokens.get(random.nextInt(tokens.size()));
    }

    private static SparseRow pixels(Content content) {
        return ((Content.Pixels) content).row();
    }

    /** Texts, each cut into so many pieces, in order. */
    static List<Example> cut(List<Example> texts, int pieces) {
        List<Example> cut = new ArrayList<>();
        for (Example text : texts) {
            List<String> tokens = ((Content.Words) text.content()).tokens();
            for (int piece = 0; piece < pieces; piece++) {
                int from = tokens.size() * piece / pieces;
                int to = tokens.size() * (piece + 1) / pieces;
                cut.add(new Example(new Content.Words(tokens.subList(from, to)), text.label()));
            }
        }
        return cut;
    }
}
