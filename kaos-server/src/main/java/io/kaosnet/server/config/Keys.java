package io.kaosnet.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every key that there is, in the order they are shown. Immutable.
final class Keys {
    private static final Map<String, Key> ALL = new LinkedHashMap<>();

    private Keys() {}

    static {
        text("name", "kaosnet", "name of this node, 1 to 16 letters, digits, - or _");
        text("data_dir", "data", "where the embedded database and generated keys lie");
        whole("shutdown_grace_sec", 5, "how long a stopping server waits for what is in flight");

        text("logger.level", "info", "debug, info, warn or error");
        text("logger.format", "plain", "plain or json");
        flag("logger.stdout", true, "log to the standard output");
        text("logger.file", "", "append to this file as well");
        flag("logger.rotation", false, "start a new file each day and at max_size");
        whole("logger.max_size", 100, "MB of one log file");
        whole("logger.max_age", 0, "days that old log files are kept; 0: for ever");
        whole("logger.max_backups", 0, "old log files that are kept, by their size; 0: all");
        flag("logger.local_time", false, "old log files are named by local time, else UTC");
        flag("logger.compress", false, "old log files are compressed");

        whole("metrics.prometheus_port", 0, "one more port with /metrics; 0: none");

        text("socket.address", "127.0.0.1", "address of the client ports");
        whole("socket.port", 7350, "REST and WebSocket; gRPC is one below");
        secret("socket.server_key", "defaultkey", "key of client SDKs");
        whole("socket.max_message_size_bytes", 4096, "largest message on a socket");
        whole("socket.max_request_size_bytes", 262_144, "largest request body");
        whole("socket.max_pending_bytes", 262_144, "what may wait for one slow socket");
        whole("socket.read_timeout_ms", 10_000, "from a request's first byte to its last");
        whole("socket.write_timeout_ms", 10_000, "how long a client may take nothing");
        whole("socket.idle_timeout_ms", 60_000, "a connection without requests closes");
        whole("socket.ping_period_ms", 15_000, "between two pings on a socket");
        whole("socket.pong_wait_ms", 25_000, "silence after which a socket closes");
        whole("socket.close_ack_wait_ms", 2000, "wait for the client's close frame");
        whole("socket.proxy_count", 0, "proxies whose X-Forwarded-For is believed");
        list("socket.response_headers", "headers of every answer, as Name=value");
        text("socket.ssl_certificate", "", "PEM file; with ssl_private_key turns TLS on");
        text("socket.ssl_private_key", "", "PEM file");

        flag("rudp.enabled", true, "reliable UDP");
        whole("rudp.port", 7350, "UDP port, on socket.address");
        secret("rudp.secret", "", "seals connect tokens; empty: generated at start");
        list("rudp.public_endpoints", "host:port that clients are told; empty: as they came");
        text("rudp.backend", "auto", "auto, nio, mmsg or gso");
        whole("rudp.max_connections", 16_384, "most connections over reliable UDP");
        whole("rudp.idle_timeout_ms", 10_000, "silence that ends a connection over reliable UDP");
        whole("rudp.token_lifetime_ms", 30_000, "how long a connect token can be used");

        secret("session.encryption_key", "", "signs session tokens; empty: generated once");
        secret("session.refresh_encryption_key", "", "signs refresh tokens; empty: generated once");
        whole("session.token_expiry_sec", 3600, "life of a session token");
        whole("session.refresh_token_expiry_sec", 604_800, "life of a refresh token");
        flag("session.single_socket", false, "a user's new socket closes the older ones");
        flag("session.single_match", false, "joining a match leaves the others");
        flag("session.single_party", false, "joining a party leaves the others");
        flag("session.single_session", false, "a login revokes earlier tokens");

        whole("match.input_queue_size", 128, "messages that wait for a match's next tick");
        whole("match.join_attempt_queue_size", 128, "joins that wait for one match");
        whole("match.signal_queue_size", 10, "signals that wait for one match");
        whole("match.deferred_queue_size", 128, "deferred broadcasts of one callback");
        whole("match.max_empty_sec", 0, "an empty match ends after this long; 0: never");
        whole("match.max_errors_in_row", 100, "failing callbacks that end a match; 0: never");
        whole("match.replay_queue_size", 256, "messages kept for a player that dropped");
        whole("match.reconnect_grace_ms", 10_000, "how long seats are held for handlers that ask");
        whole("match.memory_bytes", 67_108_864, "memory that one match in Lua may keep");
        whole("match.restore_grace_sec", 60, "how long seats are held after a restart");
        whole("match.answer_timeout_ms", 10_000, "how long a join or a signal waits");
        whole("match.lanes", 0, "threads that run matches; 0: one per core");

        list("leaderboard.blacklist_rank_cache", "leaderboards without ranks; * for all");
        whole("leaderboard.callback_queue_workers", 8, "resets and ends handled at once");
        flag("storage.public_write", false, "clients may let everybody write their objects");
        whole("matchmaker.max_tickets", 3, "tickets of one session, and of one party");
        whole("matchmaker.interval_sec", 15, "time between passes over all tickets");
        whole(
                "matchmaker.interval_ms",
                -1,
                "the same in milliseconds; 0: match at once; -1: not set");
        whole("matchmaker.max_intervals", 2, "passes before a ticket takes less than its maximum");
        flag("matchmaker.immediate", true, "a new ticket is tried when it comes, too");
        flag("matchmaker.rev_precision", false, "all queries of a match hold between all players");
        whole("matchmaker.rev_threshold", 1, "intervals that precision may take; 0: any");
        whole("matchmaker.grace_ms", 10_000, "how long a ticket outlives its socket");
        whole("matchmaker.capacity", 1_000_000, "most tickets there may be");
        whole("party.grace_ms", 10_000, "how long a lost member keeps its place and its leading");
        whole("party.code_sec", 3600, "how long a join code is good");
        whole("party.invite_sec", 600, "how long an invitation is good");

        secret("database.address", "", "empty: SQLite in data_dir; :memory:; or a PostgreSQL URL");
        whole("database.max_open_conns", 16, "connections to PostgreSQL");
        whole("database.conn_max_lifetime_ms", 3_600_000, "a connection is replaced after this");
        whole("database.queue_capacity", 16_384, "operations that may wait for the database");

        secret("runtime.http_key", "defaulthttpkey", "key of server-to-server RPC");
        text("runtime.path", "modules", "folder of game modules");
        whole("runtime.event_queue_size", 65_536, "events that may wait for game code");
        whole("runtime.event_queue_workers", 8, "events handled at once");
        flag("runtime.watch", false, "load modules anew when a file changes (run --dev)");
        text("runtime.lua_dialect", "5.1", "5.1 as in Nakama, or 5.4");
        whole("runtime.lua_max_count", 48, "Lua machines that run functions and hooks at once");
        whole("runtime.lua_wait_ms", 1000, "how long a call waits for a free machine");
        flag("runtime.lua_api_stacktrace", false, "callers are told a script's stack");
        whole("runtime.hook_time_ms", 50, "time that one hook in Lua may take");
        whole("runtime.rpc_time_ms", 1000, "time that one function in Lua may take");
        whole("runtime.load_time_ms", 5000, "time that loading the Lua modules may take");
        whole("runtime.memory_bytes", 67_108_864, "memory that one call in Lua may take");
        list("runtime.http_allowed_hosts", "private hosts that http_request may reach");
        flag("runtime.sql", false, "scripts may use sql_exec and sql_query");
        whole("runtime.http_max_response_bytes", 8_388_608, "largest answer to http_request");
        list("runtime.env", "environment of game modules, as name=value");

        text("console.address", "127.0.0.1", "address of the console port");
        whole("console.port", 7351, "console, /metrics, /healthcheck, /readyz");
        text("console.username", "admin", "who may read /metrics from other machines");
        secret("console.password", "password", "and the password");

        secret("social.steam.publisher_key", "", "key of Steam's web API, to import friends");
        whole("social.steam.app_id", 0, "the game's number on Steam");
        text("social.steam.url", "https://partner.steam-api.com", "base of Steam's web API");
        text("social.facebook.url", "https://graph.facebook.com/v21.0", "base of Facebook's graph");
        whole("social.timeout_ms", 5000, "how long a provider has to answer a friend import");
        list("wallet.may_be_negative", "currencies that may fall below zero; * for all");
        text("chat.flood", "20/40", "chat messages and joins of one user, perSec/burst");
        whole("chat.retention_room_sec", 0, "how long room messages are kept; 0: for ever");
        whole("chat.retention_group_sec", 0, "how long group messages are kept; 0: for ever");
        whole("chat.retention_direct_sec", 0, "how long direct messages are kept; 0: for ever");
        flag("limits.enabled", true, "rate limits; a rate is perSec/burst or a preset's name");
        text("limits.user", "relaxed", "calls of one user (strict 5/3, standard 100/20)");
        text("limits.address", "2000/1000", "calls from one address (relaxed 500/100)");
        text("limits.login", "standard", "authentications from one address (realtime 60/10)");
        text("limits.socket", "300/300", "messages on one socket");
        list("limits.operations", "calls of one user to one operation, as Name=rate");
    }

    static Map<String, Key> all() {
        return java.util.Collections.unmodifiableMap(ALL);
    }

    /// What to say of a name that is no key: which known one is much like it, or ends with it.
    static String hint(String name) {
        List<String> all = new ArrayList<>(ALL.keySet());
        all.addAll(ForeignKeys.reasons().keySet());
        return hint(name, all, ".");
    }

    /// The same for an environment variable.
    static String variableHint(String variable) {
        return hint(variable, ALL.values().stream().map(Key::variable).toList(), "_");
    }

    private static String hint(String name, Iterable<String> all, String separator) {
        String nearest = "";
        int least = Math.max(2, name.length() / 4) + 1;
        for (String known : all) {
            int distance = known.endsWith(separator + name) ? 0 : distance(name, known);
            if (distance < least) {
                least = distance;
                nearest = known;
            }
        }
        return nearest.isEmpty()
                ? " (`./kaosnet config` shows all keys)"
                : " (did you mean " + nearest + "?)";
    }

    /// Insertions, deletions and replacements from one text to the other (Wagner and Fischer
    /// 1974).
    private static int distance(String from, String to) {
        List<Integer> row = new ArrayList<>();
        for (int i = 0; i <= to.length(); i++) {
            row.add(i);
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row.getFirst();
            row.set(0, i);
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row.get(j);
                row.set(j, Math.min(replaced, 1 + Math.min(row.get(j), row.get(j - 1))));
            }
        }
        return row.getLast();
    }

    private static void add(Key key) {
        ALL.put(key.name(), key);
    }

    private static void text(String name, String standard, String about) {
        add(new Key(name, Key.Type.TEXT, standard, false, about));
    }

    private static void secret(String name, String standard, String about) {
        add(new Key(name, Key.Type.TEXT, standard, true, about));
    }

    private static void whole(String name, long standard, String about) {
        add(new Key(name, Key.Type.WHOLE, Long.toString(standard), false, about));
    }

    private static void flag(String name, boolean standard, String about) {
        add(new Key(name, Key.Type.SWITCH, Boolean.toString(standard), false, about));
    }

    private static void list(String name, String about) {
        add(new Key(name, Key.Type.LIST, "", false, about));
    }
}
