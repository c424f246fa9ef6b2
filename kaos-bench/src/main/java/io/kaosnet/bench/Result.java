package io.kaosnet.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one run of a scenario yielded. Owned by the main thread.
public final class Result {
    private final String scenario;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();

    public Result(String scenario) {
        this.scenario = scenario;
    }

    public Result setting(String name, Object value) {
        settings.put(name, String.valueOf(value));
        return this;
    }

    public Result add(Figure figure) {
        figures.add(figure);
        return this;
    }

    public String scenario() {
        return scenario;
    }

    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    /// The figure of that name.
    public Figure figure(String name) {
        for (Figure figure : figures) {
            if (figure.name().equals(name)) {
                return figure;
            }
        }
        throw new IllegalArgumentException("no figure " + name);
    }

    /// Lines for people.
    public String table() {
        var text = new StringBuilder();
        text.append(scenario).append("  ").append(settings).append('\n');
        for (Figure figure : figures) {
            text.append(
                    "  %-38s %14s %-10s"
                            .formatted(figure.name(), Figure.show(figure.value()), figure.unit()));
            if (figure.hasTarget()) {
                text.append(figure.isReached() ? "  reached: " : "  MISSED:  ")
                        .append(figure.moreIsBetter() ? "at least " : "at most ")
                        .append(Figure.show(figure.target()));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// One JSON object.
    public String json() {
        var text = new StringBuilder("{\"scenario\":").append(quote(scenario));
        text.append(",\"settings\":{");
        String comma = "";
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            text.append(comma).append(quote(setting.getKey())).append(':');
            text.append(quote(setting.getValue()));
            comma = ",";
        }
        text.append("},\"figures\":[");
        comma = "";
        for (Figure figure : figures) {
            text.append(comma).append("{\"name\":").append(quote(figure.name()));
            text.append(",\"value\":").append(number(figure.value()));
            text.append(",\"unit\":").append(quote(figure.unit()));
            if (figure.hasTarget()) {
                text.append(figure.moreIsBetter() ? ",\"at_least\":" : ",\"at_most\":");
                text.append(number(figure.target()));
                text.append(",\"reached\":").append(figure.isReached());
            }
            text.append('}');
            comma = ",";
        }
        return text.append("]}").toString();
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    private static String quote(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"' || letter == '\\') {
                quoted.append('\\').append(letter);
            } else if (letter < ' ') {
                quoted.append(String.format("\\u%04x", (int) letter));
            } else {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }
}
