package io.kaosnet.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Told of players that the matchmaker has put together. May block.
@FunctionalInterface
public interface MatchmakerMatchedHook {
    /// One player.
    ///
    /// @param ticket what it looked with; the same for all of a party
    /// @param properties texts and numbers by name
    /// @param partyId empty when the player came alone
    record Entry(
            String ticket,
            MatchPresence presence,
            Map<String, Object> properties,
            String partyId) {}

    /// @return the id of the match that they shall join, or null for a relayed one
    @Nullable String run(RuntimeContext context, List<Entry> entries);
}
