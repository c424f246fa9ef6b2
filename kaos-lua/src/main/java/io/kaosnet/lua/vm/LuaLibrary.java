package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Safe from any thread once built. A named set of host functions, shared by all VMs it is
/// installed in:
///
/// ```java
/// static final LuaLibrary LIBRARY =
///         LuaLibrary.named("greet").add("hello", args -> "hello " + args.text(1));
/// LIBRARY.install(vm); // sets the global `greet`, and `require("greet")` finds it
/// ```
public final class LuaLibrary {
    private final String name;
    private final List<LuaString> names = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<HostFunction> functions = new ArrayList<>();
    private final List<LuaString> constantNames = new ArrayList<>();
    private final List<Object> constants = new ArrayList<>();

    private BiConsumer<LuaVm, LuaTable> afterwards = (vm, table) -> {};

    private LuaLibrary(String name) {
        this.name = name;
    }

    /// An empty library; `_G` is the set of globals.
    public static LuaLibrary named(String name) {
        return new LuaLibrary(name);
    }

    public LuaLibrary add(String functionName, HostFunction function) {
        names.add(LuaString.constant(functionName));
        texts.add(name.equals("_G") ? functionName : name + "." + functionName);
        functions.add(function);
        return this;
    }

    /// Functions by their names (with blanks between), each asked for when it is first called.
    /// Linking a hundred lambdas takes a JVM that has just started as long as compiling a module,
    /// and few of them are called.
    LuaLibrary late(Function<String, HostFunction> source, String functionNames) {
        for (String functionName : functionNames.split(" ", -1)) {
            add(functionName, new Late(source, functionName));
        }
        return this;
    }

    /// Safe from any thread: asking twice does no harm.
    private static final class Late implements HostFunction {
        private final Function<String, HostFunction> source;
        private final String name;
        private HostFunction function;

        Late(Function<String, HostFunction> source, String name) {
            this.source = source;
            this.name = name;
        }

        @Override
        public Object call(Args args) {
            HostFunction f = function;
            if (f == null) {
                f = source.apply(name);
                function = f;
            }
            // The next call need not come by here.
            args.function().become(f);
            return f.call(args);
        }
    }

    /// A field that is no function: a Long, Double, Boolean or LuaString.
    public LuaLibrary constant(String fieldName, Object value) {
        constantNames.add(LuaString.constant(fieldName));
        constants.add(value);
        return this;
    }

    /// Runs at the end of every [#install], for what is not a function or a constant.
    public LuaLibrary onInstall(BiConsumer<LuaVm, LuaTable> step) {
        this.afterwards = step;
        return this;
    }

    public String name() {
        return name;
    }

    /// The full names of the functions (`greet.hello`), in the order they were added.
    public List<String> functionNames() {
        return List.copyOf(texts);
    }

    /// Adds the functions to the global table of this name, which is made if absent, and offers it
    /// to `require`.
    public LuaTable install(LuaVm vm) {
        LuaTable table;
        if (name.equals("_G")) {
            table = vm.globals();
        } else if (vm.globals().get(name) instanceof LuaTable t) {
            table = t;
        } else {
            table = new LuaTable(vm, 0, functions.size() + constants.size());
            vm.globals().putStr(LuaString.constant(name), table);
        }
        fill(table);
        vm.loaded().putStr(LuaString.constant(name), table);
        afterwards.accept(vm, table);
        return table;
    }

    /// Adds the functions to `table` and nothing else.
    public void fill(LuaTable table) {
        for (int i = 0; i < functions.size(); i++) {
            table.putStr(names.get(i), new HostClosure(table.vm, texts.get(i), functions.get(i)));
        }
        for (int i = 0; i < constants.size(); i++) {
            table.putStr(constantNames.get(i), constants.get(i));
        }
    }
}
