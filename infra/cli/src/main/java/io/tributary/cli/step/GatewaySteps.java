// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.ChildEnd;
import io.tributary.cli.process.ChildJvm;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.ingestion.GatewayTrust;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.GatewayKey;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.GatewayFiles;
import io.tributary.tables.KeyRole;
import io.tributary.tables.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs the HTTP gateway of a home folder. */
public final class GatewaySteps {
    private static final String MAIN = "io.tributary.ingestion.gateway.Gateway";
    private static final String READY = "ready ";
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::");
    private static final int STATE_BYTES_MAX = 4096;
    private static final int STATUS_BYTES_MAX = 64 * 1024;
    private static final int PORT_MAX = 65_535;
    private static final int DOWN_SECONDS_MAX = 20;
    private static final int ENDED_BY_SIGTERM = 143;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STATUS_MAX = Duration.ofSeconds(10);

    private final Workspace workspace;
    private final GatewayFiles files;

    /** Works in this workspace. */
    public GatewaySteps(Workspace workspace) {
        this.workspace = workspace;
        this.files = GatewayFiles.of(workspace.home().folder());
    }

    /** A gateway that runs: its process and port. */
    private record Running(ProcessHandle process, int port) {}

    /**
     * Serves until the gateway ends.
     *
     * @param asked port, 0 for a free one; empty for the configured one
     * @param ready gets the report of the running gateway
     * @throws ConflictException if a gateway of this home runs already
     */
    public Report serve(OptionalInt asked, Consumer<Report> ready) throws InterruptedException {
        int port = asked.orElse(workspace.configuration().integer(Key.GATEWAY_PORT));
        if (port < 0 || port > PORT_MAX) {
            throw new InvalidInputException("port is " + port + ", want 0 to " + PORT_MAX);
        }
        Optional<Running> running = running();
        if (running.isPresent()) {
            throw new ConflictException("the gateway of this home runs already, as process "
                    + running.get().process().pid() + "; 'tributary gateway down' ends it");
        }
        String gateway = authorise();
        String bootstrapServers = workspace.bootstrapServers();
        Engines.Task task = new Engines.Task(
                "gateway",
                EngineModule.GATEWAY,
                MAIN,
                List.of(),
                List.of(
                        "--config",
                        workspace.configurationFile().toString(),
                        "--home",
                        workspace.home().folder().toString(),
                        "--kafka",
                        bootstrapServers,
                        "--port",
                        Integer.toString(port)));
        workspace.terminal().progress("starting the gateway");
        try (ChildJvm child = workspace.engines().start(task, workspace.terminal()::progress, line -> {
            if (line.startsWith(READY)) {
                ready.accept(report(url(line.substring(READY.length()).strip()), gateway));
            }
        })) {
            while (!child.awaitEnd(POLL)) {
                workspace.requireBroker();
            }
            ChildEnd end = child.await();
            if (end.exitCode() != ENDED_BY_SIGTERM) {
                Engines.requireSuccess(end);
            }
        }
        return ended(true);
    }

    /** Makes the gateway's key, and has the operator vouch for it; both stay as they are once they are there. */
    private String authorise() {
        String operator = workspace.configuration().text(Key.GATEWAY_OPERATOR);
        // Not through the ledger: it would be held for as long as the gateway serves.
        SigningKey organisation = workspace.keys().signingKey(KeyRole.ORGANISATION, operator);
        String gateway = "gateway-" + operator;
        SigningKey key = workspace.keys().createSigningKey(KeyRole.GATEWAY, gateway);
        if (!Files.exists(files.authority())) {
            GatewayKey authority = new GatewayKey(
                    workspace.network(), operator, organisation.verifyingKey().keyId(), 0, gateway, key.verifyingKey());
            PrivateFile.write(
                    files.authority(),
                    SignedEnvelope.sign(authority.toJson(), organisation)
                            .toJson()
                            .bytes());
        }
        return gateway;
    }

    private boolean secured() {
        return !workspace.configuration().text(Key.GATEWAY_TLS_CERTIFICATE).isEmpty();
    }

    /** Where the gateway is found; who listens on every address is found on the loop-back one too. */
    private String url(String port) {
        String host = workspace.configuration().text(Key.GATEWAY_HOST);
        String shown = EVERY_ADDRESS.contains(host) ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        return (secured() ? "https://" : "http://") + shown + ":" + port;
    }

    private Report report(String url, String gateway) {
        String trust = secured() ? " --via-ca " + workspace.configuration().text(Key.GATEWAY_TLS_CERTIFICATE) : "";
        String port = Integer.toString(URI.create(url).getPort());
        return Report.of(
                List.of(
                        "serving   " + url + " as " + gateway,
                        "page      " + url + "/openapi.json",
                        "send      tributary contribute DATANET FILE --via " + url + trust,
                        "end it    Ctrl-C, or 'tributary gateway down'"),
                JsonObject.nested()
                        .put("url", url)
                        .put("port", port)
                        .put("gateway", gateway)
                        .build());
    }

    private static Report ended(boolean ended) {
        return Report.of(
                ended ? "the gateway has ended" : "no gateway of this home runs",
                JsonObject.nested().put("ended", ended).build());
    }

    /** Ends the gateway; fine if there is none. */
    public Report down() throws InterruptedException {
        Optional<Running> running = running();
        if (running.isEmpty()) {
            return ended(false);
        }
        ProcessHandle process = running.get().process();
        process.destroy();
        try {
            process.onExit().get(DOWN_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new UnavailableException(
                    "process " + process.pid() + " has not ended within " + DOWN_SECONDS_MAX + " s", e);
        }
        return ended(true);
    }

    /** What the running gateway says of itself; the exit is 1 if none runs. */
    public Report status() throws InterruptedException {
        Optional<Running> running = running();
        if (running.isEmpty()) {
            return new Report(
                    List.of("no gateway of this home runs"),
                    JsonObject.nested().put("running", false).build(),
                    ExitCode.NO,
                    "no gateway of this home runs; 'tributary gateway up' starts one");
        }
        String url = url(Integer.toString(running.get().port()));
        JsonObject status = ask(URI.create(url + "/v1/status"));
        return Report.of(
                List.of(
                        "serving   " + url + " as " + status.text("gateway") + ", process "
                                + running.get().process().pid(),
                        "taken     " + status.text("taken") + " batches, " + status.text("inFlight")
                                + " requests in hand",
                        "limits    " + status.text("batchBytesMax") + " bytes and " + status.text("batchItemsMax")
                                + " items a batch"),
                JsonObject.nested()
                        .put("running", true)
                        .put("url", url)
                        .put("status", status)
                        .build());
    }

    private JsonObject ask(URI address) throws InterruptedException {
        HttpClient.Builder client = HttpClient.newBuilder();
        if (secured()) {
            client.sslContext(GatewayTrust.exactly(workspace.configuration().path(Key.GATEWAY_TLS_CERTIFICATE)));
        }
        try {
            HttpResponse<byte[]> response = client.build()
                    .send(
                            HttpRequest.newBuilder(address).timeout(STATUS_MAX).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == 200) {
                return CanonicalJson.parse(response.body(), STATUS_BYTES_MAX);
            }
            throw new UnavailableException("the gateway answers " + response.statusCode() + "; ask again later");
        } catch (IOException e) {
            throw new UnavailableException("the gateway runs and does not answer at " + address, e);
        }
    }

    /** The process that the state file names, if it lives; its start time tells it from another that got its id later. */
    private Optional<Running> running() {
        if (!Files.exists(files.state())) {
            return Optional.empty();
        }
        try {
            JsonObject state = CanonicalJson.parse(Files.readAllBytes(files.state()), STATE_BYTES_MAX);
            long started = state.integer("started");
            int port = state.smallInteger("port");
            return ProcessHandle.of(state.integer("pid"))
                    .filter(ProcessHandle::isAlive)
                    .filter(process ->
                            process.info().startInstant().stream().anyMatch(start -> start.toEpochMilli() == started))
                    .map(process -> new Running(process, port));
        } catch (IOException | TributaryException e) {
            return Optional.empty();
        }
    }
}
