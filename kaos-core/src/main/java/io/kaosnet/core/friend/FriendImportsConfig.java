package io.kaosnet.core.friend;

import java.net.URI;
import java.time.Duration;

/// Where players' friends are asked for. Immutable.
///
/// @param facebookUrl the base of Facebook's graph
/// @param steamUrl the base of Steam's web API
/// @param steamKey the publisher's key; empty without Steam
/// @param steamAppId the game's number; 0 without Steam
/// @param timeout of one request
public record FriendImportsConfig(
        URI facebookUrl, URI steamUrl, String steamKey, int steamAppId, Duration timeout) {
    /// @throws IllegalArgumentException for a base that is no HTTP address
    public FriendImportsConfig {
        check(facebookUrl);
        check(steamUrl);
    }

    private static void check(URI url) {
        String scheme = url.getScheme();
        if (url.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
            throw new IllegalArgumentException(url + " (expected: https://host)");
        }
    }

    @Override
    public String toString() {
        return "FriendImportsConfig[facebookUrl="
                + facebookUrl
                + ", steamUrl="
                + steamUrl
                + ", steamKey=***, steamAppId="
                + steamAppId
                + ", timeout="
                + timeout
                + "]";
    }
}
