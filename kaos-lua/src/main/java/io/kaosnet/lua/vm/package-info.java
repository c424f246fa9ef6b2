/// Lua 5.4 (and a 5.1 dialect) compiled to JVM bytecode, with budgets that no script can evade.
/// Usable with no server in the room. The door is [io.kaosnet.lua.vm.LuaEngine]: it compiles source
/// to modules, which every VM shares; [io.kaosnet.lua.vm.LuaVm] runs them, one thread at a time.
/// Host functions are written against [io.kaosnet.lua.vm.Args] and collected in a
/// [io.kaosnet.lua.vm.LuaLibrary]. Java's null is Lua's nil everywhere here, so the package is not
/// checked for nullness.
@NullUnmarked
package io.kaosnet.lua.vm;

import org.jspecify.annotations.NullUnmarked;
