/// The functions of scripts that stand for the server's features: accounts, storage, wallets,
/// notifications, friends. Each class binds one feature's door to the table of functions
/// ([io.kaosnet.core.script.ScriptFunctions]).
@NullMarked
package io.kaosnet.scripting.functions;

import org.jspecify.annotations.NullMarked;
