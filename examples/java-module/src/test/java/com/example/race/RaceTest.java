package com.example.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.runtime.test.GameTest;
import io.kaosnet.runtime.test.TestPlayer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RaceTest {
    private static final Duration TICK = Duration.ofMillis(100);

    private static String matched(TestPlayer player) {
        return player.received().stream()
                .filter(Envelope::hasMatchmakerMatched)
                .map(told -> told.getMatchmakerMatched().getMatchId())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void twoPlayersMeetAndTheFasterOneWins() {
        try (var game = GameTest.of(new RaceModule())) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            ann.addMatchmaker("*", 2, 2);
            bob.addMatchmaker("*", 2, 2);
            game.run(Duration.ofSeconds(1));
            String race = matched(ann);
            assertThat(matched(bob)).isEqualTo(race);
            ann.join(race);
            bob.join(race);
            assertThatThrownBy(() -> game.player("eve").join(race)).hasMessage("the race is full");
            assertThat(ann.rpc("races", "")).isEqualTo("1");

            bob.sendData(race, Race.OP_PRESS, "");
            game.run(TICK);
            assertThat(ann.matchData().getLast().getData().toStringUtf8())
                    .contains(bob.userId() + "=1");
            for (int i = 0; i < 10; i++) {
                ann.sendData(race, Race.OP_PRESS, "");
            }
            game.run(TICK);
            assertThat(winners(bob)).containsExactly(ann.userId());
            assertThat(game.match(race)).as("the race is over").isNull();
        }
    }

    private static List<String> winners(TestPlayer player) {
        return player.matchData().stream()
                .filter(data -> data.getOpCode() == Race.OP_WINNER)
                .map(data -> data.getData().toStringUtf8())
                .toList();
    }

    @Test
    void aPlayerThatDropsKeepsTheSeatForTenSeconds() {
        try (var game = GameTest.of(new RaceModule())) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            String race = game.createMatch("race", Map.of());
            ann.join(race);
            bob.join(race);
            ann.drop();
            game.run(Duration.ofSeconds(9));
            game.player("ann").join(race);
            game.run(Duration.ofSeconds(9));
            assertThat(game.match(race)).isNotNull();
        }
    }

    @Test
    void whoStaysHasWon() {
        try (var game = GameTest.of(new RaceModule())) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            String race = game.createMatch("race", Map.of());
            ann.join(race);
            bob.join(race);
            ann.leave(race);
            assertThat(winners(bob)).containsExactly(bob.userId());
            assertThat(game.match(race)).isNull();
        }
    }

    @Test
    void aRaceWhoseSecondPlayerDoesNotComeEnds() {
        try (var game = GameTest.of(new RaceModule())) {
            String race = game.createMatch("race", Map.of());
            game.player("ann").join(race);
            game.run(Duration.ofSeconds(11));
            assertThat(game.match(race)).isNull();
        }
    }

    @Test
    void onlyPlayersAsk() {
        try (var game = GameTest.of(new RaceModule())) {
            assertThatThrownBy(() -> game.rpc("races", "")).hasMessage("only players may ask");
        }
    }
}
