package io.kaosnet.runtime;

import io.kaosnet.runtime.MatchmakerMatchedHook.Entry;
import java.util.List;

/// Chooses among the matches that could be made. May block; the matchmaker goes on meanwhile.
@FunctionalInterface
public interface MatchmakerOverrideHook {
    /// @param candidates matches of which each could be made; a player may be in several
    /// @return the matches to make; of two with the same ticket the first counts
    List<List<Entry>> run(RuntimeContext context, List<List<Entry>> candidates);
}
