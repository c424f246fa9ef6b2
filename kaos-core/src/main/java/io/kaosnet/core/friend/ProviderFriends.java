package io.kaosnet.core.friend;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Asks Facebook and Steam for a player's friends. Blocks; safe from any virtual thread.
///
/// What the provider refuses is the player's mistake (`UNAUTHENTICATED`); what it fails at, and
/// what it does not answer in time, is `UNAVAILABLE`.
public final class ProviderFriends implements FriendImports, AutoCloseable {
    private static final int MAX_PAGES = 20;
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    private final FriendImportsConfig config;
    private final Accounts accounts;
    private @Nullable HttpClient http;

    public ProviderFriends(FriendImportsConfig config, Accounts accounts) {
        this.config = config;
        this.accounts = accounts;
    }

    /// Made when it is first wanted: it reads the JDK's certificates, a tenth of a second of a
    /// start.
    private synchronized HttpClient http() {
        HttpClient made = http;
        if (made == null) {
            made =
                    HttpClient.newBuilder()
                            .connectTimeout(config.timeout())
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .build();
            http = made;
        }
        return made;
    }

    @Override
    public Set<UUID> facebook(String token) {
        List<String> ids = new ArrayList<>();
        String after = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            Map<String, String> query = new LinkedHashMap<>();
            query.put("access_token", token);
            query.put("limit", "500");
            if (!after.isEmpty()) {
                query.put("after", after);
            }
            Map<?, ?> answer = get("Facebook", config.facebookUrl(), "/me/friends", query);
            for (Object friend : list(answer.get("data"))) {
                ids.add(text(map(friend).get("id")));
            }
            Map<?, ?> paging = map(answer.get("paging"));
            after = paging.get("next") == null ? "" : text(map(paging.get("cursors")).get("after"));
            if (after.isEmpty()) {
                break;
            }
        }
        return accounts.linked("facebook", ids);
    }

    @Override
    public Set<UUID> steam(String ticket) {
        if (config.steamKey().isEmpty() || config.steamAppId() == 0) {
            throw new ApiException(Code.FAILED_PRECONDITION, "Steam is not set up on this server");
        }
        Map<?, ?> authenticated =
                get(
                        "Steam",
                        config.steamUrl(),
                        "/ISteamUserAuth/AuthenticateUserTicket/v1/",
                        Map.of(
                                "key", config.steamKey(),
                                "appid", Integer.toString(config.steamAppId()),
                                "ticket", ticket));
        Map<?, ?> params = map(map(authenticated.get("response")).get("params"));
        String steamId = text(params.get("steamid"));
        if (steamId.isEmpty() || !text(params.get("result")).equals("OK")) {
            throw ApiException.unauthenticated("Steam does not know this ticket");
        }
        Map<?, ?> answer =
                get(
                        "Steam",
                        config.steamUrl(),
                        "/ISteamUser/GetFriendList/v1/",
                        Map.of(
                                "key",
                                config.steamKey(),
                                "steamid",
                                steamId,
                                "relationship",
                                "friend"));
        List<String> ids = new ArrayList<>();
        for (Object friend : list(map(answer.get("friendslist")).get("friends"))) {
            ids.add(text(map(friend).get("steamid")));
        }
        return accounts.linked("steam", ids);
    }

    private Map<?, ?> get(String provider, URI base, String path, Map<String, String> query) {
        StringBuilder url = new StringBuilder(base.toString());
        if (url.charAt(url.length() - 1) == '/') {
            url.setLength(url.length() - 1);
        }
        url.append(path);
        char separator = '?';
        for (Map.Entry<String, String> entry : query.entrySet()) {
            url.append(separator)
                    .append(entry.getKey())
                    .append('=')
                    .append(URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url.toString()))
                        .timeout(config.timeout())
                        .build();
        try {
            HttpResponse<InputStream> response =
                    http().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                int status = response.statusCode();
                if (status >= 400 && status < 500 && status != 429) {
                    throw ApiException.unauthenticated(provider + " does not know this token");
                }
                if (status != 200) {
                    throw unavailable(provider + " answered " + status);
                }
                return parse(provider, body.readNBytes(MAX_ANSWER_BYTES));
            }
        } catch (IOException e) {
            throw unavailable(provider + " does not answer");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unavailable("Interrupted while " + provider + " was asked");
        }
    }

    private static ApiException unavailable(String why) {
        return new ApiException(Code.UNAVAILABLE, why);
    }

    private static Map<?, ?> parse(String provider, byte[] json) {
        try {
            return json.length == 0 ? Map.of() : map(ScriptJson.decode(json));
        } catch (ScriptException _) {
            throw unavailable(provider + " answered what is no JSON");
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String text(@Nullable Object value) {
        return value instanceof String || value instanceof Long ? value.toString() : "";
    }

    @Override
    public synchronized void close() {
        if (http != null) {
            http.close();
        }
    }
}
