package io.kaosnet.core.module;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.runtime.AfterHook;
import io.kaosnet.runtime.BeforeHook;
import io.kaosnet.runtime.EventHook;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchmakerMatchedHook;
import io.kaosnet.runtime.MatchmakerOverrideHook;
import io.kaosnet.runtime.MatchmakerProcessorHook;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.ResetHook;
import io.kaosnet.runtime.RpcFunction;
import io.kaosnet.runtime.SessionHook;
import io.kaosnet.runtime.ShutdownHook;
import io.kaosnet.runtime.StorageIndexFilter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that one version of the game's modules has registered. Filled by one thread, then
/// published and not changed.
final class ModuleSet implements Registry {
    final int version;
    final Map<String, RpcFunction> rpcs = new HashMap<>();
    final Map<String, BeforeHook<Message>> before = new HashMap<>();
    final Map<String, AfterHook<Message, Message>> after = new HashMap<>();
    final Map<MessageCase, BeforeHook<Envelope>> beforeRealtime = new EnumMap<>(MessageCase.class);
    final Map<MessageCase, AfterHook<Envelope, Envelope>> afterRealtime =
            new EnumMap<>(MessageCase.class);
    final Map<String, MatchHandler.Factory> matches = new HashMap<>();
    final Map<String, StorageIndexFilter> indexFilters = new HashMap<>();
    final List<EventHook> events = new ArrayList<>();
    final List<SessionHook> sessionStarts = new ArrayList<>();
    final List<SessionHook> sessionEnds = new ArrayList<>();
    final List<ShutdownHook> shutdowns = new ArrayList<>();
    @Nullable MatchmakerMatchedHook matchmakerMatched;
    @Nullable MatchmakerOverrideHook matchmakerOverride;
    @Nullable MatchmakerProcessorHook matchmakerProcessor;
    @Nullable ResetHook tournamentEnd;
    @Nullable ResetHook tournamentReset;
    @Nullable ResetHook leaderboardReset;

    ModuleSet(int version) {
        this.version = version;
    }

    @Override
    public void rpc(String id, RpcFunction function) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("rpc id: empty (expected: a name)");
        }
        rpcs.put(id.toLowerCase(Locale.ROOT), function);
    }

    @Override
    public <Q extends Message> void before(String id, Class<Q> request, BeforeHook<Q> hook) {
        HookId.Request target = request(id);
        requireType(target, request, target.input());
        before.put(
                target.name(),
                (context, message) -> {
                    Q typed = request.cast(message);
                    return hook.run(context, typed);
                });
    }

    @Override
    public <Q extends Message, R extends Message> void after(
            String id, Class<Q> request, Class<R> response, AfterHook<Q, R> hook) {
        HookId.Request target = request(id);
        requireType(target, request, target.input());
        requireType(target, response, target.output());
        after.put(
                target.name(),
                (context, out, in) ->
                        hook.run(
                                context,
                                out == null ? null : response.cast(out),
                                request.cast(in)));
    }

    /// Wrong types show when the module loads, not with the first call.
    private static void requireType(
            HookId.Request target, Class<? extends Message> type, Descriptor expected) {
        if (type != Message.class && !type.getSimpleName().equals(expected.getName())) {
            throw new IllegalArgumentException(
                    "hook of "
                            + target.name()
                            + ": "
                            + type.getSimpleName()
                            + " (expected: "
                            + expected.getName()
                            + ")");
        }
    }

    private static HookId.Request request(String id) {
        if (HookId.find(id) instanceof HookId.Request target) {
            return target;
        }
        throw new IllegalArgumentException("hook id: \"" + id + "\" (expected: a call's name)");
    }

    @Override
    public void beforeRealtime(String id, BeforeHook<Envelope> hook) {
        beforeRealtime.put(realtime(id), hook);
    }

    @Override
    public void afterRealtime(String id, AfterHook<Envelope, Envelope> hook) {
        afterRealtime.put(realtime(id), hook);
    }

    private static MessageCase realtime(String id) {
        if (HookId.find(id) instanceof HookId.Realtime target) {
            return target.message();
        }
        throw new IllegalArgumentException(
                "hook id: \"" + id + "\" (expected: a message that clients send)");
    }

    @Override
    public void match(String name, MatchHandler.Factory factory) {
        matches.put(name, factory);
    }

    @Override
    public void matchmakerMatched(MatchmakerMatchedHook hook) {
        matchmakerMatched = hook;
    }

    @Override
    public void matchmakerOverride(MatchmakerOverrideHook hook) {
        matchmakerOverride = hook;
    }

    @Override
    public void matchmakerProcessor(MatchmakerProcessorHook hook) {
        matchmakerProcessor = hook;
    }

    @Override
    public void tournamentEnd(ResetHook hook) {
        tournamentEnd = hook;
    }

    @Override
    public void tournamentReset(ResetHook hook) {
        tournamentReset = hook;
    }

    @Override
    public void leaderboardReset(ResetHook hook) {
        leaderboardReset = hook;
    }

    @Override
    public void storageIndexFilter(String index, StorageIndexFilter filter) {
        indexFilters.put(index, filter);
    }

    @Override
    public void event(EventHook hook) {
        events.add(hook);
    }

    @Override
    public void sessionStart(SessionHook hook) {
        sessionStarts.add(hook);
    }

    @Override
    public void sessionEnd(SessionHook hook) {
        sessionEnds.add(hook);
    }

    @Override
    public void shutdown(ShutdownHook hook) {
        shutdowns.add(hook);
    }
}
