// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A DolphinScheduler 3.1.1 server in a JVM of its own, on the loopback interface; what it knows outlives kill -9. */
final class DolphinServer implements AutoCloseable {
    private static final long START_MINUTES_MOST = 5;
    private static final Path FIXTURE = Ran.REPOSITORY.resolve("scheduler/server-fixture/target");
    private static final String PASSWORD = "dolphinscheduler123";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final List<Integer> ports = new ArrayList<>();
    private final String user = System.getProperty("user.name");
    private final Thread hook = new Thread(this::kill, "end-server");
    private Process process;
    private String session = "";

    private DolphinServer(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        for (int i = 0; i < 4; i++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.add(socket.getLocalPort());
            }
        }
        Runtime.getRuntime().addShutdownHook(hook);
        process = launch("always");
        awaitHealth();
        session = call("POST", "/login", Map.of("userName", "admin", "userPassword", PASSWORD))
                .path("sessionId")
                .asText();
        call("POST", "/tenants", Map.of("tenantCode", user, "queueId", 1));
        call("POST", "/users/update", userForm(1, "admin"));
    }

    /** Starts a server with nothing in it but the administrator. */
    static DolphinServer start(Path folder) throws IOException, InterruptedException {
        return new DolphinServer(Files.createDirectories(folder));
    }

    private Map<String, Object> userForm(int id, String name) {
        return Map.of(
                "id",
                id,
                "userName",
                name,
                "email",
                name + "@example.org",
                "tenantId",
                1,
                "userPassword",
                PASSWORD,
                "queue",
                "",
                "state",
                1);
    }

    private Process launch(String schema) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=UTC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Ddata.basedir.path=" + folder.resolve("data"),
                "-Dsudo.enable=false",
                "-Dresource.storage.type=HDFS",
                "-Dresource.hdfs.fs.defaultFS=file:///",
                "-Dresource.hdfs.root.user=" + user,
                "-Dresource.storage.upload.base.path=" + folder.resolve("resources"),
                "-Dalert.rpc.port=" + ports.get(3),
                "-cp",
                FIXTURE.resolve("configuration")
                        + File.pathSeparator
                        + Files.readString(FIXTURE.resolve("runtime.classpath")).strip(),
                "org.apache.dolphinscheduler.StandaloneServer",
                "--server.port=" + ports.get(0),
                "--server.address=127.0.0.1",
                "--master.listen-port=" + ports.get(1),
                "--worker.listen-port=" + ports.get(2),
                "--alert.port=" + ports.get(3),
                "--worker.alert-listen-port=" + ports.get(3),
                "--python-gateway.enabled=false",
                "--worker.tenant-auto-create=false",
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("db")
                        + ";MODE=MySQL;DB_CLOSE_DELAY=-1;DATABASE_TO_LOWER=true",
                "--spring.sql.init.mode=" + schema));
        for (String fast : List.of(
                "master.state-wheel-interval=1s",
                "master.heartbeat-interval=1s",
                "worker.heartbeat-interval=1s",
                "master.task-commit-interval=1s",
                // A test machine is always busier than the server likes.
                "master.max-cpu-load-avg=1000",
                "worker.max-cpu-load-avg=1000",
                "master.reserved-memory=0.1",
                "worker.reserved-memory=0.1")) {
            words.add("--" + fast);
        }
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.out").toFile()));
        builder.environment().put("TRIBUTARY_BUILD", "never");
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().put("PATH", sudo().getParent() + File.pathSeparator + path);
        return builder.start();
    }

    private void awaitHealth() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(START_MINUTES_MOST);
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(address() + "/actuator/health"))
                        .build();
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            Thread.sleep(500);
        }
        throw new AssertionError("the server did not start, see " + folder.resolve("server.out"));
    }

    /** Where it answers. */
    String address() {
        return "http://127.0.0.1:" + ports.get(0) + "/dolphinscheduler";
    }

    /** The user of the operating system that its tasks run as. */
    String tenant() {
        return user;
    }

    /** A token of the administrator. */
    String token() throws IOException, InterruptedException {
        return token(1, "2030-01-01 00:00:00");
    }

    /** A token of the administrator that is no longer valid. */
    String expiredToken() throws IOException, InterruptedException {
        return token(1, "2020-01-01 00:00:00");
    }

    /** A token of a new user who administers nothing. */
    String tokenOfNewUser(String name) throws IOException, InterruptedException {
        JsonNode made = call("POST", "/users/create", userForm(0, name));
        return token(made.path("id").asInt(), "2030-01-01 00:00:00");
    }

    private String token(int userId, String expires) throws IOException, InterruptedException {
        return call("POST", "/access-tokens", Map.of("userId", userId, "expireTime", expires))
                .path("token")
                .asText();
    }

    /** Asks the server in a way of its own, not the client's. */
    JsonNode call(String verb, String path, Map<String, ?> parameters) throws IOException, InterruptedException {
        String form = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "="
                        + URLEncoder.encode(String.valueOf(entry.getValue()), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        boolean asking = verb.equals("GET");
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + path + (asking ? "?" + form : "")))
                .header("sessionId", session)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(verb, asking ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(form))
                .build();
        return answered(verb + " " + path, request);
    }

    private JsonNode answered(String call, HttpRequest request) throws IOException, InterruptedException {
        JsonNode answer = new ObjectMapper()
                .readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        if (answer.has("code") && answer.path("code").asInt() != 0) {
            throw new AssertionError(call + ": " + answer);
        }
        return answer.has("data") ? answer.path("data") : answer;
    }

    /** What the server finds first when it asks for {@code sudo}; not there unless a test writes it. */
    Path sudo() throws IOException {
        return Files.createDirectories(folder.resolve("bin")).resolve("sudo");
    }

    /** Puts a jar into the resource centre. */
    void upload(String name, Path jar) throws IOException, InterruptedException {
        String boundary = "part-of-an-upload";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Map<String, String> fields = Map.of("type", "FILE", "name", name, "pid", "-1", "currentDir", "/");
        for (Map.Entry<String, String> field : fields.entrySet()) {
            write(
                    body,
                    "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field.getKey() + "\"\r\n\r\n"
                            + field.getValue() + "\r\n");
        }
        write(
                body,
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/java-archive\r\n\r\n");
        body.write(Files.readAllBytes(jar));
        write(body, "\r\n--" + boundary + "--\r\n");
        answered(
                "POST /resources",
                HttpRequest.newBuilder(URI.create(address() + "/resources"))
                        .header("sessionId", session)
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build());
    }

    private static void write(ByteArrayOutputStream body, String text) throws IOException {
        body.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends it as a power cut would. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again with what it had on disk. */
    void restart() throws IOException, InterruptedException {
        process = launch("never");
        awaitHealth();
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
