package io.kaosnet.lua.vm;

/// Owned by its VM's thread. A function value: a closure of compiled Lua code or a host function.
///
/// The `callN` methods are the engine's own calling convention (a plain value, or an array for no
/// or several results, or a pending tail call). Hosts use [LuaVm#call].
public abstract class LuaFunction {
    public final LuaVm vm;

    /// Globals of this function; only the 5.1 dialect reads it.
    public Object env;

    protected LuaFunction(LuaVm vm) {
        this.vm = vm;
    }

    public abstract Object call0();

    public abstract Object call1(Object a);

    public abstract Object call2(Object a, Object b);

    public abstract Object call3(Object a, Object b, Object c);

    public abstract Object callN(Object[] args);

    /// The name it was defined by, for traces.
    public String name() {
        return "?";
    }

    /// Charges a call: for compiled code.
    public final void enter() {
        LuaVm v = vm;
        if (--v.fuel < 0) {
            v.refuel();
        }
        if (++v.depth > v.maxDepth) {
            v.overflow();
        }
    }

    public final void leave() {
        vm.depth--;
    }

    /// Charges a loop's back-edge: for compiled code.
    public final void tick() {
        LuaVm v = vm;
        if (--v.fuel < 0) {
            v.refuel();
        }
    }

    /// A compiled function without parameters.
    public abstract static class Fn0 extends LuaFunction {
        protected Fn0(LuaVm vm) {
            super(vm);
        }

        @Override
        public final Object call1(Object a) {
            return call0();
        }

        @Override
        public final Object call2(Object a, Object b) {
            return call0();
        }

        @Override
        public final Object call3(Object a, Object b, Object c) {
            return call0();
        }

        @Override
        public final Object callN(Object[] args) {
            return call0();
        }
    }

    /// A compiled function of one parameter.
    public abstract static class Fn1 extends LuaFunction {
        protected Fn1(LuaVm vm) {
            super(vm);
        }

        @Override
        public final Object call0() {
            return call1(null);
        }

        @Override
        public final Object call2(Object a, Object b) {
            return call1(a);
        }

        @Override
        public final Object call3(Object a, Object b, Object c) {
            return call1(a);
        }

        @Override
        public final Object callN(Object[] args) {
            return call1(args.length > 0 ? args[0] : null);
        }
    }

    /// A compiled function of two parameters.
    public abstract static class Fn2 extends LuaFunction {
        protected Fn2(LuaVm vm) {
            super(vm);
        }

        @Override
        public final Object call0() {
            return call2(null, null);
        }

        @Override
        public final Object call1(Object a) {
            return call2(a, null);
        }

        @Override
        public final Object call3(Object a, Object b, Object c) {
            return call2(a, b);
        }

        @Override
        public final Object callN(Object[] args) {
            return call2(args.length > 0 ? args[0] : null, args.length > 1 ? args[1] : null);
        }
    }

    /// A compiled function of three parameters.
    public abstract static class Fn3 extends LuaFunction {
        protected Fn3(LuaVm vm) {
            super(vm);
        }

        @Override
        public final Object call0() {
            return call3(null, null, null);
        }

        @Override
        public final Object call1(Object a) {
            return call3(a, null, null);
        }

        @Override
        public final Object call2(Object a, Object b) {
            return call3(a, b, null);
        }

        @Override
        public final Object callN(Object[] args) {
            return call3(
                    args.length > 0 ? args[0] : null,
                    args.length > 1 ? args[1] : null,
                    args.length > 2 ? args[2] : null);
        }
    }

    /// A compiled function of more parameters, or of a variable number.
    public abstract static class FnN extends LuaFunction {
        protected FnN(LuaVm vm) {
            super(vm);
        }

        @Override
        public final Object call0() {
            return callN(Ops.NONE);
        }

        @Override
        public final Object call1(Object a) {
            return callN(new Object[] {a});
        }

        @Override
        public final Object call2(Object a, Object b) {
            return callN(new Object[] {a, b});
        }

        @Override
        public final Object call3(Object a, Object b, Object c) {
            return callN(new Object[] {a, b, c});
        }
    }
}
