package io.kaosnet.bench.micro;

import com.google.protobuf.ByteString;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.core.realtime.Ping;
import io.kaosnet.core.realtime.RealtimeHooks;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.hot.MatchDataInput;
import io.kaosnet.protocol.hot.MatchDataProtobufReader;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchDataSend;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// From a decoded message to the writes on its receivers' connections, without a network. Owned by
/// JMH's thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoutingBenchmark {
    /// Members of the stream that is sent to.
    @Param({"2", "10", "1000"})
    public int members;

    private final Sessions sessions = new Sessions();
    private final Presences presences = new Presences("bench", sessions);
    private final RealtimeRouter router = new RealtimeRouter(RealtimeHooks.NONE, (_, _) -> {});
    private final StreamKey stream = StreamKey.of(StreamMode.MATCH_RELAYED, new UUID(3, 3));
    private final MatchDataInput input = new MatchDataInput();
    private final Envelope ping = Envelope.newBuilder().setCid("1").setPing(protoPing()).build();
    private final Envelope data =
            Envelope.newBuilder()
                    .setMatchData(
                            MatchData.newBuilder()
                                    .setMatchId("3.")
                                    .setData(ByteString.copyFrom(new byte[32])))
                    .build();
    private final Session sender = Listener.session(0);

    private static io.kaosnet.protocol.realtime.Ping protoPing() {
        return io.kaosnet.protocol.realtime.Ping.getDefaultInstance();
    }

    /// Fills the stream.
    @Setup
    public void fill() {
        Ping.bind(router);
        router.onMatchData(
                (from, _, _, _, isReliable) ->
                        Fanout.send(
                                presences.list(stream),
                                from,
                                encoding -> encoding.encode(data),
                                isReliable));
        for (int i = 0; i < members; i++) {
            Session session = i == 0 ? sender : Listener.session(i);
            sessions.open(session);
            presences.track(session, stream, PresenceMeta.VISIBLE);
        }
        byte[] request =
                Envelope.newBuilder()
                        .setMatchDataSend(MatchDataSend.newBuilder().setMatchId("3."))
                        .build()
                        .toByteArray();
        if (!new MatchDataProtobufReader().read(request, 0, request.length, input)) {
            throw new IllegalStateException("the short cut does not take " + data);
        }
    }

    /// The registry's snapshot, encoded once, written to each.
    @Benchmark
    public Presence[] fanout() {
        Presence[] targets = presences.list(stream);
        Fanout.send(targets, data, true);
        return targets;
    }

    /// The short cut of match data and what follows from it.
    @Benchmark
    public void routeMatchData() {
        router.handleMatchData(sender, input);
    }

    /// A request with an answer to the sender alone.
    @Benchmark
    public void routePing() {
        router.handle(sender, ping);
    }
}
