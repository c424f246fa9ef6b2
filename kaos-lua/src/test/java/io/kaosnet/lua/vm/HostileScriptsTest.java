package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every script of `hostile/` wants to run or to grow for ever.
class HostileScriptsTest {
    private static final long TIME_MS = 100;
    private static final long MEMORY_BYTES = 32 << 20;

    /// Code that is not compiled yet, and one step of library work.
    private static final long SLACK_MS = 400;

    private final LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/hostile"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    @Timeout(60)
    void isStopped(Path script) throws IOException {
        LuaModule module =
                engine.compile(script.getFileName().toString(), Files.readAllBytes(script));
        LuaLimits limits = LuaLimits.NONE.withTimeMs(TIME_MS).withAllocationBytes(MEMORY_BYTES);
        LuaVm vm = engine.newVm(limits);
        LuaFunction main = vm.load(module);
        // In CPU time: what other programs of a busy machine take is not the script's.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        Throwable thrown = catchThrowable(() -> vm.call(main));
        long tookMs = (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
        assertThat(thrown).as("%s after %d ms", script, tookMs).isInstanceOf(LuaKill.class);
        assertThat(tookMs).isLessThan(TIME_MS + SLACK_MS);
        assertThat(vm.allocatedBytes()).isLessThan(MEMORY_BYTES + (16 << 20));
        // A killed VM stays killed.
        assertThat(catchThrowable(() -> vm.call(main))).isSameAs(thrown);
    }

    @ParameterizedTest
    @MethodSource("scripts")
    @Timeout(60)
    void isStoppedByFuelAlone(Path script) throws IOException {
        LuaVm vm = engine.newVm(LuaLimits.NONE.withFuel(300_000).withAllocationBytes(MEMORY_BYTES));
        LuaModule module =
                engine.compile(script.getFileName().toString(), Files.readAllBytes(script));
        LuaFunction main = vm.load(module);
        assertThat(catchThrowable(() -> vm.call(main))).isInstanceOf(LuaKill.class);
    }

    @Test
    @Timeout(60)
    void anotherThreadStopsARunningScript() throws InterruptedException {
        LuaVm vm = engine.newVm(LuaLimits.NONE);
        LuaFunction main = vm.load(engine.compile("t", "started() while true do end"));
        vm.globals()
                .put(
                        "started",
                        vm.function(
                                "started",
                                a -> {
                                    Thread.ofPlatform().start(() -> vm.stop("the match ended"));
                                    return null;
                                }));
        Throwable thrown = catchThrowable(() -> vm.call(main));
        assertThat(thrown).isInstanceOf(LuaKill.class).hasMessage("stopped: the match ended");
        assertThat(((LuaKill) thrown).budget()).isEqualTo(LuaKill.Budget.STOPPED);
        assertThat(((LuaKill) thrown).traceback()).isEqualTo("t:1: in main chunk");
    }

    @Test
    void budgetsAreOfOneCall() {
        LuaVm vm = engine.newVm(LuaLimits.NONE.withFuel(10_000).withAllocationBytes(100_000));
        LuaFunction f =
                vm.load(
                        engine.compile(
                                "t", "for i = 1, 5000 do local t = (i % 100 == 0) and {} end"));
        for (int i = 0; i < 10; i++) {
            vm.call(f);
            assertThat(vm.fuelUsed()).isBetween(5000L, 6000L);
            assertThat(vm.allocatedBytes()).isBetween(50L * 40, 50L * 200);
        }
    }
}
