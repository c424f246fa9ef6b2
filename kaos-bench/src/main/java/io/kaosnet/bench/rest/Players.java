package io.kaosnet.bench.rest;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.wire.HttpRequests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Accounts to play with: each a device. Immutable.
public final class Players {
    private static final String PATH = "/v2/account/authenticate/device?create=true";
    private static final String TOKEN = "\"token\":\"";
    private static final String USER = "\"uid\":\"";
    private static final int CONNECTIONS = 16;
    private static final int LIMIT_SECONDS = 120;

    private Players() {}

    /// The request that logs a device in, creating its account if it has none.
    static byte[] login(BenchContext context, String device) {
        return HttpRequests.post(
                context.target(), PATH, context.target().basic(), "{\"id\":\"" + device + "\"}");
    }

    static String device(int number) {
        return String.format(Locale.ROOT, "bench-player-%07d", number);
    }

    /// Logs that many players in.
    ///
    /// @return a session token for each
    public static String[] tokens(BenchContext context, int count) throws InterruptedException {
        var tokens = new AtomicReferenceArray<String>(count);
        int connections = Math.min(CONNECTIONS, count);
        int[] next = new int[connections];
        for (int i = 0; i < connections; i++) {
            next[i] = i;
        }
        RestLoad.Exchange logins =
                new RestLoad.Exchange() {
                    @Override
                    public byte @Nullable [] request(int connection) {
                        return next[connection] < count
                                ? login(context, device(next[connection]))
                                : null;
                    }

                    @Override
                    public void onBody(int connection, byte[] bytes, int offset, int length) {
                        tokens.set(next[connection], token(bytes, offset, length));
                        next[connection] += connections;
                    }
                };
        RestLoad.start(context, connections, logins).await(LIMIT_SECONDS, "logins");
        String[] all = new String[count];
        for (int i = 0; i < count; i++) {
            all[i] = tokens.get(i);
        }
        return all;
    }

    /// The user that a session token is for.
    static String userId(String token) {
        String claims =
                new String(
                        Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                        StandardCharsets.UTF_8);
        int at = claims.indexOf(USER);
        if (at < 0) {
            throw new BenchException("a token without user: " + claims);
        }
        int start = at + USER.length();
        return claims.substring(start, claims.indexOf('"', start));
    }

    private static String token(byte[] bytes, int offset, int length) {
        String body = new String(bytes, offset, length, StandardCharsets.UTF_8);
        int at = body.indexOf(TOKEN);
        if (at < 0) {
            throw new BenchException("a login without token: " + body);
        }
        int start = at + TOKEN.length();
        return body.substring(start, body.indexOf('"', start));
    }
}
