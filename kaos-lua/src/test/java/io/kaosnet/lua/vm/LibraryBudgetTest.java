package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// No call into a library takes longer, or more memory, than its VM may use; and no script gets
/// around it by catching errors.
class LibraryBudgetTest {
    private static final long TIME_MS = 50;
    private static final long LATE_MS = 150;
    private static final LuaLimits NARROW = LuaLimits.NONE.withAllocationBytes(16 << 20);
    private static final LuaLimits WIDE = LuaLimits.NONE.withAllocationBytes(256 << 20);
    private static final LuaEngine LUA_5_4 = new LuaEngine(Dialect.LUA_5_4);

    private static final String[] BOMBS = {
        "return ('x'):rep(1e9)",
        "local s = 'x' while true do s = s .. s end",
        "return ('a'):rep(30000):find(('a*'):rep(30) .. 'b')",
        "return ('a'):rep(1000000):find('.-b')",
        "return ('a'):rep(1000000):match(('a?'):rep(100) .. ('a'):rep(100) .. 'b')",
        "return ('('):rep(1000000):gsub('%b()', '')",
        "return ('x'):rep(100000):gsub('x', ('y'):rep(100000))",
        "return ('x'):rep(1000000):gsub('', ('y'):rep(1000))",
        "for w in ('a'):rep(1000000):gmatch('.-b') do end",
        "local a = ('a'):rep(1000000) while true do a:find(a .. 'b', 1, true) end",
        "local t = {} for i = 1, 10000 do t[i] = '' end return table.concat(t, ('x'):rep(1000000))",
        "local t = {} while true do table.insert(t, 1, 1) end",
        "local t = {} for i = 1, 100000 do t[i] = i end while true do table.remove(t, 1) t[#t + 1] = 1 end",
        "local t = {} for i = 1, 100000 do t[i] = i % 7 end while true do table.sort(t) end",
        "local t = {} for i = 1, 100000 do t[i] = i end table.sort(t, function(a, b) return math.random() < 0.5 end) while true do end",
        "table.sort(setmetatable({}, {__len = function() return 1e9 // 1 | 0 end}))",
        "return table.move({}, 1, 1 << 50, 2)",
        "return table.concat(setmetatable({}, {__index = function() return 'x' end}), '', 1, 1 << 50)",
        "local t = {} for i = 1, 900000 do t[i] = 1 end while true do table.unpack(t) end",
        "local s = ('x'):rep(900000) while true do s:byte(1, -1) end",
        "local s = ('x'):rep(10000000) while true do s:upper() s:reverse() s:lower() end",
        "while true do string.format('%99.99f', 1e300 + math.random()) end",
        "return string.format(('%99d'):rep(1000000), 1)",
        "local s = ('\\0'):rep(10000000) while true do string.format('%q', s) end",
        "return string.pack('c2000000000', '')",
        "local f = ('i4'):rep(1000000) while true do string.packsize(f) end",
        "return string.unpack(('b'):rep(20000000), ('x'):rep(20000000))",
        "local s = ('x'):rep(10000000) while true do string.unpack('z', s .. '\\0') end",
        "local s = ('x'):rep(10000000) while true do utf8.len(s) utf8.offset(s, 10000000) end",
        "local s = ('x'):rep(900000) while true do utf8.codepoint(s, 1, -1) end",
        "while true do os.date(('%c'):rep(100000)) end",
        "while true do tonumber(('1'):rep(100000)) end",
        "while true do tostring(math.random()) end",
        "local s = ('x'):rep(1000000) while true do local t = s < s .. 'y' end",
        "local t = {} for i = 1, 200 do t[i] = ('x'):rep(100000) end while true do table.concat(t) end",
        "while true do pcall(string.rep, 'x', 1e9) end",
        "while true do pcall(string.find, ('a'):rep(100), ('a-'):rep(20) .. 'b') end"
    };

    @TestFactory
    Stream<DynamicTest> everyBombIsKilledInTime() {
        return Stream.of(BOMBS)
                .map(bomb -> DynamicTest.dynamicTest(bomb, () -> assertKilled(WIDE, bomb)));
    }

    @TestFactory
    Stream<DynamicTest> everyBombIsKilledWithinItsMemory() {
        return Stream.of(BOMBS)
                .map(bomb -> DynamicTest.dynamicTest(bomb, () -> assertKilled(NARROW, bomb)));
    }

    private static void assertKilled(LuaLimits limits, String bomb) {
        LuaVm vm = LUA_5_4.newVm(limits.withTimeMs(TIME_MS));
        String caught = "while true do pcall(function() " + bomb + " end) end";
        LuaFunction function = vm.load(LUA_5_4.compile("bomb", caught));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long startNs = threads.getCurrentThreadCpuTime();
        assertThatThrownBy(() -> vm.call(function)).isInstanceOf(LuaKill.class);
        // Processor time: that the machine is busy with other work is no fault of the engine.
        long usedMs = (threads.getCurrentThreadCpuTime() - startNs) / 1_000_000;
        assertThat(usedMs).isLessThan(TIME_MS + LATE_MS);
    }

    @Test
    void aStringOverTheLimitIsAnErrorThatMayBeCaught() {
        LuaVm vm = LUA_5_4.newVm(LuaLimits.NONE.withStringBytes(2000));
        String source =
                """
                local messages = {}
                for _, f in ipairs {
                    function() return ('x'):rep(3000) end,
                    function() return ('x'):rep(1500) .. ('y'):rep(1500) end,
                    function() return ('x'):rep(100):gsub('x', ('y'):rep(100)) end,
                    function() return table.concat({('x'):rep(1500), ('y'):rep(1500)}) end,
                    function() return string.format('%s%s', ('x'):rep(1500), ('y'):rep(1500)) end,
                    function() return string.pack('c3000', '') end
                } do
                    local ok, message = pcall(f)
                    assert(not ok)
                    messages[#messages + 1] = (message:gsub('%d+', 'N'))
                end
                return table.concat(messages, ';')
                """;
        Object messages = vm.call(vm.load(LUA_5_4.compile("strings", source)));
        assertThat(messages.toString().split(";"))
                .hasSize(6)
                .allSatisfy(m -> assertThat(m).endsWith("string too large: N bytes"));
    }
}
