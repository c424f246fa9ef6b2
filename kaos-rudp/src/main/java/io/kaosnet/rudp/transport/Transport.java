package io.kaosnet.rudp.transport;

/// One way to one peer (or to a group of them). Owned by the thread that polls it.
public interface Transport {
    /// Takes one received message.
    @FunctionalInterface
    interface MessageReceiver {
        /// The bytes are only good during the call.
        ///
        /// @return false when the message cannot be taken now; transports that can will offer it
        /// again
        boolean onMessage(Transport from, int channel, byte[] buffer, int offset, int length);
    }

    /// True while messages can be sent.
    boolean isOpen();

    /// Queues a copy of a message. Transports with one ordered stream ignore the channel.
    ///
    /// @return false when it is not taken: not open, or the queue is full
    boolean offer(int channel, byte[] buffer, int offset, int length);

    /// Ends it; what is queued leaves first as far as it can.
    void close(int code, String text);
}
