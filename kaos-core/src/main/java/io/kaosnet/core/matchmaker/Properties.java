package io.kaosnet.core.matchmaker;

import io.kaosnet.core.query.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Texts and numbers of a ticket by name; a number wins over a text of the same name. Immutable.
///
/// There may be a hundred thousand, so the names are kept once for all that have the same.
final class Properties {
    final Shape shape;

    /// By slot of the shape: a Double, a String, or a [Dated].
    private final Object[] values;

    /// A text that queries see as a date.
    private record Dated(String text, Value.Date date) {}

    private Properties(Shape shape, Object[] values) {
        this.shape = shape;
        this.values = values;
    }

    static Properties of(Shapes shapes, Map<String, String> texts, Map<String, Double> numbers) {
        var names = new TreeSet<>(texts.keySet());
        names.addAll(numbers.keySet());
        Shape shape = shapes.of(List.copyOf(names));
        var values = new Object[names.size()];
        int slot = 0;
        for (String name : shape.names) {
            Double number = numbers.get(name);
            values[slot++] = number != null ? number : text(texts.getOrDefault(name, ""));
        }
        return new Properties(shape, values);
    }

    private static Object text(String text) {
        return Value.of(text) instanceof Value.Date date ? new Dated(text, date) : text;
    }

    /// A Double, a String, a [Value.Date], or null for a name that is not there.
    @Nullable Object find(String name) {
        int slot = shape.slot(name);
        return slot < 0 ? null : get(slot);
    }

    Object get(int slot) {
        Object value = values[slot];
        return value instanceof Dated dated ? dated.date : value;
    }

    /// The number of that name, or NaN.
    double number(String name) {
        return find(name) instanceof Double number ? number : Double.NaN;
    }

    /// The text of that name, or null.
    @Nullable String text(int slot) {
        Object value = values[slot];
        return value instanceof Dated dated ? dated.text : value instanceof String s ? s : null;
    }

    @Nullable String textOf(String name) {
        int slot = shape.slot(name);
        return slot < 0 ? null : text(slot);
    }

    /// Texts and numbers as they were given.
    void forEach(Receiver receiver) {
        for (int slot = 0; slot < values.length; slot++) {
            String name = shape.names.get(slot);
            if (values[slot] instanceof Double number) {
                receiver.number(name, number);
            } else {
                String text = text(slot);
                receiver.text(name, text == null ? "" : text);
            }
        }
    }

    /// Takes one property after the other.
    interface Receiver {
        void text(String name, String text);

        void number(String name, double number);
    }

    /// As game code sees them.
    Map<String, Object> toMap() {
        var map = new java.util.TreeMap<String, Object>();
        forEach(
                new Receiver() {
                    @Override
                    public void text(String name, String text) {
                        map.put(name, text);
                    }

                    @Override
                    public void number(String name, double number) {
                        map.put(name, number);
                    }
                });
        return map;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Properties that
                && shape.names.equals(that.shape.names)
                && List.of(values).equals(List.of(that.values));
    }

    @Override
    public int hashCode() {
        return List.of(values).hashCode();
    }

    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        toMap().forEach((name, value) -> parts.add(name + "=" + value));
        return String.join(" ", parts);
    }
}
