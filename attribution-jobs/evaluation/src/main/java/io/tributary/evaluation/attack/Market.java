// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One model version and one epoch: what is submitted, in the order of the ledger's log, the committed held-out items with their true
 * classes, and the paid questions.
 */
public record Market(Subject subject, List<Submission> submissions, List<Example> heldOut, List<Receipt> receipts) {
    /** Copies the lists. */
    public Market {
        submissions = List.copyOf(submissions);
        heldOut = List.copyOf(heldOut);
        receipts = List.copyOf(receipts);
    }

    /** The same market with these further submissions, behind all others in the log. */
    public Market submitting(String contributor, List<Example> examples) {
        List<Submission> more = new ArrayList<>(submissions);
        examples.forEach(example -> more.add(new Submission(contributor, example, more.size())));
        return new Market(subject, more, heldOut, receipts);
    }

    /** The same market with these further submissions before the {@code place}-th of the log. */
    public Market inserting(int place, String contributor, List<Example> examples) {
        List<Submission> more = new ArrayList<>(submissions.subList(0, place));
        examples.forEach(example -> more.add(new Submission(contributor, example, place)));
        more.addAll(submissions.subList(place, submissions.size()));
        return new Market(subject, more, heldOut, receipts);
    }

    /** The same market with each submission of {@code contributor} changed. */
    public Market changing(String contributor, UnaryOperator<Submission> change) {
        return new Market(
                subject,
                submissions.stream()
                        .map(submission ->
                                submission.contributor().equals(contributor) ? change.apply(submission) : submission)
                        .toList(),
                heldOut,
                receipts);
    }

    /** The same market in which {@code contributor} submits these instead, in the places of the old ones and then behind all. */
    public Market replacing(String contributor, List<Example> examples) {
        List<Submission> changed = new ArrayList<>();
        int next = 0;
        for (Submission submission : submissions) {
            if (!submission.contributor().equals(contributor)) {
                changed.add(submission);
            } else if (next < examples.size()) {
                changed.add(new Submission(contributor, examples.get(next++), submission.claimedMillis()));
            }
        }
        Market market = new Market(subject, changed, heldOut, receipts);
        return next == examples.size()
                ? market
                : market.submitting(contributor, examples.subList(next, examples.size()));
    }

    /** The same market with these further questions. */
    public Market asking(List<Receipt> questions) {
        List<Receipt> more = new ArrayList<>(receipts);
        more.addAll(questions);
        return new Market(subject, submissions, heldOut, more);
    }

    /** What {@code contributor} submitted, in order. */
    public List<Example> examples(String contributor) {
        return submissions.stream()
                .filter(submission -> submission.contributor().equals(contributor))
                .map(Submission::example)
                .toList();
    }

    /** The identities that submitted something, by first appearance. */
    public List<String> contributors() {
        return submissions.stream().map(Submission::contributor).distinct().toList();
    }
}
