// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.cli.Home;
import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.SecretSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Prepares the home folder and runs the path in it. */
public final class Demo {
    private static final long DISK_BYTES_MIN = 256L << 20;

    private final DemoOptions options;
    private final Terminal terminal;
    private final Home home;

    /** A demo with these options. */
    public Demo(DemoOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.home = new Home(options.home());
    }

    /**
     * Runs the demo to its end.
     *
     * @throws ConflictException if a network is there already and the options don't say what to do with it
     */
    public Report run() throws Exception {
        if (home.occupied() && options.onExisting() == DemoOptions.OnExisting.REFUSE) {
            throw new ConflictException("there is a network in " + home.folder()
                    + "; add --resume to go on with it or --clean to delete it, or choose another folder with --home");
        }
        // An unusable configuration must not cost the folder that is there.
        options.config().ifPresent(file -> Configuration.read(home.folder(), file));
        DemoLedger ledger = new DemoLedger(options, home);
        ledger.requirePrograms();
        home.create();
        try (FileChannel channel = FileChannel.open(
                home.folder().resolve("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = lock(channel);
            if (options.onExisting() == DemoOptions.OnExisting.CLEAN) {
                ledger.stop();
                home.delete();
                home.create();
            }
            ledger.choose();
            requireRoom();
            requireSeed();
            SecretSource secrets =
                    SecretSource.seeded(("tributary/demo/v1 " + options.seed()).getBytes(StandardCharsets.US_ASCII));
            try (Workspace workspace = Workspace.openOrCreate(options.home(), options.config(), terminal, secrets)) {
                ledger.start(workspace);
                return new DemoPath(workspace, options, new DemoTimes(secrets)).run();
            } finally {
                lock.release();
            }
        }
    }

    private FileLock lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            // Another demo in this very process.
        }
        throw new ConflictException(
                "another demo runs in " + home.folder() + "; wait for it or choose another folder with --home");
    }

    private void requireRoom() throws IOException {
        long bytes = Files.getFileStore(home.folder()).getUsableSpace();
        if (bytes < DISK_BYTES_MIN) {
            throw new UnavailableException("not enough space on the disk of " + home.folder() + ": " + (bytes >> 20)
                    + " MiB free, want " + (DISK_BYTES_MIN >> 20));
        }
    }

    /** The same folder under another seed would mix two networks. */
    private void requireSeed() throws IOException {
        Path file = home.run().resolve("demo-seed");
        String seed = Long.toString(options.seed());
        if (!Files.exists(file)) {
            Files.writeString(file, seed + "\n");
            return;
        }
        String before = Files.readString(file).strip();
        if (!before.equals(seed)) {
            throw new ConflictException("the demo in " + home.folder() + " has seed " + before + ", got " + seed
                    + "; add --clean to start anew");
        }
    }
}
