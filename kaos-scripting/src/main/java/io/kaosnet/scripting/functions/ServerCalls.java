package io.kaosnet.scripting.functions;

import com.google.protobuf.Message;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.script.ScriptException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/// Calls the server's own endpoints in a user's name, past hooks and limits. Safe from any thread;
/// may block.
final class ServerCalls {
    private final Supplier<Endpoints> endpoints;

    /// @param endpoints asked with each call, for they are complete only when the server stands
    ServerCalls(Supplier<Endpoints> endpoints) {
        this.endpoints = endpoints;
    }

    /// @throws io.kaosnet.core.api.ApiException what the user would be told
    Message as(UUID userId, String name, Message request) {
        var identity = new Identity(userId, "", Map.of(), "", 0, 0);
        return call(new Caller(identity, Origin.SERVER), name, request);
    }

    Message asNobody(String name, Message request) {
        return call(Caller.SERVER, name, request);
    }

    @SuppressWarnings("unchecked")
    private Message call(Caller caller, String name, Message request) {
        var endpoint = (Endpoint<Message, Message>) endpoints.get().find(name);
        if (endpoint == null) {
            throw new ScriptException(name + " is not available on this server");
        }
        return endpoint.handler().handle(caller, request);
    }
}
