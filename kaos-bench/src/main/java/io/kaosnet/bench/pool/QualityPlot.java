package io.kaosnet.bench.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Draws distributions: for each quantity, what share of players or matches is at most so much.
/// Pure functions.
final class QualityPlot {
    private static final int WIDTH = 300;
    private static final int HEIGHT = 200;
    private static final int LEFT = 60;
    private static final int TOP = 50;
    private static final int GAP = 70;
    private static final int STEPS = 100;
    private static final String[] COLOURS = {"#1f6feb", "#d1572b"};

    private QualityPlot() {}

    /// One quantity of both samples. Immutable.
    private record Panel(String title, List<List<Double>> values, double most) {}

    /// @param samples by what they are called
    static String svg(Map<String, Sample> samples) {
        List<Panel> panels =
                List.of(
                        panel("wait (s)", samples.values().stream().map(s -> s.waits).toList()),
                        panel(
                                "spread of skill in a match",
                                samples.values().stream().map(s -> s.spreads).toList()),
                        panel(
                                "worst latency in a match (ms)",
                                samples.values().stream().map(s -> s.latencies).toList()));
        var svg = new StringBuilder();
        int width = LEFT + panels.size() * (WIDTH + GAP);
        svg.append(
                line(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                                + " font-family=\"sans-serif\" font-size=\"12\">",
                        width, TOP + HEIGHT + 60));
        svg.append(line("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>"));
        List<String> names = new ArrayList<>(samples.keySet());
        for (int i = 0; i < names.size(); i++) {
            svg.append(
                    line(
                            "<text x=\"%d\" y=\"20\" fill=\"%s\">%s</text>",
                            LEFT + i * 120, COLOURS[i], names.get(i)));
        }
        for (int i = 0; i < panels.size(); i++) {
            draw(panels.get(i), LEFT + i * (WIDTH + GAP), svg);
        }
        return svg.append("</svg>\n").toString();
    }

    private static Panel panel(String title, List<List<Double>> values) {
        double most = 1;
        for (List<Double> one : values) {
            most = Math.max(most, Sample.percentile(one, 99));
        }
        return new Panel(title, values, most);
    }

    private static void draw(Panel panel, int left, StringBuilder svg) {
        for (int percent = 0; percent <= 100; percent += 25) {
            double y = TOP + HEIGHT - HEIGHT * percent / 100.0;
            svg.append(
                    line(
                            "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>"
                                    + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d%%</text>",
                            left, y, left + WIDTH, y, left - 6, y + 4, percent));
        }
        for (int tick = 0; tick <= 4; tick++) {
            svg.append(
                    line(
                            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%.0f</text>",
                            left + WIDTH * tick / 4, TOP + HEIGHT + 18, panel.most * tick / 4));
        }
        svg.append(
                line(
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                        left + WIDTH / 2, TOP + HEIGHT + 40, panel.title));
        for (int i = 0; i < panel.values.size(); i++) {
            var points = new StringBuilder();
            for (int step = 1; step <= STEPS; step++) {
                double percent = 100.0 * step / STEPS;
                double x = Sample.percentile(panel.values.get(i), percent) / panel.most;
                points.append(
                        String.format(
                                Locale.ROOT,
                                "%.1f,%.1f ",
                                left + WIDTH * Math.clamp(x, 0, 1),
                                TOP + HEIGHT - HEIGHT * percent / 100));
            }
            svg.append(
                    line(
                            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\""
                                    + " stroke-width=\"2\"/>",
                            points.toString().strip(), COLOURS[i]));
        }
    }

    @SuppressWarnings(
            "AnnotateFormatMethod") // No format is made up; the annotation is a library more.
    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
