package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/// Whatever bytes are given as source, they compile and run within their budget, or are refused
/// with a Lua error.
class LuaFuzzTest {
    private static final LuaEngine LUA_5_4 = new LuaEngine(Dialect.LUA_5_4);
    private static final LuaEngine LUA_5_1 = new LuaEngine(Dialect.LUA_5_1);
    private static final LuaLimits LIMITS = new LuaLimits(50_000, 2_000, 16 << 20, 200, 1 << 20);

    private static final String[] PIECES = {
        "local a",
        "=",
        "1",
        "2.5",
        "'s'",
        "x",
        "a",
        "b",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ".",
        ":",
        ",",
        ";",
        " do ",
        " end ",
        " if ",
        " then ",
        " else ",
        " elseif ",
        " while ",
        " repeat ",
        " until ",
        " for ",
        " in ",
        " function ",
        " return ",
        " break ",
        " goto l ",
        "::l::",
        " local ",
        " nil ",
        " true ",
        " not ",
        " and ",
        " or ",
        "..",
        "...",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "^",
        "#",
        "&",
        "|",
        "~",
        "<<",
        ">>",
        "==",
        "~=",
        "<",
        "<=",
        "<const>",
        "<close>",
        "pcall",
        "error",
        "f()",
        "f(...)",
        "a.b.c",
        "a[i]",
        "\n",
        "string.rep",
        "pairs(a)",
        "setmetatable",
        "coroutine.wrap",
        "i=1,10",
        "--c\n",
        "[[x]]",
        "\\",
        "\"",
        "function f(a, ...)",
        "local function g()",
        "a,b=b,a",
        "return a",
        "0x1p4",
        "1e5"
    };

    @FuzzTest(maxDuration = "2m")
    void source(byte[] input) {
        run(LUA_5_4, input);
        run(LUA_5_1, input);
    }

    @FuzzTest(maxDuration = "2m")
    void pieces(FuzzedDataProvider input) {
        LuaEngine engine = input.consumeBoolean() ? LUA_5_4 : LUA_5_1;
        var text = new StringBuilder();
        for (byte b : input.consumeRemainingAsBytes()) {
            text.append(PIECES[(b & 0xff) % PIECES.length]).append(' ');
        }
        run(engine, LuaString.of(text.toString()).toBytes());
    }

    private static void run(LuaEngine engine, byte[] source) {
        LuaVm vm = engine.newVm(LIMITS);
        try {
            vm.call(vm.load(engine.compile("fuzz", source)));
        } catch (LuaError e) {
            assertThat(e.getMessage()).isNotNull();
        } catch (LuaKill e) {
            assertThat(vm.killed()).isSameAs(e);
        }
    }
}
