package io.kaosnet.lua.vm;

/// Owned by its VM's thread. A coroutine as a Lua value.
final class LuaCoroutine {}
