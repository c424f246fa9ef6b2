package io.kaosnet.core.rpc;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Error;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The game's functions by id; ids are lower-case. Safe from any thread.
public final class Rpcs {
    private final Map<String, RpcHandler> byId = new ConcurrentHashMap<>();
    private volatile Source source = _ -> null;

    /// Where functions come from that are loaded as a whole, by lower-case id.
    @FunctionalInterface
    public interface Source {
        @Nullable RpcHandler find(String id);
    }

    /// Sets where the game's functions come from, while the server is put together.
    public void serve(Source functions) {
        source = functions;
    }

    /// Registers a function; a second one of the same id replaces the first.
    public void register(String id, RpcHandler handler) {
        byId.put(id.toLowerCase(Locale.ROOT), handler);
    }

    public void unregister(String id) {
        byId.remove(id.toLowerCase(Locale.ROOT));
    }

    public Set<String> ids() {
        return Set.copyOf(byId.keySet());
    }

    public @Nullable RpcHandler find(String id) {
        String key = id.toLowerCase(Locale.ROOT);
        RpcHandler handler = source.find(key);
        return handler == null ? byId.get(key) : handler;
    }

    /// Binds the call and the socket message.
    public void bind(Endpoints.Builder endpoints, RealtimeRouter router) {
        endpoints.bind("RpcFunc", Rpc.getDefaultInstance(), this::onCall);
        router.onBlocking(MessageCase.RPC, this::onMessage);
    }

    private Rpc onCall(Caller caller, Rpc request) {
        if (request.getId().isEmpty()) {
            throw ApiException.invalidArgument("id: empty (expected: the id of an RPC function)");
        }
        RpcHandler handler = find(request.getId());
        if (handler == null) {
            throw ApiException.notFound("RPC function not found");
        }
        return Rpc.newBuilder().setPayload(handler.call(caller, request.getPayload())).build();
    }

    private Envelope onMessage(Session session, Envelope request) {
        Rpc rpc = request.getRpc();
        RpcHandler handler = rpc.getId().isEmpty() ? null : find(rpc.getId());
        if (handler == null) {
            throw new RealtimeException(
                    Error.Code.RUNTIME_FUNCTION_NOT_FOUND, "RPC function not found");
        }
        String payload;
        try {
            payload = handler.call(session.caller(), rpc.getPayload());
        } catch (ApiException e) {
            throw new RealtimeException(Error.Code.RUNTIME_FUNCTION_EXCEPTION, e.text());
        }
        return Envelope.newBuilder()
                .setRpc(Rpc.newBuilder().setId(rpc.getId()).setPayload(payload))
                .build();
    }
}
