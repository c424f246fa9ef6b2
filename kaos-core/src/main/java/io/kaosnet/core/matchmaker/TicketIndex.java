package io.kaosnet.core.matchmaker;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds tickets by what their properties are. Owned by the matchmaker's thread.
final class TicketIndex {
    private final Postings all = new Postings();
    private final Map<String, Field> fields = new HashMap<>();

    /// Tickets by their values of one property.
    private static final class Field {
        final Map<String, Postings> texts = new HashMap<>();
        final SortedNumbers numbers = new SortedNumbers();
    }

    /// The shortest way to all candidates of a ticket: one list, one range of numbers, or both for
    /// a text that is a number as well. Good until the pool changes.
    static final class Way {
        private int count;
        private @Nullable Postings postings;
        private @Nullable SortedNumbers numbers;
        private double low;
        private double high;

        private Way(Postings all) {
            postings = all;
            count = all.live();
        }

        private void offer(
                int otherCount,
                @Nullable Postings otherPostings,
                SortedNumbers otherNumbers,
                double otherLow,
                double otherHigh) {
            if (otherCount < count) {
                count = otherCount;
                postings = otherPostings;
                boolean hasNumbers = otherNumbers.count(otherLow, otherHigh) > 0;
                numbers = hasNumbers ? otherNumbers : null;
                low = otherLow;
                high = otherHigh;
            }
        }

        /// Whether tickets are shown oldest first.
        boolean isOrdered() {
            return numbers == null;
        }

        /// Shows the tickets that may match; there may be others among them.
        ///
        /// @param after only those that came after this order
        /// @param visitor answers whether to go on
        void visit(long after, Predicate<Ticket> visitor) {
            Postings list = postings;
            if (list != null) {
                for (int i = list.after(after); i < list.end(); i++) {
                    Ticket ticket = list.at(i);
                    if (ticket.isPooled && !visitor.test(ticket)) {
                        return;
                    }
                }
            }
            if (numbers != null) {
                numbers.forEach(low, high, ticket -> ticket.order <= after || visitor.test(ticket));
            }
        }
    }

    void add(Ticket ticket) {
        ticket.isPooled = true;
        all.add(ticket);
        Properties properties = ticket.properties;
        for (int slot = 0; slot < properties.shape.names.size(); slot++) {
            Field field =
                    fields.computeIfAbsent(properties.shape.names.get(slot), _ -> new Field());
            switch (properties.get(slot)) {
                case Double number when !number.isNaN() -> field.numbers.add(number, ticket);
                case String text ->
                        field.texts.computeIfAbsent(text, _ -> new Postings()).add(ticket);
                default -> {
                    // Dates are compared one by one; what is no number equals none.
                }
            }
        }
    }

    void remove(Ticket ticket) {
        ticket.isPooled = false;
        all.onRemoved();
        Properties properties = ticket.properties;
        for (int slot = 0; slot < properties.shape.names.size(); slot++) {
            String name = properties.shape.names.get(slot);
            Field field = fields.get(name);
            if (field == null) {
                continue;
            }
            switch (properties.get(slot)) {
                case Double number when !number.isNaN() -> field.numbers.remove(number, ticket);
                case String text -> {
                    Postings postings = field.texts.get(text);
                    if (postings != null) {
                        postings.onRemoved();
                        if (postings.live() == 0) {
                            field.texts.remove(text);
                        }
                    }
                }
                default -> {
                    // Not indexed.
                }
            }
            if (field.texts.isEmpty() && field.numbers.size() == 0) {
                fields.remove(name);
            }
        }
    }

    int size() {
        return all.live();
    }

    /// Every ticket, oldest first; some may have left.
    Postings all() {
        return all;
    }

    /// @return null when there cannot be any
    @Nullable Way way(Ticket seeker, long nowMs) {
        var best = new Way(all);
        if (seeker.queue != null) {
            Field field = fields.get(Rules.QUEUE);
            Postings postings = field == null ? null : field.texts.get(seeker.queue.name());
            if (field == null || postings == null) {
                return null;
            }
            best.offer(postings.live(), postings, field.numbers, Double.NaN, Double.NaN);
        }
        for (TicketClause clause : seeker.query.clauses) {
            if (!clause.isIndexed()) {
                continue;
            }
            Field field = fields.get(clause.name);
            if (field == null) {
                return null;
            }
            String text = clause.text();
            Postings postings = text == null ? null : field.texts.get(text);
            int count =
                    field.numbers.count(clause.low(), clause.high())
                            + (postings == null ? 0 : postings.live());
            if (count == 0) {
                return null;
            }
            best.offer(count, postings, field.numbers, clause.low(), clause.high());
        }
        if (seeker.widenings != null) {
            for (Widening widening : seeker.widenings) {
                double distance = widening.distance(nowMs - seeker.enteredMs);
                Field field = fields.get(widening.name());
                if (distance == Double.POSITIVE_INFINITY) {
                    continue;
                }
                if (field == null) {
                    return null;
                }
                double low = widening.center() - distance;
                double high = widening.center() + distance;
                best.offer(field.numbers.count(low, high), null, field.numbers, low, high);
            }
        }
        return best;
    }
}
