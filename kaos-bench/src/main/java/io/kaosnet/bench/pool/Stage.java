package io.kaosnet.bench.pool;

import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.match.SignedMatchTokens;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerConfig;
import io.kaosnet.core.matchmaker.MatchmakerHooks;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.RealtimeHooks;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Encoding;
import io.kaosnet.core.session.Lane;
import io.kaosnet.core.session.Outbound;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BiConsumer;

/// A node without sockets, whose clock the scenario moves and whose players are told by a call.
/// Owned by the main thread.
final class Stage {
    private static final long START_NS = 1_700_000_000_000_000_000L;

    /// Time beside the real one, or all there is when that stands still.
    long aheadNs;

    private boolean isFrozen;

    /// Who is told of everything that is sent.
    BiConsumer<Integer, Envelope> listener = (_, _) -> {};

    final Clock clock =
            new Clock() {
                @Override
                public long nowNs() {
                    return isFrozen ? START_NS + aheadNs : System.nanoTime() + aheadNs;
                }

                @Override
                public long nowMs() {
                    return isFrozen
                            ? nowNs() / 1_000_000
                            : System.currentTimeMillis() + aheadNs / 1_000_000;
                }
            };
    final Sessions sessions = new Sessions();
    final Presences presences = new Presences("bench", sessions);
    final RealtimeRouter router = new RealtimeRouter(RealtimeHooks.NONE, (_, _) -> {});
    final Matchmaker matchmaker;
    final Endpoints.Builder endpoints =
            Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
    private final SplittableRandom random = new SplittableRandom(1);
    private int players;

    Stage(MatchmakerConfig config) {
        matchmaker =
                new Matchmaker(
                        config,
                        "bench",
                        new SignedMatchTokens("key", clock),
                        MatchmakerHooks.NONE,
                        this::id,
                        clock);
        matchmaker.bind(endpoints, router, sessions);
    }

    /// Lets only the scenario move time from now on.
    void freeze() {
        isFrozen = true;
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    Session player() {
        int number = players++;
        var identity = new Identity(id(), "player" + number, Map.of(), "t", 1, 2);
        var origin = new Origin("127.0.0.1", 1, "en", id(), Map.of(), Map.of());
        var session = new Session(identity, origin, new Player(number), false);
        sessions.open(session);
        return session;
    }

    private final class Player implements Outbound, Lane, Encoding {
        private final int number;

        Player(int number) {
            this.number = number;
        }

        @Override
        public Lane lane() {
            return this;
        }

        @Override
        public Encoding encoding() {
            return this;
        }

        @Override
        public void write(byte[] frame, boolean reliable) {}

        @Override
        public void close(CloseReason reason) {}

        @Override
        public void setReading(boolean reading) {}

        @Override
        public int index() {
            return 0;
        }

        @Override
        public byte[] encode(Envelope envelope) {
            listener.accept(number, envelope);
            return envelope.toByteArray();
        }

        @Override
        public byte[] encodeMatchData(
                MatchDataEncoder encoder, long opCode, byte[] data, boolean isReliable) {
            return encoder.toProtobuf(opCode, data, 0, data.length, isReliable);
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }
}
