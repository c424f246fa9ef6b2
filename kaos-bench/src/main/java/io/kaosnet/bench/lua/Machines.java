package io.kaosnet.bench.lua;

import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.lua.vm.LuaEngine;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaLimits;
import io.kaosnet.lua.vm.LuaModule;
import io.kaosnet.lua.vm.LuaString;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/// What VMs cost: to make, to keep, and a crowd of them at a tick rate. Owned by the main thread.
final class Machines {
    private static final int VMS = 1000;
    private static final int RATE_HZ = 60;
    private static final int MESSAGES = 2;
    private static final int ROUNDS = 8;
    private static final LuaString SENDER = LuaString.constant("sender");
    private static final LuaString OP_CODE = LuaString.constant("op_code");
    private static final LuaString DATA = LuaString.constant("data");
    private static final LuaString BYTES = LuaString.of("hello world payload");

    /// As a match of the server has them.
    private static final LuaLimits LIMITS =
            LuaLimits.NONE.withTimeMs(50).withAllocationBytes(64 << 20);

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);
    private final LuaModule module = engine.compile("match.lua", Workloads.resource("match.lua"));

    /// CPU time to make a VM and run the main function of a compiled module, in seconds: the best
    /// of some rounds.
    double secondsToMake() {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long fromNs = threads.getCurrentThreadCpuTime();
            List<LuaVm> made = make();
            long tookNs = threads.getCurrentThreadCpuTime() - fromNs;
            best = Math.min(best, tookNs / 1e9 / made.size());
        }
        return best;
    }

    private List<LuaVm> make() {
        List<LuaVm> made = new ArrayList<>(VMS);
        for (int i = 0; i < VMS; i++) {
            LuaVm vm = engine.newVm(LIMITS);
            vm.call(vm.load(module));
            made.add(vm);
        }
        return made;
    }

    /// What the heap keeps of a VM with its module, in bytes.
    double bytesKept() {
        long before = heapBytes();
        List<LuaVm> kept = make();
        long after = heapBytes();
        return (double) (after - before) / kept.size();
    }

    private static long heapBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /// A match of its own VM.
    private static final class Match {
        private final LuaVm vm;
        private final LuaFunction loop;
        private final LuaString sender;
        private Object state;

        Match(LuaEngine engine, LuaModule module, int number) {
            vm = engine.newVm(LIMITS);
            LuaTable handlers = (LuaTable) Objects.requireNonNull(vm.call(vm.load(module)));
            loop = (LuaFunction) handlers.get("match_loop");
            state = vm.call((LuaFunction) handlers.get("match_init"));
            sender = LuaString.of("user-" + number);
        }

        void tick(long tick) {
            LuaTable messages = vm.newTable(MESSAGES, 0);
            for (long i = 1; i <= MESSAGES; i++) {
                LuaTable message = vm.newTable(0, 3);
                message.put(SENDER, sender);
                message.put(OP_CODE, i);
                message.put(DATA, BYTES);
                messages.putInt(i, message);
            }
            state = vm.call(loop, null, state, tick, messages);
        }
    }

    /// The share of one core that a thousand VMs take at 60 Hz with two messages in each tick.
    double crowdShare(int warmupSeconds, int seconds) {
        List<Match> matches = new ArrayList<>(VMS);
        for (int i = 0; i < VMS; i++) {
            matches.add(new Match(engine, module, i));
        }
        long tick = run(matches, 0, warmupSeconds * RATE_HZ);
        long fromNs = System.nanoTime();
        long cpuFromNs = threads.getCurrentThreadCpuTime();
        run(matches, tick, seconds * RATE_HZ);
        long cpuNs = threads.getCurrentThreadCpuTime() - cpuFromNs;
        return (double) cpuNs / (System.nanoTime() - fromNs);
    }

    private static long run(List<Match> matches, long firstTick, int ticks) {
        long startNs = System.nanoTime();
        long tick = firstTick;
        for (int i = 0; i < ticks; i++) {
            tick++;
            for (Match match : matches) {
                match.tick(tick);
            }
            long dueNs = startNs + (i + 1) * 1_000_000_000L / RATE_HZ;
            for (long leftNs = dueNs - System.nanoTime();
                    leftNs > 0;
                    leftNs = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(leftNs);
            }
        }
        return tick;
    }
}
