// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.cli.Home;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.FabricSteps;
import io.tributary.cli.step.Names;
import io.tributary.ledger.network.FabricNetwork;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/** Brings about the ledger that a demo is asked for. */
final class DemoLedger {
    private final DemoOptions options;
    private final Home home;

    DemoLedger(DemoOptions options, Home home) {
        this.options = options;
        this.home = home;
    }

    /** Before anything is written: whether a network could be started, if one is wanted. */
    void requirePrograms() {
        if (wanted().equals(Optional.of("fabric"))) {
            FabricSteps.binaries(configuration());
        }
    }

    /** Stops the network of a folder that is about to be deleted. */
    void stop() throws InterruptedException {
        FabricNetwork.in(home.fabric()).down();
    }

    /**
     * Writes the kind into the home folder's configuration, where it is not what that says already.
     *
     * @throws ConflictException if the folder has a ledger of the other kind
     * @throws InvalidInputException if another configuration file says otherwise
     */
    void choose() {
        String kind = configuration().text(Key.LEDGER_KIND);
        if (wanted().isEmpty() || wanted().get().equals(kind)) {
            return;
        }
        String want = wanted().get();
        if (options.config().isPresent()) {
            throw new InvalidInputException("ledger.kind in " + options.config().get() + " is " + kind
                    + ", and --ledger says " + want + "; make them the same");
        }
        if (Files.exists(home.journal()) || Files.exists(home.pendingTransactions(Names.FIRST_ORGANISATION))) {
            throw new ConflictException("the ledger in " + home.folder() + " is " + kind + ", got --ledger " + want
                    + "; add --clean to start anew");
        }
        try {
            Files.writeString(
                    home.configurationFile(), Key.LEDGER_KIND.id() + "=" + want + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UnavailableException(home.configurationFile() + " can't be written: " + e.getMessage(), e);
        }
    }

    /** Starts the network, if the ledger is on one that this command runs. */
    void start(Workspace workspace) throws InterruptedException {
        boolean ours =
                workspace.fabric().exists() || !Files.exists(workspace.fabric().connection(Names.FIRST_ORGANISATION));
        if (workspace.onFabric() && ours) {
            new FabricSteps(workspace).up();
        }
    }

    private Optional<String> wanted() {
        return options.ledger().map(kind -> kind.name().toLowerCase(Locale.ROOT));
    }

    private Configuration configuration() {
        return options.config().isPresent()
                ? Configuration.read(home.folder(), options.config().get())
                : Configuration.load(home.folder());
    }
}
