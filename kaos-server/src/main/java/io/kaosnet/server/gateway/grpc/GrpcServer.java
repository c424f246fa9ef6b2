package io.kaosnet.server.gateway.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.kaosnet.core.api.CallChain;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.protocol.rest.Prototypes;
import io.kaosnet.server.gateway.net.Lanes;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The gRPC port. Safe from any thread.
public final class GrpcServer implements AutoCloseable {
    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /// Under this name a REST gateway in front forwards the header; taken as the same.
    static final Metadata.Key<String> FORWARDED_AUTHORIZATION =
            Metadata.Key.of("grpcgateway-authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final long MIN_CLIENT_PING_SEC = 5;
    private static final int MAX_CALLS = 100;

    /// A connection without calls is told to go away after this.
    private static final long IDLE_SEC = 600;

    /// A client that is silent this long is asked whether it is there, and given up if it is not.
    private static final long PING_SEC = 60;

    private final ServerServiceDefinition service;
    private final int maxRequestBytes;
    private final Lanes lanes;
    private final @Nullable SslContext tls;
    private @Nullable Server server;

    /// @param maxRequestBytes largest inbound message
    /// @param tls null for plain text
    public GrpcServer(
            ServiceDescriptor service,
            Endpoints endpoints,
            CallChain chain,
            int maxRequestBytes,
            Lanes lanes,
            @Nullable SslContext tls) {
        this.maxRequestBytes = maxRequestBytes;
        this.lanes = lanes;
        this.tls = tls;
        var definition = ServerServiceDefinition.builder(service.getFullName());
        for (MethodDescriptor method : service.getMethods()) {
            Endpoint<?, ?> endpoint = endpoints.find(method.getName());
            if (endpoint != null) {
                definition.addMethod(methodOf(service, method, endpoint, chain, lanes));
            }
        }
        this.service = definition.build();
    }

    private static ServerMethodDefinition<Message, Message> methodOf(
            ServiceDescriptor service,
            MethodDescriptor method,
            Endpoint<?, ?> endpoint,
            CallChain chain,
            Lanes lanes) {
        var descriptor =
                io.grpc.MethodDescriptor.<Message, Message>newBuilder()
                        .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(service.getFullName() + "/" + method.getName())
                        .setRequestMarshaller(
                                ProtoUtils.marshaller(Prototypes.of(method.getInputType())))
                        .setResponseMarshaller(
                                ProtoUtils.marshaller(Prototypes.of(method.getOutputType())))
                        .build();
        return ServerMethodDefinition.create(descriptor, new UnaryHandler(endpoint, chain, lanes));
    }

    /// Starts to listen.
    ///
    /// @return the address it listens on
    public InetSocketAddress listen(InetSocketAddress address) {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(address)
                        .bossEventLoopGroup(lanes.group())
                        .workerEventLoopGroup(lanes.group())
                        .channelType(lanes.serverChannel())
                        .directExecutor()
                        .maxInboundMessageSize(maxRequestBytes)
                        .maxConcurrentCallsPerConnection(MAX_CALLS)
                        .maxConnectionIdle(IDLE_SEC, TimeUnit.SECONDS)
                        .keepAliveTime(PING_SEC, TimeUnit.SECONDS)
                        .permitKeepAliveTime(MIN_CLIENT_PING_SEC, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .addService(service);
        if (tls != null) {
            builder.sslContext(tls);
        }
        try {
            Server started = builder.build().start();
            server = started;
            return (InetSocketAddress) started.getListenSockets().getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Stops accepting; calls in flight go on.
    public void drain() {
        Server running = server;
        if (running != null) {
            running.shutdown();
        }
    }

    @Override
    public void close() {
        Server running = server;
        if (running != null) {
            running.shutdownNow();
        }
    }
}
