// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.evaluation.JobShell;
import io.tributary.evaluation.data.DataFolder;
import io.tributary.evaluation.data.DataSetName;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code lab attack} in a process of its own. Job: {@code dataset}, {@code attacks} (none: all), {@code rules}, {@code duplicates}, {@code repeats}, {@code seed}, {@code seeds},
 * {@code records} (of each contributor; 0: what the data set needs), {@code attackers}; result: {@code findings}, all of them.
 */
public final class AttackJob {
    /** The job's type. */
    public static final String TYPE = "tributary/job-attack/v1";

    /** The result's type. */
    public static final String RESULT_TYPE = "tributary/attack-report/v1";

    private AttackJob() {}

    /** The process. */
    public static void main(String[] arguments) {
        JobShell.main(arguments, TYPE, AttackJob::run);
    }

    static JsonObject run(JsonObject job, Consumer<String> progress) {
        job.require(
                TYPE, "dataset", "attacks", "rules", "duplicates", "repeats", "seed", "seeds", "records", "attackers");
        DataSetName name = DataSetName.of(job.text("dataset"));
        List<String> names = job.texts("attacks");
        List<Attack> attacks = names.isEmpty()
                ? Attacks.all()
                : names.stream().map(Attacks::named).toList();
        List<RuleUnderTest> rules =
                job.texts("rules").stream().map(Rules::named).toList();
        String duplicates = job.text("duplicates");
        RepeatRule repeats = RepeatRule.of(job.text("repeats"));
        DuplicateRule.named(duplicates, repeats);
        progress.accept("reading " + name);
        MarketDraw.Size size = MarketDraw.Size.of(name, job.smallInteger("records"));
        MarketDraw draw = new MarketDraw(DataFolder.ofCheckout(), name, size);
        Laboratory laboratory =
                new Laboratory(draw, attacks, rules, duplicates, repeats, job.smallInteger("attackers"));
        int threads = Runtime.getRuntime().availableProcessors();
        List<Finding> findings =
                Finding.of(laboratory.run(job.integer("seed"), job.smallInteger("seeds"), threads, progress));
        return JsonObject.typed(RESULT_TYPE)
                .put("dataset", name.toString())
                .put("duplicates", duplicates)
                .put("repeats", repeats.id())
                .put("seed", job.integer("seed"))
                .put("seeds", job.integer("seeds"))
                .put("records", size.rows())
                .put("attackers", job.integer("attackers"))
                .put("findings", findings.stream().map(Finding::toJson).toList())
                .put(
                        "worst",
                        Finding.worst(findings).stream().map(Finding::toJson).toList())
                .build();
    }
}
