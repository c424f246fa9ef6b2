package io.kaosnet.core.match;

import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.session.RecordingClient;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.runtime.JoinDecision;
import io.kaosnet.runtime.JoinRequest;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A node with matches in a world whose time is moved by hand and whose clients are lists.
final class MatchWorld {
    long nowNs = 1_000_000_000_000L;
    final Clock clock =
            new Clock() {
                @Override
                public long nowNs() {
                    return nowNs;
                }

                @Override
                public long nowMs() {
                    return 1_700_000_000_000L + nowNs / 1_000_000;
                }
            };
    final Sessions sessions = new Sessions();
    final Presences presences = new Presences("n1", sessions);
    final Map<String, MatchHandler.Factory> handlers = new HashMap<>();
    final Losses losses = new Losses();
    final HostedMatches hosted;
    final List<MatchSnapshots.Saved> saved = new ArrayList<>();

    MatchWorld(MatchConfig config) {
        hosted =
                new HostedMatches(
                        config, "n1", Map.of("k", "v"), presences, handlers::get, losses, clock);
    }

    MatchWorld() {
        this(config(0, 3, 4));
    }

    static MatchConfig config(int maxEmptySec, int maxErrorsInRow, int replayCapacity) {
        return new MatchConfig(
                false, 4, 2, 1, 2, maxEmptySec, maxErrorsInRow, replayCapacity, 10_000, 60, 1, 2);
    }

    /// Moves the time in steps of 1 ms and runs what is due.
    void run(long ms) {
        hosted.doWork(nowNs);
        for (long i = 0; i < ms; i++) {
            nowNs += 1_000_000;
            while (hosted.doWork(nowNs) > 0) {
                // Until nothing is due.
            }
        }
    }

    Session connect(UUID userId) {
        var client = new RecordingClient();
        var identity = new Identity(userId, "name-" + userId, Map.of("v", "1"), "t", 1, 2);
        var origin = new Origin("10.0.0.1", 99, "en", UUID.randomUUID(), Map.of(), Map.of());
        var session = new Session(identity, origin, client, false);
        sessions.open(session);
        return session;
    }

    static List<Envelope> received(Session session) {
        return ((RecordingClient) session.outbound()).received();
    }

    /// Payloads of the match data that the client got, then forgotten.
    static List<String> data(Session session) {
        List<String> data = new ArrayList<>();
        for (Envelope envelope : received(session)) {
            if (envelope.hasMatchData()) {
                data.add(envelope.getMatchData().getData().toStringUtf8());
            }
        }
        received(session).clear();
        return data;
    }

    MatchJoinAttempt.@Nullable Result join(
            Session session, MatchId id, Map<String, String> metadata) {
        var attempt = new MatchJoinAttempt(session, metadata);
        HostedMatch match = hosted.find(id);
        if (match == null || !match.offerJoin(attempt)) {
            return null;
        }
        hosted.doWork(nowNs);
        hosted.doWork(nowNs);
        return attempt.await(1);
    }

    /// Counts what was lost.
    static final class Losses implements MatchObserver {
        final Map<Loss, Integer> counts = new HashMap<>();
        int ticks;
        int errors;

        @Override
        public void onTick(long durationNs, long latenessNs) {
            ticks++;
        }

        @Override
        public void onLoss(Loss loss, int count) {
            counts.merge(loss, count, Integer::sum);
        }

        @Override
        public void onError(String handlerName, String callback) {
            errors++;
        }

        @Override
        public void onMoved(String handlerName) {}
    }

    /// Writes down what happens to it, and does what a test tells it to.
    static class Script implements MatchHandler {
        final List<String> log = new ArrayList<>();
        MatchInit init = new MatchInit(10, "");
        boolean failing;
        @Nullable String refusal;
        @Nullable Action onLoop;

        interface Action {
            void run(MatchContext match, List<MatchMessage> messages);
        }

        @Override
        public MatchInit init(MatchContext match, Map<String, Object> params) {
            log.add("init " + params);
            return init;
        }

        @Override
        public JoinDecision joinAttempt(MatchContext match, JoinRequest request) {
            log.add("attempt " + request.metadata());
            return refusal == null ? JoinDecision.ACCEPT : JoinDecision.refuse(refusal);
        }

        @Override
        public void join(MatchContext match, List<MatchPresence> presences) {
            log.add("join " + presences.getFirst().userId());
        }

        @Override
        public void leave(MatchContext match, List<MatchPresence> presences) {
            log.add("leave " + presences.getFirst().userId() + " " + presences.getFirst().reason());
        }

        @Override
        public void loop(MatchContext match, List<MatchMessage> messages) {
            if (failing) {
                throw new IllegalStateException("broken on purpose");
            }
            if (onLoop != null) {
                onLoop.run(match, messages);
            }
        }

        @Override
        public String signal(MatchContext match, String data) {
            return "echo " + data;
        }

        @Override
        public void terminate(MatchContext match, int graceSeconds) {
            log.add("terminate " + graceSeconds);
        }

        @Override
        public void close() {
            log.add("close");
        }
    }
}
