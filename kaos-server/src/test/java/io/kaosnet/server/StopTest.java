package io.kaosnet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that is told to stop ends, whatever hangs in it.
final class StopTest {
    private static final int GRACE_SEC = 1;
    private static final int TERMINATED = 128 + 15;
    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");

    @TempDir private Path directory;
    private final List<Process> started = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// A server, with what it prints.
    private record Server(Process process, BufferedReader output, int port) {
        /// Reads on to the line that has this in it, and returns all up to there.
        String read(String part) throws IOException {
            var lines = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.append(line).append('\n');
                if (line.contains(part)) {
                    return lines.toString();
                }
            }
            throw new AssertionError("no " + part + " in:\n" + lines);
        }

        /// SIGTERM; `Process.destroy` would close the output, too.
        void terminate() {
            process.toHandle().destroy();
        }

        int exitCode(int limitSec) throws InterruptedException {
            assertThat(process.waitFor(limitSec, TimeUnit.SECONDS)).as("it ended").isTrue();
            return process.exitValue();
        }
    }

    private Server start(String... flags) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StuckServer.class.getName(),
                                "--socket.port=0",
                                "--console.port=0",
                                "--rudp.enabled=false",
                                "--shutdown_grace_sec=" + GRACE_SEC,
                                "--data_dir=" + directory.resolve("data")));
        command.addAll(List.of(flags));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        var output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String up = new Server(process, output, 0).read("up ");
        int port = Integer.parseInt(up.substring(up.lastIndexOf("up ") + 3).strip());
        return new Server(process, output, port);
    }

    private HttpRequest.Builder request(Server server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> ann(Server server, boolean create)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(server, "/v2/account/authenticate/device?create=" + create)
                        .header("Authorization", "Basic ZGVmYXVsdGtleTo=")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"a-device-of-ann\"}"))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int login(Server server, boolean create) throws IOException, InterruptedException {
        return ann(server, create).statusCode();
    }

    /// A socket of ann's; what it is told when it is closed.
    private CompletableFuture<String> socket(Server server)
            throws IOException, InterruptedException {
        Matcher token = TOKEN.matcher(ann(server, true).body());
        assertThat(token.find()).isTrue();
        var closed = new CompletableFuture<String>();
        var listener =
                new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onClose(
                            WebSocket from, int code, String reason) {
                        closed.complete(code + " " + reason);
                        return null;
                    }
                };
        URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws?token=" + token.group(1));
        http.newWebSocketBuilder().buildAsync(uri, listener).join();
        return closed;
    }

    /// A folder of modules with one whose shutdown function hangs.
    private Path stuckModule() throws IOException {
        Path modules = Files.createDirectories(directory.resolve("modules"));
        String entry = StuckModule.class.getName().replace('.', '/') + ".class";
        try (InputStream code = StuckModule.class.getClassLoader().getResourceAsStream(entry);
                OutputStream file = Files.newOutputStream(modules.resolve("stuck.jar"));
                var jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("META-INF/services/io.kaosnet.runtime.KaosModule"));
            jar.write(StuckModule.class.getName().getBytes(StandardCharsets.US_ASCII));
            jar.putNextEntry(new JarEntry(entry));
            jar.write(Objects.requireNonNull(code, entry).readAllBytes());
        }
        return modules;
    }

    /// Calls a function of the server that never answers, and waits until it is at it.
    private void hang(Server server, String function) throws IOException {
        http.sendAsync(
                request(server, "/v2/rpc/" + function + "?http_key=defaulthttpkey").build(),
                HttpResponse.BodyHandlers.discarding());
        server.read("stuck");
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        http.shutdownNow();
    }

    @Test
    void aServerStopsInPeace() throws IOException, InterruptedException {
        Server server = start();
        assertThat(login(server, true)).isEqualTo(200);
        server.terminate();
        assertThat(server.read("stopped")).doesNotContain("ERROR");
        assertThat(server.exitCode(10)).isEqualTo(TERMINATED);
    }

    @Test
    void aMatchThatHangsIsLeftBehind() throws IOException, InterruptedException {
        Server server = start();
        hang(server, "match");
        server.terminate();
        server.read("stopped");
        assertThat(server.exitCode(10)).isEqualTo(TERMINATED);
    }

    @Test
    void aShutdownFunctionThatHangsIsLeftBehind() throws Exception {
        Server server = start("--runtime.path=" + stuckModule());
        CompletableFuture<String> closed = socket(server);
        server.terminate();
        assertThat(server.read("are left behind")).doesNotContain("cut short");
        assertThat(server.read("StuckModule")).contains("await");
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo("1000 server is shutting down");
        assertThat(server.read("stopped")).doesNotContain("ERROR");
        assertThat(server.exitCode(10)).isEqualTo(TERMINATED);
        assertThat(login(start(), false)).isEqualTo(200);
    }

    /// It is told which step hangs and where, and what was acknowledged is there afterwards.
    @Test
    void aLoopThatHangsIsCutShort() throws IOException, InterruptedException {
        Server server = start();
        assertThat(login(server, true)).isEqualTo(200);
        hang(server, "spin");
        server.terminate();
        assertThat(server.read("stopping is cut short")).contains("step=\"").contains("within");
        assertThat(server.read("StuckServer")).contains("still there");
        assertThat(server.exitCode(10)).isEqualTo(3);
        assertThat(login(start(), false)).isEqualTo(200);
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws IOException, InterruptedException {
        Server server = start();
        hang(server, "spin");
        server.terminate();
        server.read("draining");
        server.terminate();
        assertThat(server.read("stopping is cut short")).contains("SIGTERM came again");
        assertThat(server.exitCode(8)).isEqualTo(3);
    }
}
