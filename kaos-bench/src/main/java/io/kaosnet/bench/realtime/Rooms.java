package io.kaosnet.bench.realtime;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.rest.Players;
import io.kaosnet.bench.wire.GameSocket;
import io.kaosnet.bench.wire.LoadLoop;
import io.kaosnet.bench.wire.SocketFormat;
import io.kaosnet.bench.wire.Troubles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// All matches of a run. Owned by the main thread; the rooms belong to their loops.
final class Rooms {
    private static final int LIMIT_SECONDS = 60;
    private static final int ROOMS_AT_ONCE = 10;

    private final List<Room> rooms = new ArrayList<>();
    private final AtomicInteger lostSockets = new AtomicInteger();
    private final Troubles troubles = new Troubles();
    private volatile boolean closing;

    /// Logs players in, opens their sockets and has them join matches of that size.
    static Rooms open(
            BenchContext context, SocketFormat format, int sockets, int size, Room.Play play)
            throws InterruptedException {
        return fill(context, format, Collections.nCopies(sockets / size, ""), size, play);
    }

    /// The same with matches that are there.
    static Rooms join(
            BenchContext context,
            SocketFormat format,
            List<String> matchIds,
            int size,
            Room.Play play)
            throws InterruptedException {
        return fill(context, format, matchIds, size, play);
    }

    private static Rooms fill(
            BenchContext context,
            SocketFormat format,
            List<String> matchIds,
            int size,
            Room.Play play)
            throws InterruptedException {
        int dataBytes = context.options().whole("bytes", 16, 2048);
        String[] tokens = Players.tokens(context, matchIds.size() * size);
        var all = new Rooms();
        int count = matchIds.size();
        for (int first = 0; first < count; first += ROOMS_AT_ONCE) {
            int last = Math.min(count, first + ROOMS_AT_ONCE);
            var ready = new CountDownLatch(last - first);
            for (int i = first; i < last; i++) {
                LoadLoop loop = context.loops().of(i);
                var room =
                        new Room(
                                loop,
                                format,
                                matchIds.get(i),
                                size,
                                dataBytes,
                                play,
                                ready::countDown,
                                all::onLost);
                all.rooms.add(room);
                for (int j = i * size; j < (i + 1) * size; j++) {
                    GameSocket.open(loop, context.target(), j, format, tokens[j], room);
                }
            }
            while (!ready.await(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                all.refuseTroubles();
                if (ready.getCount() > 0 && all.isLate()) {
                    throw new BenchException("matches did not fill in time");
                }
            }
        }
        return all;
    }

    private final long startNs = System.nanoTime();

    private boolean isLate() {
        return System.nanoTime() - startNs > LIMIT_SECONDS * 1_000_000_000L;
    }

    private void onLost(String why) {
        if (!closing) {
            lostSockets.incrementAndGet();
            troubles.add(why);
        }
    }

    void refuseTroubles() {
        troubles.refuse();
    }

    List<Room> all() {
        return List.copyOf(rooms);
    }

    void begin() {
        for (Room room : rooms) {
            room.loop().execute(room::begin);
        }
    }

    /// Sockets that the server closed.
    int lostSockets() {
        return lostSockets.get();
    }

    String firstTrouble() {
        return troubles.first();
    }

    void close() throws InterruptedException {
        closing = true;
        var closed = new CountDownLatch(rooms.size());
        for (Room room : rooms) {
            room.loop()
                    .execute(
                            () -> {
                                room.close();
                                closed.countDown();
                            });
        }
        BenchContext.await(closed, LIMIT_SECONDS, "closing");
    }
}
