package io.kaosnet.core.match;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.query.Query;
import io.kaosnet.core.query.QueryException;
import io.kaosnet.runtime.Matches.Filter;
import io.kaosnet.runtime.Matches.MatchInfo;
import io.kaosnet.runtime.Matches.Page;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds matches by label, query and size. Safe from any thread, never blocks.
///
/// Order: authoritative matches by score, then newest first; then relayed ones. A cursor names the
/// place after the last match shown, so matches that come and go do not shift the pages.
final class MatchListing {
    /// For clients.
    static final int MAX_LIMIT = 100;

    private static final Comparator<Found> ORDER =
            Comparator.comparing(Found::isRelayed)
                    .thenComparing(Comparator.comparingDouble(Found::score).reversed())
                    .thenComparing(Comparator.comparingLong(Found::order).reversed())
                    .thenComparing(Found::id);

    private final HostedMatches hosted;
    private final Presences presences;

    /// A place in the listing.
    private record Found(
            boolean isRelayed,
            double score,
            long order,
            UUID id,
            int size,
            @Nullable HostedMatch match) {}

    MatchListing(HostedMatches hosted, Presences presences) {
        this.hosted = hosted;
        this.presences = presences;
    }

    /// @throws ApiException `INVALID_ARGUMENT` for what does not go together and for a malformed
    ///     query
    Page list(Filter filter, int maxLimit) {
        check(filter, maxLimit);
        String label = filter.label();
        String query = filter.query();
        boolean wantsHosted = !Boolean.FALSE.equals(filter.authoritative());
        boolean wantsRelayed =
                !Boolean.TRUE.equals(filter.authoritative()) && label == null && query == null;
        List<Found> found = new ArrayList<>();
        if (wantsHosted) {
            addHosted(found, filter, query == null ? Query.all() : parse(query));
        }
        if (wantsRelayed) {
            addRelayed(found, filter);
        }
        found.sort(ORDER);
        return page(found, filter);
    }

    private static void check(Filter filter, int maxLimit) {
        if (filter.limit() < 1 || filter.limit() > maxLimit) {
            throw ApiException.invalidArgument(
                    "limit: " + filter.limit() + " (expected: 1.." + maxLimit + ")");
        }
        Integer minSize = filter.minSize();
        Integer maxSize = filter.maxSize();
        if (minSize != null && minSize < 0) {
            throw ApiException.invalidArgument("min_size: " + minSize + " (expected: >= 0)");
        }
        if (maxSize != null && (maxSize < 0 || (minSize != null && maxSize < minSize))) {
            throw ApiException.invalidArgument(
                    "max_size: " + maxSize + " (expected: at least 0 and min_size)");
        }
        if (Boolean.FALSE.equals(filter.authoritative())
                && (filter.label() != null || filter.query() != null)) {
            throw ApiException.invalidArgument("relayed matches have no label to look for");
        }
    }

    private static Query parse(String query) {
        try {
            return Query.parse(query);
        } catch (QueryException e) {
            throw ApiException.invalidArgument(e.text());
        }
    }

    private void addHosted(List<Found> found, Filter filter, Query query) {
        String label = filter.query() == null ? filter.label() : null;
        for (HostedMatch match : hosted.all()) {
            int size = match.seatCount();
            if (!fits(filter, size) || (label != null && !label.equals(match.listed().label()))) {
                continue;
            }
            double score = query.isAll() ? 1 : query.score(match.listed().document());
            if (score != Query.NO_MATCH) {
                found.add(new Found(false, score, match.order(), match.id().id(), size, match));
            }
        }
    }

    private void addRelayed(List<Found> found, Filter filter) {
        presences.forEach(
                StreamMode.MATCH_RELAYED,
                (stream, members) -> {
                    if (fits(filter, members.length)) {
                        found.add(new Found(true, 0, 0, stream.subject(), members.length, null));
                    }
                });
    }

    private static boolean fits(Filter filter, int size) {
        Integer minSize = filter.minSize();
        Integer maxSize = filter.maxSize();
        return (minSize == null || size >= minSize) && (maxSize == null || size <= maxSize);
    }

    private static Page page(List<Found> found, Filter filter) {
        int start = 0;
        String cursor = filter.cursor();
        if (cursor != null && !cursor.isEmpty()) {
            Found last = place(cursor);
            while (start < found.size() && ORDER.compare(found.get(start), last) <= 0) {
                start++;
            }
        }
        int end = Math.min(found.size(), start + filter.limit());
        List<MatchInfo> matches = new ArrayList<>(end - start);
        for (int i = start; i < end; i++) {
            matches.add(info(found.get(i)));
        }
        return new Page(matches, end < found.size() ? cursor(found.get(end - 1)) : null);
    }

    private static MatchInfo info(Found found) {
        HostedMatch match = found.match();
        return match == null
                ? new MatchInfo(
                        MatchId.relayed(found.id()).toString(), false, "", found.size(), 0, "")
                : info(match, found.size());
    }

    static MatchInfo info(HostedMatch match, int size) {
        MatchListed listed = match.listed();
        return new MatchInfo(
                match.idText(),
                true,
                listed.label(),
                size,
                listed.tickRateHz(),
                match.handlerName());
    }

    private static String cursor(Found last) {
        String text = last.isRelayed() + ":" + last.score() + ":" + last.order() + ":" + last.id();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Found place(String cursor) {
        try {
            String text =
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            String[] parts = text.split(":", -1);
            if (parts.length == 4) {
                return new Found(
                        Boolean.parseBoolean(parts[0]),
                        Double.parseDouble(parts[1]),
                        Long.parseLong(parts[2]),
                        UUID.fromString(parts[3]),
                        0,
                        null);
            }
        } catch (IllegalArgumentException _) {
            // Told below, as for one with too few parts.
        }
        throw ApiException.invalidArgument("cursor: not one of a match listing");
    }
}
