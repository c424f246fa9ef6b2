package io.kaosnet.lua.text;

/// Immutable. The script's pattern, format or value cannot be used; the message is Lua's own.
public final class TextError extends RuntimeException {
    private final int argument;
    private final String text;

    public TextError(String message) {
        this(0, message);
    }

    /// A fault of one argument, numbered from 1; the caller wraps it as "bad argument #1 to ...".
    public TextError(int argument, String message) {
        super(message, null, false, false);
        this.argument = argument;
        this.text = message;
    }

    @Override
    public String getMessage() {
        return text;
    }

    /// The argument at fault, from 1; 0 if the message stands for itself.
    public int argument() {
        return argument;
    }
}
