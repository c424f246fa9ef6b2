/// The game's own code: what is registered by whom, how a call reaches it, and what it sees of the
/// server. [io.kaosnet.core.module.Modules] is the door: it holds the current set of registrations,
/// swaps it as a whole when modules are reloaded, and answers as the hooks of calls and realtime
/// messages. Kernel and match only; languages plug in as a `ModuleSource`. Owns no table.
@NullMarked
package io.kaosnet.core.module;

import org.jspecify.annotations.NullMarked;
