package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.bracket.Brackets;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketList;

/// Brackets as game code sees them. Blocks; safe from any virtual thread.
final class BracketDoor implements io.kaosnet.runtime.Brackets {
    private final Brackets brackets;

    BracketDoor(Brackets brackets) {
        this.brackets = brackets;
    }

    @Override
    public Bracket create(Bracket bracket) {
        return call(() -> brackets.create(bracket));
    }

    @Override
    public Bracket get(String id) {
        return call(() -> brackets.get(id));
    }

    @Override
    public BracketList list(int limit, String cursor) {
        return call(() -> brackets.list(DoorCalls.limit(limit, 1, 100), cursor));
    }

    @Override
    public void delete(String id) {
        run(() -> brackets.delete(id));
    }

    @Override
    public Bracket join(String id, String userId, String username, int seed) {
        return call(() -> brackets.join(id, userId, username, seed));
    }

    @Override
    public Bracket leave(String id, String userId) {
        return call(() -> brackets.leave(id, userId));
    }

    @Override
    public Bracket start(String id) {
        return call(() -> brackets.start(id));
    }

    @Override
    public Bracket decide(String id, int matchId, int homeGames, int awayGames) {
        return call(() -> brackets.decide(id, matchId, homeGames, awayGames));
    }
}
