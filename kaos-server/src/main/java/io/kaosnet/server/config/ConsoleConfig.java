package io.kaosnet.server.config;

/// Where operators reach the server, and what they log in with. Immutable.
///
/// @param host address to listen on
/// @param metricsPort where `/metrics` is served too; 0 for nowhere else
public record ConsoleConfig(
        String host, int port, int metricsPort, String username, String password) {
    static ConsoleConfig of(Settings settings) {
        return new ConsoleConfig(
                settings.host("console.address"),
                settings.port("console.port"),
                settings.port("metrics.prometheus_port"),
                settings.text("console.username"),
                settings.text("console.password"));
    }

    /// As an operator sends them.
    public String credentials() {
        return username + ":" + password;
    }

    @Override
    public String toString() {
        return "ConsoleConfig[host=" + host + ", port=" + port + ", password=***]";
    }
}
