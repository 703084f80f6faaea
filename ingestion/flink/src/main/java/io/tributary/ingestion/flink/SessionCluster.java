// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.LakeCatalog;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink session cluster that runs the job, reached by its REST server. The job's own jars travel with it; what Iceberg, Kafka and the
 * database driver need lies in the cluster's {@code lib}. Its machines reach the home folder under the same path.
 */
final class SessionCluster {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCluster.class);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Pattern SLOTS = Pattern.compile("\"slots-total\"\\s*:\\s*([0-9]{1,6})\\b");

    private SessionCluster() {}

    /**
     * Tells Flink to run the job there.
     *
     * @param address {@code host:port} of the REST server
     */
    static void addTo(Map<String, String> settings, String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new InvalidInputException("ingest.flink-cluster: got " + address + ", want host:port");
        }
        settings.put("execution.target", "remote");
        settings.put("rest.address", address.substring(0, colon));
        settings.put("rest.port", address.substring(colon + 1));
        settings.put("pipeline.jars", String.join(";", jars()));
    }

    /**
     * How many tasks the cluster has room for.
     *
     * @throws UnavailableException if it does not say so
     */
    static int slots(String address) {
        HttpRequest question = HttpRequest.newBuilder(URI.create("http://" + address + "/overview"))
                .timeout(ANSWER_MAX)
                .build();
        try {
            String answer = HttpClient.newHttpClient()
                    .send(question, HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher slots = SLOTS.matcher(answer);
            if (slots.find() && Integer.parseInt(slots.group(1)) > 0) {
                return Integer.parseInt(slots.group(1));
            }
            throw new UnavailableException("the Flink cluster at " + address
                    + " has no slots yet; wait for its TaskManagers, or set ingest.parallelism");
        } catch (IOException e) {
            throw new UnavailableException("the Flink cluster at " + address + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("the question for the Flink cluster's slots was interrupted", e);
        }
    }

    /** Jars of this project that the job needs; where classes lie in folders, the cluster must know them. */
    private static List<String> jars() {
        List<String> jars = new ArrayList<>();
        for (Class<?> one : List.of(IngestJob.class, LakeCatalog.class, UnavailableException.class)) {
            try {
                Path place = Path.of(
                        one.getProtectionDomain().getCodeSource().getLocation().toURI());
                if (place.toString().endsWith(".jar")) {
                    jars.add(place.toUri().toString());
                }
            } catch (URISyntaxException e) {
                throw new IllegalStateException("a class path entry is no address", e);
            }
        }
        return jars;
    }

    /**
     * Ends jobs of this name: one that outlived the process which started it would write the same rows as its successor.
     *
     * @throws UnavailableException if the cluster does not answer or does not end them
     */
    static void endJobs(Configuration settings, String name) throws InterruptedException {
        try (RestClusterClient<StandaloneClusterId> cluster =
                new RestClusterClient<>(settings, StandaloneClusterId.getInstance())) {
            long deadline = System.nanoTime() + ANSWER_MAX.toNanos();
            while (endSome(cluster, name)) {
                if (System.nanoTime() > deadline) {
                    throw new UnavailableException(
                            "the Flink cluster does not end its job " + name + "; cancel it there");
                }
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new UnavailableException("the Flink cluster that ingest.flink-cluster names does not answer", e);
        } catch (InterruptedException | UnavailableException e) {
            throw e;
        } catch (Exception e) {
            throw new UnavailableException("the Flink cluster can't be asked: " + e.getMessage(), e);
        }
    }

    private static boolean endSome(RestClusterClient<StandaloneClusterId> cluster, String name)
            throws InterruptedException, ExecutionException, TimeoutException {
        boolean any = false;
        for (JobStatusMessage job : cluster.listJobs().get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            if (job.getJobName().equals(name) && !job.getJobState().isGloballyTerminalState()) {
                LOG.warn("ending job {}, which an earlier process has left on the cluster", job.getJobId());
                cluster.cancel(job.getJobId()).get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
                any = true;
            }
        }
        return any;
    }
}
