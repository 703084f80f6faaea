// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers as a server does, with the fields that a 3.1.1 server was seen to send, under the names of either dialect. It keeps one
 * project with one workflow; a run fails at its first attempt and succeeds at its second.
 */
public final class FakeScheduler implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "right";
    private static final int PROJECT = 7;
    private static final int WORKFLOW = 8;

    private final HttpServer server;
    private final boolean old;
    private final List<String> requests = new ArrayList<>();
    private final Map<Integer, ObjectNode> runs = new TreeMap<>();
    private boolean projectThere;
    private ObjectNode definition = JSON.createObjectNode();
    private ObjectNode schedule = JSON.createObjectNode();
    private int failures;

    /** Starts on a free port of the loopback interface. */
    public FakeScheduler(Dialect dialect) throws IOException {
        old = dialect == Dialect.V3_1;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/dolphinscheduler", this::handle);
        server.start();
    }

    /** A client with the right token. */
    public SchedulerClient client(Dialect dialect) {
        return new SchedulerClient(address(), TOKEN, dialect, "hadoop");
    }

    /** Where it listens. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/dolphinscheduler");
    }

    /** Each request so far: verb, path with {@code {}} for numbers, names of the parameters. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** A task as the server keeps it. */
    public JsonNode task(String name) {
        for (JsonNode task : definition.path("taskDefinitionList")) {
            if (task.path("name").asText().equals(name)) {
                return task;
            }
        }
        throw new IllegalArgumentException(name + " is no task of " + definition);
    }

    /** The next so many requests are answered with HTTP 503. */
    public void fail(int count) {
        failures = count;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String verb = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath().substring("/dolphinscheduler".length());
        String form = verb.equals("GET")
                ? String.valueOf(exchange.getRequestURI().getRawQuery())
                : new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> parameters = parameters(form);
        requests.add(
                (verb + " " + path.replaceAll("/[0-9]+", "/{}") + " " + String.join(" ", parameters.keySet())).strip());
        if (failures > 0) {
            failures--;
            send(exchange, 503, "");
        } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("token"))) {
            send(exchange, 401, "");
        } else {
            send(exchange, 200, answer(verb, path, parameters).toString());
        }
    }

    private static Map<String, String> parameters(String form) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : form.split("&")) {
            if (pair.contains("=")) {
                String[] parts = pair.split("=", 2);
                parameters.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (java.io.OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
        exchange.close();
    }

    private JsonNode answer(String verb, String path, Map<String, String> parameters) {
        String noun = old ? "process" : "workflow";
        String project = "/projects/" + PROJECT + "/";
        if (path.equals("/users/get-user-info")) {
            return good(JSON.createObjectNode().put("userName", "ann"));
        }
        if (path.equals("/worker-groups/all")) {
            return good(JSON.createArrayNode().add("default"));
        }
        if (path.equals("/environment/query-environment-list")) {
            return good(JSON.createArrayNode()
                    .add(JSON.createObjectNode().put("name", "engines").put("code", 77L)));
        }
        if (path.equals("/resources/list")) {
            ObjectNode file = JSON.createObjectNode()
                    .put("fullName", (old ? "" : "file:/storage/default/resources/") + "lib/app.jar");
            ObjectNode folder = JSON.createObjectNode().put("fullName", "/lib");
            folder.putArray("children").add(old ? file.put("id", 5) : file);
            return good(JSON.createArrayNode().add(folder));
        }
        if (path.equals("/projects")) {
            projectThere |= verb.equals("POST");
            ObjectNode one = JSON.createObjectNode().put("name", "team").put("code", PROJECT);
            return good(verb.equals("POST") ? one : list(projectThere ? List.of(one) : List.of()));
        }
        if (path.endsWith("/gen-task-codes")) {
            ArrayNode codes = JSON.createArrayNode();
            for (int i = 0; i < Integer.parseInt(parameters.get("genNum")); i++) {
                codes.add(100 + i);
            }
            return good(codes);
        }
        if (path.startsWith(project + noun + "-definition")) {
            return definition(verb, path, parameters, noun);
        }
        if (path.startsWith(project + "schedules")) {
            return schedule(verb, path, parameters, noun);
        }
        if (path.startsWith(project + "executors")) {
            return execute(path, parameters, noun);
        }
        if (path.startsWith(project + noun + "-instances")) {
            return instances(path);
        }
        if (path.equals("/log/detail")) {
            boolean first = parameters.get("skipLineNum").equals("0");
            return good(
                    JSON.createObjectNode().put("lineNum", first ? 2 : 0).put("message", first ? "one\r\ntwo" : ""));
        }
        return bad(10000, "no such path " + path);
    }

    private JsonNode definition(String verb, String path, Map<String, String> parameters, String noun) {
        if (path.endsWith("/query-by-name")) {
            return definition.isEmpty()
                    ? bad(50003, "process definition " + parameters.get("name") + " does not exist")
                    : good(definition);
        }
        if (path.endsWith("/release")) {
            head(noun).put("releaseState", parameters.get("releaseState"));
            if (parameters.get("releaseState").equals("OFFLINE") && !schedule.isEmpty()) {
                schedule.put("releaseState", "OFFLINE");
            }
            return good(JSON.nullNode());
        }
        if (verb.equals("GET")) {
            return good(list(definition.isEmpty() ? List.of() : List.of(head(noun))));
        }
        if (verb.equals("PUT") && head(noun).path("releaseState").asText().equals("ONLINE")) {
            return bad(50008, "process definition w online does not allow edit");
        }
        int version = definition.isEmpty() ? 1 : head(noun).path("version").asInt() + 1;
        ObjectNode head = JSON.createObjectNode().put("code", WORKFLOW).put("version", version);
        for (String name : List.of("name", "description", "executionType", "globalParams")) {
            head.put(name, parameters.get(name));
        }
        head.put("timeout", Integer.parseInt(parameters.get("timeout"))).put("releaseState", "OFFLINE");
        definition = JSON.createObjectNode();
        definition.set(noun + "Definition", head);
        definition.set("taskDefinitionList", parse(parameters.get("taskDefinitionJson")));
        definition.set(noun + "TaskRelationList", parse(parameters.get("taskRelationJson")));
        return good(head);
    }

    private ObjectNode head(String noun) {
        return (ObjectNode) definition.path(noun + "Definition");
    }

    private JsonNode schedule(String verb, String path, Map<String, String> parameters, String noun) {
        if (path.endsWith("/online") || path.endsWith("/offline")) {
            schedule.put("releaseState", path.endsWith("/online") ? "ONLINE" : "OFFLINE");
            return good(JSON.nullNode());
        }
        if (verb.equals("GET")) {
            return good(list(schedule.isEmpty() ? List.of() : List.of(schedule)));
        }
        if (schedule.path("releaseState").asText().equals("ONLINE")) {
            return bad(10023, "online status does not allow update operations");
        }
        schedule = (ObjectNode) parse(parameters.get("schedule"));
        schedule.put("id", 3).put("releaseState", "OFFLINE").put(noun + "DefinitionCode", WORKFLOW);
        return good(schedule);
    }

    private JsonNode execute(String path, Map<String, String> parameters, String noun) {
        if (path.endsWith("/start-" + noun + "-instance")) {
            ObjectNode run = JSON.createObjectNode().put("id", runs.size() + 1).put("runTimes", 1);
            run.put("name", "w-" + run.path("id").asInt());
            run.put(
                    "state",
                    parameters.get("startParams").contains("\"tributary_attempt\":\"1\"") ? "FAILURE" : "SUCCESS");
            run.put("startTime", "2026-01-31 01:00:00").put("endTime", "2026-01-31 01:00:09");
            ObjectNode command = JSON.createObjectNode().put("StartParams", parameters.get("startParams"));
            run.put("commandParam", command.toString()).putNull("globalParams");
            runs.put(run.path("id").asInt(), run);
            return good(
                    old
                            ? JSON.nullNode()
                            : JSON.createArrayNode().add(run.path("id").asInt()));
        }
        return bad(50006, "the status of process instance w is failure,Cannot perform STOP operation");
    }

    private JsonNode instances(String path) {
        String[] parts = path.split("/");
        if (parts.length == 4) {
            return good(list(runs.values().stream()
                    .map(run -> run.deepCopy().putNull("commandParam"))
                    .toList()));
        }
        ObjectNode run = runs.get(Integer.parseInt(parts[4]));
        if (parts.length == 5) {
            return good(run);
        }
        ObjectNode task =
                JSON.createObjectNode().put("id", 11).put("name", "one").put("retryTimes", 0);
        task.put("state", run.path("state").asText()).putNull("endTime");
        ObjectNode data = JSON.createObjectNode();
        data.putArray("taskList").add(task);
        return good(data);
    }

    private static ObjectNode list(List<? extends JsonNode> elements) {
        ObjectNode list = JSON.createObjectNode().put("total", elements.size()).put("totalPage", 1);
        list.putArray("totalList").addAll(new ArrayList<>(elements));
        return list;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static JsonNode good(JsonNode data) {
        return answer(0, "success", data);
    }

    private static JsonNode bad(int code, String message) {
        return answer(code, message, JSON.nullNode());
    }

    private static JsonNode answer(int code, String message, JsonNode data) {
        Map<String, Object> answer = new HashMap<>();
        answer.put("code", code);
        answer.put("msg", message);
        answer.put("data", data);
        return JSON.valueToTree(answer);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
