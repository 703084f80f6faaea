// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.report;

import io.tributary.evaluation.measure.Estimate;
import io.tributary.evaluation.measure.RemovalCurve;
import io.tributary.evaluation.pay.PayFidelity;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The figures as PNG files, one for each measure that was taken. */
public final class Plots {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 500;

    private final AttributionReport report;

    /** Plots of a report. */
    public Plots(AttributionReport report) {
        this.report = report;
    }

    /**
     * Makes the folder, so that a wrong one is known before anything is measured.
     *
     * @throws UnavailableException if it can't be made
     */
    static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UnavailableException("can't make the folder " + folder + " for plots: " + e.getMessage(), e);
        }
    }

    /**
     * Writes the files into {@code folder}, which is made if it is not there.
     *
     * @return their paths
     * @throws UnavailableException if a file can't be written or this JVM can't draw
     */
    public List<String> write(Path folder) {
        String title = report.data().name() + ", seed " + report.request().seed();
        List<String> files = new ArrayList<>();
        makeFolder(folder);
        try {
            bars("LDS, 95 % interval: " + title, MethodFigures::lds)
                    .ifPresent(chart -> files.add(save(chart, folder, "lds")));
            bars("Contributor-level LDS, 95 % interval: " + title, MethodFigures::contributors)
                    .ifPresent(chart -> files.add(save(chart, folder, "contributor-lds")));
            bars("Leave-one-out correlation, 95 % interval: " + title, MethodFigures::leaveOneOut)
                    .ifPresent(chart -> files.add(save(chart, folder, "leave-one-out")));
            bars("Mislabel AUC: " + title, figures -> figures.mislabelArea().map(area -> new Estimate(area, 0, 1)))
                    .ifPresent(chart -> files.add(save(chart, folder, "mislabel-auc")));
            removal(title).ifPresent(chart -> files.add(save(chart, folder, "removal")));
            fidelity(title).ifPresent(chart -> files.add(save(chart, folder, "pay-fidelity")));
        } catch (NoClassDefFoundError | UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw new UnavailableException(
                    "this JVM can't draw (" + e + "); install fontconfig and a font, or leave --out away", e);
        }
        return files;
    }

    private static String save(Chart<?, ?> chart, Path folder, String name) {
        Path file = folder.resolve(name + ".png");
        try {
            BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UnavailableException("can't write " + file + ": " + e.getMessage(), e);
        }
        return file.toString();
    }

    private Optional<CategoryChart> bars(String title, Function<MethodFigures, Optional<Estimate>> figure) {
        List<String> names = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        List<Double> halves = new ArrayList<>();
        for (MethodFigures figures : report.methods()) {
            figure.apply(figures).ifPresent(estimate -> {
                names.add(figures.method());
                means.add(estimate.mean());
                halves.add(estimate.halfWidth());
            });
        }
        if (names.isEmpty()) {
            return Optional.empty();
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("method")
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisMax(1.0);
        chart.addSeries("methods", names, means, halves);
        return Optional.of(chart);
    }

    private Optional<XYChart> removal(String title) {
        if (report.random().isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Loss while the rows of highest worth are left out: " + title)
                .xAxisTitle("rows left out, %")
                .yAxisTitle("mean test loss, nats")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        for (MethodFigures figures : report.methods()) {
            figures.removal().ifPresent(curve -> line(chart, figures.method(), curve));
        }
        report.random().ifPresent(curve -> line(chart, "at random", curve));
        return Optional.of(chart);
    }

    private static void line(XYChart chart, String name, RemovalCurve curve) {
        chart.addSeries(
                name, RemovalCurve.TENTHS.stream().map(tenth -> tenth * 10).toList(), curve.losses());
    }

    private Optional<XYChart> fidelity(String title) {
        if (report.fidelity().isEmpty()) {
            return Optional.empty();
        }
        PayFidelity first = report.fidelity().get(0);
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Pay beside what leaving the contributor out costs: " + title)
                .xAxisTitle("rise of the test loss, nats")
                .yAxisTitle("share of the pay")
                .build();
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        first.shares().forEach((rule, shares) -> {
            if (!rule.equals(PayFidelity.REFERENCE)) {
                chart.addSeries(rule, first.lossRise(), shares);
            }
        });
        return Optional.of(chart);
    }
}
