package com.example.race;

import io.kaosnet.runtime.KaosModule;
import io.kaosnet.runtime.Matches;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeError;
import java.util.Map;

/// Everything that the game has on the server. Named in META-INF/services.
public final class RaceModule implements KaosModule {
    @Override
    public void init(RuntimeContext context, Registry registry) {
        registry.match("race", Race::new);
        // Two that the matchmaker brought together get a race of their own.
        registry.matchmakerMatched(
                (caller, players) ->
                        caller.server().matches().create("race", Map.of("laps", 10)));
        registry.rpc("races", RaceModule::races);
        context.logger().info("the race is open");
    }

    /// How many races are under way.
    private static String races(RuntimeContext context, String payload) {
        if (context.userId() == null) {
            throw new RuntimeError(RuntimeError.PERMISSION_DENIED, "only players may ask");
        }
        Matches matches = context.server().matches();
        var all = new Matches.Filter(100, true, null, null, null, "+label.game:race", null);
        return String.valueOf(matches.list(all).matches().size());
    }
}
