package io.kaosnet.bench.host;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The server under load. Immutable.
///
/// @param server the server's process
/// @param database the database's, if it is another
public record Target(
        String host,
        int port,
        String serverKey,
        String httpKey,
        ProcessUsage server,
        ProcessUsage database) {

    public boolean isLoopback() {
        return host.startsWith("127.") || host.equals("localhost");
    }

    /// The credentials of clients that have no session.
    public String basic() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((serverKey + ":").getBytes(StandardCharsets.US_ASCII));
    }

    /// The address that the client with that number comes from: ephemeral ports of one address
    /// would not do for tens of thousands of sockets.
    public String sourceAddress(int clientNumber) {
        int perAddress = 8000;
        return isLoopback() ? "127.0.0." + (2 + clientNumber / perAddress % 250) : "";
    }
}
