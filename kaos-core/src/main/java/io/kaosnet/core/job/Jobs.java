package io.kaosnet.core.job;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that is due at a time and written down until it is done. Safe from any thread; blocks.
///
/// A server takes a job that is due by a lease, which it renews while the job runs. A job whose
/// server went away is due again when the lease ends: it runs at least once, and twice only after
/// a crash in the middle of it. After a downtime everything that was due in it is due at once.
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final long LEASE_MS = 60_000;
    private static final long RENEW_MS = 15_000;
    private static final long LOOK_NS = 500_000_000L;

    private final JobStore store;
    private final Clock clock;
    private final int capacity;
    private final Executor executor;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();

    /// What runs here now. At most the capacity; what is due beyond that waits in the database.
    private final Set<JobStore.Job> running = ConcurrentHashMap.newKeySet();

    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private long renewedMs;
    private volatile @Nullable Thread runner;

    /// Whether there may be more that is due than there was room for.
    private volatile boolean isFull;
    private volatile boolean isClosed;

    /// Does the work of one kind of job. Called on a virtual thread.
    @FunctionalInterface
    public interface Handler {
        /// @param dueSec when it was due; long ago after a downtime
        /// @return when it is due next, or 0 when it is done for good
        /// @throws RuntimeException to run it again after a minute
        long run(String key, long dueSec, long nowSec);
    }

    /// @param capacity how many run at once, 1 or more
    /// @param executor what runs them
    public Jobs(Database database, int capacity, Executor executor, Clock clock) {
        this.store = new JobStore(database);
        this.capacity = capacity;
        this.executor = executor;
        this.clock = clock;
    }

    /// Sets who does a kind of job, before the start.
    public void on(String kind, Handler handler) {
        if (handlers.put(kind, handler) != null) {
            throw new IllegalStateException("two handlers of jobs of kind " + kind);
        }
    }

    /// Writes a job down, or moves the one of this key to another time. Part of the database
    /// operation that it is called in.
    ///
    /// @param dueSec when to run it, seconds since 1970
    public void schedule(String kind, String key, long dueSec) {
        if (!handlers.containsKey(kind)) {
            throw new IllegalStateException("nobody does jobs of kind " + kind);
        }
        store.schedule(kind, key, dueSec);
    }

    /// Takes a job back. One that runs already goes on, but not again.
    public void cancel(String kind, String key) {
        store.cancel(kind, key);
    }

    /// Begins to look for what is due, twice a second, and whenever there is room for what waits.
    public void start() {
        runner = Thread.ofVirtual().name("jobs").start(this::loop);
    }

    private void loop() {
        while (!isClosed) {
            try {
                runDue();
            } catch (RuntimeException e) {
                LOG.warn("looking for jobs failed", e);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /// Gives everything that is due now to the executor. Called by one thread at a time.
    ///
    /// @return how many jobs were begun
    public int runDue() {
        long nowMs = clock.nowMs();
        if (nowMs - renewedMs >= RENEW_MS) {
            renewedMs = nowMs;
            for (JobStore.Job job : running) {
                store.renew(job, nowMs + LEASE_MS);
            }
        }
        int begun = 0;
        int free = capacity - running.size();
        List<JobStore.Job> found = free <= 0 ? List.of() : store.due(nowMs, free);
        isFull = found.size() >= free;
        for (JobStore.Job due : found) {
            Handler handler = handlers.get(due.kind());
            JobStore.Job job = handler == null ? null : store.take(due, nowMs, nowMs + LEASE_MS);
            if (handler != null && job != null) {
                running.add(job);
                begun++;
                executor.execute(() -> run(handler, job));
            }
        }
        return begun;
    }

    private void run(Handler handler, JobStore.Job job) {
        try {
            long nextSec = handler.run(job.key(), job.dueSec(), clock.nowSec());
            store.finish(job, nextSec);
            done.increment();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            failed.increment();
            LOG.error("job failed kind={} key={} due={}", job.kind(), job.key(), job.dueSec(), e);
        } finally {
            running.remove(job);
            if (isFull) {
                LockSupport.unpark(runner);
            }
        }
    }

    public long doneCount() {
        return done.sum();
    }

    public long failedCount() {
        return failed.sum();
    }

    /// Ends looking for jobs. Those that run go on to their end.
    @Override
    public void close() {
        isClosed = true;
        Thread thread = runner;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
