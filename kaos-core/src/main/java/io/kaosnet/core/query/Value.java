package io.kaosnet.core.query;

import java.time.Instant;

/// One indexed value of a field. Immutable.
public sealed interface Value {
    /// A text that is not a date; booleans are `T` and `F`.
    record Text(String text) implements Value {}

    record Numeric(double number) implements Value {}

    /// A text that reads as a date; not findable as text.
    record Date(Instant date) implements Value {}

    Value TRUE = new Text("T");
    Value FALSE = new Text("F");

    /// The value of a text: a date when it reads as one.
    static Value of(String text) {
        Instant date = Dates.parse(text);
        return date == null ? new Text(text) : new Date(date);
    }
}
