// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.trino;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Trino's own files, without the connectors that nobody here needs. The first use fetches them by Maven, which knows the operator's
 * mirrors and keeps what it fetched; what it brings must be the file that was tested.
 */
final class Installation {
    static final String VERSION = "476";

    private static final String ARTIFACT = "io.trino:trino-server:" + VERSION + ":tar.gz";
    private static final String SHA_256 = "cfd5accde17e8ebd251eeeb78aed1f490e77bb3a164d95a0f454bf8a7c1cbd3f";
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
    private static final Pattern PROGRESS = Pattern.compile("Progress .*[ ]([0-9]+)/([0-9]{3}) MB");
    private static final Set<String> PLUGINS =
            Set.of("iceberg", "exchange-filesystem", "password-authenticators", "resource-group-managers");
    private static final String UNFINISHED = ".trino-" + VERSION + "-";
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path folder;

    private Installation(Path folder) {
        this.folder = folder;
    }

    /** The installation of a configuration, which need not be there. */
    static Installation of(Configuration configuration) {
        String configured = configuration.text(Key.SQL_SERVER_TRINO_FOLDER);
        return new Installation(configured.isEmpty() ? userCache() : Path.of(configured));
    }

    private static Path userCache() {
        Path cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        return cache.resolve("tributary").resolve("trino-" + VERSION);
    }

    /** Where the files are or will be. */
    Path folder() {
        return folder;
    }

    /** Whether all files are there: the folder gets its name when it is complete. */
    boolean exists() {
        return Files.isDirectory(folder.resolve("lib"))
                && Files.isDirectory(folder.resolve("plugin").resolve("iceberg"));
    }

    /**
     * Fetches and unpacks Trino unless it is there.
     *
     * @param progress gets a sentence now and then
     * @throws UnavailableException if it can't be had
     */
    void ensure(Consumer<String> progress) throws InterruptedException {
        if (exists()) {
            return;
        }
        progress.accept("fetching Trino " + VERSION + " by Maven, 821 MB, because " + folder
                + " is not there; this is once only, and Maven keeps its copy");
        try {
            Path parent = Objects.requireNonNull(folder.toAbsolutePath().getParent(), "the root folder is no place");
            Files.createDirectories(parent);
            try (FileChannel lock = FileChannel.open(
                            parent.resolve(UNFINISHED + "lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = lock.lock()) {
                if (held.isValid() && !exists()) {
                    deleteUnfinished(parent);
                    install(Files.createTempDirectory(parent, UNFINISHED), progress);
                    deleteUnfinished(parent);
                }
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot put Trino into " + folder + ": " + e.getMessage(), e);
        }
    }

    private void install(Path part, Consumer<String> progress) throws IOException, InterruptedException {
        Path archive = fetch(part, progress);
        requireTested(archive);
        progress.accept("unpacking Trino");
        unpack(archive, part.resolve("server"));
        Files.move(part.resolve("server"), folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What earlier attempts left, however they ended; nobody else is at it, since the lock is held. */
    private static void deleteUnfinished(Path parent) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(parent, UNFINISHED + "[0-9]*")) {
            for (Path part : parts) {
                delete(part);
            }
        }
    }

    private interface Work<T> {
        T call() throws IOException, InterruptedException;
    }

    /** Runs an action while a process works that ends with this one, if this one ends in any way that it can notice. */
    private static <T> T whileRunning(Process process, Work<T> action) throws IOException, InterruptedException {
        Thread end = new Thread(process::destroy, "end-child");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            return action.call();
        } finally {
            process.destroy();
            forget(end);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process ends, and the hook has run or will.
        }
    }

    private static Path fetch(Path part, Consumer<String> progress) throws IOException, InterruptedException {
        Process maven;
        try {
            // Not in batch mode, which would say nothing between begin and end.
            maven = new ProcessBuilder(
                            "mvn",
                            "--strict-checksums",
                            "-Dstyle.color=never",
                            COPY,
                            "-Dartifact=" + ARTIFACT,
                            "-DoutputDirectory=" + part)
                    .directory(part.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UnavailableException("Trino is fetched by Maven and mvn is not on PATH; put it there", e);
        }
        return whileRunning(maven, () -> {
            String error = relay(maven, progress);
            if (maven.waitFor() != 0) {
                throw new UnavailableException("Maven could not fetch " + ARTIFACT
                        + (error.isEmpty() ? "" : ": " + error) + "; run the same command again");
            }
            return part.resolve("trino-server-" + VERSION + ".tar.gz");
        });
    }

    /** Passes on how far the download is, each tenth of it once; returns the first error. */
    private static String relay(Process maven, Consumer<String> progress) throws IOException {
        String error = "";
        int last = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(maven.getInputStream(), StandardCharsets.UTF_8))) {
            // A carriage return ends a line too, and Maven's progress is made of these.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = PROGRESS.matcher(line);
                if (matcher.find()) {
                    int tenth = Integer.parseInt(matcher.group(1)) * 10 / Integer.parseInt(matcher.group(2));
                    if (tenth > last) {
                        progress.accept("fetched " + matcher.group(1) + " of " + matcher.group(2) + " MB");
                        last = tenth;
                    }
                }
                if (error.isEmpty() && line.startsWith("[ERROR] ")) {
                    error = line.substring("[ERROR] ".length());
                }
            }
        }
        return error;
    }

    private static void requireTested(Path archive) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(archive), MessageDigest.getInstance("SHA-256"))) {
            byte[] chunk = new byte[CHUNK_BYTES];
            while (in.read(chunk) >= 0) {
                // Reading is what computes the digest.
            }
            String actual = HexFormat.of().formatHex(in.getMessageDigest().digest());
            if (!actual.equals(SHA_256)) {
                throw new UnavailableException(ARTIFACT + " has SHA-256 " + actual + ", want " + SHA_256
                        + "; the repository has another file");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Everything is unpacked first, because the archive links files of one plug-in to those of another. */
    private static void unpack(Path archive, Path server) throws IOException, InterruptedException {
        Files.createDirectories(server);
        Process tar;
        try {
            tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", server.toString(), "--strip-components=1")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UnavailableException("Trino is unpacked by tar, which is not on PATH; put it there", e);
        }
        int status = whileRunning(tar, tar::waitFor);
        if (status != 0) {
            throw new UnavailableException("tar could not unpack " + archive + "; is the disk full?");
        }
        try (Stream<Path> plugins = Files.list(server.resolve("plugin"))) {
            for (Path plugin : plugins.toList()) {
                if (!PLUGINS.contains(String.valueOf(plugin.getFileName()))) {
                    delete(plugin);
                }
            }
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
