package io.kaosnet.core.session;

/// Why the server closes a connection; the text goes to the client in the close frame.
public enum CloseReason {
    CLIENT_LEFT("client left"),
    MALFORMED("malformed payload"),
    WRONG_FRAME_TYPE("wrong frame type for the format of this socket"),
    UNPROCESSABLE("message could not be processed"),
    IDLE("i/o timeout"),
    OUTGOING_QUEUE_FULL("outgoing queue full"),
    FLOOD("rate limit exceeded"),
    SINGLE_SOCKET("another socket of this user was opened"),
    SESSION_REVOKED("session revoked"),
    BANNED("banned"),
    ACCOUNT_DELETED("account deleted"),
    KICKED("disconnected by the server"),
    SHUTDOWN("server is shutting down");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
