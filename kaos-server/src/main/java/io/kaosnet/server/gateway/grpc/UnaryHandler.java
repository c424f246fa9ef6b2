package io.kaosnet.server.gateway.grpc;

import com.google.protobuf.Message;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.CallChain;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.thread.LaneThread;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.server.gateway.net.Lanes;
import io.kaosnet.server.gateway.net.NettyLane;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers one method from its endpoint. Safe from any thread: calls that may block get a virtual
/// thread, which begins on their event loop.
final class UnaryHandler implements ServerCallHandler<Message, Message> {
    private final Endpoint<?, ?> endpoint;
    private final CallChain chain;
    private final Lanes lanes;

    UnaryHandler(Endpoint<?, ?> endpoint, CallChain chain, Lanes lanes) {
        this.endpoint = endpoint;
        this.chain = chain;
        this.lanes = lanes;
    }

    @Override
    public ServerCall.Listener<Message> startCall(
            ServerCall<Message, Message> call, Metadata headers) {
        // Two, so that a second message in a unary call is seen and refused.
        call.request(2);
        return new ServerCall.Listener<>() {
            private @Nullable Message request;
            private boolean refused;

            @Override
            public void onMessage(Message message) {
                if (request != null && !refused) {
                    refused = true;
                    call.close(
                            Status.INTERNAL.withDescription("more than one request message"),
                            new Metadata());
                }
                request = message;
            }

            @Override
            public void onHalfClose() {
                Message only = request;
                if (refused) {
                    return;
                }
                if (only == null) {
                    call.close(
                            Status.INTERNAL.withDescription("no request message"), new Metadata());
                } else if (chain.mayBlock(endpoint)) {
                    begin(() -> answer(call, headers, only));
                } else {
                    answer(call, headers, only);
                }
            }
        };
    }

    private void begin(Runnable task) {
        NettyLane lane = lanes.current();
        if (lane == null) {
            LaneThread.start("grpc", task);
        } else {
            lane.start("grpc", task);
        }
    }

    private void answer(ServerCall<Message, Message> call, Metadata headers, Message request) {
        try {
            String httpKey = request instanceof Rpc rpc ? rpc.getHttpKey() : null;
            Caller caller =
                    chain.authenticate(
                            endpoint, authorization(headers), httpKey, origin(call, headers));
            Message response = chain.call(endpoint, caller, request);
            call.sendHeaders(new Metadata());
            call.sendMessage(response);
            call.close(Status.OK, new Metadata());
        } catch (ApiException e) {
            call.close(
                    Status.fromCodeValue(e.code().number()).withDescription(e.text()),
                    new Metadata());
        }
    }

    /// The only value; repeated credentials are as good as none.
    private static @Nullable String authorization(Metadata headers) {
        Iterable<String> values = headers.getAll(GrpcServer.AUTHORIZATION);
        if (values == null) {
            values = headers.getAll(GrpcServer.FORWARDED_AUTHORIZATION);
        }
        if (values == null) {
            return null;
        }
        String only = null;
        for (String value : values) {
            if (only != null) {
                return null;
            }
            only = value;
        }
        return only;
    }

    private static Origin origin(ServerCall<?, ?> call, Metadata headers) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        Map<String, List<String>> copied = new HashMap<>();
        for (String name : headers.keys()) {
            if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                Iterable<String> values =
                        headers.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
                if (values != null) {
                    var all = new java.util.ArrayList<String>();
                    values.forEach(all::add);
                    copied.put(name, List.copyOf(all));
                }
            }
        }
        return remote instanceof InetSocketAddress address
                ? new Origin(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        "en",
                        null,
                        copied,
                        Map.of())
                : new Origin("", 0, "en", null, copied, Map.of());
    }
}
