package io.kaosnet.lua.vm;

/// Owned by its VM's thread. A coroutine as a Lua value.
final class LuaCoroutine {
    /// What one costs in a memory budget, its stack included.
    private static final int BYTES = 1024;

    /// Coroutines resumed from within one another, as the reference has it.
    private static final int MAX_NESTED = 190;

    /// From this depth of calls on, a resume first makes sure that there is stack left.
    private static final int PROBE_DEPTH = 64;

    private static final int PROBE_FRAMES = 200;

    /// What making one costs: its stack is work too, and errors pass through it slowly.
    private static final int FUEL = 64;

    enum Status {
        SUSPENDED,
        RUNNING,
        NORMAL,
        DEAD
    }

    private final LuaVm vm;
    private final LuaFunction function;
    private Status status = Status.SUSPENDED;
    private Switch stack;
    private Object[] transfer = Ops.NONE;
    private LuaError error;
    private Error fatal;
    private boolean isClosing;
    private int depth;

    /// How many coroutines are being resumed around this one, itself included.
    private int nested;

    private int guards = 1;

    LuaCoroutine(LuaVm vm, LuaFunction function) {
        vm.alloc(BYTES);
        vm.charge(FUEL);
        this.vm = vm;
        this.function = function;
    }

    /// The main one, which is always there.
    LuaCoroutine(LuaVm vm) {
        this.vm = vm;
        this.function = null;
        this.status = Status.RUNNING;
    }

    boolean isMain() {
        return function == null;
    }

    Status status() {
        return status;
    }

    /// Errors inside are not caught by whoever resumes: they keep their traceback.
    void unguarded() {
        guards = vm.guards;
    }

    /// Runs until it yields or ends; what it yielded or returned.
    ///
    /// @throws LuaError the error that ended it
    Object[] resume(Object[] args) {
        LuaVm v = vm;
        LuaCoroutine resumer = v.current;
        int savedDepth = v.depth;
        int savedGuards = v.guards;
        int nested = resumer == null ? 1 : resumer.nested + 1;
        if (nested > MAX_NESTED || savedDepth + depth + 8 > v.maxDepth) {
            throw Trace.runtimeError(v, "C stack overflow");
        }
        if (savedDepth > PROBE_DEPTH) {
            probe(PROBE_FRAMES);
        }
        this.nested = nested;
        if (resumer != null) {
            resumer.status = Status.NORMAL;
        }
        status = Status.RUNNING;
        transfer = args;
        v.current = this;
        v.depth = savedDepth + depth + 8;
        v.guards = guards;
        boolean isDone;
        try {
            if (stack == null) {
                stack = Switch.of(this::body);
            }
            isDone = stack.run();
        } finally {
            v.current = resumer;
            depth = Math.max(0, v.depth - savedDepth - 8);
            guards = v.guards;
            v.depth = savedDepth;
            v.guards = savedGuards;
            if (resumer != null) {
                resumer.status = Status.RUNNING;
            }
        }
        Object[] results = transfer;
        transfer = Ops.NONE;
        if (!isDone) {
            status = Status.SUSPENDED;
            return results;
        }
        status = Status.DEAD;
        stack = null;
        if (fatal != null) {
            throw fatal;
        }
        if (error != null) {
            throw error;
        }
        return results;
    }

    /// Overflows the stack here rather than amid the switch of stacks, which must not be cut short.
    private static int probe(int frames) {
        return frames == 0 ? 0 : probe(frames - 1) + 1;
    }

    /// The bottom of its stack, where traces end.
    private void body() {
        try {
            Object[] args = transfer;
            transfer = Ops.NONE;
            transfer = Ops.results(function.callN(args));
        } catch (LuaError.Closing e) {
            error = e.failed ? new LuaError(e.pending, "") : null;
        } catch (LuaError e) {
            error = e;
        } catch (StackOverflowError _) {
            error = new LuaError(LuaString.of("stack overflow"), "");
        } catch (Error e) {
            fatal = e;
        } catch (RuntimeException e) {
            fatal = new IllegalHostState(e);
        }
    }

    /// Carries a host's exception through a coroutine.
    static final class IllegalHostState extends Error {
        IllegalHostState(RuntimeException cause) {
            super(cause.toString(), cause);
        }
    }

    /// Called within: hands `values` to whoever resumed; what the next resume brings.
    Object[] yield(Object[] values) {
        transfer = values;
        try {
            stack.suspend();
        } catch (IllegalStateException _) {
            throw Trace.runtimeError(vm, "attempt to yield across a C-call boundary");
        }
        if (isClosing) {
            throw new LuaError.Closing();
        }
        Object[] args = transfer;
        transfer = Ops.NONE;
        return args;
    }

    /// Ends a suspended coroutine, running what it has to close; null or the error it ended with.
    LuaError close() {
        if (status == Status.SUSPENDED) {
            if (stack == null) {
                status = Status.DEAD;
                return null;
            }
            isClosing = true;
            try {
                resume(Ops.NONE);
            } catch (LuaError e) {
                error = null;
                return e;
            }
            return null;
        }
        LuaError e = error;
        error = null;
        return e;
    }
}
