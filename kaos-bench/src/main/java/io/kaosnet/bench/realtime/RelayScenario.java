package io.kaosnet.bench.realtime;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.wire.GameSocket;
import io.kaosnet.bench.wire.LoadLoop;
import io.kaosnet.bench.wire.SocketFormat;
import io.kaosnet.bench.wire.Totals;
import io.kaosnet.bench.wire.Window;
import java.util.List;

/// Matches in which everybody sends at a fixed rate, whatever the server does: latency counts from
/// when a message was due, so that a server that stalls does not hide what waited behind it.
public final class RelayScenario implements Scenario {
    /// A message may leave this much early, to spare the generator a wake-up.
    private static final long SLACK_NS = 20_000;

    private static final long DRAIN_MS = 2000;

    private final String name;
    private final String description;
    private final int sockets;
    private final List<Target> targets;

    private record Target(double percentile, String name, double ms) {}

    private RelayScenario(String name, String description, int sockets, List<Target> targets) {
        this.name = name;
        this.description = description;
        this.sockets = sockets;
        this.targets = targets;
    }

    public static List<RelayScenario> all() {
        return List.of(
                new RelayScenario(
                        "relay",
                        "matches of 10, 10 messages a second each, light load: latency",
                        200,
                        List.of(
                                new Target(50, "latency p50", 0.5),
                                new Target(99, "latency p99", 2),
                                new Target(99.9, "latency p99.9", Double.NaN))),
                new RelayScenario(
                        "relay-heavy",
                        "the same with 1000 sockets: 90,000 deliveries a second",
                        1000,
                        List.of(
                                new Target(50, "latency p50", Double.NaN),
                                new Target(99, "latency p99", 10),
                                new Target(99.9, "latency p99.9", Double.NaN))));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("sockets", Integer.toString(sockets), "players, one socket each"),
                new Option("size", "10", "players in a match"),
                new Option("rate", "10", "messages a second of each player"),
                new Option("bytes", "32", "data of a message"),
                new Option("format", "protobuf", "protobuf or json"));
    }

    /// Receives and counts.
    private static final class Counting implements Room.Play {
        @Override
        public void begin(Room room) {}

        @Override
        public void onMatchData(Room room, GameSocket receiver, long stampNs) {
            room.loop().tally().onReceived(stampNs, System.nanoTime());
        }
    }

    /// Sends what is due on one loop. Owned by it.
    private static final class Metronome implements Runnable {
        private final LoadLoop loop;
        private final GameSocket[] senders;
        private final double gapNs;
        private long startNs;
        private long count;
        private volatile boolean stopped;

        Metronome(LoadLoop loop, List<GameSocket> senders, int rateHz) {
            this.loop = loop;
            this.senders = senders.toArray(GameSocket[]::new);
            this.gapNs = 1e9 / rateHz / Math.max(1, senders.size());
        }

        void start() {
            startNs = System.nanoTime();
            run();
        }

        @Override
        public void run() {
            if (stopped || senders.length == 0) {
                return;
            }
            long nowNs = System.nanoTime();
            long dueNs = dueNs();
            while (dueNs - nowNs <= SLACK_NS) {
                GameSocket sender = senders[(int) (count % senders.length)];
                long stampNs = Math.min(dueNs, nowNs);
                if (!sender.isClosed()) {
                    sender.sendMatchData(stampNs);
                    loop.tally().onSent(stampNs, nowNs);
                }
                count++;
                dueNs = dueNs();
                nowNs = System.nanoTime();
            }
            loop.schedule(this, dueNs - nowNs);
        }

        private long dueNs() {
            return startNs + (long) (count * gapNs);
        }
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int count = context.options().whole("sockets", 2, 60_000);
        int size = context.options().whole("size", 2, 1000);
        int rateHz = context.options().whole("rate", 1, 1000);
        SocketFormat format = SocketFormat.of(context.options().text("format"));
        Rooms rooms = Rooms.open(context, format, count, size, new Counting());
        List<Metronome> metronomes =
                context.loops().all().stream()
                        .map(loop -> new Metronome(loop, senders(rooms, loop), rateHz))
                        .toList();
        for (Metronome metronome : metronomes) {
            metronome.loop.execute(metronome::start);
        }
        BenchContext.pause(context.warmupSeconds() * 1000L);
        Window window =
                Window.measure(context.loops(), context.target(), context.measuredSeconds());
        for (Metronome metronome : metronomes) {
            metronome.stopped = true;
        }
        BenchContext.pause(DRAIN_MS);
        Totals totals = window.totals();
        int lost = rooms.lostSockets();
        if (lost > 0) {
            context.say("sockets were closed: " + rooms.firstTrouble());
        }
        rooms.close();
        long expected = totals.sent() * (size - 1);
        var result =
                new Result(name)
                        .setting("sockets", count)
                        .setting("size", size)
                        .setting("rate", rateHz)
                        .setting("bytes", context.options().text("bytes"))
                        .setting("format", format.id());
        result.add(Figure.of("deliveries", totals.received() / window.seconds(), "1/s"));
        result.add(
                Figure.atLeast(
                        "delivered", 100.0 * totals.received() / Math.max(1, expected), "%", 100));
        result.add(Figure.atMost("sockets closed by the server", lost, "", 0));
        for (Target target : targets) {
            result.add(
                    Figure.atMost(
                            target.name(),
                            totals.latencyMs(target.percentile()),
                            "ms",
                            target.ms()));
        }
        result.add(Figure.of("generator late by, p99", totals.lagMs(99), "ms"));
        if (context.target().server().isKnown()) {
            result.add(
                    Figure.of(
                            "server CPU",
                            100 * window.serverCpuSeconds() / window.seconds(),
                            "% of one"));
            result.add(
                    Figure.of(
                            "deliveries per server CPU-second",
                            totals.received() / window.serverCpuSeconds(),
                            ""));
        }
        return result;
    }

    /// The senders of one loop, rooms interleaved so that a room's messages are spread in time.
    private static List<GameSocket> senders(Rooms rooms, LoadLoop loop) {
        List<Room> own = rooms.all().stream().filter(room -> room.loop().equals(loop)).toList();
        List<GameSocket> senders = new java.util.ArrayList<>();
        int size = own.isEmpty() ? 0 : own.getFirst().members().size();
        for (int i = 0; i < size; i++) {
            for (Room room : own) {
                senders.add(room.members().get(i));
            }
        }
        return senders;
    }
}
