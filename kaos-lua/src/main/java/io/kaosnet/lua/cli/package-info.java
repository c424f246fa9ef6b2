/// The command `kaosnet lua`: runs a script, or a prompt, in the sandbox scripts have in the
/// server. Uses only the public face of the engine. Owns no table and no thread but the one scripts
/// run on.
@NullMarked
package io.kaosnet.lua.cli;

import org.jspecify.annotations.NullMarked;
