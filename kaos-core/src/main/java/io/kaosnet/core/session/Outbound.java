package io.kaosnet.core.session;

/// The way to one connected client. Implemented by the gateway that holds the connection.
public interface Outbound {
    /// The thread that owns the connection.
    Lane lane();

    Encoding encoding();

    /// Queues bytes that [#encoding] made, to leave with the lane's next flush. Only on the lane.
    /// A client that does not read is bounded by bytes and then closed.
    ///
    /// @param reliable whether the bytes may not be lost; transports that cannot lose ignore it
    void write(byte[] frame, boolean reliable);

    /// Closes the connection after what is queued. Safe from any thread, once or often.
    void close(CloseReason reason);

    /// Stops or resumes reading from the client. Only on the lane.
    void setReading(boolean reading);
}
