package io.kaosnet.core.script;

import java.util.List;

/// What scripts may ask other servers. Immutable.
///
/// @param allowedHosts hosts that may be reached although their address is private, as `host` or
///     `host:port` (`runtime.http_allowed_hosts`)
/// @param maxResponseBytes of one answer's body
/// @param maxRequests that may be under way at a time; more are refused
public record HttpRules(List<String> allowedHosts, int maxResponseBytes, int maxRequests) {
    public static final HttpRules DEFAULT = new HttpRules(List.of(), 8 << 20, 256);

    public HttpRules {
        allowedHosts = List.copyOf(allowedHosts);
    }

    boolean allows(String host, int port) {
        return allowedHosts.contains(host) || allowedHosts.contains(host + ":" + port);
    }
}
