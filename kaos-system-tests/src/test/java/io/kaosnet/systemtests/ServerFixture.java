package io.kaosnet.systemtests;

import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.server.KaosServer;
import io.kaosnet.server.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private final HttpClient http = HttpClient.newHttpClient();
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

    /// A page of the client port.
    URI page(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /// A page of the console port.
    URI console(String path) {
        return URI.create("http://127.0.0.1:" + server.addresses().console().getPort() + path);
    }

    /// The value of a metric now; of one with tags, the sum over those that begin as given.
    double metric(String nameAndTags) {
        HttpRequest request = HttpRequest.newBuilder(console("/metrics")).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(
                            line ->
                                    line.startsWith(nameAndTags + " ")
                                            || line.startsWith(nameAndTags + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
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
