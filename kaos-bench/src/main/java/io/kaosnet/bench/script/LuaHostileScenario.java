package io.kaosnet.bench.script;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.realtime.SteadyLoad;
import io.kaosnet.bench.rest.Players;
import io.kaosnet.bench.wire.SocketFormat;
import io.kaosnet.bench.wire.Totals;
import io.kaosnet.bench.wire.Window;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/// Modules that mean harm: endless loops in twice as many functions as there are machines, in a
/// hook and in matches, and functions that take all memory. Measured is everybody else: players in
/// relayed matches, players in matches in Lua, and calls over HTTP. Immutable.
final class LuaHostileScenario implements Scenario {
    private static final int SPINNING_MATCHES = 1;
    private static final int BOMBS = 8;
    private static final int HOOKED = 8;
    private static final long PROBE_GAP_MS = 10;
    private static final long MATCH_GAP_PROBES = 50;
    private static final long MAX_NS = 60_000_000_000L;

    @Override
    public String name() {
        return "lua-hostile";
    }

    @Override
    public String description() {
        return "endless loops and memory bombs in functions, hooks and matches: the others' latency";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("functions", "96", "functions in an endless loop at once"),
                new Option("sockets", "100", "players in relayed matches of ten"),
                new Option("rate", "10", "messages a second of each player"),
                new Option("bytes", "32", "data of a message"),
                new Option("format", "protobuf", "protobuf or json"));
    }

    @Override
    public List<String> serverFlags() {
        List<String> flags = new ArrayList<>(ScriptScenarios.flags());
        flags.addAll(List.of("--runtime.env", "bench_hooks=hostile"));
        return flags;
    }

    /// Asks again as soon as it is answered, until told to stop.
    private record Attack(HttpClient client, AtomicBoolean ended, AtomicLong answers) {
        void start(HttpRequest request) {
            if (ended.get()) {
                return;
            }
            var _ =
                    client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                            .whenComplete(
                                    (_, _) -> {
                                        answers.incrementAndGet();
                                        start(request);
                                    });
        }
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int functions = context.options().whole("functions", 1, 10_000);
        int sockets = context.options().whole("sockets", 10, 10_000);
        int rateHz = context.options().whole("rate", 1, 1000);
        SocketFormat format = SocketFormat.of(context.options().text("format"));
        var attack = new Attack(HttpClient.newHttpClient(), new AtomicBoolean(), new AtomicLong());
        var probes = new ConcurrentHistogram(MAX_NS, 3);
        try (var server = new ScriptServer(context.target())) {
            SteadyLoad load = SteadyLoad.relayed(context, format, sockets, 10, rateHz);
            server.create("bench_empty", 100, 30);
            for (int i = 0; i < functions; i++) {
                attack.start(server.request("lua_spin", ""));
            }
            for (int i = 0; i < BOMBS; i++) {
                attack.start(server.request("lua_bomb", ""));
            }
            for (int i = 0; i < HOOKED; i++) {
                attack.start(hooked(context));
            }
            probe(context, server, context.warmupSeconds(), new ConcurrentHistogram(MAX_NS, 3));
            var before = server.metrics();
            var prober =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            probe(
                                                    context,
                                                    server,
                                                    context.measuredSeconds(),
                                                    probes);
                                        } catch (InterruptedException _) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            Window window =
                    Window.measure(context.loops(), context.target(), context.measuredSeconds());
            prober.join();
            var after = server.metrics();
            attack.ended().set(true);
            load.stop();
            Totals totals = window.totals();
            String late = "kaosnet_match_tick_lateness_seconds";
            return new Result(name())
                    .setting("functions", functions)
                    .setting("sockets", sockets)
                    .add(Figure.of("hostile calls answered", (double) attack.answers().get(), ""))
                    .add(
                            Figure.of(
                                    "scripts killed",
                                    ScriptServer.grown(before, after, "kaosnet_script_kills_total"),
                                    ""))
                    .add(Figure.of("relayed message p50", totals.latencyMs(50), "ms"))
                    .add(Figure.atMost("relayed message p99", totals.latencyMs(99), "ms", 20))
                    .add(
                            Figure.of(
                                    "call over HTTP p50",
                                    probes.getValueAtPercentile(50) / 1e6,
                                    "ms"))
                    .add(
                            Figure.atMost(
                                    "call over HTTP p99",
                                    probes.getValueAtPercentile(99) / 1e6,
                                    "ms",
                                    20))
                    .add(
                            Figure.atMost(
                                    "lateness of the other matches' ticks p99",
                                    ScriptServer.percentileMs(before, after, late, 99),
                                    "ms",
                                    20));
        } finally {
            attack.ended().set(true);
            attack.client().shutdownNow();
        }
    }

    /// A call with a hook that never ends.
    private static HttpRequest hooked(BenchContext context) throws InterruptedException {
        String token = Players.tokens(context, 1)[0];
        return HttpRequest.newBuilder(uri(context, "/v2/match?limit=1"))
                .header("Authorization", "Bearer " + token)
                .build();
    }

    private static URI uri(BenchContext context, String path) {
        return URI.create(
                "http://" + context.target().host() + ":" + context.target().port() + path);
    }

    /// Calls at a fixed rate, whatever becomes of them; and makes new spinning matches, for the
    /// server ends them.
    private static void probe(
            BenchContext context, ScriptServer server, int seconds, ConcurrentHistogram into)
            throws InterruptedException {
        String token = Players.tokens(context, 1)[0];
        HttpRequest request =
                HttpRequest.newBuilder(uri(context, "/v2/account"))
                        .header("Authorization", "Bearer " + token)
                        .build();
        long startNs = System.nanoTime();
        long count = seconds * 1000L / PROBE_GAP_MS;
        for (long i = 0; i < count; i++) {
            long dueNs = startNs + i * PROBE_GAP_MS * 1_000_000;
            long waitMs = (dueNs - System.nanoTime()) / 1_000_000;
            if (waitMs > 0) {
                BenchContext.pause(waitMs);
            }
            if (i % MATCH_GAP_PROBES == 0) {
                spinningMatches(server);
            }
            long sentNs = System.nanoTime();
            var _ =
                    server.client()
                            .sendAsync(request, HttpResponse.BodyHandlers.discarding())
                            .thenAccept(_ -> into.recordValue(System.nanoTime() - sentNs));
        }
    }

    private static void spinningMatches(ScriptServer server) {
        var _ =
                server.client()
                        .sendAsync(
                                server.request(
                                        "lua_create",
                                        "{\"handler\":\"bench_spin\",\"count\":"
                                                + SPINNING_MATCHES
                                                + ",\"rate\":30}"),
                                HttpResponse.BodyHandlers.discarding());
    }
}
