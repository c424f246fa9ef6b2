/// Game modules in Lua. The door is [io.kaosnet.scripting.LuaScripts]: it compiles the files of the
/// modules' folder, registers what they register, and runs functions and hooks on a pool of virtual
/// machines and each match on one of its own. Owns no table of the database and no thread.
@NullMarked
package io.kaosnet.scripting;

import org.jspecify.annotations.NullMarked;
