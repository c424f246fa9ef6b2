package com.example.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.runtime.test.GameTest;
import io.kaosnet.runtime.test.TestPlayer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RaceTest {
    private static final Duration TICK = Duration.ofMillis(100);

    @Test
    void twoPlayersMeetAndTheFasterOneWins() {
        try (var game = GameTest.of(new RaceModule())) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            String race = ann.rpc("find_race", "");
            ann.join(race);
            assertThat(bob.rpc("find_race", "")).isEqualTo(race);
            bob.join(race);
            assertThatThrownBy(() -> game.player("eve").join(race)).hasMessage("the race is full");

            bob.sendData(race, Race.OP_PRESS, "");
            game.run(TICK);
            assertThat(ann.matchData().getLast().getData().toStringUtf8())
                    .contains(bob.userId() + "=1");
            for (int i = 0; i < 10; i++) {
                ann.sendData(race, Race.OP_PRESS, "");
            }
            game.run(TICK);
            assertThat(bob.matchData())
                    .filteredOn(data -> data.getOpCode() == Race.OP_WINNER)
                    .extracting(data -> data.getData().toStringUtf8())
                    .containsExactly(ann.userId());
            assertThat(game.match(race)).as("the race is over").isNull();
        }
    }

    @Test
    void aPlayerThatDropsKeepsTheSeatForTenSeconds() {
        try (var game = GameTest.of(new RaceModule())) {
            TestPlayer ann = game.player("ann");
            String race = ann.rpc("find_race", "");
            ann.join(race);
            ann.drop();
            game.run(Duration.ofSeconds(9));
            game.player("ann").join(race);
            game.run(Duration.ofSeconds(9));
            assertThat(game.match(race)).isNotNull();
        }
    }

    @Test
    void onlyPlayersRace() {
        try (var game = GameTest.of(new RaceModule())) {
            assertThatThrownBy(() -> game.rpc("find_race", "")).hasMessage("only players can race");
        }
    }
}
