package io.kaosnet.scripting;

import io.kaosnet.core.module.ModuleException;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.thread.OsThread;
import io.kaosnet.lua.vm.CpuClock;
import io.kaosnet.lua.vm.LuaEngine;
import io.kaosnet.lua.vm.LuaError;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaKill;
import io.kaosnet.lua.vm.LuaModule;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.runtime.RuntimeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One version of the modules, compiled: what virtual machines are made from. Safe from any thread.
final class ScriptSet {
    private static final Logger PRINT = LoggerFactory.getLogger("script");

    /// Matches with a thread of their own have a virtual one.
    private static final CpuClock CPU = OsThread.isKnown() ? new CarrierClock() : CpuClock.JDK;

    private static final class CarrierClock implements CpuClock {
        @Override
        public long timeNs() {
            return OsThread.cpuTimeNs();
        }

        @Override
        public long threadId() {
            return OsThread.id();
        }
    }

    private final ScriptConfig config;
    private final Bindings bindings;
    private final LuaEngine engine;
    private final Map<String, LuaModule> modules = new TreeMap<>();
    private final Map<Object, ColdCalls> coldCalls = new ConcurrentHashMap<>();
    private final SlowLane slowLane = new SlowLane(Runtime.getRuntime().availableProcessors());
    private final Suspects<String> suspectHandlers = new Suspects<>();

    /// Compiles every `*.lua` of the folder.
    ///
    /// @throws ModuleException when one does not compile, with its place
    ScriptSet(ScriptConfig config, Bindings bindings) {
        this.config = config;
        this.bindings = bindings;
        this.engine = new LuaEngine(config.dialect());
        Path root = config.path();
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(ScriptSet::isLua).sorted().toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                String dotted = name.substring(0, name.length() - 4).replace('/', '.');
                modules.put(dotted, engine.compile(name, Files.readAllBytes(file)));
            }
        } catch (LuaError e) {
            throw new ModuleException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ModuleException(root + ": " + e.getMessage(), e);
        }
    }

    private static boolean isLua(Path file) {
        return file.toString().endsWith(".lua") && Files.isRegularFile(file);
    }

    /// Those of a handler, by its name, or of a function, by its key.
    ColdCalls coldCalls(Object whose) {
        return coldCalls.computeIfAbsent(whose, _ -> new ColdCalls());
    }

    /// What all calls and matches of this version share.
    SlowLane slowLane() {
        return slowLane;
    }

    /// Handlers of which a match was ended.
    Suspects<String> suspectHandlers() {
        return suspectHandlers;
    }

    boolean isEmpty() {
        return modules.isEmpty();
    }

    int moduleCount() {
        return modules.size();
    }

    /// A machine in which all modules have run.
    ///
    /// @param context of their first run
    /// @throws ModuleException when one of them fails
    ScriptVm newVm(RuntimeContext context) {
        ScriptVm script = bare(context);
        for (String name : modules.keySet()) {
            Object result = require(script, name);
            if (MatchFunctions.isIn(result)) {
                register(script, name, result);
            }
        }
        script.endLoading();
        script.leave(null);
        return script;
    }

    /// A machine for one match: only its handler's module has run, or all of them when no module
    /// bears its name.
    ScriptVm newMatchVm(String handler, RuntimeContext context) {
        ScriptVm script = loadMatchVm(handler, context);
        // A tick's budget is tight: what else the machine does must not end a match.
        script.vm.countCpuTime(CPU);
        return script;
    }

    private ScriptVm loadMatchVm(String handler, RuntimeContext context) {
        if (!modules.containsKey(handler)) {
            return newVm(context);
        }
        ScriptVm script = bare(context);
        Object result = require(script, handler);
        if (MatchFunctions.isIn(result)) {
            register(script, handler, result);
        }
        script.endLoading();
        script.leave(null);
        return script.matches.containsKey(handler) ? script : newVm(context);
    }

    private static void register(ScriptVm script, String name, Object result) {
        try {
            script.registerMatch(name, (io.kaosnet.lua.vm.LuaTable) result);
        } catch (ScriptException e) {
            throw new ModuleException(e.text(), e);
        }
    }

    private ScriptVm bare(RuntimeContext context) {
        LuaVm vm = engine.newVm(config.loadLimits());
        vm.moduleSource(modules::get);
        vm.printSink(line -> PRINT.info("{}", line));
        var script = new ScriptVm(this, vm);
        bindings.install(script);
        script.enter(context);
        return script;
    }

    private Object require(ScriptVm script, String name) {
        try {
            var require = (LuaFunction) Objects.requireNonNull(script.vm.globals().get("require"));
            return script.vm.call(config.loadLimits(), require, name);
        } catch (LuaError e) {
            throw new ModuleException(
                    name + ": " + e.getMessage() + "\n" + e.traceback().indent(2).stripTrailing(),
                    e);
        } catch (LuaKill e) {
            throw new ModuleException(
                    name + ": " + e.getMessage() + "\n" + e.traceback().indent(2).stripTrailing(),
                    e);
        }
    }
}
