package io.kaosnet.core.session;

import io.kaosnet.core.thread.LaneThread;

/// A thread that owns connections (an event loop, a rUDP agent). Safe from any thread.
public interface Lane {
    /// 0 to the number of lanes less one.
    int index();

    /// Whether the calling thread is this lane.
    boolean isCurrent();

    /// Runs the task on this lane, soon and in the order of calls.
    void execute(Runnable task);

    /// Begins a task that may wait, on a virtual thread; only on this lane. An event loop carries
    /// it itself ([LaneThread]).
    default void start(String name, Runnable task) {
        LaneThread.start(name, task);
    }
}
