package io.kaosnet.rudp;

import io.kaosnet.rudp.io.DatagramIo;
import org.jspecify.annotations.Nullable;

/// Reads the state of connections whose turn comes next. Owned by one agent.
///
/// With thousands of players each packet finds some sixty cache lines cold, most of them behind
/// others, and waiting for one after the other takes longer than all the computing. Read for many
/// connections side by side, memory delivers as many at a time as the processor can ask for.
public final class ConnectionFetch {
    private static final int LEVELS = 4;

    private final @Nullable Connection[] coming = new Connection[DatagramIo.ANNOUNCED];
    private int count;
    private long sum;

    long sum() {
        return sum;
    }

    /// Adds a connection; more than [DatagramIo#ANNOUNCED] are left out.
    public void add(@Nullable Connection connection) {
        if (connection != null && count < coming.length) {
            coming[count++] = connection;
        }
    }

    /// Reads what was added, one level of references after the other.
    public void fetch() {
        int end = count;
        count = 0;
        if (end < 2) {
            return; // alone there is nothing to do in the meantime
        }
        for (int level = 0; level < LEVELS; level++) {
            for (int i = 0; i < end; i++) {
                Connection connection = coming[i];
                if (connection != null) {
                    // Kept, so that the reads are not left out.
                    sum += connection.fetch(level);
                }
            }
        }
    }
}
