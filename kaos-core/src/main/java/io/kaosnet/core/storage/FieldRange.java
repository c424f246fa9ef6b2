package io.kaosnet.core.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of a declared field's index that has everything a filter wants, and perhaps more.
/// Immutable.
record FieldRange(String field, Point low, Point high) {
    /// Texts are indexed by this much of their beginning.
    static final int MAX_TEXT_CHARS = 128;

    /// Above every text that is shortened; no character is greater in any encoding.
    private static final String LAST_TEXT = "\uDBFF\uDFFF".repeat(4);

    /// A value as the index has it.
    record Point(boolean isNumber, double number, String text) implements Comparable<Point> {
        /// @return null for what is not indexed: nulls, objects, arrays in arrays
        static @Nullable Point of(@Nullable Object value) {
            return switch (value) {
                // Zero has two doubles but is one number.
                case Number number -> new Point(true, number.doubleValue() + 0.0, "");
                case String text -> new Point(false, 0, shortened(text));
                case Boolean flag -> new Point(false, 0, flag ? "true" : "false");
                case null, default -> null;
            };
        }

        private static String shortened(String text) {
            // No NUL, which PostgreSQL's texts cannot hold; both sides of a comparison lose it.
            String plain = text.replace("\0", "");
            if (plain.length() <= MAX_TEXT_CHARS) {
                return plain;
            }
            int end =
                    Character.isHighSurrogate(plain.charAt(MAX_TEXT_CHARS - 1))
                            ? MAX_TEXT_CHARS - 1
                            : MAX_TEXT_CHARS;
            return plain.substring(0, end);
        }

        @Override
        public int compareTo(Point other) {
            int byKind = Boolean.compare(isNumber, other.isNumber);
            int byNumber = byKind != 0 ? byKind : Double.compare(number, other.number);
            return byNumber != 0 ? byNumber : JsonTree.compareTexts(text, other.text);
        }
    }

    /// What a field of a value is indexed by, each once.
    static Set<Point> points(@Nullable Object value, String field) {
        List<@Nullable Object> found = new ArrayList<>(1);
        JsonTree.collect(value, field, found);
        Set<Point> points = new java.util.TreeSet<>();
        for (Object one : found) {
            Point point = Point.of(one);
            if (point != null) {
                points.add(point);
            }
        }
        return points;
    }

    boolean holds(Point point) {
        return point.compareTo(low) >= 0 && point.compareTo(high) <= 0;
    }

    private boolean isExact() {
        return low.equals(high);
    }

    /// The best range for a filter: an exact value before a span; null when no declared field
    /// narrows it.
    static @Nullable FieldRange of(StorageFilter filter, Set<String> declared) {
        List<StorageFilter> parts =
                filter instanceof StorageFilter.And and ? and.all() : List.of(filter);
        FieldRange best = null;
        for (StorageFilter part : parts) {
            FieldRange range = single(part, declared);
            if (range != null && (best == null || (range.isExact() && !best.isExact()))) {
                best = range;
            }
        }
        return best;
    }

    private static @Nullable FieldRange single(StorageFilter part, Set<String> declared) {
        return switch (part) {
            case StorageFilter.Eq eq -> span(declared, eq.field(), eq.value(), eq.value());
            case StorageFilter.Gt gt -> span(declared, gt.field(), gt.value(), null);
            case StorageFilter.Gte gte -> span(declared, gte.field(), gte.value(), null);
            case StorageFilter.Lt lt -> span(declared, lt.field(), null, lt.value());
            case StorageFilter.Lte lte -> span(declared, lte.field(), null, lte.value());
            default -> null;
        };
    }

    private static @Nullable FieldRange span(
            Set<String> declared, String field, @Nullable Object low, @Nullable Object high) {
        Point least = Point.of(low);
        Point most = Point.of(high);
        Point kind = least == null ? most : least;
        if (kind == null || !declared.contains(field)) {
            return null;
        }
        if (least == null) {
            least = new Point(kind.isNumber(), kind.isNumber() ? Double.NEGATIVE_INFINITY : 0, "");
        }
        if (most == null) {
            most =
                    kind.isNumber()
                            ? new Point(true, Double.POSITIVE_INFINITY, "")
                            : new Point(false, 0, LAST_TEXT);
        }
        return new FieldRange(field, least, most);
    }
}
