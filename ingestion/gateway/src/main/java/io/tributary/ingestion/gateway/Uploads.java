// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Bodies on their way. Each holds a place, so it must come at a pace: who falls behind it loses his connection after a grace, and at once
 * where somebody else waits for the place. So places are not held by clients that send next to nothing.
 */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    /** Lines have hiccups. */
    private static final long GRACE_MILLIS = 3_000;

    /** Time for the first packets to arrive, wanted or not. */
    private static final long YIELD_MILLIS = 500;

    private static final long LOOK_MILLIS = 500;

    private final GatewaySettings settings;
    private final Set<Upload> running = ConcurrentHashMap.newKeySet();

    Uploads(GatewaySettings settings) {
        this.settings = settings;
    }

    /**
     * Watches a body from now on.
     *
     * @param leave gives the place back; may be run more than once
     */
    Upload begin(HttpServerExchange exchange, Runnable leave) {
        Upload upload = new Upload(exchange, leave);
        running.add(upload);
        return upload;
    }

    /** Cuts off the slowest of those that are behind the pace; false if nobody is. */
    boolean makePlace() {
        Optional<Upload> slowest = running.stream()
                .filter(upload -> upload.isBehind(YIELD_MILLIS, 0))
                .min(Comparator.comparingLong(Upload::bytesPerSecond));
        return slowest.isPresent() && slowest.get().cut("was behind the pace while others waited for a place");
    }

    /** A body on its way. */
    final class Upload {
        private final HttpServerExchange exchange;
        private final Runnable leave;
        private final long startNanos = System.nanoTime();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final XnioExecutor.Key watch;
        private volatile long received;

        private Upload(HttpServerExchange exchange, Runnable leave) {
            this.exchange = exchange;
            this.leave = leave;
            this.watch = exchange.getIoThread().executeAtInterval(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }

        /** Takes what came. */
        void add(byte[] part) {
            body.writeBytes(part);
            received = body.size();
        }

        /** Watches no longer; the body is here, or never will be. */
        byte[] end() {
            ended.set(true);
            running.remove(this);
            watch.remove();
            return body.toByteArray();
        }

        private void look() {
            if (elapsedMillis() > settings.requestTimeout().toMillis()) {
                cut("took more than " + settings.requestTimeout());
            } else if (isBehind(GRACE_MILLIS, GRACE_MILLIS)) {
                cut("sent fewer than " + settings.bytesPerSecondMin() + " bytes a second");
            }
        }

        private long elapsedMillis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        }

        /** Whether less has come than the pace wants, once so much time has passed, when some of it is let off. */
        private boolean isBehind(long fromMillis, long letOffMillis) {
            long elapsedMillis = elapsedMillis();
            long wanted = settings.bytesPerSecondMin() * (elapsedMillis - letOffMillis) / 1_000;
            return elapsedMillis > fromMillis && received < wanted;
        }

        private long bytesPerSecond() {
            return received * 1_000 / (elapsedMillis() + 1);
        }

        private boolean cut(String why) {
            if (!ended.compareAndSet(false, true)) {
                return false;
            }
            LOG.info("a client {} for its request", why);
            running.remove(this);
            watch.remove();
            leave.run();
            exchange.getIoThread().execute(() -> IoUtils.safeClose(exchange.getConnection()));
            return true;
        }
    }
}
