package io.kaosnet.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.AccountCustom;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.AccountEmail;
import io.kaosnet.protocol.api.AuthenticateCustomRequest;
import io.kaosnet.protocol.api.AuthenticateDeviceRequest;
import io.kaosnet.protocol.api.AuthenticateEmailRequest;
import io.kaosnet.protocol.api.GetUsersRequest;
import io.kaosnet.protocol.api.Session;
import io.kaosnet.protocol.api.SessionLogoutRequest;
import io.kaosnet.protocol.api.SessionRefreshRequest;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import io.kaosnet.protocol.api.Users;
import java.net.InetSocketAddress;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A player's account through a gRPC client and nothing else, on a whole server.
final class GrpcAccountsTest {
    private static final String SERVER_KEY =
            "Basic " + Base64.getEncoder().encodeToString("defaultkey:".getBytes(UTF_8));

    private final ServerFixture server = new ServerFixture();
    private final ManagedChannel channel;

    GrpcAccountsTest() {
        InetSocketAddress address = server.server().addresses().grpc();
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", address.getPort())
                        .usePlaintext()
                        .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    @SuppressWarnings("unchecked")
    private <Q extends Message, R extends Message> R call(
            String authorization, String name, Q request, R answer) {
        var method =
                MethodDescriptor.<Q, R>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName("nakama.api.Nakama/" + name)
                        .setRequestMarshaller(
                                ProtoUtils.marshaller((Q) request.getDefaultInstanceForType()))
                        .setResponseMarshaller(ProtoUtils.marshaller(answer))
                        .build();
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        Channel authorized =
                ClientInterceptors.intercept(
                        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
        return ClientCalls.blockingUnaryCall(authorized, method, CallOptions.DEFAULT, request);
    }

    private Session login(String name, Message request) {
        return call(SERVER_KEY, name, request, Session.getDefaultInstance());
    }

    private void change(Session session, String name, Message request) {
        call(bearer(session), name, request, Empty.getDefaultInstance());
    }

    private Account account(Session session) {
        return call(
                bearer(session),
                "GetAccount",
                Empty.getDefaultInstance(),
                Account.getDefaultInstance());
    }

    private static String bearer(Session session) {
        return "Bearer " + session.getToken();
    }

    private static AuthenticateDeviceRequest device(String id) {
        return AuthenticateDeviceRequest.newBuilder()
                .setAccount(AccountDevice.newBuilder().setId(id))
                .setUsername("ann")
                .build();
    }

    private static void assertRefused(Status.Code code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
    }

    @Test
    void anAccountIsMadeLinkedFoundAndDeleted() {
        Session ann = login("AuthenticateDevice", device("a-device-of-ann"));
        assertThat(ann.getCreated()).isTrue();
        change(
                ann,
                "UpdateAccount",
                UpdateAccountRequest.newBuilder().setDisplayName(StringValue.of("Ann")).build());
        AccountEmail email =
                AccountEmail.newBuilder()
                        .setEmail("ann@example.com")
                        .setPassword("a-password")
                        .build();
        AccountCustom custom = AccountCustom.newBuilder().setId("a-custom-id").build();
        change(ann, "LinkEmail", email);
        change(ann, "LinkCustom", custom);
        change(ann, "UnlinkDevice", AccountDevice.newBuilder().setId("a-device-of-ann").build());
        Account account = account(ann);
        assertThat(account.getUser().getDisplayName()).isEqualTo("Ann");
        assertThat(account.getEmail()).isEqualTo("ann@example.com");
        assertThat(account.getCustomId()).isEqualTo("a-custom-id");
        assertThat(account.getDevicesList()).isEmpty();
        var byEmail = AuthenticateEmailRequest.newBuilder().setAccount(email).build();
        var byCustom = AuthenticateCustomRequest.newBuilder().setAccount(custom).build();
        for (Session again :
                new Session[] {
                    login("AuthenticateEmail", byEmail), login("AuthenticateCustom", byCustom)
                }) {
            assertThat(again.getCreated()).isFalse();
            assertThat(account(again).getUser().getId()).isEqualTo(account.getUser().getId());
        }
        Users found =
                call(
                        bearer(ann),
                        "GetUsers",
                        GetUsersRequest.newBuilder().addUsernames("ann").build(),
                        Users.getDefaultInstance());
        assertThat(found.getUsersList())
                .singleElement()
                .satisfies(user -> assertThat(user.getId()).isEqualTo(account.getUser().getId()));
        change(ann, "DeleteAccount", Empty.getDefaultInstance());
        assertRefused(Status.Code.UNAUTHENTICATED, () -> account(ann));
    }

    @Test
    void aSessionIsRefreshedAndRevoked() {
        Session first = login("AuthenticateDevice", device("a-device-of-ann"));
        Session second =
                login(
                        "SessionRefresh",
                        SessionRefreshRequest.newBuilder()
                                .setToken(first.getRefreshToken())
                                .build());
        assertThat(account(second).getUser().getUsername()).isEqualTo("ann");
        change(second, "SessionLogout", SessionLogoutRequest.getDefaultInstance());
        assertRefused(Status.Code.UNAUTHENTICATED, () -> account(second));
    }

    @Test
    void whatIsWrongHasItsCode() {
        assertRefused(
                Status.Code.UNAUTHENTICATED,
                () ->
                        call(
                                "Basic bm90LXRoZS1rZXk6",
                                "AuthenticateDevice",
                                device("a-device-of-ann"),
                                Session.getDefaultInstance()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT, () -> login("AuthenticateDevice", device("short")));
        login("AuthenticateDevice", device("a-device-of-ann"));
        assertRefused(
                Status.Code.ALREADY_EXISTS,
                () -> login("AuthenticateDevice", device("a-device-of-another")));
    }
}
