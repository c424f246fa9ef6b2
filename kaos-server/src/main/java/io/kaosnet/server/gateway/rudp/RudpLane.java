package io.kaosnet.server.gateway.rudp;

import io.kaosnet.core.session.Lane;
import io.kaosnet.rudp.RudpServer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The agent of a rUDP socket as a lane. Safe from any thread.
final class RudpLane implements Lane {
    private static final long FULL_WAIT_NS = 100_000;
    private static final int FULL_TRIES = 10_000;

    private final int index;
    private final RudpServer server;
    private volatile @Nullable Thread thread;

    RudpLane(int index, RudpServer server) {
        this.index = index;
        this.server = server;
    }

    /// Called once by the agent itself.
    void adopt(Thread agent) {
        thread = agent;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    /// The agent's queue is bounded; when it is full the caller is slowed down, for a lost task
    /// could leave a session waiting for ever.
    @Override
    public void execute(Runnable task) {
        for (int i = 0; i < FULL_TRIES; i++) {
            if (server.offerCommand(task)) {
                return;
            }
            LockSupport.parkNanos(FULL_WAIT_NS);
        }
        throw new IllegalStateException("the rUDP agent does not run");
    }
}
