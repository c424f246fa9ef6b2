package io.kaosnet.server.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keys that a Nakama configuration may hold and that KaosNet has no use for: read, never acted on,
/// and reported when given. Also old names of keys. Immutable.
///
/// A key that [Keys] knows is not foreign, even if it is listed here.
final class ForeignKeys {
    private static final Map<String, String> REASONS = new LinkedHashMap<>();
    private static final Map<String, String> RENAMED = new HashMap<>();

    static {
        because(
                "the server sizes its own buffers",
                "socket.read_buffer_size_bytes",
                "socket.write_buffer_size_bytes");
        because("only TCP over IPv4 and IPv6 is served", "socket.protocol");
        because(
                "a slow socket is bounded by bytes: socket.max_pending_bytes",
                "socket.outgoing_queue_size");
        because("a frame that cannot be sent ends by socket.pong_wait_ms", "socket.write_wait_ms");
        because("any data a socket sends keeps it open", "socket.ping_backoff_threshold");
        because("presence events are delivered without a queue", "tracker.event_queue_size");

        because("the pool closes idle connections by itself", "database.max_idle_conns");
        because("names are resolved for each new connection", "database.dns_scan_interval_sec");

        because(
                "joins and signals have queues of their own: match.join_attempt_queue_size,"
                        + " match.signal_queue_size",
                "match.call_queue_size");
        because("a player that was let in has joined", "match.join_marker_deadline_ms");
        because(
                "a new label is listed at once",
                "match.label_update_interval_ms",
                "party.label_update_interval_ms");
        because("a party ends with its last member", "party.idle_check_interval_ms");

        because("metrics are collected when they are asked for", "metrics.reporting_freq_sec");
        because(
                "names of metrics are fixed, see metrics.md",
                "metrics.namespace",
                "metrics.prefix",
                "metrics.custom_prefix",
                "metrics.custom_scope_limit");

        because(
                "the server has no web console yet",
                "console.max_message_size_bytes",
                "console.read_timeout_ms",
                "console.write_timeout_ms",
                "console.idle_timeout_ms",
                "console.token_expiry_sec",
                "console.signing_key",
                "console.mfa.storage_encryption_key",
                "console.mfa.admin_account_enabled",
                "console.disable_display_name_search",
                "mfa.storage_encryption_key",
                "mfa.admin_account_enabled");

        because(
                "a Lua machine is made when it is needed, grows as it needs, and has globals of its"
                        + " own",
                "runtime.lua_min_count",
                "runtime.lua_call_stack_size",
                "runtime.lua_registry_size",
                "runtime.lua_read_only_globals");
        because(
                "JavaScript modules are not loaded",
                "runtime.js_min_count",
                "runtime.js_max_count",
                "runtime.js_read_only_globals",
                "runtime.js_entrypoint");
        renamed("runtime.min_count", "runtime.lua_min_count");
        renamed("runtime.max_count", "runtime.lua_max_count");
        renamed("runtime.call_stack_size", "runtime.lua_call_stack_size");
        renamed("runtime.registry_size", "runtime.lua_registry_size");
        renamed("runtime.read_only_globals", "runtime.lua_read_only_globals");

        because("resets wait in the database", "leaderboard.callback_queue_size");
        because("ranks load when they are needed", "leaderboard.rank_cache_workers");
        because("an index answers as it was made", "storage.disable_index_only");
        because(
                "logins of this provider are not served",
                "social.facebook_instant_game.app_secret",
                "social.facebook_limited_login.app_id",
                "social.apple.bundle_id",
                "google_auth.credentials_json");
        because(
                "purchases of this store are not validated",
                "iap.apple.shared_password",
                "iap.apple.notifications_endpoint_id",
                "iap.google.client_email",
                "iap.google.private_key",
                "iap.google.notifications_endpoint_id",
                "iap.google.refund_check_period_min",
                "iap.google.package_name",
                "iap.huawei.public_key",
                "iap.huawei.client_id",
                "iap.huawei.client_secret",
                "iap.facebook_instant.app_secret",
                "iap.samsung.package_name");
        because(
                "Satori is not spoken to",
                "satori.url",
                "satori.api_key_name",
                "satori.api_key",
                "satori.signing_key",
                "satori.cache_enabled",
                "satori.cache_disabled",
                "satori.cache_mode",
                "satori.cache_ttl_sec",
                "satori.http_timeout_ms",
                "satori.server_key",
                "satori.retry_count");
        REASONS.keySet().removeAll(Keys.all().keySet());
    }

    private ForeignKeys() {}

    /// Every foreign key with the reason why it has no effect.
    static Map<String, String> reasons() {
        return Collections.unmodifiableMap(REASONS);
    }

    /// Why a key has no effect; null for one that is not foreign.
    static @Nullable String reason(String name) {
        return REASONS.get(name);
    }

    /// The name by which a key goes today.
    static String current(String name) {
        return RENAMED.getOrDefault(name, name);
    }

    private static void because(String reason, String... names) {
        for (String name : names) {
            REASONS.put(name, reason);
        }
    }

    private static void renamed(String old, String name) {
        RENAMED.put(old, name);
    }
}
