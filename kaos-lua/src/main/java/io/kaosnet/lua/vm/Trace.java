package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Safe from any thread. Reads the Lua stack off the JVM's: positions and names in error messages,
/// and tracebacks. Costs nothing until an error is made.
final class Trace {
    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /// What reading the stack costs.
    private static final int ERROR_FUEL = 20;

    private static final int TRACEBACK_FUEL = 400;

    private static final int HEAD = 10;
    private static final int TAIL = 11;

    private Trace() {}

    /// A Lua function, or a host function if `module` is null. What it was at is looked up when it
    /// is asked for: of a deep stack only a few frames are shown.
    private record Frame(CodeLoader module, StackWalker.StackFrame at) {
        private static final Frame HOST = new Frame(null, null);

        Ast.Proto proto() {
            return module.proto(at.getDeclaringClass());
        }

        Site site() {
            return module == null ? null : module.site(at.getDeclaringClass(), at.getLineNumber());
        }

        String position() {
            Site site = site();
            return site == null ? "" : module.chunk + ":" + site.line() + ": ";
        }
    }

    private static boolean isShell(Class<?> c) {
        return c.getClassLoader() instanceof CodeLoader loader && loader.isShell(c);
    }

    private static List<Frame> frames(int limit) {
        return WALKER.walk(
                stream -> {
                    List<Frame> list = new ArrayList<>();
                    // The frame before a shell is its function's own.
                    var it = stream.filter(f -> !isShell(f.getDeclaringClass())).iterator();
                    while (it.hasNext() && list.size() < limit) {
                        StackWalker.StackFrame f = it.next();
                        Class<?> c = f.getDeclaringClass();
                        if (c == HostClosure.class) {
                            if (f.getMethodName().equals("invoke")) {
                                list.add(Frame.HOST);
                            }
                        } else if (c == LuaCoroutine.class) {
                            if (f.getMethodName().equals("body")) {
                                break;
                            }
                        } else if (c.getClassLoader() instanceof CodeLoader loader) {
                            list.add(new Frame(loader, f));
                            if (loader.hasParts(c)) {
                                skipToFunction(f, it);
                            }
                        }
                    }
                    return list;
                });
    }

    /// The caller of an outlined part of a large function is the same function.
    private static void skipToFunction(
            StackWalker.StackFrame from, Iterator<StackWalker.StackFrame> it) {
        StackWalker.StackFrame f = from;
        while (!f.getMethodName().startsWith("call") && it.hasNext()) {
            do {
                f = it.next();
            } while (f.getDeclaringClass() != from.getDeclaringClass() && it.hasNext());
        }
    }

    /// The traceback of an error that nobody is going to catch; pays for the error.
    static String tracebackFor(LuaVm vm, int level) {
        boolean isWanted = vm.guards == 0;
        vm.charge(isWanted ? TRACEBACK_FUEL : ERROR_FUEL);
        return isWanted ? traceback(level) : "";
    }

    private static LuaError make(LuaVm vm, String message) {
        return new LuaError(LuaString.of(message), tracebackFor(vm, 0));
    }

    /// An error of the engine: the running function's position, if it is a Lua function.
    static LuaError runtimeError(LuaVm vm, String message) {
        List<Frame> f = frames(1);
        return make(vm, (f.isEmpty() ? "" : f.getFirst().position()) + message);
    }

    /// An error of the engine about an operand: adds its name.
    static LuaError operandError(LuaVm vm, String message, int operand) {
        List<Frame> frames = frames(1);
        Frame f = frames.isEmpty() ? null : frames.getFirst();
        Site site = f == null ? null : f.site();
        if (site == null) {
            return make(vm, message);
        }
        String name = site.name(operand);
        if (name != null && vm.is51) {
            // 5.1 says `attempt to index local 'x' (a nil value)`.
            int a = message.indexOf(" a ", "attempt to ".length());
            return make(
                    vm,
                    f.position()
                            + message.substring(0, a + 1)
                            + name
                            + " ("
                            + message.substring(a + 1)
                            + ")");
        }
        return make(vm, f.position() + message + (name == null ? "" : " (" + name + ")"));
    }

    /// A float where an integer is needed.
    static LuaError integerError(LuaVm vm, int operand) {
        List<Frame> frames = frames(1);
        Frame f = frames.isEmpty() ? null : frames.getFirst();
        Site site = f == null ? null : f.site();
        String name = site == null ? null : site.name(operand);
        return make(
                vm,
                (f == null ? "" : f.position())
                        + "number"
                        + (name == null ? "" : " (" + name + ")")
                        + " has no integer representation");
    }

    /// An error of a host function: its caller's position.
    static LuaError hostError(LuaVm vm, String message) {
        return make(vm, position(1) + message);
    }

    /// The position of the function at `level`; 0 is the running one.
    static String position(int level) {
        List<Frame> f = frames(level + 1);
        return level < f.size() ? f.get(level).position() : "";
    }

    static LuaError argumentError(HostClosure function, int argument, String message) {
        List<Frame> frames = frames(2);
        Frame caller = frames.size() > 1 ? frames.get(1) : null;
        String name = function.vm.is51 ? "?" : function.name;
        int i = argument;
        Site site = caller == null ? null : caller.site();
        if (site != null && site.isCall()) {
            String n = site.name1();
            if (n != null) {
                name = n.substring(n.indexOf('\'') + 1, n.length() - 1);
                if (n.startsWith("method")) {
                    i--;
                    if (i == 0) {
                        return make(
                                function.vm,
                                caller.position()
                                        + "calling '"
                                        + name
                                        + "' on bad self ("
                                        + message
                                        + ")");
                    }
                }
            }
        }
        return make(
                function.vm,
                (caller == null ? "" : caller.position())
                        + "bad argument #"
                        + i
                        + " to '"
                        + name
                        + "' ("
                        + message
                        + ")");
    }

    static LuaError overflow(LuaVm vm) {
        // The stack is as deep as it may get, so there must be room to build the message.
        int limit = vm.maxDepth;
        vm.maxDepth = Integer.MAX_VALUE;
        try {
            return runtimeError(vm, "stack overflow");
        } finally {
            vm.maxDepth = limit;
        }
    }

    /// The stack from `level` on, one function a line, innermost first; long ones lose their
    /// middle.
    static String traceback(int level) {
        List<Frame> frames = frames(Integer.MAX_VALUE);
        StringBuilder out = new StringBuilder();
        int n = frames.size();
        for (int i = level; i < n; i++) {
            if (n - level > HEAD + TAIL && i == level + HEAD) {
                int skipped = n - level - HEAD - TAIL;
                out.append("...\t(skipping ").append(skipped).append(" levels)\n");
                i += skipped;
            }
            Frame f = frames.get(i);
            Frame caller = i + 1 < n ? frames.get(i + 1) : null;
            if (f.module == null) {
                out.append("[C]: in ").append(calledAs(caller, "?")).append('\n');
            } else {
                out.append(f.module.chunk).append(':');
                Site site = f.site();
                Ast.Proto proto = f.proto();
                out.append(site == null ? "?" : String.valueOf(site.line())).append(": in ");
                String own =
                        proto.name.equals("anonymous")
                                ? "function <" + f.module.chunk + ":" + proto.line + ">"
                                : proto.parent == null || proto.id == 0
                                        ? "main chunk"
                                        : "function '" + proto.name + "'";
                out.append(own).append('\n');
            }
        }
        return out.toString().stripTrailing();
    }

    private static String calledAs(Frame caller, String otherwise) {
        Site site = caller == null ? null : caller.site();
        if (site != null && site.isCall() && site.name1() != null) {
            String n = site.name1();
            return "function '" + n.substring(n.indexOf('\'') + 1, n.length() - 1) + "'";
        }
        return otherwise;
    }

    /// The line the function at `level` is at, or -1.
    static int line(int level) {
        List<Frame> f = frames(level + 1);
        Site site = level < f.size() ? f.get(level).site() : null;
        return site == null ? -1 : site.line();
    }

    /// The chunk of the function at `level`, or null.
    static String chunk(int level) {
        List<Frame> f = frames(level + 1);
        return level < f.size() && f.get(level).module != null ? f.get(level).module.chunk : null;
    }
}
