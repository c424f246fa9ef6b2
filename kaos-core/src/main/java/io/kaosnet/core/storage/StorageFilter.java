package io.kaosnet.core.storage;

import io.kaosnet.core.api.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which objects a query wants, by the members of their values. Immutable.
///
/// Fields are dotted paths. Where a path leads to an array, one element that fits is enough; `Ne`
/// and `Not` are the opposites, so they take what has no such field as well. Numbers compare with
/// numbers and texts with texts; what cannot be compared does not fit.
public sealed interface StorageFilter {
    /// @param value a text, a number, a boolean or null
    record Eq(String field, @Nullable Object value) implements StorageFilter {}

    record Ne(String field, @Nullable Object value) implements StorageFilter {}

    record Gt(String field, Object value) implements StorageFilter {}

    record Gte(String field, Object value) implements StorageFilter {}

    record Lt(String field, Object value) implements StorageFilter {}

    record Lte(String field, Object value) implements StorageFilter {}

    record In(String field, List<?> values) implements StorageFilter {}

    /// A text that has the given one in it, or an array that has the given element.
    record Contains(String field, Object value) implements StorageFilter {}

    /// The field is there, whatever its value.
    record Exists(String field) implements StorageFilter {}

    record And(List<StorageFilter> all) implements StorageFilter {}

    record Or(List<StorageFilter> any) implements StorageFilter {}

    record Not(StorageFilter filter) implements StorageFilter {}

    /// Reads the form that scripts and the console write: `{level: {gte: 5, lt: 10}, class: "mage",
    /// or: [{…}, {…}], not: {…}}`; several members must all fit.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` that names what is wrong
    static StorageFilter parse(Map<?, ?> form) {
        List<StorageFilter> all = new ArrayList<>();
        for (Map.Entry<?, ?> entry : form.entrySet()) {
            String name = String.valueOf(entry.getKey());
            Object value = entry.getValue();
            switch (name.toLowerCase(Locale.ROOT)) {
                case "and" -> all.addAll(parts(name, value));
                case "or" -> all.add(new Or(parts(name, value)));
                case "not" -> all.add(new Not(part(name, value)));
                default -> addField(all, name, value);
            }
        }
        return all.size() == 1 ? all.getFirst() : new And(List.copyOf(all));
    }

    private static StorageFilter part(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> form) {
            return parse(form);
        }
        throw ApiException.invalidArgument("filter: " + name + " (expected: a filter)");
    }

    private static List<StorageFilter> parts(String name, @Nullable Object value) {
        List<StorageFilter> parts = new ArrayList<>();
        for (Object element : list(name, value)) {
            parts.add(part(name, element));
        }
        return List.copyOf(parts);
    }

    /// An empty table of a script says not whether it is a list.
    private static List<?> list(String name, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        if (value instanceof Map<?, ?> map && map.isEmpty()) {
            return List.of();
        }
        throw ApiException.invalidArgument("filter: " + name + " (expected: a list)");
    }

    private static void addField(List<StorageFilter> all, String field, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> operators)) {
            all.add(new Eq(field, scalar(field, value)));
            return;
        }
        for (Map.Entry<?, ?> entry : operators.entrySet()) {
            String operator = String.valueOf(entry.getKey());
            all.add(operation(field, operator, entry.getValue()));
        }
    }

    private static StorageFilter operation(String field, String operator, @Nullable Object value) {
        return switch (operator.toLowerCase(Locale.ROOT)) {
            case "eq" -> new Eq(field, scalar(field, value));
            case "ne" -> new Ne(field, scalar(field, value));
            case "gt" -> new Gt(field, comparable(field, value));
            case "gte" -> new Gte(field, comparable(field, value));
            case "lt" -> new Lt(field, comparable(field, value));
            case "lte" -> new Lte(field, comparable(field, value));
            case "contains" -> new Contains(field, comparable(field, value));
            case "in" -> {
                List<@Nullable Object> scalars = new ArrayList<>();
                for (Object one : list(field + ": in", value)) {
                    scalars.add(scalar(field, one));
                }
                yield new In(field, scalars);
            }
            case "exists" ->
                    Boolean.FALSE.equals(value) ? new Not(new Exists(field)) : new Exists(field);
            default ->
                    throw ApiException.invalidArgument(
                            "filter: "
                                    + field
                                    + ": "
                                    + operator
                                    + " (expected: eq, ne, gt, gte, lt, lte, in, contains or"
                                    + " exists)");
        };
    }

    private static @Nullable Object scalar(String field, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue();
            default ->
                    throw ApiException.invalidArgument(
                            "filter: " + field + " (expected: a text, a number or a boolean)");
        };
    }

    private static Object comparable(String field, @Nullable Object value) {
        Object scalar = scalar(field, value);
        if (scalar == null) {
            throw ApiException.invalidArgument(
                    "filter: " + field + " (expected: a text, a number or a boolean)");
        }
        return scalar;
    }

    /// Whether a value fits.
    ///
    /// @param value as [JsonTree] reads it
    default boolean matches(@Nullable Object value) {
        return switch (this) {
            case Eq eq -> any(value, eq.field(), found -> isEqual(found, eq.value()));
            case Ne ne -> !any(value, ne.field(), found -> isEqual(found, ne.value()));
            case Gt gt -> any(value, gt.field(), found -> compares(found, gt.value(), 1, 1));
            case Gte gte -> any(value, gte.field(), found -> compares(found, gte.value(), 0, 1));
            case Lt lt -> any(value, lt.field(), found -> compares(found, lt.value(), -1, -1));
            case Lte lte -> any(value, lte.field(), found -> compares(found, lte.value(), -1, 0));
            case In in ->
                    any(
                            value,
                            in.field(),
                            found -> in.values().stream().anyMatch(one -> isEqual(found, one)));
            case Contains contains ->
                    any(
                            value,
                            contains.field(),
                            found ->
                                    isEqual(found, contains.value())
                                            || (found instanceof String text
                                                    && contains.value() instanceof String part
                                                    && text.contains(part)));
            case Exists exists -> any(value, exists.field(), _ -> true);
            case And and -> and.all().stream().allMatch(part -> part.matches(value));
            case Or or -> or.any().stream().anyMatch(part -> part.matches(value));
            case Not not -> !not.filter().matches(value);
        };
    }

    private static boolean any(
            @Nullable Object value,
            String field,
            java.util.function.Predicate<@Nullable Object> test) {
        List<@Nullable Object> found = new ArrayList<>(1);
        JsonTree.collect(value, field, found);
        for (Object one : found) {
            if (test.test(one)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEqual(@Nullable Object found, @Nullable Object wanted) {
        return (found instanceof Number a && wanted instanceof Number b)
                ? a.doubleValue() == b.doubleValue()
                : java.util.Objects.equals(found, wanted);
    }

    /// Whether the sign of the comparison is in a range.
    private static boolean compares(@Nullable Object found, Object wanted, int least, int most) {
        int sign;
        if (found instanceof Number a && wanted instanceof Number b) {
            sign = Double.compare(a.doubleValue(), b.doubleValue());
        } else if (found instanceof String a && wanted instanceof String b) {
            sign = JsonTree.compareTexts(a, b);
        } else if (found instanceof Boolean a && wanted instanceof Boolean b) {
            sign = a.compareTo(b);
        } else {
            return false;
        }
        return Integer.signum(sign) >= least && Integer.signum(sign) <= most;
    }
}
