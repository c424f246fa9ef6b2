package io.kaosnet.core.matchmaker;

import io.kaosnet.core.query.Clause;
import io.kaosnet.core.query.Document;
import io.kaosnet.core.query.Occur;
import io.kaosnet.core.query.Term;
import io.kaosnet.core.query.Value;
import org.jspecify.annotations.Nullable;

/// One clause of a ticket's query. Owned by the matchmaker's thread once its ticket is in: it
/// remembers where the last shape of ticket keeps its property.
final class TicketClause {
    private static final String PREFIX = "properties.";

    /// How the property is compared.
    enum Kind {
        /// The text, or the number when the text is one.
        EXACT,
        RANGE,
        /// By the term itself, on a document made for it: rare kinds.
        OTHER
    }

    final Occur occur;
    final double boost;
    final Kind kind;

    /// Of the property; empty when the clause looks at something else.
    final String name;

    private final @Nullable String text;
    private final double low;
    private final double high;
    private final boolean lowIncluded;
    private final boolean highIncluded;
    private final @Nullable Term term;
    private @Nullable Shape lastShape;
    private int lastSlot;

    private TicketClause(
            Occur occur,
            double boost,
            String name,
            Term.@Nullable Exact exact,
            Term.@Nullable NumberRange range,
            @Nullable Term term) {
        this.occur = occur;
        this.boost = boost;
        // Few names, a hundred thousand tickets.
        this.name = name.intern();
        this.term = term;
        if (exact != null) {
            kind = Kind.EXACT;
            Double number = exact.number();
            text = exact.text();
            low = number == null ? Double.NaN : number;
            high = low;
            lowIncluded = true;
            highIncluded = true;
        } else if (range != null) {
            kind = Kind.RANGE;
            text = null;
            low = range.low();
            high = range.high();
            lowIncluded = range.lowIncluded();
            highIncluded = range.highIncluded();
        } else {
            kind = Kind.OTHER;
            text = null;
            low = Double.NaN;
            high = Double.NaN;
            lowIncluded = false;
            highIncluded = false;
        }
    }

    static TicketClause of(Clause clause) {
        Occur occur = clause.occur();
        double boost = clause.boost();
        return switch (clause.term()) {
            case Term.Exact t when isProperty(t.field()) ->
                    new TicketClause(occur, boost, name(t.field()), t, null, null);
            case Term.NumberRange t when isProperty(t.field()) ->
                    new TicketClause(occur, boost, name(t.field()), null, t, null);
            case Term t -> new TicketClause(occur, boost, name(field(t)), null, null, t);
        };
    }

    private static String field(Term term) {
        return switch (term) {
            case Term.All _, Term.Nothing _ -> "";
            case Term.Exact t -> t.field();
            case Term.NumberRange t -> t.field();
            case Term.DateRange t -> t.field();
            case Term.Wildcard t -> t.field();
            case Term.Regex t -> t.field();
            case Term.Fuzzy t -> t.field();
        };
    }

    private static boolean isProperty(String field) {
        return field.startsWith(PREFIX);
    }

    private static String name(String field) {
        return isProperty(field) ? field.substring(PREFIX.length()) : "";
    }

    /// This range narrowed by another of the same property; null when they do not go together.
    @Nullable TicketClause and(Term.NumberRange other, double otherBoost) {
        if (kind != Kind.RANGE
                || occur != Occur.MUST
                || !isProperty(other.field())
                || !name.equals(name(other.field()))) {
            return null;
        }
        boolean higher = other.low() > low || (other.low() == low && !other.lowIncluded());
        boolean lower = other.high() < high || (other.high() == high && !other.highIncluded());
        var both =
                new Term.NumberRange(
                        other.field(),
                        higher ? other.low() : low,
                        higher ? other.lowIncluded() : lowIncluded,
                        lower ? other.high() : high,
                        lower ? other.highIncluded() : highIncluded);
        return new TicketClause(occur, boost + otherBoost, name, null, both, null);
    }

    /// Whether an index can name the tickets that match.
    boolean isIndexed() {
        return occur == Occur.MUST && kind != Kind.OTHER;
    }

    /// The text that an exact clause looks for, null when it is a range.
    @Nullable String text() {
        return text;
    }

    /// The least and most that a number may be; NaN when no number will do.
    double low() {
        return low;
    }

    double high() {
        return high;
    }

    /// Hot.
    boolean matches(Ticket ticket) {
        if (name.isEmpty()) {
            return switch (term) {
                case null -> false;
                case Term.All _ -> true;
                case Term.Nothing _ -> false;
                case Term other -> other.matches(document(ticket));
            };
        }
        Shape shape = ticket.properties.shape;
        if (shape != lastShape) {
            lastShape = shape;
            lastSlot = shape.slot(name);
        }
        return lastSlot >= 0 && matchesValue(ticket.properties.get(lastSlot));
    }

    private boolean matchesValue(Object value) {
        return switch (kind) {
            case EXACT -> value instanceof Double n ? n == low : value.equals(text);
            case RANGE -> value instanceof Double n && contains(n);
            case OTHER -> term != null && term.matches(document(value));
        };
    }

    private boolean contains(double number) {
        return (lowIncluded ? number >= low : number > low)
                && (highIncluded ? number <= high : number < high);
    }

    private Document document(Object value) {
        Value wrapped =
                switch (value) {
                    case Double number -> new Value.Numeric(number);
                    case Value.Date date -> date;
                    default -> new Value.Text(value.toString());
                };
        return Document.builder().add(PREFIX + name, wrapped).build();
    }

    /// What a ticket has besides its properties.
    private static Document document(Ticket ticket) {
        var document =
                Document.builder()
                        .text("ticket", ticket.id.toString())
                        .number("min_count", ticket.minCount)
                        .number("max_count", ticket.maxCount)
                        .number("created_at", (double) Math.floorDiv(ticket.createdMs, 1000L));
        if (ticket.isParty()) {
            document.text("party_id", ticket.partyId);
        }
        return document.build();
    }

    /// The clause for people to read, as in a query.
    @Override
    public String toString() {
        String sign =
                switch (occur) {
                    case MUST -> "+";
                    case MUST_NOT -> "-";
                    case SHOULD -> "";
                };
        return sign
                + switch (kind) {
                    case EXACT -> PREFIX + name + ':' + text;
                    case RANGE -> PREFIX + name + ':' + range();
                    case OTHER -> term instanceof Term.All ? "*" : String.valueOf(term);
                };
    }

    private String range() {
        return (lowIncluded ? "[" : "(") + low + ".." + high + (highIncluded ? "]" : ")");
    }
}
