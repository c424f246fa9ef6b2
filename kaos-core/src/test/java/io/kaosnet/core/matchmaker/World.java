package io.kaosnet.core.matchmaker;

import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.match.MatchTokens;
import io.kaosnet.core.match.SignedMatchTokens;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.RealtimeHooks;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.RecordingClient;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchmakerRemove;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Supplier;

/// A node whose time is moved by hand and whose clients are lists; one lane, run by the test.
public final class World {
    public long nowNs = 1_000_000_000_000L;

    /// How much time goes by whenever somebody reads the clock.
    long creepNs;

    public final Clock clock =
            new Clock() {
                @Override
                public long nowNs() {
                    nowNs += creepNs;
                    return nowNs;
                }

                @Override
                public long nowMs() {
                    return 1_700_000_000_000L + nowNs / 1_000_000;
                }
            };
    public final Sessions sessions = new Sessions();
    public final Presences presences = new Presences("n1", sessions);
    public final RealtimeRouter router = new RealtimeRouter(RealtimeHooks.NONE, (_, _) -> {});
    public final MatchTokens tokens = new SignedMatchTokens("key", clock);
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    public Session connect(String username) {
        return connect(new Identity(UUID.randomUUID(), username, Map.of(), "t", 1, 2));
    }

    /// A matchmaker of this node, not started: its thread is the test.
    public Matchmaker matchmaker(MatchmakerConfig config) {
        return matchmaker(config, MatchmakerHooks.NONE, UUID::randomUUID);
    }

    Matchmaker matchmaker(MatchmakerConfig config, MatchmakerHooks hooks, Supplier<UUID> ids) {
        return new Matchmaker(config, "n1", tokens, hooks, ids, clock);
    }

    static Identity identity(UUID userId, String username) {
        return new Identity(userId, username, Map.of(), "t", 1, 2);
    }

    /// Tells the matchmaker of sockets that open and close, and binds its messages.
    public void follow(Matchmaker matchmaker) {
        var service = Service.getDescriptor().findServiceByName("Nakama");
        matchmaker.bind(Endpoints.builder(service), router, sessions);
    }

    /// Takes a player's ticket back, as the player does.
    void takeBack(Session session, UUID ticket) {
        var remove = MatchmakerRemove.newBuilder().setTicket(ticket.toString());
        Envelope reply = ask(session, Envelope.newBuilder().setMatchmakerRemove(remove));
        if (reply.hasError()) {
            throw new IllegalStateException(reply.getError().getMessage());
        }
    }

    /// The same user on a new socket.
    public Session reconnect(Session before) {
        return connect(before.identity());
    }

    Session connect(Identity identity) {
        var origin = new Origin("10.0.0.1", 99, "en", UUID.randomUUID(), Map.of(), Map.of());
        var session = new Session(identity, origin, new RecordingClient(tasks::add), false);
        sessions.open(session);
        return session;
    }

    /// Sends a request and answers with its reply, `cid` taken off.
    public Envelope ask(Session session, Envelope.Builder request) {
        router.handle(session, request.setCid("7").build());
        Envelope reply = null;
        for (Envelope envelope : received(session)) {
            if (envelope.getCid().equals("7")) {
                reply = envelope;
            }
        }
        if (reply == null) {
            throw new IllegalStateException("no reply to " + request);
        }
        received(session).remove(reply);
        settle();
        return reply.toBuilder().clearCid().build();
    }

    /// Runs what waits for the lane.
    public void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /// What the session got, which is then forgotten.
    public List<Envelope> take(Session session) {
        settle();
        List<Envelope> taken = List.copyOf(received(session));
        received(session).clear();
        return taken;
    }

    private static List<Envelope> received(Session session) {
        return ((RecordingClient) session.outbound()).received();
    }
}
