package io.kaosnet.examples.asteroids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.screen.Screen;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import io.kaosnet.client.KaosClient;
import io.kaosnet.client.KaosSession;
import io.kaosnet.client.KaosSocket;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.server.KaosServer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AsteroidsTest {
    @Test
    void thereAreAlwaysAsteroidsAndBotsScore() {
        World world = new World(5);
        Ship bot = world.addShip("bot", true);
        int asteroids = Integer.MAX_VALUE;
        for (int i = 0; i < 60 * World.TICK_RATE_HZ; i++) {
            world.steerBots();
            world.step();
            asteroids =
                    Math.min(
                            asteroids,
                            (int) world.bodies().stream().filter(b -> !b.isBullet()).count());
        }
        assertThat(asteroids).isGreaterThanOrEqualTo(5);
        assertThat(bot.score).isPositive();
    }

    @Test
    void twentyBotsAreTwentyShips() {
        World world = new World(7);
        for (int i = 0; i < 20; i++) {
            world.addShip("bot-" + i, true);
        }
        for (int i = 0; i < 60 * World.TICK_RATE_HZ; i++) {
            world.steerBots();
            world.step();
        }
        Set<String> places = new HashSet<>();
        int scorers = 0;
        int alive = 0;
        for (Ship ship : world.ships()) {
            scorers += ship.score > 0 ? 1 : 0;
            if (ship.isAlive(world.tick())) {
                alive++;
                places.add(ship.x + "/" + ship.y);
            }
        }
        assertThat(scorers).isEqualTo(20);
        assertThat(alive).isGreaterThan(5);
        assertThat(places).hasSize(alive);
    }

    @Test
    void aReaderThatIsResetTakesAMatchThatBeganLater() {
        World old = new World(1);
        StateWriter writer = new StateWriter();
        StateReader reader = new StateReader();
        int ship = old.addShip("ann", false).id;
        for (int i = 0; i < 100; i++) {
            old.step();
        }
        writer.remember(old);
        assertThat(reader.read(writer.write(old, ship, 0))).isTrue();

        World young = new World(2);
        int again = young.addShip("ann", false).id;
        young.step();
        StateWriter next = new StateWriter();
        next.remember(young);
        byte[] state = next.write(young, again, 0);
        assertThat(reader.read(state)).as("its ticks are behind").isFalse();
        reader.reset();
        assertThat(reader.read(state)).isTrue();
        assertThat(reader.newestTick()).isEqualTo(1);
    }

    @Test
    void wrongArgumentsAreNamed() {
        for (String[] wrong :
                List.of(
                        new String[] {"--bots", "x"},
                        new String[] {"--bots", "-1"},
                        new String[] {"--bots"},
                        new String[] {"--via", "pigeon"},
                        new String[] {"20"})) {
            assertThatThrownBy(() -> Asteroids.run(wrong))
                    .isInstanceOf(Asteroids.UsageException.class)
                    .hasMessageContaining(wrong[0]);
        }
    }

    @Test
    void aHitShipIsDeadForThreeSecondsAndComesBackShielded() {
        World world = new World(1);
        Ship ship = world.addShip("ann", false);
        int died = 0;
        for (int i = 0; i < 3_600 && died == 0; i++) {
            ship.isThrusting = true;
            ship.isTurningLeft = i % 100 < 20;
            world.step();
            died = ship.isAlive(world.tick()) ? 0 : world.tick();
        }
        assertThat(died).isPositive();
        assertThat(ship.deadUntilTick - died).isEqualTo(3 * World.TICK_RATE_HZ);
        assertThat(ship.shieldUntilTick).isGreaterThan(ship.deadUntilTick);
    }

    @Test
    void differencesAddUpToTheStateWhateverIsLost() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            World world = new World(seed);
            Ship bot = world.addShip("bot", true);
            StateWriter writer = new StateWriter();
            StateReader reader = new StateReader();
            int acknowledged = 0;
            int full = 0;
            int small = 0;
            for (int i = 0; i < 1_200; i++) {
                world.steerBots();
                world.step();
                writer.remember(world);
                byte[] state = writer.write(world, bot.id, acknowledged);
                if (random.nextInt(100) < 70 && reader.read(state)) {
                    StateReader.Snapshot seen = reader.newest();
                    if (seen == null) {
                        throw new AssertionError("read but not there");
                    }
                    assertThat(seen.bodies().values())
                            .containsExactlyInAnyOrderElementsOf(world.bodies());
                    assertThat(seen.ships().getFirst().x()).isBetween(bot.x - 0.01f, bot.x + 0.01f);
                    if (random.nextInt(100) < 70) {
                        acknowledged = reader.newestTick(); // the acknowledgement may be lost too
                    }
                }
                full = Math.max(full, state.length);
                small += state.length < 60 ? 1 : 0;
            }
            assertThat(small).as("most states are small, largest %d", full).isGreaterThan(700);
        }
    }

    @Test
    void damagedStatesAreIgnored() {
        Random random = new Random(1);
        StateReader reader = new StateReader();
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            reader.read(bytes);
            reader.readNames(bytes);
        }
        assertThat(reader.ignored()).isPositive();
    }

    private static List<String> settings(Path dataDir) {
        return List.of(
                "--socket.port", "0", "--console.port", "0", "--data_dir", dataDir.toString());
    }

    @ParameterizedTest
    @EnumSource(
            value = KaosSocket.Via.class,
            names = {"RUDP", "WEBSOCKET"})
    void aWholeGameIsPlayedOnATerminal(KaosSocket.Via via, @TempDir Path dataDir) throws Exception {
        try (KaosServer server = Asteroids.serve(2, settings(dataDir));
                KaosClient client =
                        new KaosClient(
                                "http://127.0.0.1:" + server.addresses().http().getPort(),
                                "defaultkey")) {
            KaosSession ann = Asteroids.login(client, "ann");
            int score = playOn(client, ann, via);
            LeaderboardRecordList scores = Asteroids.printHighscores(client, ann);
            assertThat(scores.getOwnerRecordsCount()).isEqualTo(1);
            assertThat(scores.getOwnerRecords(0).getUsername().getValue()).startsWith("ann");
            assertThat(scores.getOwnerRecords(0).getScore()).isGreaterThanOrEqualTo(score);
            assertThat(scores.getOwnerRecords(0).getRank()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatStopsKeepsTheScores(@TempDir Path dataDir) {
        List<String> settings = settings(dataDir);
        KaosServer first = Asteroids.serve(0, settings);
        try (first;
                KaosClient client = client(first);
                Game game = new Game(client, Asteroids.login(client, "ann"), KaosSocket.Via.RUDP)) {
            long endNs = System.nanoTime() + 15_000_000_000L;
            while (game.state().newestTick() < 10 && System.nanoTime() < endNs) {
                game.frame(System.nanoTime());
                LockSupport.parkNanos(5_000_000);
            }
            assertThat(game.state().newestTick()).isGreaterThanOrEqualTo(10);
            long startNs = System.nanoTime();
            first.close();
            assertThat(System.nanoTime() - startNs)
                    .as("no grace is waited out")
                    .isLessThan(4_000_000_000L);
        }
        try (KaosServer second = Asteroids.serve(0, settings);
                KaosClient client = client(second)) {
            LeaderboardRecordList scores =
                    Asteroids.printHighscores(client, Asteroids.login(client, "bob"));
            assertThat(scores.getRecords(0).getUsername().getValue()).isEqualTo("ann");
        }
    }

    private static KaosClient client(KaosServer server) {
        return new KaosClient(
                "http://127.0.0.1:" + server.addresses().http().getPort(), "defaultkey");
    }

    /// Three seconds on a terminal; returns the score at the end.
    private static int playOn(KaosClient client, KaosSession session, KaosSocket.Via via)
            throws Exception {
        try (Game game = new Game(client, session, via);
                Screen screen =
                        new TerminalScreen(new DefaultVirtualTerminal(new TerminalSize(100, 40)))) {
            screen.startScreen();
            Painter painter = new Painter(screen);
            long endNs = System.nanoTime() + 15_000_000_000L;
            while (game.state().newestTick() < 180 && System.nanoTime() < endNs) {
                long nowNs = System.nanoTime();
                game.onKey(new KeyStroke(' ', false, false), nowNs);
                game.frame(nowNs);
                painter.paint(game.state(), game.tickNow(nowNs), game.status());
                screen.refresh();
                LockSupport.parkNanos(5_000_000);
            }
            assertThat(game.state().newestTick()).isGreaterThanOrEqualTo(180);
            StateReader.Snapshot seen = game.state().newest();
            if (seen == null) {
                throw new AssertionError("no state");
            }
            assertThat(seen.ships()).hasSize(3);
            assertThat(game.state().name(seen.ownShip())).startsWith("ann");
            assertThat(seen.bodies().values()).anyMatch(Body::isBullet);
            StringBuilder picture = new StringBuilder();
            for (int row = 0; row < 40; row++) {
                for (int column = 0; column < 100; column++) {
                    picture.append(screen.getFrontCharacter(column, row).getCharacterString());
                }
            }
            assertThat(picture.toString()).contains("▒").contains("bot-1").contains("Q/Esc quit");
            assertThat(game.status()).contains("rtt");
            game.onKey(new KeyStroke('c', false, false), System.nanoTime());
            assertThat(game.isOver()).isFalse();
            game.onKey(
                    via == KaosSocket.Via.RUDP
                            ? new KeyStroke(KeyType.Escape)
                            : new KeyStroke('c', true, false),
                    System.nanoTime());
            assertThat(game.isOver()).isTrue();
            StateReader.Seen own = game.state().own();
            if (own == null) {
                throw new AssertionError("no ship");
            }
            return own.score();
        }
    }
}
