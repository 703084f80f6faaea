// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections to a server that speaks HTTP, which break in the middle of a chosen upload and stay broken until they are mended. */
final class CuttableWire implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int PASSED_BYTES = 100;

    private final int target;
    private final int port;
    private final List<Socket> sockets = new ArrayList<>();
    private ServerSocket listener;
    private long uploadsLeft = Long.MAX_VALUE;
    private boolean cut;

    private CuttableWire(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
        this.port = listener.getLocalPort();
    }

    /** A wire to a port of this machine. */
    static CuttableWire to(int port) throws IOException {
        CuttableWire wire = new CuttableWire(port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        wire.accept(wire.listener);
        return wire;
    }

    /** Where to connect. */
    int port() {
        return port;
    }

    /** From now on so many uploads begin and all but the last of them get through. */
    synchronized void cutAtUpload(int count) {
        uploadsLeft = count;
    }

    /** Whether it is broken. */
    synchronized boolean isCut() {
        return cut;
    }

    /** Breaks it now. */
    synchronized void cut() {
        cut = true;
        uploadsLeft = Long.MAX_VALUE;
        closeQuietly(listener);
        sockets.forEach(CuttableWire::closeQuietly);
        sockets.clear();
    }

    /** Takes connections again, at the same port. */
    synchronized void mend() throws IOException {
        ServerSocket next = new ServerSocket();
        next.setReuseAddress(true);
        next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        listener = next;
        cut = false;
        accept(next);
    }

    private void accept(ServerSocket from) {
        start("wire", () -> {
            while (true) {
                Socket near = from.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                keep(near, far);
                start("wire-to", () -> relay(near, far, true));
                start("wire-from", () -> relay(far, near, false));
            }
        });
    }

    private synchronized void keep(Socket near, Socket far) {
        if (cut) {
            closeQuietly(near);
            closeQuietly(far);
        } else {
            sockets.add(near);
            sockets.add(far);
        }
    }

    private void relay(Socket from, Socket to, boolean requests) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (requests && isLastUpload(chunk, read)) {
                    out.write(chunk, 0, Math.min(read, PASSED_BYTES));
                    cut();
                    return;
                }
                out.write(chunk, 0, read);
            }
        }
    }

    /** A client writes the head of a request in one piece. */
    private synchronized boolean isLastUpload(byte[] chunk, int length) {
        if (!new String(chunk, 0, Math.min(length, 4), StandardCharsets.ISO_8859_1).equals("PUT ")) {
            return false;
        }
        uploadsLeft--;
        return uploadsLeft == 0;
    }

    private interface Step {
        void run() throws IOException;
    }

    /** A closed socket ends its thread. */
    private static void start(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException e) {
                        // Closed, which is how each of these ends.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() {
        cut();
    }
}
