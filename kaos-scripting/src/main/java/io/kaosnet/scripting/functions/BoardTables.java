package io.kaosnet.scripting.functions;

import io.kaosnet.runtime.Server;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Leaderboards and tournaments as scripts are told of them. Blocks.
public final class BoardTables {
    private BoardTables() {}

    /// What `tournaments_get_id` gives; the id alone of one that was deleted since.
    public static Map<Object, @Nullable Object> tournament(Server server, String id) {
        var found = server.tournaments().byIds(List.of(id));
        return found.isEmpty() ? justId(id) : Results.table(found.getFirst());
    }

    /// What `leaderboards_get_id` gives; the id alone of one that was deleted since.
    public static Map<Object, @Nullable Object> leaderboard(Server server, String id) {
        var found = server.leaderboards().byIds(List.of(id));
        return found.isEmpty() ? justId(id) : Results.table(found.getFirst());
    }

    private static Map<Object, @Nullable Object> justId(String id) {
        return Map.of("id", id);
    }
}
