package io.kaosnet.lua.vm;

/// Makes of a script a large module, whose functions are compiled when they are called.
final class Padding {
    private static final String CODE =
            "do local function pad() " + "x=1 ".repeat(Compiler.LATE_TOKENS / 3 + 1) + "end end ";

    private Padding() {}

    /// The script after much code that does nothing, with its lines as they were.
    static String large(String source) {
        return CODE + source;
    }
}
