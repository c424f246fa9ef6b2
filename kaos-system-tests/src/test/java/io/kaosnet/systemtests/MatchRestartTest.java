package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A server that stops and starts while real clients play.
final class MatchRestartTest {
    private static final String GRACE = "--shutdown_grace_sec=2";

    /// Counts its loops, joins and leaves, and tells its members each time.
    private static class Counting implements MatchHandler {
        int loops;
        int joins;
        int leaves;

        @Override
        public MatchInit init(MatchContext match, Map<String, Object> params) {
            return new MatchInit(20, "{\"mode\":\"counting\"}");
        }

        @Override
        public void join(MatchContext match, List<MatchPresence> presences) {
            joins += presences.size();
        }

        @Override
        public void leave(MatchContext match, List<MatchPresence> presences) {
            leaves += presences.size();
        }

        @Override
        public void loop(MatchContext match, List<MatchMessage> messages) {
            loops++;
            match.dispatcher().broadcast(1, text().getBytes(StandardCharsets.UTF_8));
        }

        String text() {
            return loops + " " + joins + " " + leaves;
        }
    }

    /// The same, able to go on after a restart.
    private static final class Lasting extends Counting {
        @Override
        public byte[] snapshot(MatchContext match) {
            return text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public MatchInit restore(MatchContext match, byte[] snapshot) {
            List<Integer> counts = counts(new String(snapshot, StandardCharsets.UTF_8));
            loops = counts.get(0);
            joins = counts.get(1);
            leaves = counts.get(2);
            return init(match, Map.of());
        }
    }

    /// Ends itself when told that the server stops.
    private static final class Polite extends Counting {
        @Override
        public void terminate(MatchContext match, int graceSeconds) {
            match.dispatcher().broadcast(2, "bye".getBytes(StandardCharsets.UTF_8));
            match.end();
        }
    }

    private static List<Integer> counts(String text) {
        return List.of(text.split(" ")).stream().map(Integer::valueOf).toList();
    }

    @Test
    void aMatchGoesOnAfterARestartWithItsPlayersSeats() {
        try (var server = new ServerFixture(Map.of("lasting", Lasting::new), GRACE)) {
            String id = server.server().createMatch("lasting", Map.of());
            String annSession;
            int loopsBefore;
            try (var ann = new Player(server.port(), "device-of-ann");
                    var bob = new Player(server.port(), "device-of-bob")) {
                annSession = ann.join(id, Map.of()).getMatch().getSelf().getSessionId();
                assertThat(bob.join(id, Map.of()).getMatch().getSize()).isEqualTo(1);
                ann.await("both players", () -> counts(ann.nextMatchData()).get(1) == 2);
                loopsBefore = counts(ann.nextMatchData()).getFirst();
                server.restart();
            }
            try (var ann = new Player(server.port(), "device-of-ann")) {
                var again = ann.join(id, Map.of("resume_token", annSession));
                assertThat(again.getMatch().getMatchId()).isEqualTo(id);
                assertThat(again.getMatch().getSelf().getSessionId()).isEqualTo(annSession);
                assertThat(again.getMatch().getLabel().getValue()).contains("counting");
                List<Integer> after = counts(ann.nextMatchData());
                assertThat(after.getFirst()).isGreaterThan(loopsBefore);
                assertThat(after.subList(1, 3)).as("joins, leaves").containsExactly(2, 0);
                // Bob has not come back: his seat is still his.
                try (var bob = new Player(server.port(), "device-of-bob")) {
                    assertThat(bob.join(id, Map.of()).getMatch().getSize()).isEqualTo(1);
                    assertThat(counts(bob.nextMatchData()).subList(1, 3)).containsExactly(2, 0);
                }
            }
        }
    }

    @Test
    void aMatchThatCannotWaitIsToldAndEndsBeforeTheServer() {
        try (var server = new ServerFixture(Map.of("polite", Polite::new), GRACE)) {
            String id = server.server().createMatch("polite", Map.of());
            try (var ann = new Player(server.port(), "device-of-ann")) {
                ann.join(id, Map.of());
                ann.nextMatchData();
                ann.matchData();
                server.restart();
                ann.await("the end", () -> !ann.socket().isOpen());
                assertThat(ann.matchData()).contains("bye");
            }
            try (var ann = new Player(server.port(), "device-of-ann")) {
                assertThat(ann.join(id, Map.of()).getError().getCode())
                        .isEqualTo(Error.Code.MATCH_NOT_FOUND.getNumber());
            }
        }
    }
}
