package io.kaosnet.runtime;

import io.kaosnet.runtime.MatchmakerMatchedHook.Entry;
import java.util.List;

/// Makes matches out of all tickets that wait. May block; the matchmaker goes on meanwhile.
@FunctionalInterface
public interface MatchmakerProcessorHook {
    /// @param entries every player who waits, those of a ticket one after the other, oldest first
    /// @return the matches to make; of two with the same ticket the first counts
    List<List<Entry>> run(RuntimeContext context, List<Entry> entries);
}
