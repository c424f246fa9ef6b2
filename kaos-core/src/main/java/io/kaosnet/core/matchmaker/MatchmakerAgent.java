package io.kaosnet.core.matchmaker;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.matchmaker.Ticket.State;
import io.kaosnet.protocol.api.MatchmakerCompletionStats;
import io.kaosnet.protocol.api.MatchmakerStats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The matchmaker's thread: follows what becomes of tickets, and searches. `offer` and the counts
/// are safe from any thread.
final class MatchmakerAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MatchmakerAgent.class);

    /// Tickets that something happened to. When it is full, new tickets are refused; other news
    /// waits for the next pass, which looks at every ticket.
    private static final int QUEUE_CAPACITY = 65_536;

    private static final int BATCH = 1024;

    /// How often there is a pass when tickets are matched at once.
    private static final long IMMEDIATE_PASS_MS = 100;

    /// When tickets are matched at once there is a pass after news, too, for those whom only older
    /// tickets want; how many times as long as the last one took lies between two of them.
    private static final int REST_FACTOR = 10;

    private static final int COMPLETION_COUNT = 10;

    private final MatchmakerConfig config;
    private final Tickets tickets;
    private final Pool pool;
    private final Openings openings;
    private final Chooser chooser;
    private final Predicate<String> isRunning;
    private final Consumer<Found> found;
    private final Clock clock;
    private final BlockingQueue<News> news = new ArrayBlockingQueue<>(QUEUE_CAPACITY);

    /// Tickets that were claimed and wait again; bounded by what is claimed.
    private final Queue<Ticket> back = new ConcurrentLinkedQueue<>();

    private final List<News> arrived = new ArrayList<>(BATCH);
    private final List<Ticket> batch = new ArrayList<>(BATCH);
    private final Thread thread;
    private final long passMs;
    private long nextPassMs;

    /// When the next pass after news may be.
    private long restedMs = Long.MIN_VALUE;

    private volatile boolean isClosed;

    private final AtomicLong matches = new AtomicLong();
    private final AtomicLong matchedPlayers = new AtomicLong();
    private final LongAdder requeued = new LongAdder();
    private final LongAdder searchNs = new LongAdder();
    private volatile int activeCount;
    private volatile MatchmakerStats statistics = MatchmakerStats.getDefaultInstance();

    /// The last matches made; guarded by itself.
    private final Deque<MatchmakerCompletionStats> completions = new ArrayDeque<>();

    /// @param isRunning whether there is a match of that id
    MatchmakerAgent(
            MatchmakerConfig config,
            Tickets tickets,
            MatchmakerHooks hooks,
            Predicate<String> isRunning,
            Consumer<Found> found,
            String node,
            Clock clock) {
        this.config = config;
        this.tickets = tickets;
        this.clock = clock;
        this.pool = new Pool(config, tickets::claim, this::nowMs);
        this.openings = new Openings(pool, tickets::claim);
        this.chooser = new Chooser(hooks, pool, tickets::claim, found, this::execute, node);
        this.isRunning = isRunning;
        this.found = found;
        this.passMs = config.intervalMs() == 0 ? IMMEDIATE_PASS_MS : config.intervalMs();
        this.nextPassMs = nowMs() + passMs;
        this.thread = Thread.ofPlatform().name("matchmaker").daemon().unstarted(this::run);
    }

    private long nowMs() {
        return clock.nowNs() / 1_000_000;
    }

    void start() {
        thread.start();
    }

    /// Tells of a ticket that is new, gone or back.
    ///
    /// @return whether the thread will look at it before its next pass
    boolean offer(Ticket ticket) {
        return news.offer(ticket);
    }

    /// Has something done on the matchmaker's thread.
    ///
    /// @return whether it will be done: not when too much is to be done already
    boolean execute(Runnable work) {
        return news.offer(new News.Task(work));
    }

    /// On the matchmaker's thread: takes an opening in and looks for players at once.
    void open(Opening opening) {
        openings.add(opening);
        if (config.intervalMs() == 0 || config.isImmediate()) {
            openings.pass(nowMs(), found);
        }
    }

    Openings openings() {
        return openings;
    }

    Pool pool() {
        return pool;
    }

    private void run() {
        while (!isClosed) {
            try {
                long waitMs = nextPassMs - nowMs();
                if (waitMs > 0) {
                    News first = news.poll(waitMs, TimeUnit.MILLISECONDS);
                    if (first != null) {
                        arrived.add(first);
                    }
                }
                doWork();
            } catch (InterruptedException _) {
                return; // Closed.
            } catch (RuntimeException | AssertionError e) {
                LOG.error("matchmaking failed; it goes on with the next ticket", e);
                arrived.clear();
                batch.clear();
            }
        }
    }

    /// Takes in what happened and searches for whom there is reason to.
    int doWork() {
        news.drainTo(arrived, BATCH - arrived.size());
        int work = arrived.size();
        for (News one : arrived) {
            switch (one) {
                case Ticket ticket -> batch.add(ticket);
                case News.Task task -> task.work().run();
            }
        }
        arrived.clear();
        for (Ticket ticket = back.poll(); ticket != null; ticket = back.poll()) {
            batch.add(ticket);
        }
        work = Math.max(work, batch.size());
        long startNs = System.nanoTime();
        if (!batch.isEmpty()) {
            takeIn();
            batch.clear();
        }
        if (nowMs() >= nextPassMs) {
            long beganNs = clock.nowNs();
            pass();
            long restMs = Math.ceilDiv(REST_FACTOR * (clock.nowNs() - beganNs), 1_000_000L);
            restedMs = nowMs() + Math.min(restMs, passMs);
            nextPassMs = nowMs() + passMs;
            work++;
        }
        if (work > 0) {
            searchNs.add(System.nanoTime() - startNs);
        }
        return work;
    }

    private void takeIn() {
        for (Ticket ticket : batch) {
            follow(ticket);
        }
        boolean isAtOnce = config.intervalMs() == 0 || config.isImmediate();
        if (!isAtOnce || chooser.isActive()) {
            return;
        }
        long nowMs = nowMs();
        for (Ticket ticket : batch) {
            Found place = openings.place(ticket, nowMs);
            if (place != null) {
                found.accept(place);
                continue;
            }
            // One that would rather have some than others waits for more to choose from.
            if (config.intervalMs() == 0 || ticket.query.isFlat()) {
                List<Ticket> group = pool.tryNow(ticket, nowMs);
                if (group != null) {
                    found.accept(new Found(group, null));
                }
            }
            if (config.intervalMs() == 0 && ticket.isPooled && pool.size() > 1) {
                nextPassMs = Math.min(nextPassMs, Math.max(nowMs, restedMs));
            }
        }
    }

    /// Makes the pool agree with what has become of the ticket.
    private void follow(Ticket ticket) {
        boolean isBack = ticket.isBack;
        switch (ticket.state) {
            case WAITING -> {
                ticket.isBack = false;
                if (!ticket.isPooled) {
                    pool.add(ticket);
                } else if (isBack) {
                    pool.onReturned(ticket);
                }
            }
            case REMOVED, MATCHED -> pool.remove(ticket);
            case ABSENT -> {
                // Kept where it is, and passed over, until its user is back or it ends. One that
                // was claimed comes in again.
                if (!ticket.isPooled && isBack) {
                    pool.add(ticket);
                }
            }
            case CLAIMED -> {
                // Not in the pool; settled by whoever claimed it.
            }
        }
    }

    private void pass() {
        long nowMs = nowMs();
        tickets.expire(nowMs).forEach(pool::remove);
        List<Ticket> changed = new ArrayList<>();
        pool.forEach(
                ticket -> {
                    if (ticket.isBack || ticket.state != State.WAITING) {
                        changed.add(ticket);
                    }
                });
        changed.forEach(this::follow);
        openings.keep(isRunning);
        openings.pass(nowMs, found);
        if (chooser.isActive()) {
            chooser.pass(nowMs);
        } else {
            pool.pass(nowMs, group -> found.accept(new Found(group, null)));
        }
        publish();
    }

    private void publish() {
        var stats = MatchmakerStats.newBuilder();
        int[] active = {0};
        int[] waiting = {0};
        long[] oldestMs = {Long.MAX_VALUE};
        pool.forEach(
                ticket -> {
                    if (ticket.state == State.WAITING) {
                        waiting[0]++;
                        oldestMs[0] = Math.min(oldestMs[0], ticket.createdMs);
                        if (pool.isActive(ticket)) {
                            active[0]++;
                        }
                    }
                });
        activeCount = active[0];
        stats.setTicketCount(waiting[0]);
        if (waiting[0] > 0) {
            stats.setOldestTicketCreateTime(timestamp(oldestMs[0]));
        }
        synchronized (completions) {
            stats.addAllCompletions(completions);
        }
        statistics = stats.build();
    }

    /// A snapshot as of the last pass.
    MatchmakerStats statistics() {
        return statistics;
    }

    void onMatched(List<Ticket> group) {
        long oldestMs = Long.MAX_VALUE;
        int players = 0;
        for (Ticket ticket : group) {
            oldestMs = Math.min(oldestMs, ticket.createdMs);
            players += ticket.size();
        }
        matches.incrementAndGet();
        matchedPlayers.addAndGet(players);
        var completion =
                MatchmakerCompletionStats.newBuilder()
                        .setCreateTime(timestamp(oldestMs))
                        .setCompleteTime(timestamp(clock.nowMs()))
                        .build();
        synchronized (completions) {
            completions.addLast(completion);
            if (completions.size() > COMPLETION_COUNT) {
                completions.removeFirst();
            }
        }
    }

    /// Takes the tickets of a group back that could not be told of its match.
    void requeue(List<Ticket> group) {
        requeued.increment();
        back.addAll(group);
    }

    private static Timestamp timestamp(long ms) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(ms, 1000L))
                .setNanos((int) Math.floorMod(ms, 1000L) * 1_000_000)
                .build();
    }

    int activeCount() {
        return activeCount;
    }

    long matchCount() {
        return matches.get();
    }

    long matchedPlayerCount() {
        return matchedPlayers.get();
    }

    long requeuedCount() {
        return requeued.sum();
    }

    long searchNs() {
        return searchNs.sum();
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }
}
