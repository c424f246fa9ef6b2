package io.kaosnet.lua.cli;

import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.lua.vm.LuaEngine;
import io.kaosnet.lua.vm.LuaError;
import io.kaosnet.lua.vm.LuaKill;
import io.kaosnet.lua.vm.LuaModule;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.lua.vm.Ops;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Owned by one thread. Reads a line, runs it, prints what it gives; until the input ends. A line
/// that is not a whole chunk yet goes on in the next.
final class Prompt {
    private static final String NAME = "stdin";

    private final Options options;
    private final LuaEngine engine;
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;
    private LuaVm vm;

    Prompt(Options options, LuaEngine engine, InputStream in, PrintStream out, PrintStream err) {
        this.options = options;
        this.engine = engine;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
        this.vm = newVm();
    }

    private LuaVm newVm() {
        return LuaCommand.newVm(options, engine, out, Path.of("").toAbsolutePath());
    }

    int run() {
        String language = options.dialect() == Dialect.LUA_5_1 ? "Lua 5.1" : "Lua 5.4";
        out.println("KaosNet, " + language + "; end the input to leave");
        while (true) {
            LuaModule module = read();
            if (module == null) {
                out.println();
                return 0;
            }
            execute(module);
            err.flush();
        }
    }

    private void execute(LuaModule module) {
        try {
            Object[] results = vm.callAll(options.limits(), vm.load(module));
            if (results.length > 0) {
                StringBuilder line = new StringBuilder();
                for (Object r : results) {
                    line.append(line.isEmpty() ? "" : "\t").append(Ops.tostring(r, vm));
                }
                out.println(line);
            }
        } catch (LuaError e) {
            out.flush();
            LuaCommand.report(err, e.getMessage(), e.traceback());
        } catch (LuaKill e) {
            out.flush();
            LuaCommand.report(err, "killed: " + e.getMessage(), e.traceback());
            err.println("lua: the VM is spent; a new one begins, without its variables");
            vm = newVm();
        }
    }

    /// The next chunk, or null at the end of the input.
    private @Nullable LuaModule read() {
        StringBuilder source = new StringBuilder();
        while (true) {
            out.print(source.isEmpty() ? "> " : ">> ");
            out.flush();
            String line;
            try {
                line = in.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (line == null) {
                return null;
            }
            source.append(line).append('\n');
            try {
                return engine.compile(NAME, "return " + source);
            } catch (LuaError _) {
                // Not an expression: a statement, or the beginning of one.
            }
            try {
                return engine.compile(NAME, source.toString());
            } catch (LuaError e) {
                String message = Objects.toString(e.getMessage());
                if (!message.endsWith("near <eof>")) {
                    err.println("lua: " + message);
                    source.setLength(0);
                }
            }
        }
    }
}
