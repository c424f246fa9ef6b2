package io.kaosnet.server;

import io.kaosnet.server.config.ConfigException;
import io.kaosnet.server.config.ConsoleConfig;
import io.kaosnet.server.config.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keys and passwords that everybody knows are for this machine alone. Pure functions.
final class PublicAddresses {
    private static final List<Map.Entry<String, String>> CLIENT_KEYS =
            List.of(
                    Map.entry("socket.server_key", "defaultkey"),
                    Map.entry("runtime.http_key", "defaulthttpkey"),
                    Map.entry("session.encryption_key", "defaultencryptionkey"),
                    Map.entry("session.refresh_encryption_key", "defaultrefreshencryptionkey"));
    private static final List<Map.Entry<String, String>> CONSOLE_KEYS =
            List.of(Map.entry("console.password", "password"));

    private PublicAddresses() {}

    /// @throws ConfigException when other machines reach the server and a key is empty or the
    /// public default
    static void refuseDefaults(Settings settings) {
        refuseDefaults(settings, "socket.address", CLIENT_KEYS);
        refuseDefaults(settings, "console.address", CONSOLE_KEYS);
    }

    private static void refuseDefaults(
            Settings settings, String address, List<Map.Entry<String, String>> known) {
        if (isLoopback(address, settings.host(address))) {
            return;
        }
        List<String> unset = new ArrayList<>();
        for (Map.Entry<String, String> entry : known) {
            String key = settings.text(entry.getKey());
            // Empty keys of sessions are generated.
            boolean isEmpty = key.isBlank() && !entry.getKey().startsWith("session.");
            if (isEmpty || key.equals(entry.getValue())) {
                unset.add(entry.getKey());
            }
        }
        if (!unset.isEmpty()) {
            throw new ConfigException(
                    address
                            + ": "
                            + settings.host(address)
                            + " is reachable from other machines, but these keys are empty or the"
                            + " public defaults: "
                            + String.join(", ", unset)
                            + " (set them, or listen on 127.0.0.1)");
        }
    }

    /// What `/metrics` asks for where other machines can reach it; null where they cannot.
    static @Nullable String metricsCredentials(ConsoleConfig config) {
        return isLoopback("console.address", config.host()) ? null : config.credentials();
    }

    private static boolean isLoopback(String address, String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException _) {
            throw new ConfigException(address + ": " + host + " (expected: an address)");
        }
    }
}
