package io.kaosnet.server.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.CallChain;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Hooks;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.RateLimits;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.realtime.RealtimeHooks;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.rpc.Rpcs;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.server.gateway.net.Lanes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GrpcTest {
    private static final String SERVICE = "nakama.api.Nakama";

    private final Lanes lanes = new Lanes(1);
    private final CountDownLatch waits = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final GrpcServer server;
    private final ManagedChannel channel;

    GrpcTest() {
        var service = Service.getDescriptor().findServiceByName("Nakama");
        var endpoints = Endpoints.builder(service);
        endpoints.bindNonBlocking(
                "Healthcheck", Empty.getDefaultInstance(), (_, _) -> Empty.getDefaultInstance());
        var rpcs = new Rpcs();
        rpcs.register("echo", (_, payload) -> payload);
        rpcs.register("where", (_, _) -> Thread.currentThread().toString());
        rpcs.register("wait", (_, _) -> awaited());
        rpcs.register("go", (_, payload) -> goOn(payload));
        rpcs.bind(endpoints, new RealtimeRouter(RealtimeHooks.NONE, (_, _) -> {}));
        var chain =
                new CallChain(
                        new CallChain.Keys("serverkey", "httpkey"),
                        GrpcTest::identity,
                        RateLimits.NONE,
                        Hooks.NONE,
                        (_, _, _) -> {},
                        Clock.SYSTEM);
        server = new GrpcServer(service, endpoints.build(), chain, 262_144, lanes, null);
        InetSocketAddress address =
                server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel =
                NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
                        .usePlaintext()
                        .build();
    }

    private String awaited() {
        waits.countDown();
        try {
            return gone.await(20, TimeUnit.SECONDS) ? "gone" : "forgotten";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String goOn(String payload) {
        gone.countDown();
        return payload;
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        lanes.close();
    }

    private static Identity identity(String token) {
        if (!token.equals("good")) {
            throw new ApiException(Code.UNAUTHENTICATED, "token invalid");
        }
        return new Identity(new UUID(1, 2), "ann", Map.of(), "t", 0, Long.MAX_VALUE);
    }

    @SuppressWarnings("unchecked")
    private <Q extends Message, R extends Message> R call(
            String name, Q request, R response, String... authorizations) {
        var method =
                MethodDescriptor.<Q, R>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(SERVICE + "/" + name)
                        .setRequestMarshaller(
                                ProtoUtils.marshaller((Q) request.getDefaultInstanceForType()))
                        .setResponseMarshaller(
                                ProtoUtils.marshaller((R) response.getDefaultInstanceForType()))
                        .build();
        var metadata = new Metadata();
        for (String authorization : authorizations) {
            metadata.put(GrpcServer.AUTHORIZATION, authorization);
        }
        var withHeaders =
                io.grpc.ClientInterceptors.intercept(
                        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
        return ClientCalls.blockingUnaryCall(withHeaders, method, CallOptions.DEFAULT, request);
    }

    @Test
    void healthcheckNeedsNothing() {
        assertThat(call("Healthcheck", Empty.getDefaultInstance(), Empty.getDefaultInstance()))
                .isEqualTo(Empty.getDefaultInstance());
    }

    @Test
    void rpcTakesATokenOrTheKeyInTheMessage() {
        var echo = Rpc.newBuilder().setId("echo").setPayload("p").build();
        assertThat(call("RpcFunc", echo, echo, "Bearer good"))
                .isEqualTo(Rpc.newBuilder().setPayload("p").build());
        assertThat(call("RpcFunc", echo.toBuilder().setHttpKey("httpkey").build(), echo))
                .isEqualTo(Rpc.newBuilder().setPayload("p").build());
    }

    private String payload(String function) {
        var request = Rpc.newBuilder().setId(function).build();
        return call("RpcFunc", request, request, "Bearer good").getPayload();
    }

    @Test
    void aCallBeginsOnItsEventLoop() {
        assertThat(payload("where")).containsPattern("^VirtualThread.*grpc.*EventLoop");
    }

    @Test
    void aCallThatWaitsHoldsUpNoOther() throws InterruptedException {
        var waiting = new FutureTask<>(() -> payload("wait"));
        Thread.ofVirtual().start(waiting);
        assertThat(waits.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(payload("echo")).isEmpty();
        assertThat(waiting).isNotDone();
        payload("go");
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("gone");
    }

    @Test
    void badCredentialsAndUnknownFunctionsHaveTheirCodes() {
        var echo = Rpc.newBuilder().setId("echo").build();
        var none = Rpc.newBuilder().setId("none").build();
        assertCode(io.grpc.Status.Code.UNAUTHENTICATED, () -> call("RpcFunc", echo, echo));
        assertCode(
                io.grpc.Status.Code.UNAUTHENTICATED,
                () -> call("RpcFunc", echo, echo, "Bearer good", "Bearer good"));
        assertCode(io.grpc.Status.Code.NOT_FOUND, () -> call("RpcFunc", none, echo, "Bearer good"));
        assertCode(
                io.grpc.Status.Code.UNIMPLEMENTED,
                () -> call("GetMatchmakerStats", Empty.getDefaultInstance(), echo, "Bearer good"));
    }

    private static void assertCode(
            io.grpc.Status.Code code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
    }
}
