package io.kaosnet.core.query;

import com.google.re2j.Pattern;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one clause looks for. Immutable. A closed family, so that an index can turn each kind into
/// a look-up of its own.
public sealed interface Term {
    /// Whether the document has a value that this term looks for.
    boolean matches(Document document);

    /// Every document: a bare `*`.
    record All() implements Term {
        @Override
        public boolean matches(Document document) {
            return true;
        }
    }

    /// No document: a word or phrase with no field, for there is no default field.
    record Nothing() implements Term {
        @Override
        public boolean matches(Document document) {
            return false;
        }
    }

    /// `field:value`, whole and case-sensitive.
    ///
    /// @param number the value as a number, when it is one: then numeric values match too
    record Exact(String field, String text, @Nullable Double number) implements Term {
        @Override
        public boolean matches(Document document) {
            for (Value value : document.values(field)) {
                boolean found =
                        switch (value) {
                            case Value.Text t -> t.text().equals(text);
                            case Value.Numeric n -> number != null && n.number() == number;
                            case Value.Date _ -> false;
                        };
                if (found) {
                    return true;
                }
            }
            return false;
        }
    }

    /// `field:>5` and its kin. Both ends may be infinite.
    record NumberRange(
            String field, double low, boolean lowIncluded, double high, boolean highIncluded)
            implements Term {
        @Override
        public boolean matches(Document document) {
            for (Value value : document.values(field)) {
                if (value instanceof Value.Numeric n && contains(n.number())) {
                    return true;
                }
            }
            return false;
        }

        private boolean contains(double number) {
            boolean aboveLow = lowIncluded ? number >= low : number > low;
            return aboveLow && (highIncluded ? number <= high : number < high);
        }
    }

    /// `field:>="2024-01-02T00:00:00Z"` and its kin. A null end is open.
    record DateRange(
            String field,
            @Nullable Instant low,
            boolean lowIncluded,
            @Nullable Instant high,
            boolean highIncluded)
            implements Term {
        @Override
        public boolean matches(Document document) {
            for (Value value : document.values(field)) {
                if (value instanceof Value.Date d && contains(d.date())) {
                    return true;
                }
            }
            return false;
        }

        private boolean contains(Instant date) {
            if (low != null) {
                int order = date.compareTo(low);
                if (order < 0 || (order == 0 && !lowIncluded)) {
                    return false;
                }
            }
            if (high != null) {
                int order = date.compareTo(high);
                return order < 0 || (order == 0 && highIncluded);
            }
            return true;
        }
    }

    /// `field:ab*c?`; a lone `*` asks whether the field is there at all, of whatever kind.
    record Wildcard(String field, Glob glob) implements Term {
        @Override
        public boolean matches(Document document) {
            for (Value value : document.values(field)) {
                if (glob.isAnything()
                        || (value instanceof Value.Text t && glob.matches(t.text()))) {
                    return true;
                }
            }
            return false;
        }
    }

    /// `field:/re/`, against the whole value, in time linear in its length.
    record Regex(String field, Pattern pattern) implements Term {
        @Override
        public boolean matches(Document document) {
            for (Value value : document.values(field)) {
                if (value instanceof Value.Text t && pattern.matches(t.text())) {
                    return true;
                }
            }
            return false;
        }
    }

    /// `field:word~1`: at most that many characters added, removed or replaced.
    record Fuzzy(String field, String text, int distance) implements Term {
        @Override
        public boolean matches(Document document) {
            for (Value value : document.values(field)) {
                if (value instanceof Value.Text t && Fuzziness.isWithin(text, t.text(), distance)) {
                    return true;
                }
            }
            return false;
        }
    }
}
