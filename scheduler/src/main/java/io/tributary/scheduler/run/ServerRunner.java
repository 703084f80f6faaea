// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.Definition;
import io.tributary.scheduler.client.Instance;
import io.tributary.scheduler.client.LogPart;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.client.SchedulerClient;
import io.tributary.scheduler.client.SilentSchedulerException;
import io.tributary.scheduler.client.StoredDefinition;
import io.tributary.scheduler.client.StoredSchedule;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.workflow.Parameter;
import io.tributary.scheduler.workflow.Schedule;
import io.tributary.scheduler.workflow.Task;
import io.tributary.scheduler.workflow.Workflow;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs workflows on a DolphinScheduler server, in one of its projects. */
public final class ServerRunner implements JobRunner {
    /** Runs that are looked through for a key; a run keeps its values on the server alone. */
    private static final int RUNS_MOST = 2000;

    private static final int PAGES_MOST = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 300;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String SCHEDULED_KEY = "at-$[yyyyMMddHHmmss]";

    private final SchedulerClient client;
    private final String projectName;
    private final String workerGroup;
    private final Worker worker;

    /** Runs in a project, which is made when it is needed first. */
    public ServerRunner(SchedulerClient client, String projectName, String workerGroup, Worker worker) {
        this.client = client;
        this.projectName = projectName;
        this.workerGroup = workerGroup;
        this.worker = worker;
    }

    private long project() {
        return client.project(projectName)
                .orElseThrow(() -> new UnavailableException("the scheduler has no project " + projectName
                        + " that this token may see; 'tributary job apply' makes it"));
    }

    private Definition definition(Workflow workflow) {
        Map<String, String> parameters = new LinkedHashMap<>();
        workflow.parameters()
                .forEach(parameter ->
                        parameters.put(parameter.name(), parameter.standard().orElse("")));
        parameters.put(Scripts.KEY, SCHEDULED_KEY);
        Map<String, Definition.Step> steps = new LinkedHashMap<>();
        for (Task task : workflow.tasks()) {
            steps.put(
                    task.name(),
                    new Definition.Step(
                            task.description(),
                            Scripts.render(worker, workflow.name(), task),
                            task.deps(),
                            task.timeoutMinutes(),
                            task.retries(),
                            task.retryIntervalMinutes(),
                            task.delayMinutes(),
                            task.workerGroup().isEmpty() ? group(workflow) : task.workerGroup()));
        }
        return new Definition(
                workflow.name(),
                workflow.description(),
                workflow.executionType(),
                workflow.timeoutMinutes(),
                parameters,
                steps);
    }

    private String group(Workflow workflow) {
        return workflow.workerGroup().isEmpty() ? workerGroup : workflow.workerGroup();
    }

    private static StoredSchedule.Times times(Schedule schedule) {
        return new StoredSchedule.Times(
                schedule.cron().text(),
                schedule.zone().getId().equals("Z") ? "UTC" : schedule.zone().getId(),
                TIME.format(schedule.start()),
                TIME.format(schedule.end()));
    }

    private static List<String> lines(Definition definition, Optional<StoredSchedule.Times> times, boolean online) {
        List<String> lines = new ArrayList<>(definition.lines());
        times.ifPresent(what -> lines.add("schedule " + (online ? "on: " : "off: ") + what));
        return lines;
    }

    @Override
    public Difference difference(Workflow workflow) {
        Optional<Long> project = client.project(projectName);
        return difference(workflow, project, project.flatMap(code -> client.definition(code, workflow.name())));
    }

    private Difference difference(Workflow workflow, Optional<Long> project, Optional<StoredDefinition> stored) {
        Optional<StoredSchedule> schedule =
                stored.flatMap(known -> client.schedule(project.orElseThrow(), known.code()));
        List<String> before = stored.map(known -> lines(
                        known.definition(),
                        schedule.map(StoredSchedule::times),
                        schedule.map(StoredSchedule::online).orElse(false)))
                .orElse(List.of());
        // A schedule that somebody made by hand is not the file's business.
        Optional<StoredSchedule.Times> wanted =
                workflow.schedule().map(ServerRunner::times).or(() -> schedule.map(StoredSchedule::times));
        boolean online = workflow.schedule()
                .map(what -> what.online() == Schedule.Switch.ON)
                .orElse(schedule.map(StoredSchedule::online).orElse(false));
        Difference difference = Difference.between(before, lines(definition(workflow), wanted, online));
        boolean offline = stored.isPresent() && !stored.get().online();
        return difference.none() && offline
                ? new Difference(List.of("- workflow " + workflow.name() + " is offline", "+ online"))
                : difference;
    }

    @Override
    public Difference apply(Workflow workflow) {
        requireWorkerGroups(workflow);
        long project = client.project(projectName).orElseGet(() -> client.createProject(projectName));
        Optional<StoredDefinition> stored = client.definition(project, workflow.name());
        Difference difference = difference(workflow, Optional.of(project), stored);
        if (difference.none()) {
            return difference;
        }
        Definition wanted = definition(workflow);
        Optional<StoredSchedule> schedule = stored.flatMap(known -> client.schedule(project, known.code()));
        boolean same = stored.isPresent() && stored.get().definition().equals(wanted);
        long code = same ? stored.get().code() : write(project, stored, wanted);
        if (!same || !stored.get().online()) {
            client.bringOnline(project, code, workflow.name());
        }
        schedule(project, code, workflow, schedule);
        return difference;
    }

    private long write(long project, Optional<StoredDefinition> stored, Definition wanted) {
        if (stored.isEmpty()) {
            return client.create(project, wanted);
        }
        if (stored.get().online()) {
            client.takeOffline(project, stored.get().code(), wanted.name());
        }
        client.update(project, stored.get(), wanted);
        return stored.get().code();
    }

    /** Taking a workflow offline took its schedule offline, too: what was on before is on again. */
    private void schedule(long project, long code, Workflow workflow, Optional<StoredSchedule> before) {
        boolean online = workflow.schedule()
                .map(what -> what.online() == Schedule.Switch.ON)
                .orElse(before.map(StoredSchedule::online).orElse(false));
        Optional<StoredSchedule.Times> wanted = workflow.schedule().map(ServerRunner::times);
        Optional<StoredSchedule> now = client.schedule(project, code);
        if (now.isEmpty() && wanted.isPresent()) {
            client.createSchedule(project, code, wanted.get(), group(workflow));
            now = client.schedule(project, code);
        } else if (now.isPresent() && wanted.isPresent() && !now.get().times().equals(wanted.get())) {
            if (now.get().online()) {
                client.takeScheduleOffline(project, now.get().id());
            }
            client.updateSchedule(project, now.get().id(), wanted.get(), group(workflow));
            now = client.schedule(project, code);
        }
        if (now.isPresent() && now.get().online() != online) {
            if (online) {
                client.bringScheduleOnline(project, now.get().id());
            } else {
                client.takeScheduleOffline(project, now.get().id());
            }
        }
    }

    /** A server takes a run for a group that does not exist, and the run waits for ever. */
    private void requireWorkerGroups(Workflow workflow) {
        List<String> groups = client.workerGroups();
        for (Definition.Step step : definition(workflow).steps().values()) {
            if (!groups.contains(step.workerGroup())) {
                throw new InvalidInputException(
                        "the scheduler has no worker group " + step.workerGroup() + ", want one of " + groups);
            }
        }
    }

    @Override
    public JobRun start(Workflow workflow, String key, Map<String, String> values) {
        requireWorkerGroups(workflow);
        long project = project();
        StoredDefinition stored = stored(project, workflow.name());
        Optional<JobRun> before = oldest(project, stored, key);
        if (before.isPresent()) {
            return requireSameValues(before.get(), values);
        }
        if (!stored.definition().equals(definition(workflow)) || !stored.online()) {
            throw new ConflictException("the scheduler has another " + workflow.name()
                    + " than the file: 'tributary job plan' shows the difference, 'tributary job apply' ends it");
        }
        Map<String, String> all = new HashMap<>(values);
        all.put(Scripts.KEY, key);
        Optional<SilentSchedulerException> unanswered = Optional.empty();
        try {
            client.start(project, stored.code(), all, group(workflow));
        } catch (SilentSchedulerException e) {
            // It may have been done: the runs of the server tell.
            unanswered = Optional.of(e);
        }
        return await(project, stored, key, unanswered);
    }

    private JobRun await(
            long project, StoredDefinition stored, String key, Optional<SilentSchedulerException> unanswered) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<JobRun> run = oldest(project, stored, key);
            if (run.isPresent()) {
                endDoubles(project, stored, run.get());
                return run.get();
            }
            pause();
        }
        if (unanswered.isPresent()) {
            throw unanswered.get();
        }
        throw new UnavailableException("the scheduler took the run " + key + " and shows none after "
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

    /** Two clients can start a key at one moment; the run with the smallest number is the one that counts. */
    private void endDoubles(long project, StoredDefinition stored, JobRun first) {
        for (Instance instance : withKey(project, stored, first.key())) {
            if (instance.id() != first.id() && !instance.state().ended()) {
                client.order(project, instance.id(), SchedulerClient.Order.STOP);
            }
        }
    }

    private StoredDefinition stored(long project, String workflow) {
        return client.definition(project, workflow)
                .orElseThrow(() -> new UnavailableException("the scheduler has no workflow " + workflow + " in project "
                        + projectName + "; 'tributary job apply' puts it there"));
    }

    private Optional<JobRun> oldest(long project, StoredDefinition stored, String key) {
        return withKey(project, stored, key).stream()
                .min(Comparator.comparingLong(Instance::id))
                .map(instance -> run(stored.definition().name(), instance));
    }

    private List<Instance> withKey(long project, StoredDefinition stored, String key) {
        return client.instances(project, stored.code(), RUNS_MOST).stream()
                .map(instance -> client.instance(project, instance.id()))
                .filter(instance -> key.equals(instance.values().get(Scripts.KEY)))
                .toList();
    }

    private static JobRun run(String workflow, Instance instance) {
        Map<String, String> values = new HashMap<>(instance.values());
        String key = values.remove(Scripts.KEY);
        values.keySet().removeIf(name -> name.startsWith(Parameter.RESERVED_PREFIX));
        return new JobRun(
                workflow,
                instance.id(),
                key == null ? "" : key,
                instance.state(),
                instance.startedAt(),
                instance.endedAt(),
                instance.attempts(),
                values);
    }

    @Override
    public Optional<JobRun> find(String workflow, String key) {
        long project = project();
        return oldest(project, stored(project, workflow), key);
    }

    @Override
    public JobRun refresh(JobRun run) {
        return run(run.workflow(), client.instance(project(), run.id()));
    }

    @Override
    public List<JobRun> runs(String workflow) {
        Optional<Long> project = client.project(projectName);
        Optional<StoredDefinition> stored = project.flatMap(code -> client.definition(code, workflow));
        if (stored.isEmpty()) {
            return List.of();
        }
        return client.instances(project.orElseThrow(), stored.get().code(), RUNS_MOST).stream()
                .map(instance -> run(workflow, client.instance(project.orElseThrow(), instance.id())))
                .toList();
    }

    @Override
    public List<String> workflows() {
        return client.project(projectName)
                .map(code -> client.definitions(code, PAGES_MOST).keySet().stream()
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    @Override
    public List<TaskRun> tasks(JobRun run) {
        return client.tasks(project(), run.id());
    }

    @Override
    public LogPart log(JobRun run, TaskRun task, int passedOver) {
        return client.log(task.id(), passedOver);
    }

    @Override
    public void cancel(JobRun run) {
        Runs.requireRunning(run);
        client.order(project(), run.id(), SchedulerClient.Order.STOP);
    }

    @Override
    public void retry(JobRun run) {
        Runs.requireRetriable(run);
        client.order(
                project(),
                run.id(),
                run.state() == RunState.FAILED
                        ? SchedulerClient.Order.START_FAILURE_TASK_PROCESS
                        : SchedulerClient.Order.RECOVER_SUSPENDED_PROCESS);
    }

    @Override
    public void rerun(JobRun run) {
        Runs.requireEnded(run);
        client.order(project(), run.id(), SchedulerClient.Order.REPEAT_RUNNING);
    }
}
