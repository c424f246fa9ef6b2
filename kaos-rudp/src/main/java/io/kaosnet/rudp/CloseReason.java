package io.kaosnet.rudp;

/// Why a connection ended: a code and a text for people. Immutable.
///
/// Codes below 256 belong to the transport; an application uses 256 and above.
///
/// @param code one of the constants here, or the application's own
/// @param text at most 255 bytes of UTF-8; may be empty
/// @param isRemote true when the peer said so
public record CloseReason(int code, String text, boolean isRemote) {
    /// Closed because the owner wanted to.
    public static final int NORMAL = 0;

    /// No valid packet for the idle timeout.
    public static final int IDLE = 1;

    /// The peer broke the protocol.
    public static final int PROTOCOL = 2;

    /// The peer sent more than its credit.
    public static final int FLOW = 3;

    /// The peer stayed above its rate class.
    public static final int RATE = 4;

    /// The server does not know the connection (restarted).
    public static final int RESET = 5;

    /// The server refused the token; the text says why.
    public static final int DENIED = 6;

    /// No answer from any endpoint of the token.
    public static final int UNREACHABLE = 7;

    /// Client and server have no version in common.
    public static final int VERSION = 8;

    /// The server is shutting down.
    public static final int SHUTDOWN = 9;

    /// Packet numbers ran out.
    public static final int EXHAUSTED = 10;

    /// The handshake was not completed in time.
    public static final int HANDSHAKE = 11;

    /// The first code for applications.
    public static final int APPLICATION = 256;

    public CloseReason {
        if (code < 0 || code > 0xFFFF) {
            throw new IllegalArgumentException("code: " + code + " (expected: 0..65535)");
        }
    }
}
