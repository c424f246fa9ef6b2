package io.kaosnet.server.gateway.net;

import io.kaosnet.core.session.Lane;
import io.kaosnet.core.thread.LaneThread;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One event loop as a lane. Connections that were written to are flushed once, after everything
/// the loop has at hand is done.
public final class NettyLane implements Lane {
    private static final int SWEEP_PERIOD_MS = 250;
    private static final int STRAIGHT_BYTES = 16_384;

    private final int index;
    private final EventLoop loop;
    private List<Flushable> dirty = new ArrayList<>();
    private List<Flushable> flushing = new ArrayList<>();
    private final Set<Swept> swept = new HashSet<>();
    private byte[] scratch = new byte[4096];
    private boolean flushScheduled;

    /// Bytes that go straight to sockets, where the kernel can read them.
    private final ByteBuffer straight = ByteBuffer.allocateDirect(STRAIGHT_BYTES);

    private final long straightAddress = MemorySegment.ofBuffer(straight).address();

    /// What [#straight] holds. The same frame goes to many sockets.
    private byte @Nullable [] straightFrame;

    /// A connection with written bytes that have not left yet.
    public interface Flushable {
        /// Called on the lane.
        void flushNow();
    }

    /// A connection that wants a look at the clock four times a second.
    public interface Swept {
        /// Called on the lane.
        void onSweep(long nowNs);
    }

    NettyLane(int index, EventLoop loop) {
        this.index = index;
        this.loop = loop;
        loop.scheduleAtFixedRate(
                this::sweep, SWEEP_PERIOD_MS, SWEEP_PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void start(String name, Runnable task) {
        LaneThread.start(name, loop, task);
    }

    /// Has the connection flushed with the lane's next flush. Only on the lane, once for each
    /// connection between two flushes.
    public void flushLater(Flushable connection) {
        dirty.add(connection);
        if (!flushScheduled) {
            flushScheduled = true;
            loop.execute(this::flush);
        }
    }

    private void flush() {
        flushScheduled = false;
        // Flushing may close connections whose listeners write to others: those go to the other
        // list, with a flush of their own.
        List<Flushable> now = dirty;
        dirty = flushing;
        flushing = now;
        for (Flushable connection : now) {
            connection.flushNow();
        }
        now.clear();
        straightFrame = null;
    }

    /// Writes to a socket past its channel, whose pipeline, buffers and promises cost a tenth of a
    /// small write. Nothing in the pipeline may change what is written, and nothing may wait in the
    /// channel. Only on the lane.
    ///
    /// @param frame not changed before the lane's next flush
    /// @return how many bytes the socket took. Those that it did not take belong into the channel,
    ///     which meets the failure if there was one.
    @SuppressWarnings("ReferenceEquality") // the frame itself is what many sockets share
    public int writeStraight(Socket socket, byte[] frame) {
        if (frame.length > STRAIGHT_BYTES || !socket.isOpen()) {
            return 0;
        }
        if (straightFrame != frame) {
            straight.put(0, frame);
            straightFrame = frame;
        }
        try {
            return socket.sendAddress(straightAddress, 0, frame.length);
        } catch (IOException _) {
            return 0;
        }
    }

    /// An array of at least this length for bytes in passing; the next caller gets the same. Only
    /// on the lane.
    @SuppressWarnings("EI_EXPOSE_REP")
    public byte[] scratch(int lengthBytes) {
        if (scratch.length < lengthBytes) {
            scratch = new byte[Integer.highestOneBit(lengthBytes) << 1];
        }
        return scratch;
    }

    public void register(Swept connection) {
        swept.add(connection);
    }

    public void unregister(Swept connection) {
        swept.remove(connection);
    }

    private void sweep() {
        long nowNs = System.nanoTime();
        for (Swept connection : List.copyOf(swept)) {
            connection.onSweep(nowNs);
        }
    }
}
