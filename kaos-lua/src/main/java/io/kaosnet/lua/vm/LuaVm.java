package io.kaosnet.lua.vm;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Owned by one thread at a time. A Lua state: its globals, loaded modules and limits.
///
/// Made by [LuaEngine#newVm]. Only [#stop] may be called from any thread. Every call runs within
/// [LuaLimits]; one that overruns its fuel, time or allocation ends in a [LuaKill], after which the
/// VM is spent and refuses every call.
public final class LuaVm {
    private static final int FUEL_SLICE = 4096;
    private static final long UNLIMITED = Long.MAX_VALUE / 4;

    /// What is left of the current slice of fuel: for compiled code.
    int fuel;

    /// Nested calls, and their limit.
    int depth;

    int maxDepth;

    /// `pcall`s and the like around the running code.
    int guards;

    /// The largest string, in bytes.
    int maxStringBytes;

    private long fuelBank;
    private long fuelGiven;
    private long allocationLeft;
    private long allocationGiven;
    private final TimeBudget time = new TimeBudget();
    private LuaLimits running;
    private volatile String stopReason;
    private LuaKill kill;
    private Thread owner;
    private int entries;

    final LuaEngine engine;
    final boolean is51;
    private final LuaLimits limits;
    private final LuaTable globals;
    private final LuaTable loaded;
    final LuaFunction anyFunction;
    LuaTable stringMeta;
    /// The 5.1 function that last called `setfenv`, `getfenv` or `module`.
    LuaFunction caller;

    /// The traceback of the error an `xpcall` handler is looking at.
    String handledTrace;

    LuaFunction nextFunction;
    LuaFunction ipairsStep;
    /// The running coroutine; null in the main one.
    LuaCoroutine current;
    LuaCoroutine mainCoroutine;
    private Runnable pace;
    private LuaTurns.Turn turn;
    private Consumer<LuaString> printSink = line -> {};
    final Set<LuaString> loading = new HashSet<>();
    Function<String, LuaModule> moduleSource = name -> null;

    LuaVm(LuaEngine engine, LuaLimits limits) {
        this.engine = engine;
        this.is51 = engine.dialect() == Dialect.LUA_5_1;
        this.limits = limits;
        this.allocationLeft = UNLIMITED;
        this.fuelBank = UNLIMITED;
        this.fuel = FUEL_SLICE;
        this.maxDepth = limits.depth();
        this.maxStringBytes = limits.stringBytes();
        this.running = LuaLimits.NONE;
        this.globals = new LuaTable(this, 0, 48);
        this.loaded = new LuaTable(this, 0, 12);
        this.anyFunction = new HostClosure(this, "?", args -> null);
        this.anyFunction.env = globals;
    }

    // ---- what hosts use

    /// The table of globals.
    public LuaTable globals() {
        return globals;
    }

    /// `package.loaded`: what `require` gives back without running anything.
    public LuaTable loaded() {
        return loaded;
    }

    public Dialect dialect() {
        return engine.dialect();
    }

    /// The limits of calls that name none.
    public LuaLimits limits() {
        return limits;
    }

    public LuaTable newTable() {
        return new LuaTable(this);
    }

    public LuaTable newTable(int arrayCapacity, int hashCapacity) {
        return new LuaTable(this, arrayCapacity, hashCapacity);
    }

    /// A host function as a value; `name` is for traces and argument errors.
    public LuaFunction function(String name, HostFunction body) {
        return new HostClosure(this, name, body);
    }

    /// The main function of a module, with this VM's globals. It may be called many times.
    public LuaFunction load(LuaModule module) {
        return load(module, globals);
    }

    /// As [#load(LuaModule)] with other globals.
    public LuaFunction load(LuaModule module, LuaTable environment) {
        return module.instantiate(this, environment);
    }

    /// Sets where `require` finds modules by name; null means there is none of that name.
    public void moduleSource(Function<String, LuaModule> source) {
        this.moduleSource = source;
    }

    /// Sets where `print` writes: one line at a time, without its end.
    public void printSink(Consumer<LuaString> sink) {
        this.printSink = sink;
    }

    /// Sets what runs now and then while a call computes (every few thousand steps), so that a host
    /// can share its cores; it may wait. null for nothing.
    public void pace(Runnable step) {
        this.pace = step;
    }

    /// Makes calls that compute for long take turns with those of other VMs; null for none. Waiting
    /// for a turn counts as time.
    public void turns(LuaTurns turns) {
        this.turn = turns == null ? null : turns.newTurn(this);
    }

    Consumer<LuaString> printSink() {
        return printSink;
    }

    /// Calls `function` within the VM's own limits; the first result as a Lua value.
    public Object call(LuaFunction function, Object... args) {
        return call(limits, function, args);
    }

    /// Calls `function` within `callLimits`. Arguments are converted as by [#toLua]. A nested call
    /// (from a host function) stays within the limits of the outermost one.
    ///
    /// @throws LuaError if the script raises one
    /// @throws LuaKill if a budget is overrun, now or in an earlier call
    public Object call(LuaLimits callLimits, LuaFunction function, Object... args) {
        return Ops.first(callAll(callLimits, function, args));
    }

    /// As [#call(LuaLimits, LuaFunction, Object...)]; all results.
    public Object[] callAll(LuaLimits callLimits, LuaFunction function, Object... args) {
        enterThread();
        int savedDepth = depth;
        try {
            if (entries == 1) {
                begin(callLimits);
            }
            checkKilled();
            Object[] converted = new Object[args.length];
            for (int i = 0; i < args.length; i++) {
                converted[i] = toLua(args[i]);
            }
            return Ops.all(Ops.resolve(function.callN(converted)));
        } catch (StackOverflowError _) {
            throw new LuaError(LuaString.of("stack overflow"), "");
        } catch (OutOfMemoryError _) {
            kill = new LuaKill(LuaKill.Budget.ALLOCATION, "out of memory: the heap is full", "");
            throw kill;
        } finally {
            depth = savedDepth;
            leaveThread();
        }
    }

    private void enterThread() {
        Thread me = Thread.currentThread();
        if (entries > 0 && owner != me && current == null) {
            throw new IllegalStateException(
                    "VM called from " + me + " while " + owner + " is in it: one thread at a time");
        }
        if (entries++ == 0) {
            owner = me;
        }
    }

    private void leaveThread() {
        if (--entries == 0) {
            owner = null;
            current = null;
            guards = 0;
            time.end();
            if (turn != null) {
                turn.release();
            }
        }
    }

    private void begin(LuaLimits callLimits) {
        running = callLimits;
        if (turn != null) {
            turn.begin(false);
        }
        depth = 0;
        maxDepth = callLimits.depth();
        maxStringBytes = callLimits.stringBytes();
        fuelGiven = callLimits.fuel() == 0 ? UNLIMITED : callLimits.fuel();
        fuel = (int) Math.min(FUEL_SLICE, fuelGiven);
        fuelBank = fuelGiven - fuel;
        allocationGiven =
                callLimits.allocationBytes() == 0 ? UNLIMITED : callLimits.allocationBytes();
        allocationLeft = allocationGiven;
        time.begin(callLimits.timeMs());
    }

    /// Makes the time budget one of CPU time rather than of the clock, so that a call is not killed
    /// for what other programs use of the machine. By the clock it gets forty times its budget at
    /// most, and where the CPU time is not known its budget.
    public void countCpuTime(CpuClock clock) {
        time.count(clock);
    }

    /// Until the running call is overdue whatever it did; very long without a deadline.
    long timeLeftNs() {
        return time.leftNs();
    }

    /// Fuel used by the running or last call.
    public long fuelUsed() {
        return fuelGiven - fuelBank - fuel;
    }

    /// Bytes allocated by the running or last call, as the engine counts them.
    public long allocatedBytes() {
        return allocationGiven - allocationLeft;
    }

    /// Bytes that `root`, the globals and the loaded modules still reach, up to a little more than
    /// `enough`. Takes time: between calls, and not after each of them.
    public long retainedBytes(Object root, long enough) {
        return Footprint.of(enough, root, globals, loaded);
    }

    /// Safe from any thread. Kills the running call, or else the next one.
    public void stop(String reason) {
        stopReason = reason;
    }

    /// What killed this VM, or null while it lives.
    public LuaKill killed() {
        return kill;
    }

    /// A Java value as a Lua value: null, Boolean, String (UTF-8), byte[], every Number, Map, List,
    /// arrays of objects, and Lua values themselves. A Supplier of a Map becomes a table that is
    /// filled when somebody first looks into it. Anything else is refused: a script never holds a
    /// Java object.
    public Object toLua(Object value) {
        return Conversions.toLua(this, value);
    }

    /// A Lua value as a Java value; see [Conversions#toJava].
    public static Object toJava(Object value) {
        return Conversions.toJava(value);
    }

    /// Sets the metatable of all strings: for the string library.
    public void stringMetatable(LuaTable meta) {
        this.stringMeta = meta;
    }

    // ---- budgets

    /// Pays `steps` of fuel: for library code, before it does work that a script can make large.
    public void charge(long steps) {
        if (steps <= fuel) {
            fuel -= (int) steps;
        } else {
            fuelBank -= steps - fuel;
            fuel = 0;
            refuel();
        }
    }

    /// Looks at every budget now: for hosts whose functions take long without using fuel. Throws
    /// what ends the call.
    public void checkBudgets() {
        refuel();
    }

    /// Takes a wait out of the running call's time, of a call's waits ten seconds in all: for host
    /// functions that wait.
    public void excuse(long waitedNs) {
        time.excuse(waitedNs);
    }

    /// Pays for `bytes` about to be allocated.
    public void alloc(long bytes) {
        if ((allocationLeft -= bytes) < 0) {
            throw kill(
                    LuaKill.Budget.ALLOCATION,
                    "memory budget overrun: more than " + running.allocationBytes() + " bytes");
        }
        if (bytes > 4096) {
            charge(bytes >> 6);
        }
    }

    /// Pays for a string of `bytes`, and refuses one over the limit with an error.
    public void allocString(long bytes) {
        if (bytes > maxStringBytes) {
            throw Trace.runtimeError(this, "string too large: " + bytes + " bytes");
        }
        alloc(bytes + 32);
    }

    /// The slice is used up: looks at every budget and hands out the next slice.
    void refuel() {
        checkKilled();
        fuelBank += fuel;
        fuel = 0;
        String stop = stopReason;
        if (stop != null) {
            throw kill(LuaKill.Budget.STOPPED, "stopped: " + stop);
        }
        if (fuelBank <= 0) {
            throw kill(
                    LuaKill.Budget.FUEL,
                    "fuel budget overrun: more than " + running.fuel() + " steps");
        }
        if (pace != null) {
            pace.run();
        }
        if (turn != null) {
            turn.run();
        }
        if (time.isOverdue()) {
            throw kill(
                    LuaKill.Budget.TIME,
                    "time budget overrun: more than " + running.timeMs() + " ms");
        }
        fuel = (int) Math.min(FUEL_SLICE, fuelBank);
        fuelBank -= fuel;
    }

    private LuaKill kill(LuaKill.Budget budget, String message) {
        if (kill == null) {
            kill = new LuaKill(budget, message, Trace.traceback(0));
        }
        fuel = -1;
        fuelBank = 0;
        allocationLeft = 0;
        return kill;
    }

    private void checkKilled() {
        if (kill != null) {
            fuel = -1;
            throw kill;
        }
    }

    /// Counts a call that library code makes; its caller lowers the depth again.
    void enterCall() {
        if (--fuel < 0) {
            refuel();
        }
        if (++depth > maxDepth) {
            overflow();
        }
    }

    /// One call too deep.
    void overflow() {
        if (depth > maxDepth) {
            // Unwinding so many calls is work too.
            charge(maxDepth);
            throw Trace.overflow(this);
        }
    }
}
