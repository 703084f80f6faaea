// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.Licences;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.rule.DatanetTerms;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.WriterLock;
import java.util.List;
import java.util.Optional;

/** Gives a Datanet other terms: another revision beside those before, named by its hash on the ledger. */
public final class EditStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public EditStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** What is to change; what is empty stays. */
    public record Change(
            Optional<String> title, Optional<String> description, Optional<String> licence, Optional<RuleSet> rules) {}

    /** Makes another revision of the terms, unless they are so already. */
    public Report edit(String slug, Change change) {
        change.licence().ifPresent(Licences::require);
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        LedgerView view = LedgerView.of(ledger);
        RegisteredDatanet datanet = new RegistryReader(workspace.lake())
                .datanet(slug)
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"));
        Optional<DatanetTerms> before = TermsInForce.newest(workspace.lake(), view, slug);
        DatanetTerms terms = new DatanetTerms(
                workspace.network(),
                slug,
                before.map(DatanetTerms::revision).orElse(0) + 1,
                change.title().or(() -> before.map(DatanetTerms::title)).orElse(datanet.title()),
                change.description()
                        .or(() -> before.map(DatanetTerms::description))
                        .orElse(""),
                change.licence()
                        .or(() -> before.map(DatanetTerms::licence))
                        .orElse(datanet.entry().licence()),
                change.rules().or(() -> before.map(DatanetTerms::rules)).orElse(RuleSet.OPEN));
        if (before.isPresent() && sameWords(before.get(), terms)) {
            return report(before.get(), "are so already: ");
        }
        try (WriterLock lock = workspace.lockForWriting("registering terms")) {
            LakeInit.run(workspace.lake());
            new RegistryWriter(workspace.lake()).terms(terms);
        }
        // The ledger takes terms from the Datanet's owner alone.
        workspace
                .ledger(datanet.entry().owner())
                .append(new ParameterEntry(
                        workspace.network(),
                        DatanetTerms.parameter(slug, terms.revision()),
                        terms.leafHash().hex(),
                        firstFreeEpoch(ledger)));
        return report(terms, "");
    }

    /** A parameter holds from an epoch on that nobody has proposed. */
    static long firstFreeEpoch(Ledger ledger) {
        long epoch = ledger.lastEpoch().epoch() + 1;
        while (ledger.epochStatus(epoch).isPresent()) {
            epoch++;
        }
        return epoch;
    }

    private static boolean sameWords(DatanetTerms before, DatanetTerms after) {
        return before.title().equals(after.title())
                && before.description().equals(after.description())
                && before.licence().equals(after.licence())
                && before.rules().equals(after.rules());
    }

    private static Report report(DatanetTerms terms, String what) {
        return Report.of(
                List.of(
                        "terms of " + terms.datanet() + " " + what + "revision " + terms.revision() + ", licence "
                                + terms.licence() + ", rule set "
                                + terms.rules().id(),
                        "they decide the next version, and every use from now on; versions that are published stay"),
                JsonObject.nested().put("terms", terms.toJson()).build());
    }
}
