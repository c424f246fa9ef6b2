/// What the Lua engine costs, with lua5.4 and LuaJIT in the same run as yardsticks where they are
/// installed. No server takes part. The door is [io.kaosnet.bench.lua.LuaScenario].
@NullMarked
package io.kaosnet.bench.lua;

import org.jspecify.annotations.NullMarked;
