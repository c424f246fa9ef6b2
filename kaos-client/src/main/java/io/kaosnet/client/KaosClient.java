package io.kaosnet.client;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.AccountEmail;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.api.Session;
import io.kaosnet.protocol.api.SessionRefreshRequest;
import io.kaosnet.protocol.json.JsonFormatException;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.kaosnet.RudpToken;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Calls over REST. Safe from any thread; every call blocks until it is answered.
///
/// The calls that every game makes have methods; [#call] makes all others, with the messages of
/// `io.kaosnet.protocol.api`.
public final class KaosClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*(\\d+)");
    private static final Pattern MESSAGE =
            Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final String base;
    private final String serverKey;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /// @param base `http://host:7350` or `https://...`
    /// @param serverKey the key of client SDKs, `defaultkey` on a new server
    public KaosClient(String base, String serverKey) {
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.serverKey = serverKey;
    }

    /// Logs in with an id of the device, and creates the account when there is none.
    public KaosSession authenticateDevice(String deviceId, @Nullable String username) {
        return authenticate(
                "/v2/account/authenticate/device" + create(username),
                AccountDevice.newBuilder().setId(deviceId).build());
    }

    /// Logs in with e-mail and password, and creates the account when there is none.
    public KaosSession authenticateEmail(String email, String password, @Nullable String username) {
        return authenticate(
                "/v2/account/authenticate/email" + create(username),
                AccountEmail.newBuilder().setEmail(email).setPassword(password).build());
    }

    private static String create(@Nullable String username) {
        return "?create=true" + (username == null ? "" : "&username=" + encode(username));
    }

    private KaosSession authenticate(String path, Message body) {
        Session answer = send("POST", path, basic(), body, Session.getDefaultInstance());
        return new KaosSession(answer.getToken(), answer.getRefreshToken(), answer.getCreated());
    }

    /// New tokens for old.
    public KaosSession refresh(KaosSession session) {
        Session answer =
                send(
                        "POST",
                        "/v2/account/session/refresh",
                        basic(),
                        SessionRefreshRequest.newBuilder().setToken(session.refreshToken()).build(),
                        Session.getDefaultInstance());
        return new KaosSession(answer.getToken(), answer.getRefreshToken(), false);
    }

    /// The session itself while its token is good for a minute, else a refreshed one.
    public KaosSession fresh(KaosSession session) {
        return session.expiresWithin(60, System.currentTimeMillis()) ? refresh(session) : session;
    }

    /// The player's own account.
    public Account account(KaosSession session) {
        return call(session, "GET", "/v2/account", null, Account.getDefaultInstance());
    }

    /// Calls a function of the game and returns what it answered.
    public String rpc(KaosSession session, String id, String payload) {
        byte[] body = MessageJson.rest().toBytes(com.google.protobuf.StringValue.of(payload));
        Rpc answer =
                exchange(
                        "POST",
                        "/v2/rpc/" + encode(id),
                        "Bearer " + session.token(),
                        body,
                        Rpc.getDefaultInstance());
        return answer.getPayload();
    }

    /// A token to connect over reliable UDP.
    public RudpToken rudpToken(KaosSession session) {
        return call(session, "POST", "/v2/rudp/token", null, RudpToken.getDefaultInstance());
    }

    /// Any call of the API.
    ///
    /// @param path with its query, `/v2/storage?limit=10`
    /// @param body null for none
    /// @param response the default instance of what comes back
    /// @throws KaosException with the server's code and text
    public <R extends Message> R call(
            KaosSession session, String method, String path, @Nullable Message body, R response) {
        return send(method, path, "Bearer " + session.token(), body, response);
    }

    /// The address of the realtime socket.
    URI socketUri(KaosSession session, boolean appearOnline) {
        return URI.create(
                base.replaceFirst("^http", "ws")
                        + "/ws?format=kaostalk&status="
                        + appearOnline
                        + "&token="
                        + encode(session.token()));
    }

    HttpClient http() {
        return http;
    }

    private <R extends Message> R send(
            String method, String path, String authorization, @Nullable Message body, R response) {
        byte[] bytes = body == null ? new byte[0] : MessageJson.rest().toBytes(body);
        return exchange(method, path, authorization, bytes, response);
    }

    private <R extends Message> R exchange(
            String method, String path, String authorization, byte[] body, R response) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(TIMEOUT)
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new KaosException(method + " " + base + path + ": " + KaosException.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaosException(method + " " + path + " was interrupted", e);
        }
        if (answer.statusCode() / 100 != 2) {
            throw refusal(answer);
        }
        if (response instanceof Empty) {
            return response;
        }
        return parse(answer.body(), response);
    }

    @SuppressWarnings("unchecked")
    private static <R extends Message> R parse(byte[] json, R response) {
        Message.Builder builder = response.newBuilderForType();
        try {
            MessageJson.rest().merge(json, builder);
        } catch (JsonFormatException e) {
            throw new KaosException("the answer is not what was expected: " + e.getMessage(), e);
        }
        return (R) builder.build();
    }

    private static KaosException refusal(HttpResponse<byte[]> answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        Matcher code = CODE.matcher(text);
        Matcher message = MESSAGE.matcher(text);
        return new KaosException(
                code.find() ? Integer.parseInt(code.group(1)) : 2,
                answer.statusCode(),
                message.find() ? message.group(1) : "HTTP " + answer.statusCode());
    }

    private String basic() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((serverKey + ":").getBytes(StandardCharsets.UTF_8));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Waits a moment for requests and sockets to end, then ends them.
    @Override
    public void close() {
        http.shutdown();
        try {
            if (!http.awaitTermination(CLOSE_WAIT)) {
                http.shutdownNow();
            }
        } catch (InterruptedException e) {
            http.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
