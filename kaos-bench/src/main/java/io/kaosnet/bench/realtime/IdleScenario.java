package io.kaosnet.bench.realtime;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.rest.Players;
import io.kaosnet.bench.wire.GameSocket;
import io.kaosnet.bench.wire.SocketFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Sockets that are open and say nothing: what one of them costs in memory. Immutable.
public final class IdleScenario implements Scenario {
    private static final int OPEN_AT_ONCE = 100;
    private static final int LIMIT_SECONDS = 30;
    private static final long SETTLE_MS = 3000;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String description() {
        return "open sockets that say nothing: resident memory of each";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("sockets", "10000", "2000", "players, one socket each"),
                new Option("format", "protobuf", "protobuf or json"));
    }

    /// Counts what opens and what is lost. Safe from any loop.
    private static final class Crowd implements GameSocket.Listener {
        final ConcurrentLinkedQueue<GameSocket> open = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
        volatile @Nullable CountDownLatch opening;

        @Override
        public void onOpen(GameSocket socket) {
            open.add(socket);
            arrived();
        }

        private void arrived() {
            CountDownLatch latch = opening;
            if (latch != null) {
                latch.countDown();
            }
        }

        @Override
        public void onMatchData(GameSocket socket, long stampNs) {}

        @Override
        public void onOther(GameSocket socket, byte[] bytes, int offset, int length) {}

        @Override
        public void onClosed(GameSocket socket, String why) {
            lost.add(why);
            arrived();
        }
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int count = context.options().whole("sockets", 1, 60_000);
        SocketFormat format = SocketFormat.of(context.options().text("format"));
        context.say("logging " + count + " players in");
        String[] tokens = Players.tokens(context, count);
        BenchContext.pause(SETTLE_MS);
        double beforeKb = context.target().server().rssKb();
        context.say("opening " + count + " sockets");
        var crowd = new Crowd();
        for (int first = 0; first < count; first += OPEN_AT_ONCE) {
            int last = Math.min(count, first + OPEN_AT_ONCE);
            var latch = new CountDownLatch(last - first);
            crowd.opening = latch;
            for (int i = first; i < last; i++) {
                GameSocket.open(
                        context.loops().of(i), context.target(), i, format, tokens[i], crowd);
            }
            BenchContext.await(latch, LIMIT_SECONDS, "sockets");
            if (!crowd.lost.isEmpty()) {
                throw new BenchException("a socket did not open: " + crowd.lost.peek());
            }
        }
        BenchContext.pause(SETTLE_MS);
        double openKb = context.target().server().rssKb();
        double cpuBefore = context.target().server().cpuSeconds();
        BenchContext.pause(context.measuredSeconds() * 1000L);
        double cpu = context.target().server().cpuSeconds() - cpuBefore;
        double laterKb = context.target().server().rssKb();
        int lost = crowd.lost.size();
        List<GameSocket> open = new ArrayList<>(crowd.open);
        var closed = new CountDownLatch(open.size());
        for (GameSocket socket : open) {
            socket.loop()
                    .execute(
                            () -> {
                                socket.close();
                                closed.countDown();
                            });
        }
        BenchContext.await(closed, LIMIT_SECONDS, "closing");
        return new Result(name())
                .setting("sockets", count)
                .setting("format", format.id())
                .add(Figure.of("resident before", beforeKb / 1024, "MB"))
                .add(Figure.of("resident with all open", laterKb / 1024, "MB"))
                .add(
                        Figure.atMost(
                                "resident for each socket",
                                (Math.max(openKb, laterKb) - beforeKb) / count,
                                "KB",
                                10))
                .add(Figure.atMost("sockets closed by the server", lost, "", 0))
                .add(
                        Figure.of(
                                "server CPU while idle",
                                100 * cpu / context.measuredSeconds(),
                                "% of one"));
    }
}
