// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.Definition;
import io.tributary.scheduler.client.Instance;
import io.tributary.scheduler.client.LogPart;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.client.SchedulerClient;
import io.tributary.scheduler.client.SilentSchedulerException;
import io.tributary.scheduler.client.StoredDefinition;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.workflow.Parameter;
import io.tributary.scheduler.workflow.Workflow;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Runs workflows on a DolphinScheduler server, in one of its projects. */
public final class ServerRunner implements JobRunner {
    /** Runs that are looked through for a key; a run keeps its values on the server alone. */
    private static final int RUNS_MOST = 2000;

    private static final int PAGES_MOST = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 300;

    /** Of two instances with one key the later attempt; of two of one attempt the smaller number. */
    private static final Comparator<Instance> LATEST =
            Comparator.comparingInt(ServerRunner::attempt).reversed().thenComparingLong(Instance::id);

    private final Map<Long, Map<String, String>> values = new HashMap<>();
    private final SchedulerClient client;
    private final String projectName;
    private final String workerGroup;
    private final ServerWorkflows workflows;

    /** Runs in a project, which is made when it is needed first. */
    public ServerRunner(SchedulerClient client, String projectName, String workerGroup, Worker worker) {
        this.client = client;
        this.projectName = projectName;
        this.workerGroup = workerGroup;
        this.workflows = new ServerWorkflows(client, projectName, workerGroup, worker);
    }

    private long project() {
        return client.project(projectName)
                .orElseThrow(() -> new UnavailableException("the scheduler has no project " + projectName
                        + " that this token may see; 'tributary job apply' makes it"));
    }

    @Override
    public Difference difference(Workflow workflow) {
        return workflows.difference(workflow);
    }

    @Override
    public Difference apply(Workflow workflow) {
        return workflows.apply(workflow);
    }

    @Override
    public JobRun start(Workflow workflow, String key, Map<String, String> values) {
        workflows.requireWorkerGroups(workflow);
        long project = project();
        StoredDefinition stored = stored(project, workflow.name());
        Optional<JobRun> before = latest(project, stored, key);
        if (before.isPresent()) {
            return requireSameValues(before.get(), values);
        }
        if (!stored.definition().equals(workflows.definition(workflow)) || !stored.online()) {
            throw new ConflictException("the scheduler has another " + workflow.name()
                    + " than the file: 'tributary job plan' shows the difference, 'tributary job apply' ends it");
        }
        return start(project, stored, new Attempt(key, 1, values, List.of()), workflows.group(workflow));
    }

    /** One start of a run; each is an instance of its own, since a server that goes on with one loses its values. */
    private record Attempt(String key, int number, Map<String, String> values, List<Long> tasks) {}

    private JobRun start(long project, StoredDefinition stored, Attempt attempt, String group) {
        Map<String, String> all = new HashMap<>(attempt.values());
        all.put(Scripts.KEY, attempt.key());
        all.put(Scripts.ATTEMPT, Integer.toString(attempt.number()));
        Optional<SilentSchedulerException> unanswered = Optional.empty();
        try {
            client.start(project, stored.code(), all, attempt.tasks(), group);
        } catch (SilentSchedulerException e) {
            // It may have been done: the runs of the server tell.
            unanswered = Optional.of(e);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<JobRun> run = latest(project, stored, attempt.key());
            if (run.isPresent() && run.get().attempts() >= attempt.number()) {
                endTwins(project, stored, run.get());
                return run.get();
            }
            pause();
        }
        if (unanswered.isPresent()) {
            throw unanswered.get();
        }
        throw new UnavailableException("the scheduler took the run " + attempt.key() + " and shows none after "
                + PATIENCE.toSeconds() + " s; run the same command again, it starts no second one");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the scheduler", e);
        }
    }

    private static JobRun requireSameValues(JobRun run, Map<String, String> values) {
        for (Map.Entry<String, String> value : values.entrySet()) {
            String started = run.values().getOrDefault(value.getKey(), value.getValue());
            if (!started.equals(value.getValue())) {
                throw new ConflictException("run " + run.key() + " of " + run.workflow() + " was started with "
                        + value.getKey() + "=" + started + ", not " + value.getValue() + "; choose another key");
            }
        }
        return run;
    }

    /** Two clients can start a key at one moment; the instance with the smallest number is the one that counts. */
    private void endTwins(long project, StoredDefinition stored, JobRun run) {
        for (Instance instance : withKey(project, stored, run.key())) {
            if (instance.id() != run.id()
                    && attempt(instance) == run.attempts()
                    && !instance.state().ended()) {
                end(project, instance);
            }
        }
    }

    private void end(long project, Instance twin) {
        try {
            client.stop(project, twin.id());
        } catch (RefusedException e) {
            if (!client.instance(project, twin.id()).word().matches("READY_STOP|STOP|SUCCESS|FAILURE")) {
                throw e;
            }
            // The other client, or its own end, was faster.
        }
    }

    /** Whether the server has the workflow. */
    boolean holds(String workflow) {
        return client.project(projectName)
                .flatMap(project -> client.definition(project, workflow))
                .isPresent();
    }

    private StoredDefinition stored(long project, String workflow) {
        return client.definition(project, workflow)
                .orElseThrow(() -> new UnavailableException("the scheduler has no workflow " + workflow + " in project "
                        + projectName + "; 'tributary job apply' puts it there"));
    }

    private Optional<JobRun> latest(long project, StoredDefinition stored, String key) {
        return withKey(project, stored, key).stream()
                .min(LATEST)
                .map(instance -> run(stored.definition().name(), instance));
    }

    private List<Instance> withKey(long project, StoredDefinition stored, String key) {
        return instances(project, stored.code()).stream()
                .filter(instance -> key.equals(key(instance)))
                .toList();
    }

    /** The runs of a workflow with their values, which never change: each is asked for once. */
    private List<Instance> instances(long project, long code) {
        return client.instances(project, code, RUNS_MOST).stream()
                .map(instance -> instance.with(values.computeIfAbsent(
                        instance.id(), id -> client.instance(project, id).values())))
                .toList();
    }

    private static String key(Instance instance) {
        String key = instance.values().getOrDefault(Scripts.KEY, "");
        return key.matches("[A-Za-z0-9][A-Za-z0-9._:-]*") ? key : "instance-" + instance.id();
    }

    private static int attempt(Instance instance) {
        String number = instance.values().getOrDefault(Scripts.ATTEMPT, "1");
        return number.matches("[0-9]{1,6}") ? Integer.parseInt(number) : 1;
    }

    private static JobRun run(String workflow, Instance instance) {
        Map<String, String> values = new HashMap<>(instance.values());
        values.keySet().removeIf(name -> name.startsWith(Parameter.RESERVED_PREFIX));
        return new JobRun(
                workflow,
                instance.id(),
                key(instance),
                instance.state(),
                instance.startedAt(),
                instance.endedAt(),
                attempt(instance),
                values);
    }

    @Override
    public Optional<JobRun> find(String workflow, String key) {
        long project = project();
        return latest(project, stored(project, workflow), key);
    }

    @Override
    public JobRun refresh(JobRun run) {
        return find(run.workflow(), run.key())
                .orElseThrow(() -> new UnavailableException(
                        "the scheduler does not know run " + run.key() + " of " + run.workflow() + " any more"));
    }

    @Override
    public List<JobRun> runs(String workflow) {
        Optional<Long> project = client.project(projectName);
        Optional<StoredDefinition> stored = project.flatMap(code -> client.definition(code, workflow));
        if (stored.isEmpty()) {
            return List.of();
        }
        Map<String, Instance> latest = new LinkedHashMap<>();
        instances(project.orElseThrow(), stored.get().code())
                .forEach(instance -> latest.merge(
                        key(instance), instance, (one, other) -> LATEST.compare(one, other) <= 0 ? one : other));
        return latest.values().stream().map(instance -> run(workflow, instance)).toList();
    }

    @Override
    public List<String> workflows() {
        return client.project(projectName)
                .map(code -> client.definitions(code, PAGES_MOST).keySet().stream()
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    /** Those of the last attempt, and of the attempts before what the last one left as it was. */
    @Override
    public List<TaskRun> tasks(JobRun run) {
        long project = project();
        Map<String, TaskRun> tasks = new LinkedHashMap<>();
        withKey(project, stored(project, run.workflow()), run.key()).stream()
                .filter(instance -> attempt(instance) <= run.attempts())
                .sorted(LATEST.reversed())
                .forEach(
                        instance -> client.tasks(project, instance.id()).forEach(task -> tasks.put(task.name(), task)));
        return List.copyOf(tasks.values());
    }

    @Override
    public LogPart log(JobRun run, TaskRun task, int passedOver) {
        return client.log(task.id(), passedOver);
    }

    @Override
    public void cancel(JobRun run) {
        Runs.requireRunning(run);
        client.stop(project(), run.id());
    }

    @Override
    public JobRun retry(JobRun run) {
        Runs.requireRetriable(run);
        return again(
                run,
                Set.copyOf(tasks(run).stream()
                        .filter(task -> task.state() == RunState.SUCCEEDED)
                        .map(TaskRun::name)
                        .toList()));
    }

    @Override
    public JobRun rerun(JobRun run) {
        Runs.requireEnded(run);
        return again(run, Set.of());
    }

    /** Starts the tasks that have not succeeded and wait for none that has not; what depends on them follows. */
    JobRun again(JobRun run, Set<String> succeeded) {
        long project = project();
        StoredDefinition stored = stored(project, run.workflow());
        Map<String, Definition.Step> steps = stored.definition().steps();
        List<Long> first = steps.entrySet().stream()
                .filter(step -> !succeeded.contains(step.getKey())
                        && succeeded.containsAll(step.getValue().deps()))
                .map(step -> Objects.requireNonNull(stored.taskCodes().get(step.getKey())))
                .toList();
        Attempt attempt =
                new Attempt(run.key(), run.attempts() + 1, run.values(), succeeded.isEmpty() ? List.of() : first);
        String group = steps.values().stream()
                .map(Definition.Step::workerGroup)
                .findFirst()
                .orElse(workerGroup);
        return start(project, stored, attempt, group);
    }
}
