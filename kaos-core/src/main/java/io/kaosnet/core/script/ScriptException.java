package io.kaosnet.core.script;

/// An error that a script's call raises in the script. Carries no stack trace: the script's own is
/// what its author needs.
public final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ScriptException(String message) {
        super(message, null, false, false);
    }

    public String text() {
        String message = getMessage();
        return message == null ? "error" : message;
    }
}
