/// Load on game modules in Lua: functions, hooks, matches, and modules that mean harm.
@NullMarked
package io.kaosnet.bench.script;

import org.jspecify.annotations.NullMarked;
