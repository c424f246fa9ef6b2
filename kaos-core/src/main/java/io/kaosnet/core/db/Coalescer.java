package io.kaosnet.core.db;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.thread.LaneThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs the small writes of many callers together: on PostgreSQL as one transaction, whose commit
/// they share. On SQLite the writer thread shares commits already, so each runs as it is.
/// Safe from any thread; may block.
///
/// A batch holds each key once and is sorted by key, so that two batches lock rows in the same
/// order. When a batch fails, each of its operations runs again alone, so only the one that
/// is wrong fails.
///
/// @param <K> what the operation changes, for example a row's key
/// @param <O> the operation
/// @param <R> its answer
public final class Coalescer<K extends Comparable<? super K>, O, R> {
    private static final int BATCH_CAPACITY = 256;

    /// Batches under way at a time: while the database works on one, the next is made and sent.
    private static final int LANE_COUNT = 2;

    /// How many have to wait before they become a batch beside another that is under way. Fewer are
    /// cheaper together, a little later.
    private static final int BESIDE_COUNT = 16;

    private final Database database;
    private final DatabaseObserver observer;
    private final Function<O, K> key;
    private final Batch<O, R> batch;
    private final @Nullable Single<O, R> single;
    private final int queueCapacity;

    /// Guarded by itself. Full: the operation is refused with `UNAVAILABLE` and counted.
    private final ArrayDeque<Waiting<K, O, R>> queue = new ArrayDeque<>();

    /// Of the operations that are under way: nobody else has these keys. Guarded by the queue.
    private final Set<K> keysUnderWay = new HashSet<>();

    /// Threads that drain the queue. Guarded by the queue.
    private int drainerCount;

    /// Runs operations in one transaction. The rules of [Work] hold.
    ///
    /// @param <O> the operation
    /// @param <R> its answer
    @FunctionalInterface
    public interface Batch<O, R> {
        /// @param operations one or more, each with another key, sorted by key
        /// @return one answer for each, in the same order
        /// @throws RuntimeException when any of them fails; then nothing of the batch remains
        List<R> run(Tx tx, List<O> operations);
    }

    /// Runs those operations of a batch that one statement can do. It is a transaction by itself:
    /// no commit has to be sent after it, and waited for.
    ///
    /// @param <O> the operation
    /// @param <R> its answer, never null
    public interface Single<O, R> {
        /// Whether there may be such operations among these.
        boolean mayRun(List<O> operations);

        /// @param operations as [Batch#run] gets them
        /// @return an answer for each that was done, in the same order; null for each that is left
        ///     to the batch. None may fail for a reason of its own.
        /// @throws RuntimeException when the statement failed, and has done nothing
        List<@Nullable R> run(Tx tx, List<O> operations);
    }

    private static final class Waiting<K, O, R> {
        final K key;
        final O operation;
        final Thread caller = Thread.currentThread();
        @Nullable R result;
        @Nullable RuntimeException failure;
        volatile boolean isDone;

        Waiting(K key, O operation) {
            this.key = key;
            this.operation = operation;
        }
    }

    /// What happens is told to the database's own observer.
    public Coalescer(Database database, int queueCapacity, Function<O, K> key, Batch<O, R> batch) {
        this(database, queueCapacity, database.observer(), key, batch, null);
    }

    /// @param single what runs before the batch on PostgreSQL; null for nothing
    public Coalescer(
            Database database,
            int queueCapacity,
            DatabaseObserver observer,
            Function<O, K> key,
            Batch<O, R> batch,
            @Nullable Single<O, R> single) {
        this.single = single;
        this.database = database;
        this.queueCapacity = queueCapacity;
        this.observer = observer;
        this.key = key;
        this.batch = batch;
    }

    /// Runs the operation; it is durable when this returns.
    ///
    /// @throws RuntimeException what the operation itself threw when it ran alone
    public R run(O operation) {
        if (database.engine() == Engine.SQLITE || database.isInOperation()) {
            return database.write(tx -> batch.run(tx, List.of(operation)).getFirst());
        }
        long startNs = System.nanoTime();
        try {
            return runShared(operation);
        } finally {
            observer.onWrite(System.nanoTime() - startNs);
        }
    }

    private R runShared(O operation) {
        Waiting<K, O, R> waiting = new Waiting<>(key.apply(operation), operation);
        enqueue(waiting);
        boolean interrupted = false;
        while (!waiting.isDone) {
            LaneThread.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        RuntimeException failure = waiting.failure;
        if (failure != null) {
            throw failure;
        }
        return result(waiting);
    }

    /// The answer of an operation that is done and did not fail.
    @SuppressWarnings("NullAway") // R is the batch's own type, nullable or not
    private static <K, O, R> R result(Waiting<K, O, R> waiting) {
        return waiting.result;
    }

    private R runAlone(O operation) {
        return database.writeTogether(tx -> batch.run(tx, List.of(operation)).getFirst(), 1);
    }

    private void enqueue(Waiting<K, O, R> waiting) {
        synchronized (queue) {
            if (queue.size() >= queueCapacity) {
                observer.onRefused();
                throw SqlFailure.unavailable("Too many operations wait for the database", null);
            }
            queue.add(waiting);
            if (drainerCount == 0 || (drainerCount < LANE_COUNT && isWorthALane())) {
                drainerCount++;
                Thread.ofVirtual().name("coalescer").start(this::drain);
            }
        }
    }

    /// Whether those who wait are enough for a batch beside another.
    private boolean isWorthALane() {
        return queue.size() >= BESIDE_COUNT;
    }

    private void drain() {
        List<Waiting<K, O, R>> done = List.of();
        while (true) {
            List<Waiting<K, O, R>> next = take(done);
            if (next.isEmpty()) {
                return;
            }
            try {
                List<Waiting<K, O, R>> left = single == null ? next : runSingle(single, next);
                if (!left.isEmpty()) {
                    runTogether(left);
                }
            } finally {
                for (Waiting<K, O, R> waiting : next) {
                    waiting.isDone = true;
                    LockSupport.unpark(waiting.caller);
                }
            }
            done = next;
            // Those who were woken come back first, so that the next batch is not one of few.
            Thread.yield();
        }
    }

    /// The operations at the head of the queue, up to the first whose key is among them or under
    /// way already.
    ///
    /// @param done the batch before, whose keys are free again
    /// @return empty when this thread is to end: another one goes on, or none has to
    private List<Waiting<K, O, R>> take(List<Waiting<K, O, R>> done) {
        List<Waiting<K, O, R>> next = new ArrayList<>();
        synchronized (queue) {
            for (Waiting<K, O, R> waiting : done) {
                keysUnderWay.remove(waiting.key);
            }
            if (drainerCount == 1 || isWorthALane()) {
                while (next.size() < BATCH_CAPACITY) {
                    Waiting<K, O, R> head = queue.peek();
                    if (head == null || !keysUnderWay.add(head.key)) {
                        break;
                    }
                    next.add(head);
                    queue.remove();
                }
            }
            if (next.isEmpty()) {
                drainerCount--;
            }
        }
        next.sort(Comparator.comparing(waiting -> waiting.key));
        return next;
    }

    /// @return the operations that are left
    private List<Waiting<K, O, R>> runSingle(Single<O, R> first, List<Waiting<K, O, R>> all) {
        List<O> operations = operations(all);
        List<Waiting<K, O, R>> left = new ArrayList<>();
        try {
            if (!first.mayRun(operations)) {
                return all;
            }
            long startNs = System.nanoTime();
            List<@Nullable R> results =
                    database.<List<@Nullable R>>writeSingle(tx -> first.run(tx, operations));
            long tookNs = System.nanoTime() - startNs;
            for (int i = 0; i < all.size(); i++) {
                @Nullable R result = results.get(i);
                all.get(i).result = result;
                if (result == null) {
                    left.add(all.get(i));
                }
            }
            if (left.size() < all.size()) {
                database.observer().onCommit(all.size() - left.size(), tookNs);
            }
        } catch (ApiException e) {
            return e.code() == Code.UNAVAILABLE ? failed(all, e) : all;
        } catch (RuntimeException _) {
            // What is wrong shows when they run in a transaction.
            return all;
        }
        return left;
    }

    /// Ends operations that are not to be tried again: their commit may have happened.
    ///
    /// @return none
    private static <K, O, R> List<Waiting<K, O, R>> failed(
            List<Waiting<K, O, R>> all, RuntimeException failure) {
        for (Waiting<K, O, R> waiting : all) {
            waiting.failure = failure;
        }
        return List.of();
    }

    private static <K, O, R> List<O> operations(List<Waiting<K, O, R>> all) {
        List<O> operations = new ArrayList<>(all.size());
        for (Waiting<K, O, R> waiting : all) {
            operations.add(waiting.operation);
        }
        return operations;
    }

    private void runTogether(List<Waiting<K, O, R>> all) {
        if (all.size() > 1) {
            List<O> operations = operations(all);
            try {
                List<R> results =
                        database.writeTogether(tx -> batch.run(tx, operations), all.size());
                for (int i = 0; i < all.size(); i++) {
                    all.get(i).result = results.get(i);
                }
                return;
            } catch (ApiException e) {
                if (e.code() == Code.UNAVAILABLE) {
                    failed(all, e);
                    return;
                }
            } catch (RuntimeException _) {
                // One of them is wrong: which one shows when each runs alone.
            }
        }
        for (Waiting<K, O, R> waiting : all) {
            if (all.size() > 1) {
                observer.onRetry();
            }
            try {
                waiting.result = runAlone(waiting.operation);
            } catch (RuntimeException e) {
                waiting.failure = e;
            }
        }
    }
}
