package io.kaosnet.server.gateway.http;

import java.util.ArrayList;
import java.util.List;

/// The client's address behind proxies. Pure functions.
final class ForwardedFor {
    private ForwardedFor() {}

    /// The right-most entry that was not written by one of our own proxies: each of them appends
    /// the address it was called from, the connection itself comes from the last one.
    ///
    /// @param headers values of `X-Forwarded-For`, in order; each a list separated by commas
    static String clientIp(List<String> headers, int proxyCount, String remoteIp) {
        List<String> hops = new ArrayList<>();
        for (String header : headers) {
            for (String entry : header.split(",", -1)) {
                String hop = entry.trim();
                if (isAddress(hop)) {
                    hops.add(hop);
                }
            }
        }
        hops.add(remoteIp);
        return hops.get(Math.max(0, hops.size() - 1 - proxyCount));
    }

    private static boolean isAddress(String text) {
        return !text.isEmpty() && text.length() <= 45 && text.matches("[0-9A-Fa-f:.]+");
    }
}
