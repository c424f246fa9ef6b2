package io.kaosnet.core.party;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.query.Clause;
import io.kaosnet.core.query.Occur;
import io.kaosnet.core.query.Query;
import io.kaosnet.core.query.QueryException;
import io.kaosnet.protocol.api.ListPartiesRequest;
import io.kaosnet.protocol.api.Party;
import io.kaosnet.protocol.api.PartyList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds parties by query, best score first, then newest first. Safe from any thread, never blocks.
///
/// What the index names is looked at, and only as much of it as the page needs.
final class PartyListing {
    private static final int MAX_LIMIT = 100;
    private static final int DEFAULT_LIMIT = 10;
    private static final Comparator<Found> ORDER =
            Comparator.comparingDouble(Found::score).thenComparingLong(Found::order).reversed();

    private final PartyIndex index;

    private record Found(double score, long order, PartyRoom.Listed listed, PartyRoom room) {}

    /// @param open null for open and closed ones
    private record Wanted(@Nullable Boolean open, boolean showsHidden) {
        boolean has(PartyRoom.Listed listed) {
            return (showsHidden || !listed.hidden()) && (open == null || open == listed.open());
        }
    }

    private record Place(double score, long order) {}

    PartyListing(PartyIndex index) {
        this.index = index;
    }

    /// @param showsHidden whether hidden parties are among them
    /// @throws ApiException `INVALID_ARGUMENT` for a limit out of range, a malformed query or a
    ///     cursor of something else
    PartyList list(ListPartiesRequest request, boolean showsHidden) {
        int limit = request.hasLimit() ? request.getLimit().getValue() : DEFAULT_LIMIT;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.invalidArgument("limit: " + limit + " (expected: 1..100)");
        }
        var wanted =
                new Wanted(request.hasOpen() ? request.getOpen().getValue() : null, showsHidden);
        Query query = parse(request.getQuery().getValue());
        String cursor = request.getCursor().getValue();
        Place after =
                cursor.isEmpty() ? new Place(Double.MAX_VALUE, Long.MAX_VALUE) : place(cursor);
        return page(
                isFlat(query)
                        ? newest(query, wanted, after, limit)
                        : best(query, wanted, after, limit),
                limit);
    }

    /// One more than the page needs, of a query in which every match scores the same.
    private List<Found> newest(Query query, Wanted wanted, Place after, int limit) {
        List<Found> found = new ArrayList<>();
        for (PartyIndex.Part part : index.parts(query)) {
            for (PartyRoom room : part.rooms().tailMap(after.order(), false).values()) {
                Found one = find(query, wanted, room);
                if (one != null) {
                    found.add(one);
                    if (found.size() > limit) {
                        return found;
                    }
                }
            }
        }
        return found;
    }

    private List<Found> best(Query query, Wanted wanted, Place after, int limit) {
        var best = new PriorityQueue<>(ORDER.reversed());
        List<PartyIndex.Part> parts = index.parts(query);
        Set<Long> seen = new HashSet<>();
        for (PartyIndex.Part part : parts) {
            for (PartyRoom room : part.rooms().values()) {
                Found worst = best.size() > limit ? best.peek() : null;
                if (worst != null && !isBetter(part.bound(), room.order, worst)) {
                    // Nor is any after it: they are older.
                    break;
                }
                Found one =
                        parts.size() == 1 || seen.add(room.order)
                                ? find(query, wanted, room)
                                : null;
                if (one != null && isAfter(after, one.score(), one.order())) {
                    best.add(one);
                    if (best.size() > limit + 1) {
                        best.poll();
                    }
                }
            }
        }
        List<Found> found = new ArrayList<>(best);
        found.sort(ORDER);
        return found;
    }

    private static boolean isBetter(double score, long order, Found than) {
        return score > than.score() || (score == than.score() && order > than.order());
    }

    private static @Nullable Found find(Query query, Wanted wanted, PartyRoom room) {
        PartyRoom.Listed listed = room.listed();
        if (!wanted.has(listed)) {
            return null;
        }
        double score = query.score(listed.document());
        return score == Query.NO_MATCH ? null : new Found(score, room.order, listed, room);
    }

    private static boolean isAfter(Place after, double score, long order) {
        return score < after.score() || (score == after.score() && order < after.order());
    }

    /// Whether all matches score the same: there is nothing optional in the query.
    private static boolean isFlat(Query query) {
        for (Clause clause : query.clauses()) {
            if (clause.occur() == Occur.SHOULD && query.clauses().size() > 1) {
                return false;
            }
        }
        return true;
    }

    private static PartyList page(List<Found> found, int limit) {
        var list = PartyList.newBuilder();
        int end = Math.min(limit, found.size());
        for (Found one : found.subList(0, end)) {
            list.addParties(
                    Party.newBuilder()
                            .setPartyId(one.room().idText)
                            .setOpen(one.listed().open())
                            .setHidden(one.listed().hidden())
                            .setMaxSize(one.room().maxSize)
                            .setLabel(one.listed().label()));
        }
        if (found.size() > limit) {
            Found last = found.get(end - 1);
            String place = last.score() + ":" + last.order();
            list.setCursor(
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(place.getBytes(StandardCharsets.US_ASCII)));
        }
        return list.build();
    }

    private static Query parse(String query) {
        try {
            return Query.parse(query);
        } catch (QueryException e) {
            throw ApiException.invalidArgument(e.text());
        }
    }

    private static Place place(String cursor) {
        try {
            String text =
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            int colon = text.indexOf(':');
            if (colon > 0) {
                return new Place(
                        Double.parseDouble(text.substring(0, colon)),
                        Long.parseLong(text.substring(colon + 1)));
            }
        } catch (IllegalArgumentException _) {
            // Told below, as for one without a colon.
        }
        throw ApiException.invalidArgument("cursor: not one of a party listing");
    }
}
