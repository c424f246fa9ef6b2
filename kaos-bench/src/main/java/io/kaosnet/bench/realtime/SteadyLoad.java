package io.kaosnet.bench.realtime;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.wire.GameSocket;
import io.kaosnet.bench.wire.LoadLoop;
import io.kaosnet.bench.wire.SocketFormat;
import java.util.ArrayList;
import java.util.List;

/// Players in matches, all sending at one rate, whatever the server does. Owned by the main thread.
public final class SteadyLoad {
    /// A message may leave this much early, to spare the generator a wake-up.
    private static final long SLACK_NS = 20_000;

    private static final long DRAIN_MS = 2000;

    private final BenchContext context;
    private final Rooms rooms;
    private final List<Metronome> metronomes;

    private SteadyLoad(BenchContext context, Rooms rooms, int rateHz) {
        this.context = context;
        this.rooms = rooms;
        this.metronomes =
                context.loops().all().stream()
                        .map(loop -> new Metronome(loop, senders(rooms, loop), rateHz))
                        .toList();
        for (Metronome metronome : metronomes) {
            metronome.loop.execute(metronome::start);
        }
    }

    /// In relayed matches of the players' own.
    public static SteadyLoad relayed(
            BenchContext context, SocketFormat format, int sockets, int size, int rateHz)
            throws InterruptedException {
        return new SteadyLoad(
                context, Rooms.open(context, format, sockets, size, new Counting()), rateHz);
    }

    /// In matches that are there.
    public static SteadyLoad join(
            BenchContext context, SocketFormat format, List<String> matchIds, int size, int rateHz)
            throws InterruptedException {
        return new SteadyLoad(
                context, Rooms.join(context, format, matchIds, size, new Counting()), rateHz);
    }

    /// Stops sending, waits for what is under way, and closes the sockets.
    ///
    /// @return how many the server had closed
    public int stop() throws InterruptedException {
        for (Metronome metronome : metronomes) {
            metronome.stopped = true;
        }
        BenchContext.pause(DRAIN_MS);
        int lost = rooms.lostSockets();
        if (lost > 0) {
            context.say("sockets were closed: " + rooms.firstTrouble());
        }
        rooms.close();
        return lost;
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

    /// The senders of one loop, rooms interleaved so that a room's messages are spread in time.
    private static List<GameSocket> senders(Rooms rooms, LoadLoop loop) {
        List<Room> own = rooms.all().stream().filter(room -> room.loop().equals(loop)).toList();
        List<GameSocket> senders = new ArrayList<>();
        int size = own.isEmpty() ? 0 : own.getFirst().members().size();
        for (int i = 0; i < size; i++) {
            for (Room room : own) {
                senders.add(room.members().get(i));
            }
        }
        return senders;
    }
}
