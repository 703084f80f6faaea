// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.scheduler.client.Definition;
import io.tributary.scheduler.client.SchedulerClient;
import io.tributary.scheduler.client.StoredDefinition;
import io.tributary.scheduler.client.StoredSchedule;
import io.tributary.scheduler.workflow.Schedule;
import io.tributary.scheduler.workflow.Task;
import io.tributary.scheduler.workflow.TaskType;
import io.tributary.scheduler.workflow.Workflow;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a DolphinScheduler server holds of workflows, definitions and schedules, in one of its projects. */
final class ServerWorkflows {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String SCHEDULED_KEY = "$[yyyyMMddHHmmss]";

    private final SchedulerClient client;
    private final String projectName;
    private final String workerGroup;
    private final Worker worker;

    ServerWorkflows(SchedulerClient client, String projectName, String workerGroup, Worker worker) {
        this.client = client;
        this.projectName = projectName;
        this.workerGroup = workerGroup;
        this.worker = worker;
    }

    /** What a server is to hold of a workflow. */
    Definition definition(Workflow workflow) {
        Map<String, String> parameters = new LinkedHashMap<>();
        workflow.parameters()
                .forEach(parameter ->
                        parameters.put(parameter.name(), parameter.standard().orElse("")));
        parameters.put(Scripts.KEY, SCHEDULED_KEY);
        parameters.put(Scripts.ATTEMPT, "1");
        Map<String, Definition.Step> steps = new LinkedHashMap<>();
        for (Task task : workflow.tasks()) {
            steps.put(
                    task.name(),
                    new Definition.Step(
                            task.description(),
                            task.type().code(),
                            parameters(workflow, task),
                            task.deps(),
                            task.timeoutMinutes(),
                            task.retries(),
                            task.retryIntervalMinutes(),
                            task.delayMinutes(),
                            task.workerGroup().isEmpty() ? group(workflow) : task.workerGroup(),
                            workflow.environment()));
        }
        return new Definition(
                workflow.name(),
                workflow.description(),
                workflow.executionType(),
                workflow.timeoutMinutes(),
                parameters,
                steps);
    }

    private Map<String, String> parameters(Workflow workflow, Task task) {
        return task.type() == TaskType.SHELL
                ? Map.of("rawScript", Scripts.render(worker, workflow.name(), task))
                : Submissions.parameters(worker, workflow.name(), task);
    }

    /** The worker group that a workflow's tasks go to unless they name one. */
    String group(Workflow workflow) {
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

    /** What {@link #apply} would change. */
    Difference difference(Workflow workflow) {
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
                workflow.schedule().map(ServerWorkflows::times).or(() -> schedule.map(StoredSchedule::times));
        boolean online = workflow.schedule()
                .map(what -> what.online() == Schedule.Switch.ON)
                .orElse(schedule.map(StoredSchedule::online).orElse(false));
        Difference difference = Difference.between(before, lines(definition(workflow), wanted, online));
        boolean offline = stored.isPresent() && !stored.get().online();
        return difference.none() && offline
                ? new Difference(List.of("- workflow " + workflow.name() + " is offline", "+ online"))
                : difference;
    }

    /** Puts a workflow on the server and says what that changed. */
    Difference apply(Workflow workflow) {
        requireWorkerGroups(workflow);
        client.requireKnown(definition(workflow));
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
        Optional<StoredSchedule.Times> wanted = workflow.schedule().map(ServerWorkflows::times);
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
    void requireWorkerGroups(Workflow workflow) {
        List<String> groups = client.workerGroups();
        for (Definition.Step step : definition(workflow).steps().values()) {
            if (!groups.contains(step.workerGroup())) {
                throw new InvalidInputException(
                        "the scheduler has no worker group " + step.workerGroup() + ", want one of " + groups);
            }
        }
    }
}
