// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.evaluation.data.DataFolder;
import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.data.DataSetName;
import io.tributary.evaluation.data.Item;
import io.tributary.influence.Dictionary;
import io.tributary.influence.Passages;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Draws markets from a data set: equal contributors with rows dealt by chance, a held-out set, questions with skewed demand and fees.
 * The same seed always draws the same market.
 */
public final class MarketDraw {
    private static final int RESERVE_TIMES = 2;
    private static final int HOSTS = 3;
    private static final long FEE_MICROS = 10_000;

    private final DataSet data;
    private final Subject subject;
    private final Size size;
    private final List<Item> rest;

    /**
     * How large a market is.
     *
     * @param contributors how many
     * @param rows records of each
     * @param heldOut committed held-out items
     * @param questions paid questions
     * @param known questions that attackers know beforehand
     */
    public record Size(int contributors, int rows, int heldOut, int questions, int known) {
        /**
         * Twenty contributors. Texts need more of everything than images: with 50 passages each, or 600 held-out items, a model is so weak
         * that honest rows hardly beat junk, and which of them are paid is a lottery.
         *
         * @param records of each; 0 for what the data set needs: 50, of speeches 150
         */
        public static Size of(DataSetName name, int records) {
            boolean texts = name == DataSetName.SPEECHES;
            int rows = records > 0 ? records : texts ? 150 : 50;
            return new Size(20, rows, texts ? 900 : 200, 200, 50);
        }
    }

    /** Reads the data set once; every draw takes its rows from it. */
    public MarketDraw(DataFolder folder, DataSetName name, Size size) {
        this.data = folder.read(name, 1);
        this.subject = subject(data);
        this.size = size;
        this.rest = new ArrayList<>(data.heldOut());
        rest.addAll(data.queries());
        rest.addAll(data.test());
        if (data.train().size() < size.contributors() * size.rows()) {
            throw new InvalidInputException(name + " has " + data.train().size() + " training rows, want "
                    + size.contributors() + " times " + size.rows());
        }
        if (rest.size() < size.heldOut() + size.questions()) {
            throw new InvalidInputException(name + " has " + rest.size() + " items beside the training rows, want "
                    + (size.heldOut() + size.questions()));
        }
    }

    /** Texts have a stronger ridge than in production: a market is 3,000 passages, not 12,000. */
    private static Subject subject(DataSet data) {
        boolean texts = data.dictionary().isPresent();
        return new Subject(
                data.name().toString(),
                data.shape().classes(),
                texts ? 1 << 18 : data.shape().lambdaQ24(),
                data.shape().fractionBits(),
                Dictionary.TOKENS_MAX);
    }

    /**
     * Draws one market, trains it and casts the attackers.
     *
     * @param attackers 1, or 3 for a coalition
     * @param pairTest the duplicate rule
     */
    public Scene draw(long seed, int attackers, PairTest pairTest) {
        Random random = new Random(seed * 1_000_003 + attackers);
        List<Item> train = new ArrayList<>(data.train());
        List<Item> others = new ArrayList<>(rest);
        Collections.shuffle(train, random);
        Collections.shuffle(others, random);
        List<Example> heldOut = examples(others.subList(0, size.heldOut()));
        List<Item> waiting = new ArrayList<>(others.subList(size.heldOut(), others.size()));
        List<Receipt> receipts = receipts(waiting, seed, random);
        int wanted = size.contributors() * size.rows();
        List<Item> spare = new ArrayList<>(train.subList(wanted, train.size()));
        spare.addAll(others.subList(size.heldOut() + size.questions(), others.size()));
        List<Submission> submissions = new ArrayList<>();
        List<Example> sold = examples(train.subList(0, wanted));
        for (int i = 0; i < wanted; i++) {
            // In turns: a contributor's records are spread over the log.
            submissions.add(new Submission(name(i % size.contributors()), sold.get(i), i));
        }
        Market market = new Market(subject, submissions, heldOut, receipts);
        ScoredMarket honest = ScoredMarket.of(TrainedMarket.of(market, pairTest), pairTest);
        Map<String, List<Example>> reserves = new HashMap<>();
        List<String> names = new ArrayList<>();
        List<String> victims = new ArrayList<>();
        int each = Math.min(RESERVE_TIMES * size.rows(), spare.size() / attackers);
        for (int a = 0; a < attackers; a++) {
            names.add(name(a));
            victims.add(name(attackers + a));
            reserves.put(name(a), examples(spare.subList(a * each, (a + 1) * each)));
        }
        return new Scene(seed, honest, names, victims, reserves, size.known());
    }

    private static String name(int contributor) {
        return String.format(Locale.ROOT, "c%02d", contributor);
    }

    private static List<Example> examples(List<Item> items) {
        return items.stream()
                .map(item -> new Example(content(item), item.label()))
                .toList();
    }

    private static Content content(Item item) {
        return item.text().isPresent()
                ? new Content.Words(Passages.question(item.text().get()))
                : new Content.Pixels(item.features());
    }

    /** Classes are asked about as 3 : 2 : 1 and leave the list; fees are equal for even seeds, log-normal for odd ones. */
    private List<Receipt> receipts(List<Item> waiting, long seed, Random random) {
        List<Integer> classes = new ArrayList<>();
        for (int c = 0; c < subject.classes(); c++) {
            classes.add(c);
        }
        Collections.shuffle(classes, random);
        List<Receipt> receipts = new ArrayList<>();
        while (receipts.size() < size.questions()) {
            Item item = waiting.get(random.nextInt(waiting.size()));
            int demand = 3 - classes.indexOf(item.label()) % 3;
            if (random.nextInt(3) < demand) {
                waiting.remove(item);
                long fee = seed % 2 == 0 ? FEE_MICROS : Math.round(FEE_MICROS * Math.exp(random.nextGaussian()));
                int number = receipts.size();
                receipts.add(new Receipt(
                        content(item), item.label(), fee, "caller-" + number % 10, "host-" + number % HOSTS));
            }
        }
        return receipts;
    }
}
