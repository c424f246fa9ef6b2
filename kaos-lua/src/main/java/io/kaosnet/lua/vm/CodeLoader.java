package io.kaosnet.lua.vm;

import java.util.List;

/// Safe from any thread once built. The classes of one module and what traces need to know of them.
///
/// A function is a class `lua.F<id>`. In a large module that class is a [ShellClass], made when a
/// closure of it is, and the code is in a class `lua.B<id>`, made when the function is first
/// called: most functions of such a module are not called in its first seconds, and never all at
/// once.
final class CodeLoader extends ClassLoader {
    private static final String FUNCTION = "lua.F";
    private static final String BODY = "lua.B";

    /// What is known of a function: written under this loader's lock before its class is defined.
    private static final class Unit {
        final Ast.Proto proto;

        /// Its code waits for the first call.
        final boolean isLate;

        /// Until it is defined.
        byte[] code;

        Site[] sites;
        Object[] constants;
        boolean hasParts;

        Unit(Ast.Proto proto, boolean isLate) {
            this.proto = proto;
            this.isLate = isLate;
        }
    }

    /// The module's name as messages show it.
    final String chunk;

    private final Compiler compiler;
    private final Unit[] units;

    CodeLoader(String chunk, Compiler compiler, List<Ast.Proto> protos) {
        super(CodeLoader.class.getClassLoader());
        this.chunk = chunk;
        this.compiler = compiler;
        this.units = new Unit[protos.size()];
    }

    /// The class of a function's closures.
    static String className(int id) {
        return FUNCTION + id;
    }

    /// The class of a function's code, if it is another one.
    static String bodyName(int id) {
        return BODY + id;
    }

    /// A function to be compiled when it is called.
    void addLate(Ast.Proto proto) {
        units[proto.id] = new Unit(proto, true);
    }

    /// A function that is compiled.
    void add(Ast.Proto proto, Compiler.Code code) {
        Unit unit = new Unit(proto, false);
        fill(unit, code);
        unit.code = code.bytes;
        units[proto.id] = unit;
    }

    private static void fill(Unit unit, Compiler.Code code) {
        unit.sites = code.sites;
        unit.constants = code.constants;
        unit.hasParts = code.hasParts;
    }

    /// Ours first: nothing else has classes of these names, and asking means opening every jar.
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("lua.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> c = findLoadedClass(name);
            return c != null ? c : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code;
        synchronized (getClassLoadingLock(name)) {
            code = bytes(name);
        }
        if (code == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, code, 0, code.length);
    }

    private byte[] bytes(String name) {
        if (name.startsWith(BODY)) {
            Unit unit = unit(name);
            Compiler.Code code = compiler.code(unit.proto, true);
            fill(unit, code);
            return code.bytes;
        }
        if (!name.startsWith(FUNCTION)) {
            return null;
        }
        Unit unit = unit(name);
        if (unit.isLate) {
            return ShellClass.bytes(unit.proto);
        }
        byte[] code = unit.code;
        unit.code = null;
        return code;
    }

    private Unit unit(String name) {
        return units[Integer.parseInt(name, FUNCTION.length(), name.length(), 10)];
    }

    /// Whether a class is but the way to its function's code.
    boolean isShell(Class<?> c) {
        return c.getName().startsWith(FUNCTION) && unit(c.getName()).isLate;
    }

    /// Whether methods of a class other than `callN` are parts of its function.
    boolean hasParts(Class<?> c) {
        return unit(c.getName()).hasParts;
    }

    Ast.Proto proto(Class<?> c) {
        return unit(c.getName()).proto;
    }

    Site site(Class<?> c, int id) {
        Site[] all = unit(c.getName()).sites;
        return id >= 0 && id < all.length ? all[id] : null;
    }

    Object[] constants(Class<?> c) {
        return unit(c.getName()).constants;
    }
}
