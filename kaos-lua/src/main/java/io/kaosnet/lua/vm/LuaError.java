package io.kaosnet.lua.vm;

/// Immutable. An error a script raised or caused, with the Lua stack it came from.
public class LuaError extends RuntimeException {
    private final transient Object value;
    private final String traceback;

    LuaError(Object value, String traceback) {
        super(null, null, false, false);
        this.value = value;
        this.traceback = traceback;
    }

    /// An error with a text, for host functions to throw; the engine adds the caller's position.
    public LuaError(String message) {
        this(LuaString.of(message), "");
    }

    /// The error value: any Lua value, null for nil.
    public Object value() {
        return value;
    }

    /// The text of the error value, with its position.
    @Override
    public String getMessage() {
        if (value instanceof LuaString || value instanceof Number) {
            return value instanceof Number n ? Numbers.text(n, false) : value.toString();
        }
        if (value instanceof LuaTable t && Meta.find(t.meta, Meta.TOSTRING) != null) {
            try {
                return Ops.tostring(value, t.vm).toString();
            } catch (LuaError _) {
                return "(error object whose __tostring fails)";
            }
        }
        return "(error object is a " + Ops.typeName(value) + " value)";
    }

    /// The Lua stack where it was raised, innermost first, one `module:line: in function 'f'` a
    /// line.
    public String traceback() {
        return traceback;
    }

    /// Unwinds a coroutine that is being closed; scripts cannot catch it.
    static final class Closing extends LuaError {
        /// What a `__close` raised meanwhile.
        Object pending;

        boolean failed;

        Closing() {
            super(null, "");
        }
    }
}
