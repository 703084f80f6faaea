// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The calls of a server that jobs need. Every refusal names the server's code and message. */
public final class SchedulerClient {
    private static final int PAGE = 100;
    private static final int LOG_LINES = 1000;

    private final Wire wire;
    private final Dialect dialect;
    private final String tenant;

    /**
     * A client of one server.
     *
     * @param base e.g. {@code http://127.0.0.1:12345/dolphinscheduler}
     * @param token of the user in whose name it speaks
     * @param tenant user of the operating system that tasks run as
     */
    public SchedulerClient(URI base, String token, Dialect dialect, String tenant) {
        this.wire = new Wire(base, token);
        this.dialect = dialect;
        this.tenant = tenant;
    }

    /** Name of the user of the token. */
    public String user() {
        return wire.get("/users/get-user-info", Map.of()).path("userName").asText();
    }

    /** Names of the groups of workers. */
    public List<String> workerGroups() {
        List<String> groups = new ArrayList<>();
        wire.get("/worker-groups/all", Map.of()).forEach(group -> groups.add(group.asText()));
        return groups;
    }

    /** Codes of the environments, texts that a worker runs before a task, by name. */
    public Map<String, Long> environments() {
        Map<String, Long> environments = new LinkedHashMap<>();
        wire.get("/environment/query-environment-list", Map.of())
                .forEach(one -> environments.put(
                        one.path("name").asText(), one.path("code").asLong()));
        return environments;
    }

    /**
     * Looks whether the server has what a workflow names.
     *
     * @throws InvalidInputException if it lacks an environment or a jar
     */
    public void requireKnown(Definition definition) {
        ServerNames names = names(definition);
        definition.steps().values().forEach(step -> TaskParameters.json(step, names));
        definition.steps().values().forEach(step -> names.environment(step.environment()));
    }

    /** What the server calls the environments and jars of a workflow. */
    private ServerNames names(Definition definition) {
        boolean environment = definition.steps().values().stream()
                .anyMatch(step -> !step.environment().isEmpty());
        boolean jar = definition.steps().values().stream()
                .anyMatch(step -> step.parameters().containsKey("mainJar"));
        Map<String, ServerNames.StoredFile> files = new LinkedHashMap<>();
        if (jar) {
            addFiles(wire.get("/resources/list", Map.of("type", "FILE")), files);
        }
        return new ServerNames(environment ? environments() : Map.of(), files);
    }

    private static void addFiles(JsonNode list, Map<String, ServerNames.StoredFile> files) {
        for (JsonNode one : list) {
            String name = one.path("fullName").asText();
            if (name.endsWith(".jar")) {
                files.put(name, new ServerNames.StoredFile(one.path("id").asLong(), name));
            }
            addFiles(one.path("children"), files);
        }
    }

    /** Code of a project, if there is one of that name that the user sees. */
    public Optional<Long> project(String name) {
        JsonNode list = wire.get("/projects", Map.of("pageNo", 1, "pageSize", PAGE, "searchVal", name));
        for (JsonNode project : list.path("totalList")) {
            if (project.path("name").asText().equals(name)) {
                return Optional.of(project.path("code").asLong());
            }
        }
        return Optional.empty();
    }

    /** Makes a project and gives its code. */
    public long createProject(String name) {
        return wire.post("/projects", Map.of("projectName", name, "description", ""))
                .path("code")
                .asLong();
    }

    /** A workflow, if the project has one of that name. */
    public Optional<StoredDefinition> definition(long project, String name) {
        String path = definitions(project) + "/query-by-name";
        Wire.Answer answer = wire.answer("GET", path, Map.of("name", name));
        if (answer.code() == Wire.DEFINITION_MISSING) {
            return Optional.empty();
        }
        if (!answer.good()) {
            throw new RefusedException(
                    "the scheduler says no to GET " + path + ": " + answer.message() + " (code " + answer.code() + ")");
        }
        ServerNames names = DefinitionJson.namesEnvironment(answer.data())
                ? new ServerNames(environments(), Map.of())
                : ServerNames.NONE;
        return Optional.of(DefinitionJson.read(dialect, answer.data(), names));
    }

    /** Names and codes of the project's workflows. */
    public Map<String, Long> definitions(long project, int pages) {
        Map<String, Long> names = new LinkedHashMap<>();
        for (int page = 1; page <= pages; page++) {
            JsonNode list = wire.get(definitions(project), Map.of("pageNo", page, "pageSize", PAGE));
            list.path("totalList")
                    .forEach(one -> names.put(
                            one.path("name").asText(), one.path("code").asLong()));
            if (page >= list.path("totalPage").asInt()) {
                break;
            }
        }
        return names;
    }

    private String definitions(long project) {
        return "/projects/" + project + "/" + dialect.definitions();
    }

    /** Makes a workflow, offline; its code. */
    public long create(long project, Definition definition) {
        return wire.post(definitions(project), form(project, definition, Map.of()))
                .path("code")
                .asLong();
    }

    /** Changes a workflow that is offline. */
    public void update(long project, StoredDefinition stored, Definition definition) {
        wire.put(definitions(project) + "/" + stored.code(), form(project, definition, stored.taskCodes()));
    }

    private Map<String, Object> form(long project, Definition definition, Map<String, Long> known) {
        Map<String, Long> codes = new LinkedHashMap<>();
        List<String> fresh = new ArrayList<>(definition.steps().keySet());
        fresh.removeAll(known.keySet());
        JsonNode generated = fresh.isEmpty()
                ? Wire.parse("[]")
                : wire.get("/projects/" + project + "/task-definition/gen-task-codes", Map.of("genNum", fresh.size()));
        for (String step : definition.steps().keySet()) {
            Long code = known.get(step);
            codes.put(
                    step,
                    code != null ? code : generated.path(fresh.indexOf(step)).asLong());
        }
        Map<String, Object> form = DefinitionJson.form(definition, codes, names(definition));
        if (dialect.tenant() == Dialect.Tenant.OF_THE_DEFINITION) {
            form.put("tenantCode", tenant);
        }
        return form;
    }

    /** Lets a workflow be started. */
    public void bringOnline(long project, long code, String name) {
        release(project, code, name, "ONLINE");
    }

    /** Lets a workflow be changed; its schedule goes offline with it. */
    public void takeOffline(long project, long code, String name) {
        release(project, code, name, "OFFLINE");
    }

    private void release(long project, long code, String name, String state) {
        Map<String, Object> form = new LinkedHashMap<>(Map.of("releaseState", state));
        if (dialect == Dialect.V3_1) {
            form.put("name", name);
        }
        wire.post(definitions(project) + "/" + code + "/release", form);
    }

    /** The schedule of a workflow. */
    public Optional<StoredSchedule> schedule(long project, long code) {
        Map<String, Object> form =
                new LinkedHashMap<>(Map.of(dialect.definitionCode(), code, "pageNo", 1, "pageSize", PAGE));
        if (dialect == Dialect.V3_1) {
            // Its document demands this parameter, its code does not read it.
            form.put("processDefinitionId", 0);
        }
        for (JsonNode one : wire.get(schedules(project), form).path("totalList")) {
            if (one.path(dialect.definitionCode()).asLong() == code) {
                return Optional.of(new StoredSchedule(
                        one.path("id").asLong(),
                        one.path("releaseState").asText().equals("ONLINE"),
                        new StoredSchedule.Times(
                                one.path("crontab").asText(),
                                one.path("timezoneId").asText(),
                                one.path("startTime").asText(),
                                one.path("endTime").asText())));
            }
        }
        return Optional.empty();
    }

    private static String schedules(long project) {
        return "/projects/" + project + "/schedules";
    }

    /** Gives a workflow a schedule, offline. */
    public void createSchedule(long project, long code, StoredSchedule.Times times, String workerGroup) {
        Map<String, Object> form = scheduleForm(times, workerGroup);
        form.put(dialect.definitionCode(), code);
        wire.post(schedules(project), form);
    }

    /** Changes a schedule that is offline. */
    public void updateSchedule(long project, long id, StoredSchedule.Times times, String workerGroup) {
        wire.put(schedules(project) + "/" + id, scheduleForm(times, workerGroup));
    }

    /** Lets a schedule start runs. */
    public void bringScheduleOnline(long project, long id) {
        wire.post(schedules(project) + "/" + id + "/online", Map.of());
    }

    /** Keeps a schedule from starting runs. */
    public void takeScheduleOffline(long project, long id) {
        wire.post(schedules(project) + "/" + id + "/offline", Map.of());
    }

    private Map<String, Object> scheduleForm(StoredSchedule.Times times, String workerGroup) {
        Map<String, Object> form = runForm(workerGroup);
        form.put(
                "schedule",
                Wire.json(Map.of(
                        "startTime", times.start(),
                        "endTime", times.end(),
                        "crontab", times.cron(),
                        "timezoneId", times.zone())));
        return form;
    }

    private Map<String, Object> runForm(String workerGroup) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("failureStrategy", "CONTINUE");
        form.put("warningType", "NONE");
        form.put("warningGroupId", 0);
        form.put(dialect.priority(), "MEDIUM");
        form.put("workerGroup", workerGroup);
        form.put("environmentCode", -1);
        if (dialect.tenant() == Dialect.Tenant.OF_THE_RUN) {
            form.put("tenantCode", tenant);
        }
        return form;
    }

    /**
     * Starts a run. Never asked twice: whether a request that got no answer did it, the list of runs tells.
     *
     * @param tasks codes of those to begin with, what depends on them follows; empty for all tasks
     */
    public void start(long project, long code, Map<String, String> values, List<Long> tasks, String workerGroup) {
        Map<String, Object> form = runForm(workerGroup);
        form.put(dialect.definitionCode(), code);
        form.put("scheduleTime", "");
        form.put("execType", "START_PROCESS");
        form.put("runMode", "RUN_MODE_SERIAL");
        form.put("startParams", Wire.json(values));
        form.put("dryRun", 0);
        if (!tasks.isEmpty()) {
            form.put("startNodeList", tasks.stream().map(Object::toString).collect(Collectors.joining(",")));
            form.put("taskDependType", "TASK_POST");
        }
        wire.post("/projects/" + project + "/executors/" + dialect.start(), form);
    }

    /** Runs of a workflow, the latest first, without their values. */
    public List<Instance> instances(long project, long code, int most) {
        List<Instance> instances = new ArrayList<>();
        for (int page = 1; instances.size() < most; page++) {
            JsonNode list =
                    wire.get(instances(project), Map.of(dialect.listFilter(), code, "pageNo", page, "pageSize", PAGE));
            list.path("totalList").forEach(one -> instances.add(InstanceJson.read(one)));
            if (page >= list.path("totalPage").asInt()) {
                break;
            }
        }
        return instances;
    }

    /** One run with its values. */
    public Instance instance(long project, long id) {
        return InstanceJson.read(wire.get(instances(project) + "/" + id, Map.of()));
    }

    /** The last attempt of each task of a run that has begun. */
    public List<TaskRun> tasks(long project, long id) {
        List<TaskRun> tasks = new ArrayList<>();
        wire.get(instances(project) + "/" + id + "/tasks", Map.of())
                .path("taskList")
                .forEach(task -> tasks.add(InstanceJson.readTask(task)));
        return tasks;
    }

    private String instances(long project) {
        return "/projects/" + project + "/" + dialect.instances();
    }

    /** Asks a run to end. */
    public void stop(long project, long id) {
        wire.post(
                "/projects/" + project + "/executors/execute", Map.of(dialect.instanceId(), id, "executeType", "STOP"));
    }

    /** Lines of a task's log after those passed over. */
    public LogPart log(long task, int passedOver) {
        JsonNode part =
                wire.get("/log/detail", Map.of("taskInstanceId", task, "skipLineNum", passedOver, "limit", LOG_LINES));
        List<String> lines = new ArrayList<>();
        part.path("message").asText("").lines().forEach(lines::add);
        return new LogPart(lines, passedOver + part.path("lineNum").asInt(lines.size()));
    }
}
