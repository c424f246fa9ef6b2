package io.kaosnet.core.friend;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptJson;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks Facebook and Steam for a player's friends. Blocks; safe from any virtual thread.
///
/// What the provider refuses is the player's mistake (`UNAUTHENTICATED`); what it fails at, and
/// what it does not answer in time, is `UNAVAILABLE`. An answer without a list of friends is no
/// answer: an import that resets would end all friendships by it.
public final class ProviderFriends implements FriendImports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderFriends.class);
    private static final int FINE = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int PAGE_SIZE = 500;
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
            query.put("limit", Integer.toString(PAGE_SIZE));
            if (!after.isEmpty()) {
                query.put("after", after);
            }
            HttpResponse<byte[]> answer =
                    ask("Facebook", config.facebookUrl(), "/me/friends", query);
            if (isRefusal(answer)) {
                throw ApiException.unauthenticated("Facebook does not know this token");
            }
            Map<?, ?> said = body("Facebook", answer);
            addIds("Facebook", said.get("data"), "id", ids);
            Map<?, ?> paging = map(said.get("paging"));
            String next =
                    paging.get("next") == null ? "" : text(map(paging.get("cursors")).get("after"));
            if (next.isEmpty() || next.equals(after)) {
                break;
            }
            after = next;
        }
        return accounts.linked("facebook", ids);
    }

    @Override
    public Set<UUID> steam(String ticket) {
        if (config.steamKey().isEmpty() || config.steamAppId() == 0) {
            throw new ApiException(Code.FAILED_PRECONDITION, "Steam is not set up on this server");
        }
        String steamId = steamId(ticket);
        HttpResponse<byte[]> answer =
                ask(
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
        Map<?, ?> said = answer.statusCode() == UNAUTHORIZED ? Map.of() : body("Steam", answer);
        if (said.isEmpty()) {
            // The profile is not public, which Steam tells in two ways.
            throw new ApiException(
                    Code.FAILED_PRECONDITION, "Steam does not show this player's friends");
        }
        List<String> ids = new ArrayList<>();
        addIds("Steam", map(said.get("friendslist")).get("friends"), "steamid", ids);
        return accounts.linked("steam", ids);
    }

    /// Whose a ticket is.
    private String steamId(String ticket) {
        HttpResponse<byte[]> answer =
                ask(
                        "Steam",
                        config.steamUrl(),
                        "/ISteamUserAuth/AuthenticateUserTicket/v1/",
                        Map.of(
                                "key", config.steamKey(),
                                "appid", Integer.toString(config.steamAppId()),
                                "ticket", ticket));
        if (answer.statusCode() == UNAUTHORIZED || answer.statusCode() == FORBIDDEN) {
            LOG.warn("Steam refuses social.steam.publisher_key status={}", answer.statusCode());
            throw unavailable("Steam does not serve this server");
        }
        if (isRefusal(answer)) {
            throw ApiException.unauthenticated("Steam does not know this ticket");
        }
        Map<?, ?> response = map(body("Steam", answer).get("response"));
        Map<?, ?> params = map(response.get("params"));
        String steamId = text(params.get("steamid"));
        if (!steamId.isEmpty() && text(params.get("result")).equals("OK")) {
            return steamId;
        }
        if (response.isEmpty()) {
            throw unavailable("Steam answered something else");
        }
        throw ApiException.unauthenticated("Steam does not know this ticket");
    }

    /// Adds the identifiers of a list of friends; what cannot be one here is passed over.
    private static void addIds(
            String provider, @Nullable Object friends, String member, List<String> ids) {
        if (!(friends instanceof List<?> list)) {
            throw unavailable(provider + " answered without friends");
        }
        for (Object friend : list) {
            String id = text(map(friend).get(member));
            if (!id.isEmpty() && id.indexOf('\0') < 0) {
                ids.add(id);
            }
        }
    }

    /// Whether the question was wrong, rather than the provider.
    private static boolean isRefusal(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        return status >= 400 && status < 500 && status != TOO_MANY;
    }

    /// What a provider says; empty for what is no JSON object.
    private static Map<?, ?> body(String provider, HttpResponse<byte[]> answer) {
        if (answer.statusCode() != FINE) {
            throw unavailable(provider + " answered " + answer.statusCode());
        }
        try {
            return map(answer.body().length == 0 ? null : ScriptJson.decode(answer.body()));
        } catch (ScriptException _) {
            throw unavailable(provider + " answered what is no JSON");
        }
    }

    private HttpResponse<byte[]> ask(
            String provider, URI base, String path, Map<String, String> query) {
        HttpRequest request = HttpRequest.newBuilder(url(base, path, query)).build();
        CompletableFuture<HttpResponse<byte[]>> asked =
                http().sendAsync(
                                request,
                                HttpResponse.BodyHandlers.limiting(
                                        HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            // The request's own timeout would end with the head of the answer.
            return asked.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            asked.cancel(true);
            throw unavailable(provider + " does not answer in time");
        } catch (ExecutionException e) {
            LOG.debug("asking failed provider={}", provider, e);
            throw unavailable(provider + " does not answer");
        } catch (InterruptedException _) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable("Interrupted while " + provider + " was asked");
        }
    }

    private static URI url(URI base, String path, Map<String, String> query) {
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
        return URI.create(url.toString());
    }

    private static ApiException unavailable(String why) {
        return new ApiException(Code.UNAVAILABLE, why);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
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
