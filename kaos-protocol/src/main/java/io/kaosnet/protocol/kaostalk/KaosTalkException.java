package io.kaosnet.protocol.kaostalk;

/// A frame that is not KaosTalk; the message says why.
public final class KaosTalkException extends Exception {
    private static final long serialVersionUID = 1;

    public KaosTalkException(String message) {
        super(message);
    }
}
