// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The children of this process. Those still alive when the JVM ends, by Ctrl-C or SIGTERM or an error, are ended by
 * their process id; after kill -9 they end themselves, because their standard input closes.
 */
public final class Children implements AutoCloseable {
    private final Set<ChildJvm> running = ConcurrentHashMap.newKeySet();
    private final Thread hook = new Thread(this::endAll, "end-children");

    /** Registers the clean-up with this JVM. */
    public Children() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts a child and keeps it under watch until it ends; see {@link ChildJvm#start}. */
    public ChildJvm start(ChildSpec spec, Consumer<String> progress, Consumer<String> output) {
        ChildJvm child = ChildJvm.start(spec, progress, output);
        running.add(child);
        child.onExit().thenAccept(running::remove);
        return child;
    }

    /** Names of those that run now. */
    public List<String> names() {
        return running.stream().map(child -> child.spec().name()).sorted().toList();
    }

    @Override
    public void close() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already and the hook has run or is running.
        }
    }

    private void endAll() {
        running.parallelStream().forEach(ChildJvm::close);
        running.clear();
    }
}
