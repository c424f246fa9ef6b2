package io.kaosnet.core.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kaosnet.core.clock.HandClock;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.WriteStorageObject;
import io.kaosnet.protocol.api.WriteStorageObjectsRequest;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.RuntimeContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScriptFunctionsTest {
    private final HandClock clock = new HandClock();
    private final List<String> measured = new ArrayList<>();
    private final ScriptMetrics metrics =
            new ScriptMetrics() {
                @Override
                public void add(String name, Map<String, String> tags, long delta) {
                    measured.add(name + tags + delta);
                }

                @Override
                public void set(String name, Map<String, String> tags, double value) {
                    measured.add(name + tags + value);
                }

                @Override
                public void record(String name, Map<String, String> tags, long nanos) {
                    measured.add(name + tags + nanos);
                }
            };
    private final ScriptFunctions functions =
            StandardFunctions.create(clock, metrics, HttpRules.DEFAULT);

    /// A call outside of any server: the functions tested here need none.
    private static final ScriptCall CALL =
            new ScriptCall() {
                @Override
                public RuntimeContext context() {
                    throw new IllegalStateException("no server here");
                }

                @Override
                public @Nullable MatchContext match() {
                    return null;
                }

                @Override
                public @Nullable Registrar registrar() {
                    return null;
                }
            };

    private @Nullable Object call(String name, @Nullable Object... args) {
        @Nullable Object[] given = args.clone();
        for (int i = 0; i < given.length; i++) {
            given[i] = given[i] instanceof String text ? utf8(text) : given[i];
        }
        return Objects.requireNonNull(functions.find(name), name).call(CALL, given);
    }

    private String text(String name, @Nullable Object... args) {
        return Args.textOf(call(name, args));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void wrongArgumentsAreNamedWithTheirPlace() {
        assertThatThrownBy(() -> call("sha256_hash"))
                .hasMessage("bad argument #1 to 'sha256_hash' (string expected, got nil)");
        assertThatThrownBy(() -> call("base64_encode", "x", 1L))
                .hasMessage("bad argument #2 to 'base64_encode' (boolean expected, got number)");
        assertThatThrownBy(() -> call("secure_random_bytes", Double.NaN))
                .hasMessage(
                        "bad argument #1 to 'secure_random_bytes' (number expected, got number)");
        assertThatThrownBy(() -> call("register_rpc", "id", (ScriptCallback) _ -> null))
                .hasMessage("register_rpc: only while modules load");
        assertThat(text("sha256_hash", 12L)).isEqualTo(text("sha256_hash", "12"));
    }

    @Test
    void hashesAndEncodingsAreTheKnownOnes() {
        assertThat(text("md5_hash", "abc")).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
        assertThat(text("sha256_hash", "abc"))
                .startsWith("ba7816bf8f01cfea414140de5dae2223b00361a396");
        assertThat(HexFormat.of().formatHex((byte[]) call("hmac_sha256_hash", "data", "key")))
                .startsWith("5031fe3d989c6d1537a013fa6e739da23463fdaec3b70137d828e36ace221bd0");
        assertThat(text("base64_encode", "a?>")).isEqualTo("YT8+");
        assertThat(text("base64url_encode", "a?>")).isEqualTo("YT8-");
        assertThat(text("base64_encode", "a", false)).isEqualTo("YQ");
        assertThat(text("base64_decode", "YQ==")).isEqualTo("a");
        assertThat(text("base64_decode", "YQ")).isEqualTo("a");
        assertThat(text("base16_decode", text("base16_encode", "\u00e4"))).isEqualTo("\u00e4");
        assertThatThrownBy(() -> call("base16_decode", "zz")).hasMessageContaining("hexadecimal");
        String uuid = text("uuid_v4");
        assertThat(text("uuid_bytes_to_string", call("uuid_string_to_bytes", uuid)))
                .isEqualTo(uuid);
    }

    @Test
    void ciphersAndSignaturesComeBack() throws Exception {
        String key = "0123456789abcdef";
        byte[] sealed = (byte[]) call("aes128_encrypt", "secret", key);
        assertThat(sealed).isNotEqualTo(call("aes128_encrypt", "secret", key));
        assertThat(text("aes128_decrypt", sealed, key)).isEqualTo("secret");
        assertThat(text("aes256_decrypt", call("aes256_encrypt", "", key + key), key + key))
                .isEmpty();
        assertThatThrownBy(() -> call("aes128_encrypt", "x", "short"))
                .hasMessageContaining("16 bytes");
        String hash = text("bcrypt_hash", "pass");
        assertThat(hash).startsWith("$2a$10$");
        assertThat(call("bcrypt_compare", hash, "pass")).isEqualTo(true);
        assertThat(call("bcrypt_compare", hash, "other")).isEqualTo(false);

        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var pair = generator.generateKeyPair();
        String pem =
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----";
        var verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(pair.getPublic());
        verifier.update(utf8("input"));
        assertThat(verifier.verify((byte[]) call("rsa_sha256_hash", "input", pem))).isTrue();
        String[] jwt =
                text("jwt_generate", "HS256", "k", ScriptTables.table("sub", "ann")).split("\\.");
        assertThat(new String(Base64.getUrlDecoder().decode(jwt[1]), StandardCharsets.UTF_8))
                .isEqualTo("{\"sub\":\"ann\"}");
        assertThat(Base64.getUrlDecoder().decode(jwt[2]))
                .isEqualTo(call("hmac_sha256_hash", jwt[0] + "." + jwt[1], "k"));
        assertThatThrownBy(() -> call("jwt_generate", "none", "k", Map.of()))
                .hasMessageContaining("HS256 or RS256");
    }

    @Test
    void jsonComesBackAndSaysWhatIsWrong() {
        Object value =
                ScriptTables.table(
                        "whole",
                        9_007_199_254_740_993L,
                        "part",
                        0.5,
                        "list",
                        Arrays.asList(1L, null, utf8("x")),
                        "flag",
                        false);
        assertThat(text("json_encode", value))
                .isEqualTo(
                        "{\"flag\":false,\"list\":[1,null,\"x\"],\"part\":0.5,"
                                + "\"whole\":9007199254740993}");
        assertThat(call("json_decode", "[1,2.5,\"a\",null,{}]"))
                .isEqualTo(Arrays.asList(1L, 2.5, "a", null, Map.of()));
        for (String bad : List.of("", "{", "[1,]", "{} x", "nul")) {
            assertThatThrownBy(() -> call("json_decode", bad))
                    .isInstanceOf(ScriptException.class)
                    .hasMessageStartingWith("not a valid JSON string");
        }
        assertThatThrownBy(() -> call("json_encode", Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> call("json_decode", "[".repeat(100_000)))
                .hasMessageContaining("nested");
    }

    @Test
    void timeIsOfNowOrOfATable() {
        assertThat(call("time")).isEqualTo(clock.nowMs());
        assertThat(call("time_now")).isEqualTo(clock.nowMs());
        assertThat(call("time", ScriptTables.table("year", 2024L, "month", 3L, "day", 1L)))
                .isEqualTo(1_709_294_400_000L);
        assertThat(
                        call(
                                "time",
                                ScriptTables.table(
                                        "year", 2023L, "month", 14L, "day", 30L, "hour", 0L)))
                .isEqualTo(1_709_251_200_000L);
        assertThatThrownBy(() -> call("time", Map.of("year", 2024L)))
                .hasMessageContaining("field 'month' missing");
    }

    @Test
    void theCacheIsSharedBoundedAndForgets() {
        call("localcache_put", "a", "1", 10L);
        call("localcache_put", "b", ScriptTables.table("x", 1L));
        assertThat(text("localcache_get", "a")).isEqualTo("1");
        assertThat(call("localcache_get", "none", 7L)).isEqualTo(7L);
        clock.passMs(10_000);
        assertThat(call("localcache_get", "a")).isNull();
        assertThat(call("localcache_get", "b")).isEqualTo(Map.of("x", 1L));
        call("localcache_clear");
        assertThat(call("localcache_get", "b")).isNull();
        var small = new LocalCache(clock, 2);
        for (String key : List.of("1", "2", "3")) {
            small.put(key, key, 0);
        }
        assertThat(small.size()).isEqualTo(2);
        assertThat(small.get("1")).isNull();
        assertThat(small.get("3")).isEqualTo("3");
    }

    @Test
    void measurementsReachTheSink() {
        call("metrics_counter_add", "c", ScriptTables.table("k", "v"), 3L);
        call("metrics_gauge_set", "g", null, 1.5);
        call("metrics_timer_record", "t", null, 9L);
        assertThat(measured).containsExactly("c{k=v}3", "g{}1.5", "t{}9");
    }

    @Test
    void requestsNeverReachThisMachineUnlessAllowed() throws Exception {
        for (String host :
                List.of("127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "169.254.169.254")) {
            assertThatThrownBy(() -> call("http_request", "http://" + host + "/", "GET"))
                    .hasMessageContaining("private address");
        }
        for (String address :
                List.of(
                        "::1",
                        "::127.0.0.1",
                        "fc00::1",
                        "fe80::1",
                        "64:ff9b::7f00:1",
                        "2002:7f00:1::",
                        "2001:0:1:2::1",
                        "0.0.0.0",
                        "100.64.0.1",
                        "192.0.0.192",
                        "::ffff:10.0.0.1")) {
            assertThat(HttpFunctions.isPrivate(InetAddress.getByName(address)))
                    .as(address)
                    .isTrue();
        }
        assertThat(HttpFunctions.isPrivate(InetAddress.getByName("93.184.216.34"))).isFalse();
        assertThat(HttpFunctions.isPrivate(InetAddress.getByName("2606:4700::1111"))).isFalse();
        assertThat(
                        NetworkInterface.networkInterfaces()
                                .flatMap(NetworkInterface::inetAddresses)
                                .toList())
                .isNotEmpty()
                .allMatch(HttpFunctions::isPrivate);
        assertThatThrownBy(() -> call("http_request", "file:///etc/passwd", "GET"))
                .hasMessageContaining("http or https URL expected");

        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().add("X-Got", exchange.getRequestMethod());
                    exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
                    exchange.sendResponseHeaders(302, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        var closedByUs = new CompletableFuture<Boolean>();
        server.createContext(
                "/endless",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream body = exchange.getResponseBody()) {
                        while (true) {
                            body.write(new byte[1]);
                            body.flush();
                            LockSupport.parkNanos(50_000_000);
                        }
                    } catch (IOException _) {
                        closedByUs.complete(true);
                    }
                });
        server.start();
        try {
            int port = server.getAddress().getPort();
            var allowing =
                    StandardFunctions.create(
                            clock, metrics, new HttpRules(List.of("127.0.0.1:" + port), 10, 4));
            var request = Objects.requireNonNull(allowing.find("http_request"));
            var answer =
                    (ScriptFunction.Values)
                            request.call(
                                    CALL,
                                    utf8("http://127.0.0.1:" + port),
                                    utf8("post"),
                                    null,
                                    utf8("0123456789"));
            assertThat(Objects.requireNonNull(answer).get(0)).isEqualTo(302L);
            assertThat(((Map<?, ?>) Objects.requireNonNull(answer.get(1))).get("x-got"))
                    .isEqualTo("POST");
            assertThat(answer.get(2)).isEqualTo(utf8("0123456789"));
            assertThatThrownBy(
                            () ->
                                    request.call(
                                            CALL,
                                            utf8("http://127.0.0.1:" + port),
                                            utf8("POST"),
                                            null,
                                            utf8("0123456789+")))
                    .hasMessageContaining("exceeds capacity: 10");
            assertThatThrownBy(
                            () ->
                                    request.call(
                                            CALL,
                                            utf8("http://127.0.0.1:" + port + "/endless"),
                                            utf8("GET"),
                                            null,
                                            null,
                                            200L))
                    .hasMessageContaining("no answer within 200 ms");
            // What was given up is closed, not left to its sender.
            assertThat(closedByUs.get(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void messagesBecomeTablesAndComeBack() {
        var request =
                WriteStorageObjectsRequest.newBuilder()
                        .addObjects(
                                WriteStorageObject.newBuilder()
                                        .setCollection("c")
                                        .setKey("k")
                                        .setPermissionRead(com.google.protobuf.Int32Value.of(2)))
                        .build();
        Map<Object, @Nullable Object> table = ScriptMessages.table(request);
        assertThat(table)
                .isEqualTo(
                        Map.of(
                                "objects",
                                List.of(
                                        Map.of(
                                                "collection", "c",
                                                "key", "k",
                                                "permission_read", 2L))));
        var again = WriteStorageObjectsRequest.newBuilder();
        ScriptMessages.merge(table, again);
        assertThat(again.build()).isEqualTo(request);

        var envelope =
                Envelope.newBuilder()
                        .setMatchDataSend(
                                MatchDataSend.newBuilder()
                                        .setMatchId("m")
                                        .setOpCode(7)
                                        .setData(com.google.protobuf.ByteString.copyFromUtf8("hi")))
                        .build();
        Map<Object, @Nullable Object> data = ScriptMessages.table(envelope);
        assertThat(data)
                .isEqualTo(
                        Map.of(
                                "match_data_send",
                                Map.of("match_id", "m", "op_code", "7", "data", "aGk=")));
        var back = Envelope.newBuilder();
        ScriptMessages.merge(data, back);
        assertThat(back.build()).isEqualTo(envelope);
        var account = Account.newBuilder();
        ScriptMessages.merge(
                ScriptTables.table(
                        "devices", Map.of(), "verify_time", "2024-01-01T00:00:00Z", "email", "e"),
                account);
        assertThat(account.getVerifyTime().getSeconds()).isEqualTo(1_704_067_200L);
        assertThatThrownBy(() -> ScriptMessages.merge(Map.of("emial", "x"), account))
                .hasMessage("Account: unknown field \"emial\"");
        assertThatThrownBy(() -> ScriptMessages.merge(Map.of("email", true), account))
                .hasMessage("Account.email: expected a string");
    }
}
