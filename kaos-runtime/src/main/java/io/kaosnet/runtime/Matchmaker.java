package io.kaosnet.runtime;

import io.kaosnet.protocol.api.MatchmakerStats;
import io.kaosnet.protocol.kaosnet.MatchmakerBackfill;
import io.kaosnet.protocol.kaosnet.MatchmakerQueueReport;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReport;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import java.util.List;

/// The matchmaker. Safe from any thread; methods that say so block. All throw [RuntimeError]:
/// `INVALID_ARGUMENT` for what no match could have, `NOT_FOUND` for a ticket, session or match that
/// is not there.
public interface Matchmaker {
    /// Sets the rules of a queue, in place of those of the same name.
    void queue(MatchmakerQueue queue);

    /// Every queue and who waits in it. Blocks.
    List<MatchmakerQueueReport> queues();

    /// Puts a ticket in for players who are connected.
    ///
    /// @param sessionIds of one player, or of several who stay together
    /// @return the ticket's id
    String add(List<String> sessionIds, MatchmakerAdd ticket);

    /// Takes any ticket back.
    void remove(String ticket);

    /// As of the last interval.
    MatchmakerStats stats();

    /// The oldest tickets, without reasons. Blocks.
    List<MatchmakerTicketReport> list(int limit);

    /// Why a ticket waits. Blocks.
    MatchmakerTicketReport why(String ticket);

    /// Asks for more players for a match that runs. They are told to join it as if they had been
    /// matched. Ends when the places are taken or the match is over.
    ///
    /// @return what [#endBackfill] takes back
    String backfill(MatchmakerBackfill request);

    void endBackfill(String ticket);
}
