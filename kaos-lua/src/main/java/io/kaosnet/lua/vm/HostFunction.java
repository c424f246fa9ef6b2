package io.kaosnet.lua.vm;

/// Called on its VM's thread. A function of the host that scripts can call.
///
/// It reads its arguments from [Args], which also makes the argument errors, and returns one of
/// - null: one nil; any Lua value (Boolean, Long, Double, LuaString, LuaTable, LuaFunction),
/// - a String, Integer, Map, List or byte[]: converted as by [LuaVm#toLua],
/// - [Args#none()] for no value, [Args#values(Object...)] for several.
///
/// To raise an error it throws what `args.error(...)` or `args.argumentError(...)` makes. Work that
/// grows with an argument is paid with `args.vm().charge(steps)` (fuel, deadline) and
/// `args.vm().alloc(bytes)` (memory), both before it is done. Functions are collected in a
/// [LuaLibrary], or set one by one with [LuaVm#function].
@FunctionalInterface
public interface HostFunction {
    Object call(Args args);
}
