package io.kaosnet.lua.vm;

/// Owned by its VM's thread. Closes variables that are to be closed (`local name <close>`) for
/// compiled code. Public only because compiled code is elsewhere.
public final class Closables {
    private Closables() {}

    /// Checks a value for `local name <close>`.
    public static Object closable(Object v, String name, LuaFunction self) {
        check(v, name, self);
        return v;
    }

    static void check(Object v, String name, LuaFunction self) {
        if (Ops.truthy(v) && Ops.meta(v, Meta.CLOSE, self.vm) == null) {
            throw Trace.runtimeError(self.vm, "variable '" + name + "' got a non-closable value");
        }
    }

    /// Closes at the normal end of a block.
    public static void close(Object v, LuaFunction self) {
        if (Ops.truthy(v)) {
            closeWith(self.vm, v, null);
        }
    }

    private static void closeWith(LuaVm vm, Object v, Object error) {
        Object m = Ops.meta(v, Meta.CLOSE, vm);
        if (m == null) {
            throw Trace.runtimeError(vm, "attempt to call a nil value (metamethod 'close')");
        }
        Ops.drop(Ops.call(vm, m, v, error));
    }

    /// Closes because of an error; what to throw on.
    public static LuaError closeOn(LuaError error, Object v, int depth, LuaFunction self) {
        if (!Ops.truthy(v)) {
            return error;
        }
        LuaVm vm = self.vm;
        vm.depth = depth;
        LuaCoroutine c = vm.current;
        try {
            closeWith(
                    vm,
                    v,
                    error instanceof LuaError.Closing closing ? closing.pending : error.value());
            return error;
        } catch (LuaError next) {
            if (error instanceof LuaError.Closing closing && c != null) {
                if (!(next instanceof LuaError.Closing)) {
                    closing.pending = next.value();
                    closing.failed = true;
                }
                return closing;
            }
            return next;
        }
    }
}
