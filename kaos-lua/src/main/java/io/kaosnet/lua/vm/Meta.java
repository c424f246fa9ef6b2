package io.kaosnet.lua.vm;

/// Immutable. Names of the metamethods; the first 28 have a bit in [LuaTable#absent].
final class Meta {
    static final int INDEX = 0;
    static final int NEWINDEX = 1;
    static final int CALL = 2;
    static final int EQ = 3;
    static final int LEN = 4;
    static final int LT = 5;
    static final int LE = 6;
    static final int CONCAT = 7;
    static final int UNM = 8;
    static final int BNOT = 9;
    static final int ADD = 10;
    static final int SUB = 11;
    static final int MUL = 12;
    static final int DIV = 13;
    static final int MOD = 14;
    static final int POW = 15;
    static final int IDIV = 16;
    static final int BAND = 17;
    static final int BOR = 18;
    static final int BXOR = 19;
    static final int SHL = 20;
    static final int SHR = 21;
    static final int TOSTRING = 22;
    static final int PAIRS = 23;
    static final int CLOSE = 24;
    static final int NAME = 25;
    static final int METATABLE = 26;
    static final int MODE = 27;

    static final LuaString[] NAMES = new LuaString[28];

    static {
        String[] names = {
            "index", "newindex", "call", "eq", "len", "lt", "le", "concat", "unm", "bnot", "add",
            "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr",
            "tostring", "pairs", "close", "name", "metatable", "mode"
        };
        for (int i = 0; i < names.length; i++) {
            NAMES[i] = LuaString.constant("__" + names[i]);
        }
    }

    private Meta() {}

    /// The metamethod in `meta`, or null; a miss is remembered in the metatable.
    static Object find(LuaTable meta, int event) {
        if (meta == null || (meta.absent & 1 << event) != 0) {
            return null;
        }
        Object m = meta.getStr(NAMES[event]);
        if (m == null) {
            meta.absent |= 1 << event;
        }
        return m;
    }
}
