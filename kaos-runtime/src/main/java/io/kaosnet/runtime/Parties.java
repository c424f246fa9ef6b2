package io.kaosnet.runtime;

import io.kaosnet.protocol.api.PartyList;
import io.kaosnet.protocol.kaosnet.PartyCode;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck;
import io.kaosnet.protocol.kaosnet.PartyState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parties. Safe from any thread; does not block but for invitations. All methods throw
/// [RuntimeError]: `NOT_FOUND` for a party that is not there, `INVALID_ARGUMENT` for what is
/// malformed.
public interface Parties {
    /// A page of parties.
    ///
    /// @param query over `label.*`; empty for all
    /// @param open null for any
    /// @param limit 1 to 100
    PartyList list(
            String query, @Nullable Boolean open, boolean showHidden, int limit, String cursor);

    /// A party with its members, hidden or not.
    PartyState get(String partyId);

    /// Puts a connected player into a party, closed or not, as long as there is room.
    void join(String partyId, String sessionId);

    /// Takes a member out.
    void remove(String partyId, String sessionId);

    /// Makes a member the leader.
    void promote(String partyId, String sessionId);

    /// Ends a party.
    void close(String partyId);

    /// A short code that lets in whoever knows it.
    PartyCode code(String partyId);

    /// Invites users by a notification. Blocks.
    void invite(String partyId, List<String> userIds);

    /// Asks every member whether it is ready.
    ///
    /// @param timeoutSec 1 to 300
    PartyReadyCheck readyCheck(String partyId, int timeoutSec);
}
