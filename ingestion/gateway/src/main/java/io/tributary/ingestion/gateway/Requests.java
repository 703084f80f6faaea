// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.sign.SignedEnvelope;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatch;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From requests to answers. No thread waits for a slow client: a body is collected as it comes, and one that comes too slowly ({@link Uploads}) loses
 * its connection. Only so many requests are in hand at a time; whoever comes then is told to come back.
 */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final long BUSY_RETRY_SECONDS = 1;
    private static final String JSON = "application/json";

    private static final HttpString FILES = new HttpString("Tributary-Files");
    private static final Pattern FILE_NAMES = Pattern.compile("[0-9a-f]{32}(,[0-9a-f]{32}){0,99}");

    private final GatewaySettings settings;
    private final BatchDoor door;
    private final Promises promises;
    private final SignedEnvelope authority;
    private final byte[] openApi;
    private final Clock clock;
    private final Semaphore places;
    private final Uploads uploads;

    Requests(
            GatewaySettings settings,
            BatchDoor door,
            Promises promises,
            SignedEnvelope authority,
            byte[] openApi,
            Clock clock) {
        this.settings = settings;
        this.door = door;
        this.promises = promises;
        this.authority = authority;
        this.openApi = openApi.clone();
        this.clock = clock;
        this.places = new Semaphore(settings.inFlightMax());
        this.uploads = new Uploads(settings);
    }

    /** All routes. */
    HttpHandler handler() {
        RoutingHandler routes = Handlers.routing();
        for (Route route : Route.values()) {
            routes.add(route.method(), route.template(), exchange -> enter(exchange, route));
        }
        routes.setFallbackHandler(exchange -> send(
                exchange,
                Answer.error(
                        404, "path.unknown", "there is no such path; GET /openapi.json lists those that there are")));
        routes.setInvalidMethodHandler(exchange ->
                send(exchange, Answer.error(405, "method.unknown", "the path is there, but not for this method")));
        return routes;
    }

    private void enter(HttpServerExchange exchange, Route route) {
        if (!places.tryAcquire() && !(uploads.makePlace() && places.tryAcquire())) {
            exchange.setPersistent(false);
            send(
                    exchange,
                    Answer.later(
                            503,
                            "gateway.busy",
                            settings.inFlightMax() + " requests are in hand; send this one again later",
                            BUSY_RETRY_SECONDS));
            return;
        }
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        };
        exchange.addExchangeCompleteListener((ended, next) -> {
            leave.run();
            next.proceed();
        });
        if (route == Route.TAKE) {
            receive(exchange, leave);
        } else {
            exchange.dispatch((HttpHandler) dispatched -> answer(dispatched, () -> answered(dispatched, route)));
        }
    }

    private void receive(HttpServerExchange exchange, Runnable leave) {
        exchange.setMaxEntitySize(settings.bytesMax());
        if (exchange.getRequestContentLength() > settings.bytesMax()) {
            tooLarge(exchange);
            return;
        }
        Uploads.Upload upload = uploads.begin(exchange, leave);
        exchange.getRequestReceiver()
                .receivePartialBytes(
                        (received, part, last) -> {
                            upload.add(part);
                            if (last) {
                                byte[] body = upload.end();
                                received.dispatch(
                                        (HttpHandler) dispatched -> answer(dispatched, () -> taken(dispatched, body)));
                            }
                        },
                        (received, failure) -> {
                            upload.end();
                            LOG.debug("a request could not be read", failure);
                            tooLarge(received);
                        });
    }

    private void tooLarge(HttpServerExchange exchange) {
        exchange.setPersistent(false);
        send(
                exchange,
                Answer.refused(
                        Rule.RECORD_TOO_LARGE,
                        "a batch has at most " + settings.bytesMax() + " bytes; split it into several"));
    }

    private Answer taken(HttpServerExchange exchange, byte[] body) {
        String files = Optional.ofNullable(exchange.getRequestHeaders().getFirst(FILES))
                .orElse("");
        if (!files.isEmpty() && !FILE_NAMES.matcher(files).matches()) {
            throw new InvalidInputException(
                    "Tributary-Files names the files that a batch is from, 1 to 100, by 32 hex digits each, with commas between");
        }
        Set<String> names = files.isEmpty() ? Set.of() : new HashSet<>(List.of(files.split(",")));
        return promises.take(door.batch(body, clock.millis()), body, names);
    }

    private Answer answered(HttpServerExchange exchange, Route route) {
        return switch (route) {
            case PROMISE -> promises.find(asker(exchange), batch(exchange));
            case QUOTA -> promises.quota(asker(exchange));
            case STATUS -> Answer.of(200, status());
            default -> throw new IllegalStateException(route + " is answered elsewhere");
        };
    }

    private String asker(HttpServerExchange exchange) {
        String header = Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION))
                .orElse("");
        return door.asker(header, exchange.getRequestPath(), clock.millis());
    }

    private static long batch(HttpServerExchange exchange) {
        String given = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
                .getParameters()
                .getOrDefault("batch", "");
        if (!given.matches("0|[1-9][0-9]{0,17}")) {
            throw new InvalidInputException("the number of a batch is 0, 1, 2, ...");
        }
        return Long.parseLong(given);
    }

    private JsonObject status() {
        return JsonObject.typed("tributary/gateway-status/v1")
                .put("network", settings.network())
                .put("gateway", settings.name())
                .put("authority", authority.toJson())
                .put("batchBytesMax", settings.bytesMax())
                .put("batchItemsMax", settings.itemsMax())
                .put("includeWithinMillis", settings.includeWithin().toMillis())
                .put("inFlight", (long) settings.inFlightMax() - places.availablePermits())
                .put("taken", promises.count())
                .build();
    }

    private void answer(HttpServerExchange exchange, Supplier<Answer> work) {
        if (exchange.getRequestPath().equals(Route.OPENAPI.template())) {
            send(exchange, 200, Map.of(), openApi);
            return;
        }
        Answer answer;
        try {
            answer = work.get();
        } catch (MalformedException e) {
            answer = Answer.refused(e.rule(), String.valueOf(e.getMessage()));
        } catch (InvalidInputException e) {
            answer = Answer.refused(Rule.JSON_SHAPE, String.valueOf(e.getMessage()));
        } catch (UnavailableException e) {
            LOG.warn("a request could not be answered", e);
            answer = Answer.later(503, "gateway.unavailable", "the gateway misses something; send it again later", 5);
        } catch (RuntimeException e) {
            LOG.error("a request met a defect", e);
            answer = Answer.error(500, "gateway.defect", "a defect of the gateway; its log says more");
        }
        send(exchange, answer);
    }

    private static void send(HttpServerExchange exchange, Answer answer) {
        send(exchange, answer.status(), answer.headers(), answer.body().bytes());
    }

    private static void send(HttpServerExchange exchange, int status, Map<String, String> headers, byte[] body) {
        exchange.setStatusCode(status);
        HeaderMap out = exchange.getResponseHeaders();
        out.put(Headers.CONTENT_TYPE, JSON);
        out.put(new HttpString("X-Content-Type-Options"), "nosniff");
        headers.forEach((name, value) -> out.put(new HttpString(name), value));
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }
}
