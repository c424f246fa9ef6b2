package io.kaosnet.bench.host;

import io.kaosnet.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server of this tree, started for a benchmark on ports and data of its own and stopped after
/// it. Owned by the main thread.
public final class ServerProcess implements AutoCloseable {
    private static final int START_LIMIT_SECONDS = 60;
    private static final int STOP_LIMIT_SECONDS = 15;
    private static final long POLL_MS = 2;

    private final Process process;
    private final Path directory;
    private final int port;
    private final double startSeconds;

    private ServerProcess(Process process, Path directory, int port, double startSeconds) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.startSeconds = startSeconds;
    }

    /// Starts `kaosnet run` with limits that a benchmark does not meet.
    ///
    /// @param home the folder that holds the launcher
    /// @param flags further flags for the server; they win
    public static ServerProcess start(Path home, List<String> flags) throws InterruptedException {
        try {
            Path directory = Files.createTempDirectory("kaosnet-bench-");
            EchoModule.write(directory.resolve("modules"));
            int port = freePort();
            List<String> command = new ArrayList<>();
            command.add(home.resolve("kaosnet").toString());
            command.add("run");
            command.addAll(
                    List.of(
                            "--data_dir",
                            directory.resolve("data").toString(),
                            "--runtime.path",
                            directory.resolve("modules").toString(),
                            "--socket.port",
                            Integer.toString(port),
                            "--rudp.port",
                            Integer.toString(port),
                            "--console.port",
                            Integer.toString(port + 1),
                            "--limits.enabled",
                            "false"));
            command.addAll(flags);
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("server.log").toFile())
                            .start();
            double seconds = awaitHealthy(process, port, directory);
            return new ServerProcess(process, directory, port, seconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A port that is free together with its two neighbours (gRPC below, console above).
    private static int freePort() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        for (int attempt = 0; attempt < 100; attempt++) {
            try (var middle = new ServerSocket(0, 1, loopback);
                    var below = new ServerSocket(middle.getLocalPort() - 1, 1, loopback);
                    var above = new ServerSocket(middle.getLocalPort() + 1, 1, loopback)) {
                assert below.isBound() && above.isBound();
                return middle.getLocalPort();
            } catch (IOException _) {
                // A neighbour is taken: another place.
            }
        }
        throw new BenchException("no three free ports in a row");
    }

    private static double awaitHealthy(Process process, int port, Path directory)
            throws InterruptedException, IOException {
        long startNs = System.nanoTime();
        URI healthcheck = URI.create("http://127.0.0.1:" + port + "/healthcheck");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(healthcheck).timeout(Duration.ofSeconds(2)).build();
            while (secondsSince(startNs) < START_LIMIT_SECONDS) {
                try {
                    var answer = client.send(request, HttpResponse.BodyHandlers.discarding());
                    if (answer.statusCode() == 200) {
                        return secondsSince(startNs);
                    }
                } catch (IOException _) {
                    // Not listening yet.
                }
                if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        process.destroyForcibly();
        String log = Files.readString(directory.resolve("server.log"));
        throw new BenchException("the server did not start:\n" + log);
    }

    private static double secondsSince(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }

    /// What the server's heap still reaches, after a collection; unknown without `jcmd`.
    public static double liveHeapBytes(ProcessUsage server) throws InterruptedException {
        if (!server.isKnown()) {
            return Double.NaN;
        }
        try {
            String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            Process process =
                    new ProcessBuilder(jcmd, Long.toString(server.pid()), "GC.class_histogram")
                            .redirectErrorStream(true)
                            .start();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            for (String line : text.split("\n", -1)) {
                // The last line: Total, instances, bytes.
                if (line.startsWith("Total")) {
                    return Double.parseDouble(line.trim().split(" +", -1)[2]);
                }
            }
            return Double.NaN;
        } catch (IOException _) {
            // No tool to ask with.
            return Double.NaN;
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /// From the launcher's first instruction to the first healthy answer.
    public double startSeconds() {
        return startSeconds;
    }

    /// Deletes a folder with all that is in it.
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            delete(directory);
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
