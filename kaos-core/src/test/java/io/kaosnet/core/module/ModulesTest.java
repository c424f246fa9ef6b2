package io.kaosnet.core.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.ListMatchesRequest;
import io.kaosnet.protocol.api.MatchList;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.runtime.EventHook;
import io.kaosnet.runtime.Matches;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.runtime.Server;
import io.kaosnet.runtime.Sessions;
import io.kaosnet.runtime.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ModulesTest {
    private static final UUID USER = new UUID(0, 7);
    private static final Caller CALLER =
            new Caller(
                    new Identity(USER, "ann", Map.of("a", "b"), "t", 1, 99),
                    Origin.of("10.0.0.9", 5));

    private Consumer<Registry> script = _ -> {};
    private final Modules modules = modules();

    private Modules modules() {
        ModuleSource source =
                new ModuleSource() {
                    @Override
                    public String name() {
                        return "test";
                    }

                    @Override
                    public void load(Registry registry) {
                        script.accept(registry);
                    }
                };
        var made =
                new Modules(
                        "n1",
                        "1.0",
                        Map.of("KEY", "value"),
                        List.of(source),
                        ModuleObserver.NONE,
                        Clock.SYSTEM);
        made.serve(new NoServer());
        return made;
    }

    private void load(Consumer<Registry> registrations) {
        script = registrations;
        modules.load();
    }

    @Test
    void everyCallAndEveryInboundMessageHasAHookId() {
        assertThat(
                        HookId.all().values().stream()
                                .filter(HookId.Request.class::isInstance)
                                .distinct())
                .hasSize(84);
        assertThat(
                        HookId.all().values().stream()
                                .filter(HookId.Realtime.class::isInstance)
                                .distinct())
                .hasSize(28);
        assertThat(HookId.find("room_join")).isEqualTo(new HookId.Realtime(MessageCase.MATCH_JOIN));
        assertThat(HookId.find("storage_write")).isEqualTo(HookId.find("WriteStorageObjects"));
        assertThat(HookId.find("authenticate_device")).isEqualTo(HookId.find("AuthenticateDevice"));
        assertThat(HookId.find("rpc")).isEqualTo(HookId.find("RpcFunc"));
        assertThat(HookId.find("Healthcheck")).isNull();
    }

    @Test
    void functionIsCalledWithItsContextByAnIdInAnyCase() {
        List<RuntimeContext> seen = new ArrayList<>();
        load(
                registry ->
                        registry.rpc(
                                "Echo",
                                (context, payload) -> {
                                    seen.add(context);
                                    return payload + "!";
                                }));
        assertThat(Objects.requireNonNull(modules.rpc("eCHO")).call(CALLER, "x")).isEqualTo("x!");
        RuntimeContext context = seen.getFirst();
        assertThat(context.userId()).isEqualTo(USER.toString());
        assertThat(context.call().vars()).containsEntry("a", "b");
        assertThat(context.env()).containsEntry("KEY", "value");
        assertThat(context.mode()).isEqualTo(RuntimeContext.Mode.RPC);
        assertThat(context.call().clientIp()).isEqualTo("10.0.0.9");
        assertThat(modules.call("echo", "y")).isEqualTo("y!");
        assertThat(modules.rpc("other")).isNull();
    }

    @Test
    void refusalOfAFunctionKeepsItsCode() {
        load(
                registry ->
                        registry.rpc(
                                "no",
                                (_, _) -> {
                                    throw new RuntimeError(9, "not now");
                                }));
        assertThatThrownBy(() -> Objects.requireNonNull(modules.rpc("no")).call(CALLER, ""))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(Code.FAILED_PRECONDITION);
                            assertThat(e.text()).isEqualTo("not now");
                        });
    }

    @Test
    void beforeHookChangesOrRefusesARequest() {
        load(
                registry ->
                        registry.before(
                                "listmatches",
                                ListMatchesRequest.class,
                                (_, request) ->
                                        request.hasLimit()
                                                ? request.toBuilder().setCursor("c").build()
                                                : null));
        var hook = Objects.requireNonNull(modules.before("ListMatches"));
        var limited =
                ListMatchesRequest.newBuilder()
                        .setLimit(com.google.protobuf.Int32Value.of(1))
                        .build();
        assertThat(hook.run(CALLER, limited)).isEqualTo(limited.toBuilder().setCursor("c").build());
        assertThat(hook.run(CALLER, ListMatchesRequest.getDefaultInstance())).isNull();
        assertThat(modules.before("GetAccount")).isNull();
    }

    @Test
    void hookOfACallThatCarriesNothingCanOnlyRefuseByAnError() {
        load(registry -> registry.before("GetAccount", Empty.class, (_, _) -> null));
        assertThat(
                        Objects.requireNonNull(modules.before("GetAccount"))
                                .run(CALLER, Empty.getDefaultInstance()))
                .isEqualTo(Empty.getDefaultInstance());
    }

    @Test
    void afterHookSeesResponseAndRequest() {
        List<Message> seen = new ArrayList<>();
        load(
                registry ->
                        registry.after(
                                "ListMatches",
                                ListMatchesRequest.class,
                                MatchList.class,
                                (_, response, request) -> {
                                    seen.add(Objects.requireNonNull(response));
                                    seen.add(request);
                                }));
        Objects.requireNonNull(modules.after("ListMatches"))
                .run(
                        CALLER,
                        MatchList.getDefaultInstance(),
                        ListMatchesRequest.getDefaultInstance());
        assertThat(seen)
                .containsExactly(
                        MatchList.getDefaultInstance(), ListMatchesRequest.getDefaultInstance());
    }

    @Test
    void unknownIdsAreRefused() {
        assertThatThrownBy(() -> load(r -> r.before("Nothing", Empty.class, (_, q) -> q)))
                .hasMessageContaining("Nothing");
        assertThatThrownBy(() -> load(r -> r.beforeRealtime("ListMatches", (_, q) -> q)))
                .hasMessageContaining("ListMatches");
        assertThatThrownBy(
                        () ->
                                load(
                                        r ->
                                                r.after(
                                                        "MatchJoin",
                                                        Empty.class,
                                                        Account.class,
                                                        (_, _, _) -> {})))
                .hasMessageContaining("MatchJoin");
        assertThatThrownBy(() -> load(r -> r.before("ListMatches", Empty.class, (_, q) -> q)))
                .hasMessage("hook of ListMatches: Empty (expected: ListMatchesRequest)");
        assertThatThrownBy(
                        () ->
                                load(
                                        r ->
                                                r.after(
                                                        "ListMatches",
                                                        ListMatchesRequest.class,
                                                        Account.class,
                                                        (_, _, _) -> {})))
                .hasMessage("hook of ListMatches: Account (expected: MatchList)");
    }

    @Test
    void realtimeHookRefusesWithItsText() {
        load(
                registry ->
                        registry.beforeRealtime(
                                "room_join",
                                (_, _) -> {
                                    throw new RuntimeError(3, "closed today");
                                }));
        assertThat(modules.has(MessageCase.MATCH_JOIN)).isTrue();
        assertThat(modules.has(MessageCase.PING)).isFalse();
        var hook = Objects.requireNonNull(modules.before(MessageCase.MATCH_JOIN));
        var session =
                new Session(
                        Objects.requireNonNull(CALLER.identity()),
                        new Origin("", 0, "en", UUID.randomUUID(), Map.of(), Map.of()),
                        new UnusedOutbound(),
                        false);
        assertThatThrownBy(() -> hook.run(session, Envelope.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        RealtimeException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(Error.Code.RUNTIME_FUNCTION_EXCEPTION);
                            assertThat(e.text()).isEqualTo("closed today");
                        });
    }

    @Test
    void modulesThatDoNotLoadChangeNothing() {
        load(registry -> registry.rpc("a", (_, _) -> "1"));
        assertThatThrownBy(
                        () ->
                                load(
                                        registry -> {
                                            registry.rpc("a", (_, _) -> "2");
                                            throw new ModuleException("a.lua:3: syntax", null);
                                        }))
                .isInstanceOf(ModuleException.class);
        assertThat(modules.version()).isEqualTo(1);
        assertThat(modules.call("a", "")).isEqualTo("1");
        load(registry -> registry.rpc("b", (_, _) -> "3"));
        assertThat(modules.version()).isEqualTo(2);
        assertThat(modules.rpcIds()).containsExactly("b");
    }

    @Test
    void callbackThatFailsHurtsNobody() {
        List<String> seen = new ArrayList<>();
        load(
                registry -> {
                    registry.event(
                            (_, event) -> {
                                throw new IllegalStateException("broken on purpose");
                            });
                    registry.event((_, event) -> seen.add(event.name()));
                    registry.matchmakerMatched((_, entries) -> "m" + entries.size());
                    registry.shutdown(context -> seen.add(context.mode().text()));
                    registry.leaderboardReset((_, id, _, resetSec) -> seen.add(id + resetSec));
                });
        modules.event(CALLER, new EventHook.Event("e", Map.of(), 1, true));
        modules.leaderboardReset("l", 5);
        modules.shutdown();
        assertThat(modules.matchmakerHooks(Runnable::run).matched(List.of())).isEqualTo("m0");
        assertThat(seen).containsExactly("e", "l5", "shutdown");
    }

    /// A server without features.
    static final class NoServer implements Server {
        @Override
        public Matches matches() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Streams streams() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Sessions sessions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String rpc(String id, String payload) {
            throw new UnsupportedOperationException();
        }
    }

    /// A connection that nothing is written to.
    private static final class UnusedOutbound implements io.kaosnet.core.session.Outbound {
        @Override
        public io.kaosnet.core.session.Lane lane() {
            throw new UnsupportedOperationException();
        }

        @Override
        public io.kaosnet.core.session.Encoding encoding() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] frame, boolean reliable) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(io.kaosnet.core.session.CloseReason reason) {}

        @Override
        public void setReading(boolean reading) {}
    }
}
