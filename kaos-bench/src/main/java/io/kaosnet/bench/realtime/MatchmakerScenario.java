package io.kaosnet.bench.realtime;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.rest.Players;
import io.kaosnet.bench.wire.GameSocket;
import io.kaosnet.bench.wire.SocketFormat;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Players who all look for a partner at once, over sockets: how long after the last one asked
/// everybody is told. Immutable.
public final class MatchmakerScenario implements Scenario {
    private static final int OPEN_AT_ONCE = 100;
    private static final int LIMIT_SECONDS = 60;
    /// The first half warms up.
    private static final int ROUNDS = 40;

    private final String name;
    private final boolean hasQuery;
    private final double targetSeconds;

    private MatchmakerScenario(String name, boolean hasQuery, double targetSeconds) {
        this.name = name;
        this.hasQuery = hasQuery;
        this.targetSeconds = targetSeconds;
    }

    public static List<MatchmakerScenario> all() {
        return List.of(
                new MatchmakerScenario("matchmaker", false, 0.15),
                new MatchmakerScenario("matchmaker-query", true, 0.3));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "players who look for a partner all at once, "
                + (hasQuery ? "each in its mode and region" : "anybody will do");
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("sockets", "2000", "players, one socket each"));
    }

    @Override
    public List<String> serverFlags() {
        return List.of("--matchmaker.interval_sec", "1");
    }

    /// Counts who is told. Safe from any loop.
    private static final class Crowd implements GameSocket.Listener {
        final ConcurrentLinkedQueue<GameSocket> open = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
        volatile @Nullable CountDownLatch expected;
        volatile long lastNs;

        private void arrived() {
            CountDownLatch latch = expected;
            if (latch != null) {
                latch.countDown();
            }
        }

        @Override
        public void onOpen(GameSocket socket) {
            open.add(socket);
            arrived();
        }

        @Override
        public void onMatchData(GameSocket socket, long stampNs) {}

        @Override
        public void onOther(GameSocket socket, byte[] bytes, int offset, int length) {
            try {
                Envelope envelope = Envelope.parser().parseFrom(bytes, offset, length);
                if (envelope.hasError()) {
                    lost.add(envelope.getError().getMessage());
                } else if (envelope.hasMatchmakerMatched()) {
                    lastNs = System.nanoTime();
                    arrived();
                }
            } catch (InvalidProtocolBufferException e) {
                lost.add(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void onClosed(GameSocket socket, String why) {
            lost.add(why);
            arrived();
        }
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int count = context.options().whole("sockets", 2, 60_000) / 2 * 2;
        SocketFormat format = SocketFormat.of("protobuf");
        String[] tokens = Players.tokens(context, count);
        var crowd = new Crowd();
        for (int first = 0; first < count; first += OPEN_AT_ONCE) {
            int last = Math.min(count, first + OPEN_AT_ONCE);
            var latch = new CountDownLatch(last - first);
            crowd.expected = latch;
            for (int i = first; i < last; i++) {
                GameSocket.open(
                        context.loops().of(i), context.target(), i, format, tokens[i], crowd);
            }
            BenchContext.await(latch, LIMIT_SECONDS, "sockets");
        }
        List<GameSocket> sockets = new ArrayList<>(crowd.open);
        sockets.sort(Comparator.comparingInt(GameSocket::number));
        List<Double> seconds = new ArrayList<>();
        double cpu = 0;
        int missing = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double beforeCpu = context.target().server().cpuSeconds();
            seconds.add(round(crowd, sockets));
            cpu = context.target().server().cpuSeconds() - beforeCpu;
            CountDownLatch latch = crowd.expected;
            missing = Math.max(missing, latch == null ? 0 : (int) latch.getCount());
        }
        int lost = crowd.lost.size();
        for (GameSocket socket : sockets) {
            socket.loop().execute(socket::close);
        }
        double first = seconds.removeFirst();
        seconds.subList(0, ROUNDS / 2).clear();
        seconds.sort(null);
        return new Result(name)
                .setting("sockets", count)
                .setting("rounds", ROUNDS)
                .add(Figure.of("last add to last matched, first round", first, "s"))
                .add(
                        Figure.atMost(
                                "last add to last matched, median",
                                seconds.get(seconds.size() / 2),
                                "s",
                                targetSeconds))
                .add(Figure.of("the same, worst", seconds.getLast(), "s"))
                .add(Figure.of("server CPU of the last round", cpu, "s"))
                .add(Figure.atMost("players not told", missing, "", 0))
                .add(Figure.atMost("sockets lost, refused", lost, "", 0));
    }

    /// @return from the last ticket to the last message
    private double round(Crowd crowd, List<GameSocket> sockets) throws InterruptedException {
        var told = new CountDownLatch(sockets.size());
        crowd.expected = told;
        var sent = new CountDownLatch(sockets.size());
        for (GameSocket socket : sockets) {
            byte[] add = add(socket.number());
            socket.loop()
                    .execute(
                            () -> {
                                socket.send(add);
                                sent.countDown();
                            });
        }
        BenchContext.await(sent, LIMIT_SECONDS, "sending");
        long sentNs = System.nanoTime();
        if (!told.await(LIMIT_SECONDS, TimeUnit.SECONDS) && !crowd.lost.isEmpty()) {
            throw new BenchException("lost: " + crowd.lost.peek());
        }
        return (crowd.lastNs - sentNs) / 1e9;
    }

    private byte[] add(int number) {
        var add = MatchmakerAdd.newBuilder().setMinCount(2).setMaxCount(2).setQuery("*");
        if (hasQuery) {
            // Two neighbours of each kind: everybody finds somebody.
            String mode = "m" + number / 2 % 5;
            String region = "r" + number / 10 % 4;
            add.setQuery("+properties.mode:" + mode + " +properties.region:" + region)
                    .putStringProperties("mode", mode)
                    .putStringProperties("region", region);
        }
        return Envelope.newBuilder().setCid("1").setMatchmakerAdd(add).build().toByteArray();
    }
}
