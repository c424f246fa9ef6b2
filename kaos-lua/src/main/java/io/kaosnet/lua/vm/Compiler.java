package io.kaosnet.lua.vm;

/// Owned by one compilation. Turns source into the classes of a module.
final class Compiler {
    private Compiler() {}

    static LuaModule compile(String name, byte[] source, boolean is51, LuaVm payer) {
        Ast.Proto main = new Parser(source, name, is51, payer).parse();
        throw new UnsupportedOperationException("no code for " + main.name + " of " + name);
    }
}
