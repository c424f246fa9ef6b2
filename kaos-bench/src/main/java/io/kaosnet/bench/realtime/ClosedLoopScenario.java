package io.kaosnet.bench.realtime;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.wire.GameSocket;
import io.kaosnet.bench.wire.SocketFormat;
import io.kaosnet.bench.wire.Totals;
import io.kaosnet.bench.wire.Window;
import java.util.List;

/// Matches in which the next message leaves as soon as everybody has the last one: as fast as the
/// server goes. A match of two is ping-pong. Immutable.
public final class ClosedLoopScenario implements Scenario {
    private final String name;
    private final String description;
    private final int sockets;
    private final int size;
    private final int underWay;
    private final double protobufTarget;
    private final double jsonTarget;

    private ClosedLoopScenario(
            String name,
            String description,
            int sockets,
            int size,
            int underWay,
            double protobufTarget,
            double jsonTarget) {
        this.name = name;
        this.description = description;
        this.sockets = sockets;
        this.size = size;
        this.underWay = underWay;
        this.protobufTarget = protobufTarget;
        this.jsonTarget = jsonTarget;
    }

    public static List<ClosedLoopScenario> all() {
        return List.of(
                new ClosedLoopScenario(
                        "fanout",
                        "matches of 10, as fast as they go: deliveries for a CPU-second",
                        1000,
                        10,
                        10,
                        250_000,
                        220_000),
                new ClosedLoopScenario(
                        "pingpong",
                        "pairs, as fast as they go: messages for a CPU-second",
                        200,
                        2,
                        1,
                        120_000,
                        90_000));
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
                new Option("size", Integer.toString(size), "players in a match"),
                new Option(
                        "under-way",
                        Integer.toString(underWay),
                        "messages under way in a match at any time"),
                new Option("bytes", "32", "data of a message"),
                new Option("format", "protobuf", "protobuf or json"));
    }

    /// Messages go round: when all have one, the next player sends it again. Which of a match's
    /// messages it is stands in the lowest bits of the stamp.
    private static final class Circle implements Room.Play {
        private static final int INDEX_MASK = 1023;

        private final int underWay;

        Circle(int underWay) {
            this.underWay = underWay;
        }

        @Override
        public void begin(Room room) {
            room.pending = new int[underWay];
            room.senders = new int[underWay];
            for (int i = 0; i < underWay; i++) {
                room.senders[i] = i % room.members().size();
                send(room, i);
            }
        }

        private static void send(Room room, int index) {
            room.pending[index] = room.members().size() - 1;
            long nowNs = System.nanoTime();
            long stampNs = (nowNs & ~INDEX_MASK) | index;
            room.loop().tally().onSent(stampNs, nowNs);
            room.members().get(room.senders[index]).sendMatchData(stampNs);
        }

        @Override
        public void onMatchData(Room room, GameSocket receiver, long stampNs) {
            room.loop().tally().onReceived(stampNs, System.nanoTime());
            int index = (int) stampNs & INDEX_MASK;
            if (--room.pending[index] == 0) {
                room.senders[index] = (room.senders[index] + 1) % room.members().size();
                send(room, index);
            }
        }
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int count = context.options().whole("sockets", 2, 60_000);
        int players = context.options().whole("size", 2, 1000);
        int atOnce = context.options().whole("under-way", 1, 1000);
        SocketFormat format = SocketFormat.of(context.options().text("format"));
        Rooms rooms = Rooms.open(context, format, count, players, new Circle(atOnce));
        rooms.begin();
        Window window = Window.afterWarmup(context);
        rooms.refuseTroubles();
        Totals totals = window.totals();
        rooms.close();
        var result =
                new Result(name)
                        .setting("sockets", count)
                        .setting("size", players)
                        .setting("under-way", atOnce)
                        .setting("bytes", context.options().text("bytes"))
                        .setting("format", format.id());
        result.add(Figure.of("deliveries", totals.received() / window.seconds(), "1/s"));
        if (context.target().server().isKnown()) {
            double target = format.id().equals("json") ? jsonTarget : protobufTarget;
            result.add(
                    Figure.atLeast(
                            "deliveries per server CPU-second",
                            totals.received() / window.serverCpuSeconds(),
                            "",
                            target));
            result.add(window.serverCpu());
        }
        totals.latencies().forEach(result::add);
        return result;
    }
}
