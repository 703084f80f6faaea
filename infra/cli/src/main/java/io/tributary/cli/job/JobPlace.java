// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.Dialect;
import io.tributary.scheduler.client.SchedulerClient;
import io.tributary.scheduler.run.JobRunner;
import io.tributary.scheduler.run.LocalRunner;
import io.tributary.scheduler.run.Outcomes;
import io.tributary.scheduler.run.RecordedRunner;
import io.tributary.scheduler.run.ServerRunner;
import io.tributary.scheduler.run.Worker;
import io.tributary.scheduler.workflow.Parsed;
import io.tributary.scheduler.workflow.WorkflowReader;
import io.tributary.scheduler.workflow.WorkflowReader.RetryPauses;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Where jobs run, as the configuration says. */
public final class JobPlace {
    private JobPlace() {}

    /** Which of the two places. */
    public enum Where {
        /** The configured DolphinScheduler server. */
        SERVER,
        /** This machine. */
        HERE
    }

    /** Runs jobs at the place. */
    static JobRunner runner(Workspace workspace, Where where) {
        if (where == Where.HERE) {
            return new LocalRunner(
                    workspace.home().jobs(),
                    worker(workspace),
                    Clock.systemUTC(),
                    workspace.terminal().progressOf("job"));
        }
        Configuration configuration = workspace.configuration();
        ServerRunner server = new ServerRunner(
                client(configuration),
                configuration.text(Key.SCHEDULER_PROJECT),
                configuration.text(Key.SCHEDULER_WORKER_GROUP),
                worker(workspace));
        // What workers with a home of their own write down can't be seen from here.
        return sharesHome(workspace)
                ? new RecordedRunner(server, new Outcomes(workspace.home().outcomes()), Clock.systemUTC())
                : server;
    }

    private static boolean sharesHome(Workspace workspace) {
        return workspace
                .configuration()
                .text(Key.SCHEDULER_HOME)
                .equals(workspace.home().folder().toString());
    }

    /** A client of the configured server. */
    static SchedulerClient client(Configuration configuration) {
        String url = configuration.text(Key.SCHEDULER_URL);
        if (url.isEmpty()) {
            throw new UnavailableException("no scheduler is configured: set scheduler.url and scheduler.token in "
                    + configuration.file() + ", or run it on this machine with --local");
        }
        if (!url.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")) {
            throw new InvalidInputException("scheduler.url is '" + url + "', want http://host:port/dolphinscheduler");
        }
        return new SchedulerClient(
                URI.create(url.replaceFirst("/+$", "")),
                configuration.text(Key.SCHEDULER_TOKEN),
                Dialect.of(configuration.text(Key.SCHEDULER_DIALECT)),
                configuration.text(Key.SCHEDULER_TENANT));
    }

    private static Worker worker(Workspace workspace) {
        Configuration configuration = workspace.configuration();
        String launcher = configuration.text(Key.SCHEDULER_LAUNCHER);
        String home = configuration.text(Key.SCHEDULER_HOME);
        boolean here = sharesHome(workspace);
        return new Worker(
                launcher.isEmpty()
                        ? EngineModule.repository().resolve("tributary").toString()
                        : launcher,
                home,
                here ? workspace.configurationFile().toString() : home + "/" + Configuration.FILE_NAME,
                configuration.text(Key.SCHEDULER_SECRETS));
    }

    /** Reads a workflow file; a plain name that is no file here is one of those that come with the command. */
    public static Parsed read(Configuration configuration, Where where, Path file) {
        Path secrets = configuration.path(Key.SCHEDULER_SECRETS);
        boolean hangs = where == Where.SERVER && Dialect.of(configuration.text(Key.SCHEDULER_DIALECT)) == Dialect.V3_1;
        return WorkflowReader.read(
                found(file),
                name -> Files.isReadable(secrets.resolve(name)),
                hangs ? RetryPauses.REFUSED : RetryPauses.TAKEN);
    }

    private static Path found(Path file) {
        if (!Files.exists(file) && file.getParent() == null) {
            Path shipped = EngineModule.repository()
                    .resolve("scheduler/workflows")
                    .resolve(file.toString().endsWith(".yaml") ? file.toString() : file + ".yaml");
            return Files.exists(shipped) ? shipped : file;
        }
        return file;
    }
}
