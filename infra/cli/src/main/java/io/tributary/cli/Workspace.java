// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import io.tributary.cli.process.BrokerProcess;
import io.tributary.cli.process.Children;
import io.tributary.cli.process.Engines;
import io.tributary.cli.process.FullDisk;
import io.tributary.ledger.EmbeddedLedger;
import io.tributary.ledger.FabricLedger;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.network.FabricNetwork;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.SecretSource;
import io.tributary.tables.WriterLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one invocation of the command works with: home folder, configuration, keys, lake, ledger and child processes.
 * Lake and broker are opened on first use; everything is closed with the workspace.
 */
public final class Workspace implements AutoCloseable {
    private static final Duration WRITER_WAIT = Duration.ofSeconds(60);

    private final Home home;
    private final Configuration configuration;
    private final Path configurationFile;
    private final Terminal terminal;
    private final KeyStore keys;
    private final Children children = new Children();
    private final Engines engines;
    private final Map<String, Ledger> ledgers = new HashMap<>();
    private Optional<LakeCatalog> lake = Optional.empty();
    private Optional<BrokerProcess> broker = Optional.empty();

    private Workspace(
            Home home, Configuration configuration, Path configurationFile, Terminal terminal, KeyStore keys) {
        this.home = home;
        this.configuration = configuration;
        this.configurationFile = configurationFile;
        this.terminal = terminal;
        this.keys = keys;
        this.engines = new Engines(children, home.run());
    }

    /**
     * Opens an existing home folder.
     *
     * @param file configuration file, when it is not the one in the home folder
     * @throws UnavailableException if there is no network in the folder
     */
    public static Workspace open(Path folder, Optional<Path> file, Terminal terminal) {
        Home home = new Home(folder);
        if (!home.exists()) {
            throw new UnavailableException("no network in " + home.folder()
                    + "; make one with 'tributary demo' or 'tributary datanet create', or name its folder with --home");
        }
        return of(home, file, terminal, SecretSource.random());
    }

    /** Opens a home folder and makes it when it is not there; new keys come from {@code secrets}. */
    public static Workspace openOrCreate(Path folder, Optional<Path> file, Terminal terminal, SecretSource secrets) {
        Home home = new Home(folder);
        home.create();
        return of(home, file, terminal, secrets);
    }

    private static Workspace of(Home home, Optional<Path> file, Terminal terminal, SecretSource secrets) {
        Path configurationFile = file.orElse(home.configurationFile());
        Configuration configuration = Configuration.read(home.folder(), configurationFile);
        LogFile.use(home.run().resolve("logs").resolve("command.log"));
        return new Workspace(home, configuration, configurationFile, terminal, KeyStore.open(home.folder(), secrets));
    }

    /** The home folder. */
    public Home home() {
        return home;
    }

    /** The configuration in force. */
    public Configuration configuration() {
        return configuration;
    }

    /** Where the configuration was read from; children read the same file. */
    public Path configurationFile() {
        return configurationFile;
    }

    /** The network's name. */
    public String network() {
        return configuration.text(Key.NETWORK_ID);
    }

    /** Where results and progress go. */
    public Terminal terminal() {
        return terminal;
    }

    /** The secrets of this installation. */
    public KeyStore keys() {
        return keys;
    }

    /** Starts engines. */
    public Engines engines() {
        return engines;
    }

    /** The lake. */
    public LakeCatalog lake() {
        if (lake.isEmpty()) {
            lake = Optional.of(LakeCatalog.open(configuration));
        }
        return lake.get();
    }

    /** Takes the right to write to the lake for a short while; waits up to a minute. */
    public WriterLock lockForWriting(String holder) {
        return lake().lockForWriting(holder, WRITER_WAIT);
    }

    /** Whether the ledger is on a Fabric network; otherwise it is embedded. */
    public boolean onFabric() {
        String kind = configuration.text(Key.LEDGER_KIND);
        if (!kind.equals("embedded") && !kind.equals("fabric")) {
            throw new InvalidInputException("ledger.kind: got " + kind + ", want embedded or fabric");
        }
        return kind.equals("fabric");
    }

    /** The ledger, submitting as an organisation; closed with the workspace. */
    public Ledger ledger(String organisation) {
        return ledgers.computeIfAbsent(organisation, this::openLedger);
    }

    private Ledger openLedger(String organisation) {
        if (!onFabric()) {
            return EmbeddedLedger.open(home.journal(), organisation);
        }
        Path profile = fabric().connection(organisation);
        if (!Files.exists(profile)) {
            throw new UnavailableException(
                    "no connection profile " + profile + "; 'tributary ledger up' starts a network and writes it");
        }
        if (fabric().exists() && !fabric().running()) {
            throw new UnavailableException(
                    "the network in " + home.fabric() + " is down; 'tributary ledger up' starts it");
        }
        return FabricLedger.open(profile, home.pendingTransactions(organisation));
    }

    /** The Fabric network of this home folder, which need not exist. */
    public FabricNetwork fabric() {
        return FabricNetwork.in(home.fabric());
    }

    /** Address of Kafka; starts the embedded broker for the life of this workspace unless another command runs it. */
    public String bootstrapServers() throws InterruptedException {
        String configured = configuration.text(Key.KAFKA_BOOTSTRAP_SERVERS);
        if (!configured.isEmpty()) {
            return configured;
        }
        if (broker.isEmpty()) {
            broker = Optional.of(BrokerProcess.attachOrStart(engines, home.folder(), configurationFile));
        }
        return broker.get().bootstrapServers();
    }

    /** Fails if the embedded broker that this workspace started has ended. */
    public void requireBroker() {
        if (broker.isPresent() && !broker.get().alive()) {
            FullDisk.requireRoom(home.folder());
            throw new UnavailableException(
                    "the broker has ended; run the same command again to go on where it stopped, see "
                            + home.run().resolve("logs").resolve("broker.log"));
        }
    }

    /** CPU time that the embedded broker of this workspace has used so far; zero if it runs elsewhere. */
    public Duration brokerCpuTime() {
        return broker.map(BrokerProcess::cpuTime).orElse(Duration.ZERO);
    }

    /** Whether this workspace has started the embedded broker. */
    public boolean ownsBroker() {
        return broker.map(BrokerProcess::owned).orElse(false);
    }

    /** Kills the embedded broker that this workspace started; whoever asks for its address next starts another. */
    public void killBroker() throws InterruptedException {
        if (broker.isPresent()) {
            broker.get().kill();
            releaseBroker();
        }
    }

    /** Ends the embedded broker, if this workspace started it, to give back its memory. */
    public void releaseBroker() {
        broker.ifPresent(BrokerProcess::close);
        broker = Optional.empty();
    }

    @Override
    public void close() {
        releaseBroker();
        ledgers.values().forEach(Ledger::close);
        lake.ifPresent(LakeCatalog::close);
        children.close();
    }
}
