package io.kaosnet.core.matchmaker;

import io.kaosnet.runtime.MatchmakerMatchedHook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the matchmaker asks game code. Called on virtual threads; may block.
public interface MatchmakerHooks {
    /// Nobody to ask.
    MatchmakerHooks NONE =
            new MatchmakerHooks() {
                @Override
                public boolean hasMatched() {
                    return false;
                }

                @Override
                public @Nullable String matched(List<MatchmakerMatchedHook.Entry> entries) {
                    return null;
                }
            };

    /// Whether there is anybody to ask; never blocks.
    boolean hasMatched();

    /// @return the id of the match that the players shall join, or null for a relayed one
    @Nullable String matched(List<MatchmakerMatchedHook.Entry> entries);
}
