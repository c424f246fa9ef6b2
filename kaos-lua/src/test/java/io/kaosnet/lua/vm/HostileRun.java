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

/// The main class of a JVM with a small heap that runs every hostile script, first each by itself,
/// then eight at once beside a well-behaved VM at 60 Hz; [HostileCrowdTest] starts it and reads the
/// lines it prints.
final class HostileRun {
    static final long TIME_MS = 100;
    static final long MEMORY_BYTES = 16 << 20;
    private static final int AT_ONCE = 8;
    private static final int RATE_HZ = 60;
    private static final LuaLimits LIMITS =
            LuaLimits.NONE.withTimeMs(TIME_MS).withAllocationBytes(MEMORY_BYTES);

    private final LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);
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

    /// Prints `together NAME killed lateMs cpuMs` for each, then
    /// `ticks WANTED DONE medianLateMs p99LateMs worstLateMs` of the well-behaved VM.
    private void together(List<Path> scripts) throws Exception {
        var waiting = new ConcurrentLinkedQueue<>(scripts);
        var isOver = new AtomicBoolean();
        var started = new CountDownLatch(1);
        List<Double> lateMs = new ArrayList<>();
        Thread good = Thread.ofPlatform().start(() -> tick(started, isOver, lateMs));
        started.await();
        List<Thread> bad = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            bad.add(Thread.ofPlatform().start(() -> runAll(waiting)));
        }
        for (Thread thread : bad) {
            thread.join();
        }
        isOver.set(true);
        good.join();
        double[] sorted = lateMs.stream().mapToDouble(d -> d).sorted().toArray();
        print(
                "ticks %d %.2f %.2f %.2f"
                        .formatted(
                                sorted.length,
                                sorted[sorted.length / 2],
                                sorted[sorted.length * 99 / 100],
                                sorted[sorted.length - 1]));
    }

    private void runAll(ConcurrentLinkedQueue<Path> waiting) {
        for (Path script = waiting.poll(); script != null; script = waiting.poll()) {
            try {
                LuaVm vm = engine.newVm(LIMITS);
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
    private void tick(CountDownLatch started, AtomicBoolean isOver, List<Double> lateMs) {
        LuaVm vm = engine.newVm(LIMITS);
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
            lateMs.add((System.nanoTime() - dueNs) / 1e6);
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
