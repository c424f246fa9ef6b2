package io.kaosnet.systemtests;

import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.server.KaosServer;
import io.kaosnet.server.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A whole server on free ports with a data directory of its own.
final class ServerFixture implements AutoCloseable {
    private final Path dataDir;
    private final List<String> flags;
    private final Map<String, MatchHandler.Factory> handlers;
    private KaosServer server;

    /// @param flags as on the command line, behind those of the fixture
    ServerFixture(String... flags) {
        this(Map.of(), flags);
    }

    /// @param handlers of matches, by name
    ServerFixture(Map<String, MatchHandler.Factory> handlers, String... flags) {
        try {
            dataDir = Files.createTempDirectory("kaosnet-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--socket.port",
                                "0",
                                "--console.port",
                                "0",
                                "--data_dir",
                                dataDir.toString()));
        all.addAll(List.of(flags));
        this.flags = all;
        this.handlers = handlers;
        server = start();
    }

    private KaosServer start() {
        return KaosServer.start(Settings.load(flags, Map.of()), handlers);
    }

    /// Stops the server in peace and starts one on the same data, on other ports.
    void restart() {
        server.close();
        server = start();
    }

    KaosServer server() {
        return server;
    }

    int port() {
        return server.addresses().http().getPort();
    }

    @Override
    public void close() {
        server.close();
        try (var files = Files.walk(dataDir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
