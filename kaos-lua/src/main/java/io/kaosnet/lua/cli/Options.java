package io.kaosnet.lua.cli;

import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.lua.vm.LuaLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Immutable. What the command line asks for; `file` is null for the prompt.
record Options(Dialect dialect, LuaLimits limits, @Nullable String file, List<String> args) {
    /// Calls this deep fit on the stack that scripts run on here.
    private static final int DEPTH = 190_000;

    static final String USAGE =
            """
            usage: kaosnet lua [--dialect 5.1|5.4] [--fuel N] [--time-ms N] [--memory-mb N] [FILE [ARGS...]]
              runs FILE in the server's sandbox, or starts a prompt without one
              exit: 0 done, 1 script error, 2 wrong usage, 3 a budget was overrun""";

    /// @throws IllegalArgumentException with what is wrong
    static Options parse(String[] argv) {
        Dialect dialect = Dialect.LUA_5_4;
        LuaLimits limits = LuaLimits.NONE.withDepth(DEPTH);
        int i = 0;
        while (i < argv.length && argv[i].startsWith("--")) {
            String name = argv[i];
            if (i + 1 == argv.length) {
                throw new IllegalArgumentException(name + ": no value");
            }
            String value = argv[i + 1];
            switch (name) {
                case "--dialect" -> dialect = Dialect.of(value);
                case "--fuel" -> limits = limits.withFuel(number(name, value));
                case "--time-ms" -> limits = limits.withTimeMs(number(name, value));
                case "--memory-mb" ->
                        limits = limits.withAllocationBytes(number(name, value) << 20);
                default -> throw new IllegalArgumentException("unknown option " + name);
            }
            i += 2;
        }
        boolean hasFile = i < argv.length;
        List<String> rest = List.of(argv).subList(hasFile ? i + 1 : i, argv.length);
        return new Options(dialect, limits, hasFile ? argv[i] : null, rest);
    }

    private static long number(String name, String value) {
        try {
            long n = Long.parseLong(value);
            if (n > 0 && n < 1L << 40) {
                return n;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException(name + ": " + value + " (expected: a number above 0)");
    }
}
