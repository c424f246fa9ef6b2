package io.kaosnet.lua.vm;

/// Immutable. Which Lua a module is written in.
public enum Dialect {
    LUA_5_4,
    /// One number type printed without ".0", `unpack`, `setfenv`, `module`, `table.getn`, `bit32`.
    LUA_5_1;

    /// From the text "5.4" or "5.1".
    public static Dialect of(String text) {
        return switch (text) {
            case "5.4" -> LUA_5_4;
            case "5.1" -> LUA_5_1;
            default ->
                    throw new IllegalArgumentException(
                            "dialect: " + text + " (expected: 5.4 or 5.1)");
        };
    }
}
