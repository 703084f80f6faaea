// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import com.sun.management.OperatingSystemMXBean;
import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.process.EngineModule;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.TributaryException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks what the embedded installation needs of the machine. */
public final class DoctorStep {
    private static final long MEMORY_BYTES_MIN = 6L << 30;
    private static final long DISK_BYTES_MIN = 2L << 30;
    private static final int RELEASE_MIN = 17;

    private final Path home;
    private final Optional<Path> file;

    /** Checks for a home folder, which need not exist. */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    public DoctorStep(Path home, Optional<Path> file) {
        this.home = home;
        this.file = file;
    }

    /** Runs all checks; the report's exit is 3 when one of them fails. */
    public Report check() {
        List<Check> checks = new ArrayList<>();
        checks.add(javaRelease());
        checks.add(processors());
        checks.add(memory());
        checks.add(disk());
        checks.add(homeFolder());
        checks.add(configuration());
        for (EngineModule module : EngineModule.values()) {
            checks.add(built(module));
        }
        boolean healthy = checks.stream().allMatch(Check::passed);
        List<JsonObject> json = checks.stream().map(Check::json).toList();
        return new Report(
                checks.stream().map(Check::line).toList(),
                JsonObject.nested().put("healthy", healthy).put("checks", json).build(),
                healthy ? ExitCode.DONE : ExitCode.UNAVAILABLE,
                checks.stream()
                        .filter(check -> !check.passed())
                        .map(Check::line)
                        .findFirst()
                        .orElse(""));
    }

    private static Check javaRelease() {
        int release = Runtime.version().feature();
        return new Check("java", release >= RELEASE_MIN, "release " + release + ", want " + RELEASE_MIN + " or newer");
    }

    private static Check processors() {
        int count = Runtime.getRuntime().availableProcessors();
        return new Check("processors", true, count + (count < 2 ? ", a demo takes longer on one" : ""));
    }

    private static Check memory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long bytes = system.getTotalMemorySize();
        return new Check(
                "memory", bytes >= MEMORY_BYTES_MIN, gibibytes(bytes) + ", want " + gibibytes(MEMORY_BYTES_MIN));
    }

    private Check disk() {
        try {
            long bytes = Files.getFileStore(existing(home)).getUsableSpace();
            return new Check(
                    "disk", bytes >= DISK_BYTES_MIN, gibibytes(bytes) + " free, want " + gibibytes(DISK_BYTES_MIN));
        } catch (IOException e) {
            return new Check("disk", false, "free space can't be read: " + e.getMessage());
        }
    }

    private Check homeFolder() {
        Path folder = existing(home);
        boolean writable = Files.isDirectory(folder) && Files.isWritable(folder);
        String what = Files.exists(home) ? home.toString() : home + " (will be made in " + folder + ")";
        return new Check("home", writable, writable ? what : "no permission to write " + folder);
    }

    private Check configuration() {
        try {
            Configuration configuration =
                    file.isPresent() ? Configuration.read(home, file.get()) : Configuration.load(home);
            return port(configuration.integer(Key.KAFKA_PORT));
        } catch (TributaryException e) {
            return new Check("configuration", false, String.valueOf(e.getMessage()));
        }
    }

    private static Check port(int port) {
        if (port == 0) {
            return new Check("configuration", true, "valid; the broker takes a free port");
        }
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return new Check("configuration", true, "valid; port " + socket.getLocalPort() + " is free");
        } catch (IOException e) {
            return new Check("configuration", false, "port " + port + " of kafka.port is in use");
        }
    }

    private static Check built(EngineModule module) {
        String name = "module " + module.name().toLowerCase(java.util.Locale.ROOT);
        try {
            Optional<Path> missing = module.classPath().stream()
                    .filter(entry -> !Files.exists(entry))
                    .findFirst();
            return missing.map(path -> new Check(name, false, path + " is missing"))
                    .orElseGet(() -> new Check(name, true, "built"));
        } catch (TributaryException e) {
            return new Check(name, false, String.valueOf(e.getMessage()));
        }
    }

    private static Path existing(Path path) {
        Path folder = path;
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static String gibibytes(long bytes) {
        long tenths = bytes * 10 >> 30;
        return tenths / 10 + "." + tenths % 10 + " GiB";
    }

    private record Check(String name, boolean passed, String finding) {
        String line() {
            return (passed ? "ok    " : "LACKS ") + name + ": " + finding;
        }

        JsonObject json() {
            return JsonObject.nested()
                    .put("name", name)
                    .put("passed", passed)
                    .put("finding", finding)
                    .build();
        }
    }
}
