// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.exceptions.NotFoundException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * How Iceberg's {@code S3FileIO} talks to the store: by the JDK's own HTTP client, trying again for about ten seconds, and with the checksums
 * that every store of this kind knows. Credentials are looked up by Amazon's default chain. Created by name in each engine and executor.
 */
public final class ObjectStoreClients implements S3FileIOAwsClientFactory {
    private static final long serialVersionUID = 1L;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
    private static final int ATTEMPTS = 6;

    private ObjectStore store = new ObjectStore("", "", false);

    /** For Iceberg, which creates it by name and then calls {@link #initialize}. */
    public ObjectStoreClients() {}

    @Override
    public void initialize(Map<String, String> properties) {
        store = ObjectStore.ofProperties(properties);
    }

    @Override
    public S3Client s3() {
        BackoffStrategy pauses = BackoffStrategy.exponentialDelayHalfJitter(FIRST_PAUSE, LONGEST_PAUSE);
        StandardRetryStrategy again = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .backoffStrategy(pauses)
                .throttlingBackoffStrategy(pauses)
                // Many files fail together when a store restarts, which must not make the last of them give up at once.
                .circuitBreakerEnabled(false)
                .build();
        S3ClientBuilder client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE))
                .overrideConfiguration(options -> options.retryStrategy(again).addExecutionInterceptor(new NoWaiting()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .forcePathStyle(store.pathStyle());
        if (!store.endpoint().isEmpty()) {
            client.endpointOverride(URI.create(store.endpoint()));
        }
        if (!store.region().isEmpty()) {
            client.region(Region.of(store.region()));
        }
        return new NotAskedAgain(client.build());
    }

    /** Only reading ahead by another library than ours needs it. */
    @Override
    public S3AsyncClient s3Async() {
        throw new UnsupportedOperationException("the warehouse is read by blocking calls only");
    }

    /** Uploads do not wait for the word to go on: where a connection breaks then, the JDK's client throws what nobody tries again. */
    private static final class NoWaiting implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.httpRequest().toBuilder().removeHeader("Expect").build();
        }
    }

    /**
     * Iceberg asks twenty times for the newest state of a table, which on top of the client's own attempts took six minutes, unless the
     * file is not found; so that is what it is told once the client has given up. Why stays in the cause.
     */
    private static final class NotAskedAgain extends DelegatingS3Client {
        private static final String METADATA = ".metadata.json";

        NotAskedAgain(S3Client client) {
            super(client);
        }

        @Override
        protected <T extends S3Request, ReturnT> ReturnT invokeOperation(T request, Function<T, ReturnT> operation) {
            try {
                return operation.apply(request);
            } catch (SdkException e) {
                if (request instanceof GetObjectRequest read && read.key().endsWith(METADATA)) {
                    throw new NotFoundException(e, "can't read %s", read.key());
                }
                throw e;
            }
        }
    }
}
