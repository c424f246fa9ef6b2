package com.example.race;

import io.kaosnet.runtime.KaosModule;
import io.kaosnet.runtime.Matches;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeError;
import java.util.List;
import java.util.Map;

/// Everything that the game has on the server. Named in META-INF/services.
public final class RaceModule implements KaosModule {
    @Override
    public void init(RuntimeContext context, Registry registry) {
        registry.match("race", Race::new);
        registry.rpc("find_race", RaceModule::findRace);
        context.logger().info("the race is open");
    }

    /// The id of a race that waits for a player; a new one when there is none.
    private static String findRace(RuntimeContext context, String payload) {
        if (context.userId() == null) {
            throw new RuntimeError(RuntimeError.PERMISSION_DENIED, "only players can race");
        }
        Matches matches = context.server().matches();
        var waiting =
                new Matches.Filter(1, true, null, null, 1, "+label.waiting:T", null);
        List<Matches.MatchInfo> found = matches.list(waiting).matches();
        return found.isEmpty()
                ? matches.create("race", Map.of("laps", 10))
                : found.getFirst().matchId();
    }
}
