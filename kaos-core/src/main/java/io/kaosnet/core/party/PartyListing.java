package io.kaosnet.core.party;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
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
import java.util.List;
import java.util.NavigableMap;

/// Finds parties by query, best score first, then newest first. Safe from any thread, never blocks.
///
/// A query in which every match scores the same, as most do, stops at the end of its page.
final class PartyListing {
    private static final int MAX_LIMIT = 100;
    private static final int DEFAULT_LIMIT = 10;
    private static final Comparator<Found> ORDER =
            Comparator.comparingDouble(Found::score).thenComparingLong(Found::order).reversed();

    private final NavigableMap<Long, PartyRoom> newestFirst;

    private record Found(double score, long order, PartyRoom.Listed listed, PartyRoom room) {}

    private record Place(double score, long order) {}

    /// @param newestFirst parties by order, highest first; a live view
    PartyListing(NavigableMap<Long, PartyRoom> newestFirst) {
        this.newestFirst = newestFirst;
    }

    /// @throws ApiException `INVALID_ARGUMENT` for a limit out of range, `INTERNAL` for a malformed
    ///     query or cursor
    PartyList list(Caller caller, ListPartiesRequest request) {
        int limit = request.hasLimit() ? request.getLimit().getValue() : DEFAULT_LIMIT;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.invalidArgument("limit: " + limit + " (expected: 1..100)");
        }
        Boolean open = request.hasOpen() ? request.getOpen().getValue() : null;
        Query query = parse(request.getQuery().getValue());
        String cursor = request.getCursor().getValue();
        Place after =
                cursor.isEmpty() ? new Place(Double.MAX_VALUE, Long.MAX_VALUE) : place(cursor);
        boolean isFlat = isFlat(query);
        var rooms = isFlat ? newestFirst.tailMap(after.order(), false) : newestFirst;
        List<Found> found = new ArrayList<>();
        for (PartyRoom room : rooms.values()) {
            PartyRoom.Listed listed = room.listed();
            if (listed.hidden() || (open != null && open != listed.open())) {
                continue;
            }
            double score = query.score(listed.document());
            if (score == Query.NO_MATCH || (!isFlat && !isAfter(after, score, room.order))) {
                continue;
            }
            found.add(new Found(score, room.order, listed, room));
            if (isFlat && found.size() > limit) {
                break;
            }
        }
        if (!isFlat) {
            found.sort(ORDER);
        }
        return page(found, limit);
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
            throw new ApiException(Code.INTERNAL, e.text());
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
        throw new ApiException(Code.INTERNAL, "cursor: not one of a party listing");
    }
}
