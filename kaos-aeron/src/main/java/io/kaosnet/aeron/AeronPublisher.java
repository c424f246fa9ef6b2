package io.kaosnet.aeron;

import io.aeron.Publication;
import io.kaosnet.rudp.transport.Transport;
import org.agrona.concurrent.UnsafeBuffer;

/// The sending end: one message to everybody who listens. Owned by one thread.
///
/// On the wire a message is the channel (one byte) and its bytes. When a listener is too slow the
/// message is refused, and counted, rather than waited for.
public final class AeronPublisher implements Transport, AutoCloseable {
    private final Publication publication;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private long refused;

    AeronPublisher(Publication publication) {
        this.publication = publication;
    }

    /// The longest message.
    public int maxMessageBytes() {
        return publication.maxMessageLength() - 1;
    }

    /// Messages that were not taken.
    public long refused() {
        return refused;
    }

    /// True when somebody listens.
    @Override
    public boolean isOpen() {
        return publication.isConnected();
    }

    @Override
    public boolean offer(int channel, byte[] message, int offset, int length) {
        if (length > maxMessageBytes()) {
            throw new IllegalArgumentException(
                    "length: " + length + " (expected: 0.." + maxMessageBytes() + ")");
        }
        if (buffer.capacity() < length + 1) {
            buffer.wrap(new byte[Math.max(length + 1, 2 * buffer.capacity())]);
        }
        buffer.putByte(0, (byte) channel);
        buffer.putBytes(1, message, offset, length);
        if (publication.offer(buffer, 0, length + 1) > 0) {
            return true;
        }
        refused++;
        return false;
    }

    @Override
    public void close(int code, String text) {
        publication.close();
    }

    @Override
    public void close() {
        publication.close();
    }
}
