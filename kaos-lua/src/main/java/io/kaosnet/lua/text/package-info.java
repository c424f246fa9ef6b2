/// What Lua's standard library does with bytes alone: patterns, formats, numerals, packing, UTF-8.
///
/// Pure: no class here knows a VM. Work that a script can make long is charged to a [Meter] as it
/// is done, so that a budget holds inside one call; what is wrong with the script's input is a
/// [TextError]. Objects here are owned by the thread that made them. Calls no other package.
@NullMarked
package io.kaosnet.lua.text;

import org.jspecify.annotations.NullMarked;
