package io.kaosnet.lua.vm;

/// Immutable. A place in compiled code that can raise an error: its line and what its operands are
/// called, such as `local 'x'`; null if they have no name.
record Site(int line, String name1, String name2, boolean isCall) {}
