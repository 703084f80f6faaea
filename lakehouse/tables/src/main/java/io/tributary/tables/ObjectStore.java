// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * A warehouse in a store that speaks Amazon's S3, read and written by Iceberg's own {@code S3FileIO} in every engine. Credentials come from
 * where Amazon's programs find them (environment, profile, role of the machine), never from a file of ours.
 *
 * @param endpoint address of the store, empty for Amazon's own
 * @param region where the store says it is, empty to let the environment say
 * @param pathStyle whether the bucket is part of the path instead of the host's name
 */
public record ObjectStore(String endpoint, String region, boolean pathStyle) implements Serializable {
    private static final String SCHEME = "s3://";
    private static final String FILES = "org.apache.iceberg.aws.s3.";
    private static final String CLIENT = "software.amazon.awssdk.";
    private static final String ENDPOINT = "s3.endpoint";
    private static final String REGION = "client.region";
    private static final String PATH_STYLE = "s3.path-style-access";

    /** A store of one's own must be given a region by whoever signs requests, and does not care which. */
    private static final String ANY_REGION = "us-east-1";

    /** Checks the address. */
    public ObjectStore {
        if (!endpoint.isEmpty() && !endpoint.matches("https?://[^/?#]+/?")) {
            throw new InvalidInputException(Key.LAKE_S3_ENDPOINT.id() + ": got " + endpoint
                    + ", want an address as https://store.example:9000");
        }
        region = region.isEmpty() && !endpoint.isEmpty() ? ANY_REGION : region;
    }

    /** The store of a configuration; empty if its warehouse is elsewhere. */
    public static Optional<ObjectStore> of(Configuration configuration) {
        String warehouse = configuration.text(Key.LAKE_WAREHOUSE);
        if (!warehouse.startsWith(SCHEME)) {
            return Optional.empty();
        }
        if (URI.create(warehouse).getAuthority() == null) {
            throw new InvalidInputException(
                    Key.LAKE_WAREHOUSE.id() + ": got " + warehouse + ", want a bucket as s3://bucket/folder");
        }
        String pathStyle = configuration.text(Key.LAKE_S3_PATH_STYLE);
        if (!Set.of("true", "false").contains(pathStyle)) {
            throw new InvalidInputException(
                    Key.LAKE_S3_PATH_STYLE.id() + ": got " + pathStyle + ", want true or false");
        }
        return Optional.of(new ObjectStore(
                configuration.text(Key.LAKE_S3_ENDPOINT),
                configuration.text(Key.LAKE_S3_REGION),
                Boolean.parseBoolean(pathStyle)));
    }

    /** What Iceberg's catalog is told, in every engine. */
    Map<String, String> properties() {
        return Map.of(
                "io-impl",
                "org.apache.iceberg.aws.s3.S3FileIO",
                "s3.client-factory-impl",
                ObjectStoreClients.class.getName(),
                ENDPOINT,
                endpoint,
                REGION,
                region,
                PATH_STYLE,
                Boolean.toString(pathStyle));
    }

    /** The store that {@link #properties} were made from. */
    static ObjectStore ofProperties(Map<String, String> properties) {
        return new ObjectStore(
                properties.getOrDefault(ENDPOINT, ""),
                properties.getOrDefault(REGION, ""),
                Boolean.parseBoolean(properties.get(PATH_STYLE)));
    }

    /**
     * What went wrong with the store, as an exception whose sentence a person can use; empty if the failure has nothing to do with it.
     */
    public static Optional<UnavailableException> failure(Throwable failure) {
        Throwable found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SdkException || isBrokenConnection(cause)) {
                found = cause;
            }
        }
        return Optional.ofNullable(found).map(cause -> new UnavailableException(sentence(cause), failure));
    }

    /** While an object is read, the store's client hands out what the connection threw. */
    private static boolean isBrokenConnection(Throwable cause) {
        return (cause instanceof IOException || cause instanceof UncheckedIOException)
                && Arrays.stream(cause.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith(FILES)
                                || frame.getClassName().startsWith(CLIENT));
    }

    private static String sentence(Throwable cause) {
        String message = Objects.requireNonNullElse(
                        cause.getMessage(), cause.getClass().getSimpleName())
                .replaceAll("\\s*\\R\\s*", " ");
        if (message.contains("Unable to load credentials")) {
            return "the warehouse's object store needs credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE";
        }
        if (message.contains("Unable to load region")) {
            return "the warehouse's object store needs a region; set " + Key.LAKE_S3_REGION.id() + " or AWS_REGION";
        }
        String reason = message.replaceAll(" ?\\((Service: |SDK Attempt Count).*", "");
        if (reason.isEmpty() && cause instanceof SdkServiceException answer) {
            reason = "its answer is status " + answer.statusCode();
        }
        return "the warehouse's object store failed: " + reason
                + "; nothing half-written is visible, run the same command again when it answers";
    }
}
