package io.kaosnet.lua.cli;

import io.kaosnet.lua.vm.LuaEngine;
import io.kaosnet.lua.vm.LuaError;
import io.kaosnet.lua.vm.LuaKill;
import io.kaosnet.lua.vm.LuaModule;
import io.kaosnet.lua.vm.LuaString;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Owned by one thread. `kaosnet lua`: runs a script or a prompt.
public final class LuaCommand {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int KILLED = 3;

    /// Room for calls as deep as Lua's own stack allows.
    private static final long STACK_BYTES = 1L << 30;

    private static final Pattern MODULE_NAME =
            Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private final Options options;
    private final PrintStream out;
    private final PrintStream err;
    private final LuaEngine engine;

    private LuaCommand(Options options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
        this.engine = new LuaEngine(options.dialect());
    }

    public static void main(String[] argv) throws InterruptedException {
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false);
        int[] status = new int[1];
        Thread thread =
                new Thread(
                        null,
                        () -> status[0] = run(argv, System.in, out, System.err),
                        "lua",
                        STACK_BYTES);
        thread.start();
        thread.join();
        out.flush();
        System.exit(status[0]);
    }

    /// Runs the command; its exit status.
    static int run(String[] argv, InputStream in, PrintStream out, PrintStream err) {
        Options options;
        try {
            options = Options.parse(argv);
        } catch (IllegalArgumentException e) {
            err.println("kaosnet lua: " + e.getMessage());
            err.println(Options.USAGE);
            return WRONG_USAGE;
        }
        LuaCommand command = new LuaCommand(options, out, err);
        String file = options.file();
        int status =
                file == null
                        ? new Prompt(options, command.engine, in, out, err).run()
                        : command.runFile(Path.of(file));
        out.flush();
        return status;
    }

    private int runFile(Path file) {
        try {
            LuaVm vm = newVm(options, engine, out, file.toAbsolutePath().getParent());
            LuaModule module = engine.compile(file.toString(), Files.readAllBytes(file));
            LuaTable arg = vm.newTable();
            arg.put(0L, LuaString.of(file.toString()));
            for (int i = 0; i < options.args().size(); i++) {
                arg.put(i + 1L, LuaString.of(options.args().get(i)));
            }
            vm.globals().put("arg", arg);
            vm.call(options.limits(), vm.load(module), options.args().toArray());
            return DONE;
        } catch (NoSuchFileException _) {
            err.println("kaosnet lua: cannot open " + file);
            return FAILED;
        } catch (IOException e) {
            err.println("kaosnet lua: cannot read " + file + ": " + e.getMessage());
            return FAILED;
        } catch (LuaError e) {
            out.flush();
            report(err, e.getMessage(), e.traceback());
            return FAILED;
        } catch (LuaKill e) {
            out.flush();
            report(err, "killed: " + e.getMessage(), e.traceback());
            return KILLED;
        }
    }

    static void report(PrintStream err, @Nullable String message, String traceback) {
        err.println("lua: " + message);
        if (!traceback.isEmpty()) {
            err.println("stack traceback:");
            traceback.lines().forEach(line -> err.println("\t" + line));
        }
    }

    /// A VM that prints to `out` and whose `require` looks into `folder`, and nowhere else.
    static LuaVm newVm(Options options, LuaEngine engine, PrintStream out, @Nullable Path folder) {
        LuaVm vm = engine.newVm(options.limits());
        vm.printSink(
                line -> {
                    out.write(line.bytes(), 0, line.length());
                    out.write('\n');
                });
        vm.moduleSource(name -> module(engine, folder, name));
        return vm;
    }

    private static @Nullable LuaModule module(
            LuaEngine engine, @Nullable Path folder, String name) {
        if (folder == null || !MODULE_NAME.matcher(name).matches()) {
            return null;
        }
        Path file = folder.resolve(name.replace('.', '/') + ".lua");
        try {
            return engine.compile(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            throw new LuaError("cannot read " + file + ": " + e.getMessage());
        }
    }
}
