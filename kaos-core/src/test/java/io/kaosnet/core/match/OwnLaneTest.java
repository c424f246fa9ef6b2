package io.kaosnet.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Matches with a thread of their own, on running lanes.
class OwnLaneTest {
    private static final int TICKS = 5;

    private final MatchWorld.Script script = new MatchWorld.Script();
    private MatchHandler handler = script;
    private final HostedMatches hosted =
            new HostedMatches(
                    MatchWorld.config(0, 3, 4),
                    "n1",
                    Map.of(),
                    new Presences("n1", new Sessions()),
                    _ -> () -> handler,
                    MatchObserver.NONE,
                    Clock.SYSTEM);

    @AfterEach
    void end() {
        hosted.close();
    }

    /// Whether each of the first ticks ran on a shared lane.
    private List<Boolean> ticks() throws Exception {
        var shared = new ArrayList<Boolean>();
        var done = new CompletableFuture<Void>();
        script.onLoop =
                (match, _) -> {
                    if (shared.size() == TICKS) {
                        done.complete(null);
                        return;
                    }
                    shared.add(!Thread.currentThread().isVirtual());
                    if (shared.size() == 2) {
                        match.beforeBlocking();
                    }
                };
        hosted.start();
        hosted.create("any", Map.of());
        done.get(10, TimeUnit.SECONDS);
        return shared;
    }

    @Test
    void aMatchThatIsAboutToWaitMovesAfterItsCallback() throws Exception {
        script.init = new MatchInit(100, "");

        assertThat(ticks()).containsExactly(true, true, false, false, false);
    }

    @Test
    void aMatchThatAsksForAThreadAtItsStartNeverRunsOnASharedLane() throws Exception {
        var own =
                new MatchWorld.Script() {
                    @Override
                    public MatchInit init(MatchContext match, Map<String, Object> params) {
                        match.beforeBlocking();
                        return new MatchInit(100, "");
                    }
                };
        var isVirtual = new CompletableFuture<Boolean>();
        own.onLoop = (_, _) -> isVirtual.complete(Thread.currentThread().isVirtual());
        handler = own;
        hosted.start();
        hosted.create("any", Map.of());

        assertThat(isVirtual.get(10, TimeUnit.SECONDS)).isTrue();
    }
}
