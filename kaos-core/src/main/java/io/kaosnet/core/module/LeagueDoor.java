package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.league.Leagues;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.kaosnet.League;

/// Leagues as game code sees them. Blocks; safe from any virtual thread.
final class LeagueDoor implements io.kaosnet.runtime.Leagues {
    private final Leagues leagues;

    LeagueDoor(Leagues leagues) {
        this.leagues = leagues;
    }

    @Override
    public League create(League league) {
        return call(() -> leagues.create(league));
    }

    @Override
    public League get(String id, String userId) {
        return call(() -> leagues.get(id, userId.isEmpty() ? null : DoorCalls.owner(userId)));
    }

    @Override
    public void delete(String id) {
        run(() -> leagues.delete(id));
    }

    @Override
    public League join(String id, String userId, String username) {
        return call(() -> leagues.join(id, DoorCalls.owner(userId), username));
    }

    @Override
    public LeaderboardRecord write(
            String id, String userId, String username, long score, long subscore, String metadata) {
        return call(
                () ->
                        leagues.write(
                                id, DoorCalls.owner(userId), username, score, subscore, metadata));
    }

    @Override
    public LeaderboardRecordList records(String id, int division, int limit, String cursor) {
        return call(() -> leagues.records(id, division, DoorCalls.limit(limit, 1, 100), cursor));
    }
}
