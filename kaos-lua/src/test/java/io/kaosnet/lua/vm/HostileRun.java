package io.kaosnet.lua.vm;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The main class of a JVM with a small heap that runs every hostile script, either each by itself,
/// or eight at once beside a well-behaved VM at 60 Hz, which share two cores by [LuaTurns];
/// [HostileCrowdTest] starts it and reads the lines it prints.
final class HostileRun {
    static final long TIME_MS = 100;
    static final long MEMORY_BYTES = 16 << 20;
    private static final int AT_ONCE = 8;
    private static final int RATE_HZ = 60;
    private static final double TICK_MS = 1000.0 / RATE_HZ;

    /// Runs through all scripts: the first ones are while the JVM compiles itself.
    private static final int WARM_UPS = 1;

    private static final int ROUNDS = 3;
    private static final LuaLimits LIMITS =
            LuaLimits.NONE.withTimeMs(TIME_MS).withAllocationBytes(MEMORY_BYTES);

    private final LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);
    private final LuaTurns turns = new LuaTurns(2);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private HostileRun() {}

    public static void main(String[] arguments) throws Exception {
        List<Path> scripts;
        try (Stream<Path> files = Files.list(Path.of(arguments[1]))) {
            scripts = files.sorted().toList();
        }
        HostileRun run = new HostileRun();
        if (arguments[0].equals("alone")) {
            for (Path script : scripts) {
                run.alone(script);
            }
        } else {
            run.together(scripts);
        }
    }

    private LuaModule module(Path script) throws IOException {
        return engine.compile(script.getFileName().toString(), Files.readAllBytes(script));
    }

    /// How long after its deadline a script was stopped, by the clock and in CPU time.
    private record Stop(boolean isKilled, double lateMs, double cpuMs) {}

    private Stop stop(LuaVm vm, LuaFunction main) {
        long cpuFromNs = threads.getCurrentThreadCpuTime();
        long fromNs = System.nanoTime();
        boolean isKilled = false;
        try {
            vm.call(main);
        } catch (LuaKill _) {
            isKilled = true;
        } catch (LuaError _) {
            // It ended by itself, which a hostile script must not.
        }
        double lateMs = (System.nanoTime() - fromNs) / 1e6 - TIME_MS;
        return new Stop(isKilled, lateMs, (threads.getCurrentThreadCpuTime() - cpuFromNs) / 1e6);
    }

    /// Prints `alone NAME killed lateMs cpuMs keptBytes`: the best of three runs by the clock, and
    /// what the heap keeps of the killed VM.
    private void alone(Path script) throws IOException {
        LuaModule module = module(script);
        Stop best = null;
        long mostKept = 0;
        for (int i = 0; i < 3 && (best == null || best.lateMs > 8); i++) {
            long before = heapBytes();
            LuaVm vm = engine.newVm(LIMITS);
            try {
                Stop stop = stop(vm, vm.load(module));
                mostKept = Math.max(mostKept, heapBytes() - before);
                if (best == null || stop.lateMs < best.lateMs) {
                    best = stop;
                }
            } finally {
                Reference.reachabilityFence(vm);
            }
        }
        print(
                "alone %s %b %.1f %.1f %d"
                        .formatted(
                                script.getFileName(),
                                best.isKilled,
                                best.lateMs,
                                best.cpuMs,
                                mostKept));
    }

    private static long heapBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// The ticks of the well-behaved VM that count. Shared by its thread and the one that asks.
    private static final class Ticks {
        private final List<Double> lateMs = new ArrayList<>();
        private long fromNs = System.nanoTime();

        synchronized void add(double late) {
            lateMs.add(late);
        }

        synchronized void restart() {
            lateMs.clear();
            fromNs = System.nanoTime();
        }

        /// Prints `ticks WANTED DONE IN_TIME medianLateMs p99LateMs worstLateMs`: a tick is in
        /// time that begins before the next one is due.
        synchronized void print() {
            long wanted = (System.nanoTime() - fromNs) * RATE_HZ / 1_000_000_000;
            double[] sorted = lateMs.stream().mapToDouble(d -> d).sorted().toArray();
            long inTime = Arrays.stream(sorted).filter(late -> late < TICK_MS).count();
            HostileRun.print(
                    "ticks %d %d %d %.2f %.2f %.2f"
                            .formatted(
                                    wanted,
                                    sorted.length,
                                    inTime,
                                    sorted[sorted.length / 2],
                                    sorted[sorted.length * 99 / 100],
                                    sorted[sorted.length - 1]));
        }
    }

    /// Prints `together NAME killed lateMs cpuMs` for each script and round, then the ticks.
    private void together(List<Path> scripts) throws Exception {
        var isOver = new AtomicBoolean();
        var started = new CountDownLatch(1);
        var ticks = new Ticks();
        Thread good = Thread.ofPlatform().start(() -> tick(started, isOver, ticks));
        started.await();
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            if (round == 0) {
                ticks.restart();
            }
            crowd(scripts);
        }
        ticks.print();
        isOver.set(true);
        good.join();
    }

    private void crowd(List<Path> scripts) throws InterruptedException {
        var waiting = new ConcurrentLinkedQueue<>(scripts);
        List<Thread> bad = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            bad.add(Thread.ofPlatform().start(() -> runAll(waiting)));
        }
        for (Thread thread : bad) {
            thread.join();
        }
    }

    private void runAll(ConcurrentLinkedQueue<Path> waiting) {
        for (Path script = waiting.poll(); script != null; script = waiting.poll()) {
            try {
                LuaVm vm = engine.newVm(LIMITS);
                vm.turns(turns);
                LuaFunction main = vm.load(module(script));
                Stop stop = stop(vm, main);
                print(
                        "together %s %b %.1f %.1f"
                                .formatted(
                                        script.getFileName(),
                                        stop.isKilled,
                                        stop.lateMs,
                                        stop.cpuMs));
            } catch (IOException | OutOfMemoryError e) {
                print("failed %s %s".formatted(script.getFileName(), e));
            }
        }
    }

    /// A match of a hundred entities that must not notice.
    private void tick(CountDownLatch started, AtomicBoolean isOver, Ticks ticks) {
        LuaVm vm = engine.newVm(LIMITS);
        vm.turns(turns);
        LuaFunction tick =
                (LuaFunction)
                        vm.call(
                                vm.load(
                                        engine.compile(
                                                "good",
                                                """
                                                local entities = {}
                                                for i = 1, 100 do entities[i] = {x = i, v = 0.5} end
                                                return function()
                                                  for i = 1, #entities do
                                                    local e = entities[i]
                                                    e.x = e.x + e.v
                                                    if e.x > 500 then e.x = 0 end
                                                  end
                                                  return {state = entities, at = os.time()}
                                                end
                                                """)));
        long startNs = System.nanoTime();
        for (int i = 1; !isOver.get(); i++) {
            vm.call(tick);
            started.countDown();
            long dueNs = startNs + i * 1_000_000_000L / RATE_HZ;
            while (dueNs - System.nanoTime() > 0) {
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
            ticks.add((System.nanoTime() - dueNs) / 1e6);
        }
    }

    private static synchronized void print(String line) {
        System.out.println(line);
    }

    /// The lines of a run in a new JVM with a heap of 256 MB.
    static List<String> lines(String mode) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:-DontCompileHugeMethods",
                        "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileRun.class.getName(),
                        mode,
                        "src/test/resources/hostile"));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("the JVM of hostile scripts failed: " + printed);
        }
        return Arrays.stream(printed.split("\n", -1)).filter(line -> !line.isEmpty()).toList();
    }
}
