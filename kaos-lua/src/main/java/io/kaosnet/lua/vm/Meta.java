package io.kaosnet.lua.vm;

/// Immutable. Names of the metamethods; the first 28 have a bit in [LuaTable#absent].
public final class Meta {
    public static final int INDEX = 0;
    public static final int NEWINDEX = 1;
    public static final int CALL = 2;
    public static final int EQ = 3;
    public static final int LEN = 4;
    public static final int LT = 5;
    public static final int LE = 6;
    public static final int CONCAT = 7;
    public static final int UNM = 8;
    public static final int BNOT = 9;
    public static final int ADD = 10;
    public static final int SUB = 11;
    public static final int MUL = 12;
    public static final int DIV = 13;
    public static final int MOD = 14;
    public static final int POW = 15;
    public static final int IDIV = 16;
    public static final int BAND = 17;
    public static final int BOR = 18;
    public static final int BXOR = 19;
    public static final int SHL = 20;
    public static final int SHR = 21;
    public static final int TOSTRING = 22;
    public static final int PAIRS = 23;
    public static final int CLOSE = 24;
    public static final int NAME = 25;
    public static final int METATABLE = 26;
    public static final int MODE = 27;

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
    public static Object find(LuaTable meta, int event) {
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
