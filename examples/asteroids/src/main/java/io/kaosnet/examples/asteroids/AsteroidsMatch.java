package io.kaosnet.examples.asteroids;

import io.kaosnet.runtime.JoinDecision;
import io.kaosnet.runtime.JoinRequest;
import io.kaosnet.runtime.Leaderboards;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.runtime.Server;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/// The authoritative match: 60 ticks per second, inputs in, differences out. Owned by one match
/// lane.
///
/// An input is flags u8 (1 thrust, 2 left, 4 right, 8 fire) and the newest tick that the player
/// has, i32, against which its next state is written.
final class AsteroidsMatch implements MatchHandler {
    static final String NAME = "asteroids";

    /// The best score of each pilot; only the match writes it.
    static final String LEADERBOARD = "asteroids_highscore";

    private static final Leaderboards.Definition HIGHSCORES =
            new Leaderboards.Definition(LEADERBOARD, true, "desc", "best", "", "", true);
    static final int MAX_BOTS = 100;
    private static final int MAX_SHIPS = 200;
    private static final int INPUT_BYTES = 5;

    private final Map<String, Player> players = new HashMap<>();
    private final StateWriter writer = new StateWriter();
    private World world = new World(1);
    private boolean isStopping;

    /// Up in the match, down on the threads that write.
    private final AtomicInteger scoresUnderWay = new AtomicInteger();

    /// A player's ship and what it has seen. Owned by the match.
    private static final class Player {
        private final Ship ship;
        private int seenTick;

        Player(Ship ship) {
            this.ship = ship;
        }
    }

    @Override
    public MatchInit init(MatchContext match, Map<String, Object> params) {
        world =
                new World(
                        params.get("seed") instanceof Number seed
                                ? seed.longValue()
                                : match.nowMs());
        int bots = params.get("bots") instanceof Number number ? number.intValue() : 0;
        for (int i = 1; i <= Math.min(bots, MAX_BOTS); i++) {
            world.addShip("bot-" + i, true);
        }
        return new MatchInit(World.TICK_RATE_HZ, NAME);
    }

    @Override
    public JoinDecision joinAttempt(MatchContext match, JoinRequest request) {
        return world.shipCount() < MAX_SHIPS
                ? JoinDecision.ACCEPT
                : JoinDecision.refuse("the sky is full");
    }

    @Override
    public void join(MatchContext match, List<MatchPresence> presences) {
        for (MatchPresence presence : presences) {
            players.put(
                    presence.sessionId(), new Player(world.addShip(presence.username(), false)));
        }
        match.dispatcher().broadcast(StateWriter.OP_NAMES, StateWriter.names(world));
    }

    @Override
    public void leave(MatchContext match, List<MatchPresence> presences) {
        for (MatchPresence presence : presences) {
            Player player = players.remove(presence.sessionId());
            if (player != null) {
                world.removeShip(player.ship);
                match.logger().info("{} left with {} points", player.ship.name, player.ship.score);
                if (!isStopping) {
                    submit(match.server(), match.logger(), presence, player.ship.score);
                }
            }
        }
    }

    /// The game is over, and the match ends when the scores are kept: the server waits for that, up
    /// to its grace, before it closes its database.
    @Override
    public void terminate(MatchContext match, int graceSeconds) {
        isStopping = true;
        for (MatchPresence presence : match.presences()) {
            Player player = players.get(presence.sessionId());
            if (player != null) {
                submit(match.server(), match.logger(), presence, player.ship.score);
            }
        }
    }

    /// Writes the score on a thread of its own: a match does not wait for a database.
    private void submit(Server server, Logger logger, MatchPresence presence, int score) {
        scoresUnderWay.incrementAndGet();
        Thread.ofVirtual()
                .name("asteroids-score")
                .start(
                        () -> {
                            try {
                                server.leaderboards().create(HIGHSCORES);
                                server.leaderboards()
                                        .write(
                                                LEADERBOARD,
                                                presence.userId(),
                                                presence.username(),
                                                score,
                                                0,
                                                "",
                                                null);
                            } catch (RuntimeError e) {
                                logger.warn("score of {} is lost", presence.username(), e);
                            } finally {
                                scoresUnderWay.decrementAndGet();
                            }
                        });
    }

    @Override
    public void loop(MatchContext match, List<MatchMessage> messages) {
        if (isStopping && scoresUnderWay.get() == 0) {
            match.end();
            return;
        }
        for (MatchMessage message : messages) {
            Player player = players.get(message.sender().sessionId());
            if (player != null
                    && message.opCode() == StateWriter.OP_INPUT
                    && message.data().length == INPUT_BYTES) {
                onInput(player, message.data());
            }
        }
        world.steerBots();
        world.step();
        writer.remember(world);
        for (MatchPresence presence : match.presences()) {
            Player player = players.get(presence.sessionId());
            if (player != null) {
                byte[] state = writer.write(world, player.ship.id, player.seenTick);
                match.dispatcher()
                        .broadcast(StateWriter.OP_STATE, state, List.of(presence), null, false);
            }
        }
    }

    private static void onInput(Player player, byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        int keys = in.get();
        int seen = in.getInt();
        if (seen >= player.seenTick) { // a late input must not turn back time
            player.seenTick = seen;
            player.ship.isThrusting = (keys & 1) != 0;
            player.ship.isTurningLeft = (keys & 2) != 0;
            player.ship.isTurningRight = (keys & 4) != 0;
            player.ship.isFiring = (keys & 8) != 0;
        }
    }
}
