package io.kaosnet.server.gateway.http;

import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.CallChain;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Origin;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.rest.BadRequestException;
import io.kaosnet.protocol.rest.RequestReader;
import io.kaosnet.protocol.rest.Routes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers REST requests from the endpoint table. Safe from any thread.
final class RestGateway {
    private static final String RPC = "RpcFunc";

    private final Routes routes;
    private final Endpoints endpoints;
    private final CallChain chain;
    private final EncodedLists encoded = new EncodedLists();

    RestGateway(Routes routes, Endpoints endpoints, CallChain chain) {
        this.routes = routes;
        this.endpoints = endpoints;
        this.chain = chain;
    }

    /// One request as far as REST sees it.
    ///
    /// @param path percent-encoded, without the query
    /// @param query without the `?`; empty for none
    /// @param query parameters, decoded when somebody asks
    @SuppressWarnings("ArrayRecordComponent")
    record Request(
            String method,
            String path,
            String query,
            @Nullable String authorization,
            @Nullable String contentType,
            byte[] body,
            Origin origin) {}

    /// What is to be done with a request: answered already, or a call yet to be run.
    sealed interface Plan {}

    record Answered(HttpReply reply) implements Plan {}

    /// A call whose credentials and request are in order.
    ///
    /// @param mayBlock run it on a virtual thread
    record Call(
            Endpoint<?, ?> endpoint,
            Caller caller,
            Message message,
            boolean mayBlock,
            @Nullable String unwrappedType)
            implements Plan {}

    /// Finds the call and checks it. Never blocks.
    Plan plan(Request request) {
        Routes.Match match = routes.match(request.method(), request.path());
        return switch (match) {
            case Routes.NotFound _ -> new Answered(HttpReply.error(Code.NOT_FOUND, "Not Found"));
            case Routes.MethodNotAllowed _ ->
                    new Answered(HttpReply.error(Code.UNIMPLEMENTED, "Method Not Allowed"));
            case Routes.BadPath bad ->
                    new Answered(HttpReply.error(Code.INVALID_ARGUMENT, bad.message()));
            case Routes.Found found -> plan(request, found);
        };
    }

    private Plan plan(Request request, Routes.Found found) {
        String name = found.route().rpcName();
        boolean isRpc = name.equals(RPC);
        Endpoint<?, ?> endpoint = endpoints.find(name);
        if (endpoint == null) {
            return new Answered(HttpReply.error(Code.UNIMPLEMENTED, name + " has no handler"));
        }
        try {
            return isRpc ? planRpc(request, found, endpoint) : planCall(request, found, endpoint);
        } catch (ApiException e) {
            return new Answered(HttpReply.error(e, isRpc));
        } catch (BadRequestException e) {
            return new Answered(
                    HttpReply.error(
                            ApiException.invalidArgument(String.valueOf(e.getMessage())), isRpc));
        }
    }

    private Plan planCall(Request request, Routes.Found found, Endpoint<?, ?> endpoint)
            throws BadRequestException {
        Caller caller =
                chain.authenticate(endpoint, request.authorization(), null, request.origin());
        Message message =
                RequestReader.read(
                        found, request.query(), request.body(), 0, request.body().length);
        return new Call(endpoint, caller, message, chain.mayBlock(endpoint), null);
    }

    /// RPC has rules of its own: the payload never comes from the query, which the function sees as
    /// it is; with `unwrap` bodies are raw both ways.
    private Plan planRpc(Request request, Routes.Found found, Endpoint<?, ?> endpoint)
            throws BadRequestException {
        Map<String, List<String>> query = request.origin().queryParams();
        List<String> httpKeys = query.getOrDefault("http_key", List.of());
        Caller caller =
                chain.authenticate(
                        endpoint,
                        request.authorization(),
                        httpKeys.isEmpty() ? null : httpKeys.getFirst(),
                        request.origin());
        Rpc.Builder rpc = Rpc.newBuilder().setId(found.values().getFirst());
        String unwrappedType = null;
        if (query.containsKey("unwrap")) {
            unwrappedType = request.contentType() == null ? "text/plain" : request.contentType();
            rpc.setPayload(new String(request.body(), StandardCharsets.UTF_8));
        } else if (request.method().equals("POST")) {
            rpc.setPayload(JsonText.readString(request.body()));
        }
        return new Call(endpoint, caller, rpc.build(), chain.mayBlock(endpoint), unwrappedType);
    }

    /// Runs a planned call; blocks as far as its endpoint does.
    HttpReply run(Call call) {
        boolean isRpc = call.endpoint().name().equals(RPC);
        try {
            Message response = chain.call(call.endpoint(), call.caller(), call.message());
            return isRpc && response instanceof Rpc rpc
                    ? rpcReply(rpc, call.unwrappedType())
                    : HttpReply.json(encoded.toBytes(response));
        } catch (ApiException e) {
            return HttpReply.error(e, isRpc);
        }
    }

    private static HttpReply rpcReply(Rpc rpc, @Nullable String unwrappedType) {
        if (unwrappedType != null) {
            byte[] body = rpc.getPayload().getBytes(StandardCharsets.UTF_8);
            return new HttpReply(200, unwrappedType, body, "", 0);
        }
        String json = "{\"payload\":" + JsonText.quote(rpc.getPayload()) + "}";
        return HttpReply.json(json.getBytes(StandardCharsets.UTF_8));
    }
}
