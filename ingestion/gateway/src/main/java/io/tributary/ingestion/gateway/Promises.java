// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.InclusionPromise;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes batches: counts them, writes them to Kafka, and only then says so, in a promise that stays the same however often a batch comes. */
final class Promises {
    /** The type of the answer to an accepted batch. */
    static final String ACCEPTED_TYPE = "tributary/accepted/v1";

    /** The type of the answer about a quota. */
    static final String QUOTA_TYPE = "tributary/quota/v1";

    private static final Logger LOG = LoggerFactory.getLogger(Promises.class);
    private static final int STRIPES = 64;
    private static final long KAFKA_RETRY_SECONDS = 5;

    private final GatewaySettings settings;
    private final PromiseStore store;
    private final BatchTopic topic;
    private final SigningKey key;
    private final SignedEnvelope authority;
    private final Clock clock;
    private final Lock giving = new ReentrantLock();

    /** The same batch at the same time twice: the second waits for the first one's promise. */
    private final List<Lock> stripes =
            Stream.generate(() -> (Lock) new ReentrantLock()).limit(STRIPES).toList();

    Promises(
            GatewaySettings settings,
            PromiseStore store,
            BatchTopic topic,
            SigningKey key,
            SignedEnvelope authority,
            Clock clock) {
        this.settings = settings;
        this.store = store;
        this.topic = topic;
        this.key = key;
        this.authority = authority;
        this.clock = clock;
    }

    /**
     * Takes a batch that was found right.
     *
     * @param files names of the files that it is from, as the sender gives them
     */
    Answer take(Contributions batch, byte[] value, Set<String> files) {
        BatchHeader header = batch.header();
        Lock stripe = stripes.get(Math.floorMod((header.signer() + "\n" + header.sequence()).hashCode(), STRIPES));
        stripe.lock();
        try {
            return take(header, value, files);
        } finally {
            stripe.unlock();
        }
    }

    private Answer take(BatchHeader header, byte[] value, Set<String> files) {
        Optional<PromiseStore.Given> before = store.find(header.signer(), header.sequence());
        if (before.isPresent() && !before.get().root().equals(header.root())) {
            return Answer.refused(
                    Rule.SEQUENCE_REPLAYED,
                    "batch " + header.sequence() + " of " + header.signer()
                            + " was another one; give every batch a number of its own");
        }
        if (before.isPresent() && before.get().written()) {
            return accepted(200, before.get().promise());
        }
        Instant now = clock.instant();
        SignedEnvelope promise;
        giving.lock();
        try {
            promise = promise(header, now);
            PromiseStore.Wish wish = new PromiseStore.Wish(
                    header.signer(), header.sequence(), header.root(), value.length, header.itemCount(), files);
            Optional<Usage.Excess> excess = store.reserve(wish, promise, day(now), settings.perDay());
            if (excess.isPresent()) {
                return beyond(header.signer(), excess.get(), now);
            }
        } finally {
            giving.unlock();
        }
        try {
            topic.write(header.signer(), value);
        } catch (UnavailableException e) {
            LOG.warn("a batch could not be written: {}", e.getMessage());
            return Answer.later(
                    503, "kafka.away", "Kafka does not answer; send the same batch again later", KAFKA_RETRY_SECONDS);
        }
        store.written(header.signer(), header.sequence());
        return accepted(201, promise);
    }

    private SignedEnvelope promise(BatchHeader header, Instant now) {
        long receivedAt = now.toEpochMilli();
        InclusionPromise promise = new InclusionPromise(
                settings.network(),
                settings.name(),
                key.verifyingKey().keyId(),
                store.nextSequence(),
                header.signer(),
                header.datanet(),
                header.sequence(),
                header.root(),
                receivedAt,
                Math.addExact(receivedAt, settings.includeWithin().toMillis()));
        return SignedEnvelope.sign(promise.toJson(), key);
    }

    private Answer accepted(int status, SignedEnvelope promise) {
        return Answer.of(
                status,
                JsonObject.typed(ACCEPTED_TYPE)
                        .put("authority", authority.toJson())
                        .put("promise", promise.toJson())
                        .build());
    }

    private Answer beyond(String contributor, Usage.Excess excess, Instant now) {
        Usage used = store.used(contributor, day(now));
        long use = switch (excess.measure()) {
            case "bytes" -> used.bytes();
            case "items" -> used.items();
            default -> used.files();
        };
        Instant reset = reset(now);
        JsonObject body = Answer.error(
                        "quota." + excess.measure(),
                        contributor + " may send " + excess.limit() + " " + excess.measure() + " a day and has sent "
                                + use + ", with this batch it would be " + excess.wanted() + "; send it after " + reset)
                .put("measure", excess.measure())
                .put("limit", excess.limit())
                .put("used", use)
                .put("resetsAt", reset.toEpochMilli())
                .build();
        long seconds = reset.getEpochSecond() - now.getEpochSecond();
        return new Answer(429, body, java.util.Map.of("Retry-After", Long.toString(Math.max(1, seconds))));
    }

    /** The promise about a contributor's own batch. */
    Answer find(String contributor, long batch) {
        return store.find(contributor, batch)
                .filter(PromiseStore.Given::written)
                .map(given -> accepted(200, given.promise()))
                .orElseGet(() -> Answer.error(
                        404, "promise.unknown", "no batch " + batch + " of " + contributor + " was taken here"));
    }

    /** What a contributor may send today, and has sent. */
    Answer quota(String contributor) {
        Instant now = clock.instant();
        return Answer.of(
                200,
                JsonObject.typed(QUOTA_TYPE)
                        .put("contributor", contributor)
                        .put("limit", json(settings.perDay()))
                        .put("used", json(store.used(contributor, day(now))))
                        .put("resetsAt", reset(now).toEpochMilli())
                        .build());
    }

    private static JsonObject json(Usage usage) {
        return JsonObject.nested()
                .put("bytes", usage.bytes())
                .put("items", usage.items())
                .put("files", usage.files())
                .build();
    }

    /** How many batches were taken, ever. */
    long count() {
        return store.count();
    }

    private static String day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
    }

    /** The next midnight in UTC. */
    private static Instant reset(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }
}
