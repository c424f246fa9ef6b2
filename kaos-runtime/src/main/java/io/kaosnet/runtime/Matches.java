package io.kaosnet.runtime;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Matches of this node. Safe from any thread.
public interface Matches {
    /// For matches that are made without anything to tell them: a handler in Lua sees nil then, and
    /// an empty table for any other empty map.
    Map<String, Object> NO_PARAMS = Collections.unmodifiableMap(new HashMap<>());

    /// The most that one page of a listing has.
    int MAX_LISTED = 10_000;

    /// A match as listings show it.
    ///
    /// @param label empty for relayed matches
    /// @param tickRateHz 0 for relayed matches
    /// @param handlerName empty for relayed matches
    record MatchInfo(
            String matchId,
            boolean authoritative,
            String label,
            int size,
            int tickRateHz,
            String handlerName) {}

    /// What to list.
    ///
    /// @param limit 1 to [#MAX_LISTED]
    /// @param authoritative null for both kinds
    /// @param label exact label, or null
    /// @param query in the search syntax, or null; wins over the label
    record Filter(
            int limit,
            @Nullable Boolean authoritative,
            @Nullable String label,
            @Nullable Integer minSize,
            @Nullable Integer maxSize,
            @Nullable String query,
            @Nullable String cursor) {

        public static Filter limit(int limit) {
            return new Filter(limit, null, null, null, null, null, null);
        }
    }

    /// @param cursor where the next page starts; null at the end
    record Page(List<MatchInfo> matches, @Nullable String cursor) {}

    /// Makes a match with the named handler; its `init` runs before this returns.
    ///
    /// @return the new match's id
    /// @throws RuntimeError `NOT_FOUND` for an unknown handler, `INVALID_ARGUMENT` when `init`
    ///     asks for something out of range, `INTERNAL` when it fails
    String create(String handlerName, Map<String, Object> params);

    @Nullable MatchInfo find(String matchId);

    Page list(Filter filter);

    /// Sends a signal and waits for the handler's answer, at most 10 s. May block.
    ///
    /// @throws RuntimeError `NOT_FOUND` for an unknown match, `UNAVAILABLE` for one that is busy
    String signal(String matchId, String data);
}
