package io.kaosnet.core.party;

import io.kaosnet.core.query.Clause;
import io.kaosnet.core.query.Document;
import io.kaosnet.core.query.Occur;
import io.kaosnet.core.query.Query;
import io.kaosnet.core.query.Term;
import io.kaosnet.core.query.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Every party, newest first, and by the values of its fields. Safe from any thread; a listing
/// that runs while a party changes may see it as it was.
final class PartyIndex {
    private final NavigableMap<Long, PartyRoom> all = newestFirst();
    private final Map<Key, Postings> byValue = new ConcurrentHashMap<>();

    /// @param value a text, or a number as a Double
    private record Key(String field, Object value) {}

    /// The parties that have a value, and how many: counting a skip list takes a walk.
    private static final class Postings {
        final NavigableMap<Long, PartyRoom> rooms = newestFirst();
        final AtomicInteger count = new AtomicInteger();
    }

    private static NavigableMap<Long, PartyRoom> newestFirst() {
        return new ConcurrentSkipListMap<>(Comparator.reverseOrder());
    }

    void add(PartyRoom room) {
        all.put(room.order, room);
        put(room, room.listed().document());
    }

    void remove(PartyRoom room) {
        all.remove(room.order, room);
        take(room, room.listed().document());
    }

    /// Called under the room's monitor, so that two changes of one party do not cross.
    void replace(PartyRoom room, Document before, Document after) {
        put(room, after);
        for (Key key : keys(before)) {
            if (!keys(after).contains(key)) {
                take(room, key);
            }
        }
        if (!all.containsKey(room.order)) {
            // It ended meanwhile.
            take(room, after);
        }
    }

    private void put(PartyRoom room, Document document) {
        for (Key key : keys(document)) {
            byValue.compute(
                    key,
                    (_, known) -> {
                        Postings postings = known == null ? new Postings() : known;
                        if (postings.rooms.put(room.order, room) == null) {
                            postings.count.incrementAndGet();
                        }
                        return postings;
                    });
        }
    }

    private void take(PartyRoom room, Document document) {
        keys(document).forEach(key -> take(room, key));
    }

    private void take(PartyRoom room, Key key) {
        byValue.computeIfPresent(
                key,
                (_, postings) -> {
                    boolean isGone = postings.rooms.remove(room.order) != null;
                    return isGone && postings.count.decrementAndGet() == 0 ? null : postings;
                });
    }

    private static List<Key> keys(Document document) {
        List<Key> keys = new ArrayList<>();
        for (String field : document.fields()) {
            for (Value value : document.valuesOf(field)) {
                switch (value) {
                    case Value.Text text -> keys.add(new Key(field, text.text()));
                    case Value.Numeric number -> keys.add(new Key(field, number.number()));
                    case Value.Date _ -> {
                        // Found by looking at all.
                    }
                }
            }
        }
        return keys;
    }

    /// Parties that a query may match, newest first, and what is known of their score.
    ///
    /// @param bound no party of this part, nor of those after it, scores more, unless it was in a
    ///     part before
    record Part(NavigableMap<Long, PartyRoom> rooms, double bound) {}

    /// Where all parties are that the query may match, and maybe others; one party may be in
    /// several parts.
    List<Part> parts(Query query) {
        NavigableMap<Long, PartyRoom> best = all;
        int least = Integer.MAX_VALUE;
        List<Clause> wishes = new ArrayList<>();
        boolean areWishesOnly = true;
        for (Clause clause : query.clauses()) {
            if (clause.occur() == Occur.MUST_NOT) {
                continue;
            }
            boolean isMust = clause.occur() == Occur.MUST;
            areWishesOnly &= !isMust && clause.term() instanceof Term.Exact;
            if (clause.term() instanceof Term.Exact exact) {
                int count = count(exact);
                if (isMust && count < least) {
                    least = count;
                    best = find(exact);
                }
                wishes.add(clause);
            }
        }
        return areWishesOnly && !wishes.isEmpty()
                ? ofWishes(wishes)
                : List.of(new Part(best, Double.POSITIVE_INFINITY));
    }

    /// The rarest first: who has it scores best, and the many others need not be looked at.
    private List<Part> ofWishes(List<Clause> wishes) {
        wishes.sort(Comparator.comparingInt(clause -> count((Term.Exact) clause.term())));
        double bound = 0;
        for (Clause clause : wishes) {
            bound += clause.boost();
        }
        List<Part> parts = new ArrayList<>();
        for (Clause clause : wishes) {
            parts.add(new Part(find((Term.Exact) clause.term()), bound));
            bound -= clause.boost();
        }
        return parts;
    }

    private int count(Term.Exact exact) {
        int count = 0;
        for (Postings postings : postings(exact)) {
            count += postings.count.get();
        }
        return count;
    }

    /// Of those that are the text, and of those that are the number.
    private List<Postings> postings(Term.Exact exact) {
        List<Postings> found = new ArrayList<>(2);
        Postings texts = byValue.get(new Key(exact.field(), exact.text()));
        if (texts != null) {
            found.add(texts);
        }
        Double number = exact.number();
        Postings numbers = number == null ? null : byValue.get(new Key(exact.field(), number));
        if (numbers != null) {
            found.add(numbers);
        }
        return found;
    }

    private NavigableMap<Long, PartyRoom> find(Term.Exact exact) {
        List<Postings> found = postings(exact);
        if (found.size() == 1) {
            return found.getFirst().rooms;
        }
        NavigableMap<Long, PartyRoom> both = newestFirst();
        found.forEach(postings -> both.putAll(postings.rooms));
        return both;
    }
}
