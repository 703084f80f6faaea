// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Flink's metrics in Prometheus' text form at {@code http://127.0.0.1:PORT/metrics}, under the names that Flink's own reporter gives them.
 * That one listens on every address of the machine, and no build of it fits this Flink.
 */
public final class PrometheusReporter implements MetricReporter {
    private static final String PREFIX = "flink_";

    private final Map<Metric, Series> all = new ConcurrentHashMap<>();
    private final HttpServer server;

    private record Series(String name, String labels) {}

    private PrometheusReporter(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UnavailableException(
                    "can't listen on port " + port + " of 127.0.0.1 for metrics; choose another ingest.metrics-port",
                    e);
        }
        server.createContext("/metrics", this::answer);
    }

    /** Made by Flink, which finds it as a service. */
    public static final class Factory implements MetricReporterFactory {
        /** For the service loader. */
        public Factory() {}

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new PrometheusReporter(Integer.parseInt(properties.getProperty("port", "9249")));
        }
    }

    @Override
    public void open(MetricConfig config) {
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String scope = LogicalScopeProvider.castFrom(group).getLogicalScope(PrometheusReporter::plain, '_');
        StringBuilder labels = new StringBuilder();
        new TreeMap<>(group.getAllVariables())
                .forEach((key, value) -> labels.append(labels.length() == 0 ? "" : ",")
                        .append(plain(key.replaceAll("[<>]", "")))
                        .append("=\"")
                        .append(value.replace("\\", "\\\\")
                                .replace("\"", "\\\"")
                                .replace("\n", " "))
                        .append('"'));
        all.put(metric, new Series(PREFIX + scope + "_" + plain(name), labels.toString()));
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        all.remove(metric);
    }

    private static String plain(String text) {
        return text.replaceAll("[^A-Za-z0-9_:]", "_");
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** All series with a number, those of one name together, as the form wants it. */
    private String text() {
        Map<String, StringBuilder> byName = new TreeMap<>();
        all.forEach((metric, series) -> {
            double value = value(metric);
            if (Double.isFinite(value)) {
                byName.computeIfAbsent(series.name(), name -> header(name, metric))
                        .append(String.format(Locale.ROOT, "%s{%s} %s\n", series.name(), series.labels(), value));
            }
        });
        StringBuilder text = new StringBuilder();
        byName.values().forEach(text::append);
        return text.toString();
    }

    private static StringBuilder header(String name, Metric metric) {
        return new StringBuilder("# TYPE " + name + (metric instanceof Counter ? " counter\n" : " gauge\n"));
    }

    /** The metric's number; none where it has none. */
    private static double value(Metric metric) {
        if (metric instanceof Counter counter) {
            return counter.getCount();
        }
        if (metric instanceof Meter meter) {
            return meter.getRate();
        }
        if (metric instanceof Histogram histogram) {
            return histogram.getStatistics().getQuantile(0.99);
        }
        return metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number
                ? number.doubleValue()
                : Double.NaN;
    }
}
