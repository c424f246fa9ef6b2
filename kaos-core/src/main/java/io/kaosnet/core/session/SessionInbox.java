package io.kaosnet.core.session;

import java.util.ArrayDeque;

/// Keeps one session's work in order when some of it blocks: while a blocking task runs on its
/// virtual thread, later tasks wait here. Owned by the session's lane.
///
/// Bounded at [#CAPACITY]; when it is full the connection is not read until it has drained, so a
/// client that sends faster than it is served is held back by its own transport and loses nothing.
public final class SessionInbox {
    public static final int CAPACITY = 64;

    private final Session session;
    private final ArrayDeque<Work> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean paused;

    private record Work(Runnable task, boolean mayBlock) {}

    SessionInbox(Session session) {
        this.session = session;
    }

    /// Runs the task in its turn: at once on the lane when nothing is before it and it does not
    /// block, on a virtual thread when it may.
    public void submit(Runnable task, boolean mayBlock) {
        assert session.outbound().lane().isCurrent() : "touched off its lane";
        if (!busy && waiting.isEmpty()) {
            if (!mayBlock) {
                task.run();
            } else {
                start(task);
            }
            return;
        }
        waiting.add(new Work(task, mayBlock));
        if (!paused && waiting.size() >= CAPACITY) {
            paused = true;
            session.outbound().setReading(false);
        }
    }

    /// Whether nothing is under way or waiting, so that a task that does not block may run at
    /// once.
    public boolean isIdle() {
        return !busy && waiting.isEmpty();
    }

    /// Tasks that wait.
    public int depth() {
        return waiting.size();
    }

    private void start(Runnable task) {
        busy = true;
        Lane lane = session.outbound().lane();
        lane.start(
                "session",
                () -> {
                    try {
                        task.run();
                    } finally {
                        lane.execute(this::onDone);
                    }
                });
    }

    private void onDone() {
        busy = false;
        while (!busy) {
            Work next = waiting.poll();
            if (next == null) {
                break;
            }
            if (next.mayBlock()) {
                start(next.task());
            } else {
                next.task().run();
            }
        }
        if (paused && waiting.size() <= CAPACITY / 2) {
            paused = false;
            session.outbound().setReading(true);
        }
    }
}
