package io.kaosnet.lua.vm;

/// Owned by its VM's thread. A host function as a Lua value.
final class HostClosure extends LuaFunction {
    final String name;
    private HostFunction body;

    HostClosure(LuaVm vm, String name, HostFunction body) {
        super(vm);
        this.name = name;
        this.body = body;
    }

    /// Calls `found` from now on: for a body that was only the way to it.
    void become(HostFunction found) {
        body = found;
    }

    /// The frame that stands for this function in traces.
    private Object invoke(Args args) {
        LuaVm v = vm;
        if (--v.fuel < 0) {
            v.refuel();
        }
        if (++v.depth > v.maxDepth) {
            v.overflow();
        }
        Object r = body.call(args);
        v.depth--;
        if (r == null
                || r instanceof Long
                || r instanceof LuaString
                || r instanceof LuaTable
                || r instanceof Double
                || r instanceof Object[]
                || r instanceof Boolean
                || r instanceof LuaFunction) {
            return r;
        }
        return v.toLua(r);
    }

    @Override
    public Object call0() {
        return invoke(new Args(this, 0, null, null, null));
    }

    @Override
    public Object call1(Object a) {
        return invoke(new Args(this, 1, a, null, null));
    }

    @Override
    public Object call2(Object a, Object b) {
        return invoke(new Args(this, 2, a, b, null));
    }

    @Override
    public Object call3(Object a, Object b, Object c) {
        return invoke(new Args(this, 3, a, b, c));
    }

    @Override
    public Object callN(Object[] args) {
        return invoke(new Args(this, args));
    }

    @Override
    public String name() {
        return name;
    }
}
