package io.kaosnet.server.metrics;

import io.kaosnet.core.api.CallObserver;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.match.MatchObserver;
import io.kaosnet.core.module.ModuleObserver;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.script.ScriptMetrics;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.scripting.ScriptObserver;
import io.kaosnet.server.gateway.net.GatewayObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Every metric of the server. What happens for every message is a [LongAdder] in an array, read
/// when somebody scrapes; what happens less often is a meter.
public final class ServerMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Durations requests = durations("kaosnet_requests_seconds", "call", "code");
    private final Durations operations = durations("kaosnet_database_operations_seconds", "kind");
    private final Durations commits = durations("kaosnet_database_commits_seconds");
    private final Durations ticks = durations("kaosnet_match_ticks_seconds");
    private final Durations lateness = durations("kaosnet_match_tick_lateness_seconds");
    private final Durations modules =
            durations("kaosnet_module_calls_seconds", "mode", "id", "failed");
    private final Map<CallKey, Durations.Series> calls = new ConcurrentHashMap<>();
    private final Map<ModuleKey, Durations.Series> moduleCalls = new ConcurrentHashMap<>();
    private final LongAdder[] messages = adders(MAX_MESSAGE_NUMBER + 1);
    private final LongAdder[] messageErrors = adders(Error.Code.values().length);
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder sentFrames = new LongAdder();

    private static final int MAX_MESSAGE_NUMBER = 127;

    private record CallKey(String name, Code outcome) {}

    private record ModuleKey(RuntimeContext.Mode mode, String id, boolean failed) {}

    public ServerMetrics() {
        for (MessageCase message : MessageCase.values()) {
            counter(
                    "kaosnet_socket_messages",
                    "message",
                    message.name().toLowerCase(Locale.ROOT),
                    messages[message.getNumber()]);
        }
        for (Error.Code code : Error.Code.values()) {
            if (code != Error.Code.UNRECOGNIZED) {
                counter(
                        "kaosnet_socket_errors",
                        "code",
                        code.name().toLowerCase(Locale.ROOT),
                        messageErrors[code.getNumber()]);
            }
        }
        counter("kaosnet_socket_bytes", "direction", "received", receivedBytes);
        counter("kaosnet_socket_bytes", "direction", "sent", sentBytes);
        counter("kaosnet_socket_frames", "direction", "sent", sentFrames);
    }

    /// Adds what the JVM and the machine tell of themselves: once the server listens, for the JDK
    /// takes a while to find it out.
    public void bindMachine() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    private void counter(String name, String tag, String value, LongAdder adder) {
        io.micrometer.core.instrument.FunctionCounter.builder(name, adder, LongAdder::sum)
                .tag(tag, value)
                .register(registry);
    }

    /// A count that somebody else keeps.
    ///
    /// @param tags names and values in turn
    public void count(String name, Supplier<Number> value, String... tags) {
        // The meter holds its object weakly and its function strongly; nobody else holds `value`.
        io.micrometer.core.instrument.FunctionCounter.builder(
                        name, registry, _ -> value.get().doubleValue())
                .tags(tags)
                .register(registry);
    }

    /// A level that is read when somebody scrapes.
    public void gauge(String name, Supplier<Number> value) {
        Gauge.builder(name, value).strongReference(true).register(registry);
    }

    /// The text of a scrape.
    public String scrape() {
        return registry.scrape();
    }

    private Durations durations(String name, String... labels) {
        var durations = new Durations(name, labels);
        registry.getPrometheusRegistry().register(durations);
        return durations;
    }

    public CallObserver calls() {
        return (name, outcome, durationNs) ->
                calls.computeIfAbsent(
                                new CallKey(name, outcome),
                                key ->
                                        requests.of(
                                                key.name(),
                                                key.outcome().name().toLowerCase(Locale.ROOT)))
                        .record(durationNs);
    }

    public RealtimeRouter.Observer messages() {
        return new RealtimeRouter.Observer() {
            @Override
            public void onMessage(MessageCase message, Error.@Nullable Code error) {
                messages[message.getNumber()].increment();
                if (error != null) {
                    messageErrors[error.getNumber()].increment();
                }
            }
        };
    }

    public GatewayObserver gateway() {
        Counter opened = registry.counter("kaosnet_sockets_opened");
        Counter[] closed = new Counter[CloseReason.values().length];
        for (CloseReason reason : CloseReason.values()) {
            closed[reason.ordinal()] =
                    registry.counter(
                            "kaosnet_sockets_closed",
                            "reason",
                            reason.name().toLowerCase(Locale.ROOT));
        }
        return new GatewayObserver() {
            @Override
            public void onSocketOpened() {
                opened.increment();
            }

            @Override
            public void onSocketClosed(CloseReason reason) {
                closed[reason.ordinal()].increment();
            }

            @Override
            public void onReceived(int lengthBytes) {
                receivedBytes.add(lengthBytes);
            }

            @Override
            public void onSent(int lengthBytes) {
                sentFrames.increment();
                sentBytes.add(lengthBytes);
            }
        };
    }

    public DatabaseObserver database() {
        Durations.Series reads = operations.of("read");
        Durations.Series writes = operations.of("write");
        Durations.Series commitsOfAll = commits.of();
        Counter committed = registry.counter("kaosnet_database_committed_operations");
        Counter retries = registry.counter("kaosnet_database_retries");
        Counter refusals = registry.counter("kaosnet_database_refused");
        Counter unavailable = registry.counter("kaosnet_database_unavailable");
        return new DatabaseObserver() {
            @Override
            public void onRead(long durationNs) {
                reads.record(durationNs);
            }

            @Override
            public void onWrite(long durationNs) {
                writes.record(durationNs);
            }

            @Override
            public void onCommit(int operationCount, long durationNs) {
                commitsOfAll.record(durationNs);
                committed.increment(operationCount);
            }

            @Override
            public void onRetry() {
                retries.increment();
            }

            @Override
            public void onRefused() {
                refusals.increment();
            }

            @Override
            public void onUnavailable() {
                unavailable.increment();
            }
        };
    }

    public MatchObserver matches() {
        Durations.Series ticksOfAll = ticks.of();
        Durations.Series latenessOfAll = lateness.of();
        Counter[] losses = new Counter[MatchObserver.Loss.values().length];
        for (MatchObserver.Loss loss : MatchObserver.Loss.values()) {
            losses[loss.ordinal()] =
                    registry.counter(
                            "kaosnet_match_losses", "what", loss.name().toLowerCase(Locale.ROOT));
        }
        return new MatchObserver() {
            @Override
            public void onTick(long durationNs, long latenessNs) {
                ticksOfAll.record(durationNs);
                latenessOfAll.record(latenessNs);
            }

            @Override
            public void onLoss(Loss loss, int count) {
                losses[loss.ordinal()].increment(count);
            }

            @Override
            public void onError(String handlerName, String callback) {
                registry.counter(
                                "kaosnet_match_errors",
                                "handler",
                                handlerName,
                                "callback",
                                callback)
                        .increment();
            }

            @Override
            public void onMoved(String handlerName) {
                registry.counter("kaosnet_match_moved", "handler", handlerName).increment();
            }
        };
    }

    public ScriptObserver scripts() {
        Counter poolFull = registry.counter("kaosnet_script_pool_full");
        return new ScriptObserver() {
            @Override
            public void onKill(String what, String id, String budget) {
                registry.counter("kaosnet_script_kills", "what", what, "id", id, "budget", budget)
                        .increment();
            }

            @Override
            public void onError(String what, String id) {
                registry.counter("kaosnet_script_errors", "what", what, "id", id).increment();
            }

            @Override
            public void onPoolFull() {
                poolFull.increment();
            }
        };
    }

    /// Where measurements of the game's own code go.
    public ScriptMetrics scriptMetrics() {
        return new GameMetrics(registry);
    }

    public ModuleObserver modules() {
        Counter dropped = registry.counter("kaosnet_events_dropped");
        return new ModuleObserver() {
            @Override
            public void onCall(
                    RuntimeContext.Mode mode, String id, long durationNs, boolean failed) {
                moduleCalls
                        .computeIfAbsent(
                                new ModuleKey(mode, id, failed),
                                key ->
                                        modules.of(
                                                key.mode().name().toLowerCase(Locale.ROOT),
                                                key.id(),
                                                Boolean.toString(key.failed())))
                        .record(durationNs);
            }

            @Override
            public void onLoad(int version, boolean accepted) {
                registry.counter("kaosnet_module_loads", "accepted", Boolean.toString(accepted))
                        .increment();
            }

            @Override
            public void onEventDropped() {
                dropped.increment();
            }
        };
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
