package io.kaosnet.bench.realtime;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.rest.Players;
import io.kaosnet.bench.wire.GameSocket;
import io.kaosnet.bench.wire.LoadLoop;
import io.kaosnet.bench.wire.SocketFormat;
import io.kaosnet.bench.wire.Totals;
import io.kaosnet.bench.wire.Troubles;
import io.kaosnet.bench.wire.Window;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/// One chat room in which everybody hears a steady stream of messages that are kept. Members join
/// hidden: who is there is not what is measured. Immutable.
public final class ChatScenario implements Scenario {
    private static final int OPENED_AT_ONCE = 100;
    private static final int LIMIT_SECONDS = 60;
    private static final long DRAIN_MS = 2000;
    private static final byte[] MARK = "stamp-".getBytes(StandardCharsets.US_ASCII);
    private static final int STAMP_DIGITS = 19;

    @Override
    public String name() {
        return "chat";
    }

    @Override
    public String description() {
        return "one room, messages that are kept: deliveries for a CPU-second";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("members", "1000", "players in the room, one socket each"),
                new Option("rate", "20", "messages a second in the room"),
                new Option("bytes", "64", "text of a message"));
    }

    /// The room's sockets. Its fields belong to the loops of their sockets.
    private static final class Members implements GameSocket.Listener {
        final List<GameSocket> senders = new ArrayList<>();
        final Troubles troubles = new Troubles();
        final LoadLoop sending;
        volatile CountDownLatch ready = new CountDownLatch(0);
        volatile boolean closing;

        Members(LoadLoop sending) {
            this.sending = sending;
        }

        @Override
        public void onOpen(GameSocket socket) {
            socket.send(
                    ascii(
                            "{\"cid\":\"j\",\"channel_join\":{\"target\":\"bench\",\"type\":1,"
                                    + "\"persistence\":true,\"hidden\":true}}"));
        }

        @Override
        public void onMatchData(GameSocket socket, long stampNs) {
            // There is no match.
        }

        @Override
        public void onOther(GameSocket socket, byte[] bytes, int offset, int length) {
            long stampNs = stampOf(bytes, offset, length);
            if (stampNs >= 0) {
                socket.loop().tally().onReceived(stampNs, System.nanoTime());
                return;
            }
            String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
            if (text.contains("\"error\"")) {
                troubles.add(text);
            } else if (text.contains("\"cid\":\"j\"")) {
                if (socket.loop().equals(sending)) {
                    senders.add(socket);
                }
                ready.countDown();
            }
        }

        @Override
        public void onClosed(GameSocket socket, String why) {
            if (!closing) {
                troubles.add(why);
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// The stamp in a message's text, or -1.
    private static long stampOf(byte[] bytes, int offset, int length) {
        int last = offset + length - MARK.length - STAMP_DIGITS;
        for (int at = offset; at <= last; at++) {
            if (bytes[at] == MARK[0] && isMark(bytes, at)) {
                long stamp = 0;
                for (int i = 0; i < STAMP_DIGITS; i++) {
                    stamp = stamp * 10 + bytes[at + MARK.length + i] - '0';
                }
                return stamp;
            }
        }
        return -1;
    }

    private static boolean isMark(byte[] bytes, int at) {
        for (int i = 1; i < MARK.length; i++) {
            if (bytes[at + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }

    /// Says what is due. Owned by the sending loop.
    private static final class Metronome implements Runnable {
        private final Members members;
        private final long gapNs;
        private final String padding;
        private long startNs;
        private long count;
        volatile boolean isStopped;

        Metronome(Members members, int rateHz, int bytes) {
            this.members = members;
            this.gapNs = 1_000_000_000L / rateHz;
            this.padding = "x".repeat(bytes);
        }

        void start() {
            startNs = System.nanoTime();
            run();
        }

        @Override
        public void run() {
            if (isStopped) {
                return;
            }
            long nowNs = System.nanoTime();
            long dueNs = startNs + count * gapNs;
            if (dueNs <= nowNs) {
                GameSocket sender = members.senders.get((int) (count % members.senders.size()));
                String stamp = String.format(Locale.ROOT, "stamp-%019d", dueNs);
                sender.send(
                        ascii(
                                "{\"cid\":\"m\",\"channel_message_send\":{\"channel_id\":"
                                        + "\"2...bench\",\"content\":\"{\\\"t\\\":\\\""
                                        + stamp
                                        + "\\\",\\\"x\\\":\\\""
                                        + padding
                                        + "\\\"}\"}}"));
                members.sending.tally().onSent(dueNs, nowNs);
                count++;
                dueNs += gapNs;
            }
            members.sending.schedule(this, Math.max(0, dueNs - System.nanoTime()));
        }
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int count = context.options().whole("members", 2, 20_000);
        int rateHz = context.options().whole("rate", 1, 1000);
        String[] tokens = Players.tokens(context, count);
        Members members = new Members(context.loops().of(0));
        for (int first = 0; first < count; first += OPENED_AT_ONCE) {
            int last = Math.min(count, first + OPENED_AT_ONCE);
            members.ready = new CountDownLatch(last - first);
            for (int i = first; i < last; i++) {
                GameSocket.open(
                        context.loops().of(i),
                        context.target(),
                        i,
                        SocketFormat.of("json"),
                        tokens[i],
                        members);
            }
            BenchContext.await(members.ready, LIMIT_SECONDS, "members");
            members.troubles.refuse();
        }
        var metronome = new Metronome(members, rateHz, context.options().whole("bytes", 0, 2000));
        members.sending.execute(metronome::start);
        Window window = Window.afterWarmup(context);
        metronome.isStopped = true;
        BenchContext.pause(DRAIN_MS);
        Totals totals = window.totals();
        members.troubles.refuse();
        members.closing = true;
        var result = new Result(name()).setting("members", count).setting("rate", rateHz);
        result.add(Figure.of("deliveries", totals.received() / window.seconds(), "1/s"));
        result.add(
                Figure.atLeast(
                        "delivered",
                        100.0 * totals.received() / Math.max(1, totals.sent() * count),
                        "%",
                        100));
        if (context.target().server().isKnown()) {
            result.add(
                    Figure.atLeast(
                            "deliveries per server CPU-second",
                            totals.received() / window.serverCpuSeconds(),
                            "",
                            200_000));
        }
        return result.add(Figure.of("latency p50", totals.latencyMs(50), "ms"))
                .add(Figure.atMost("latency p99", totals.latencyMs(99), "ms", 10))
                .add(Figure.of("generator late by, p99", totals.lagMs(99), "ms"));
    }
}
