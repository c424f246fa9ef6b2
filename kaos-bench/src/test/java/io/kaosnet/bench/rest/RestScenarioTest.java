package io.kaosnet.bench.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.Options;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.host.ProcessUsage;
import io.kaosnet.bench.host.Target;
import io.kaosnet.bench.wire.LoadLoops;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestScenarioTest {
    /// Answers every request without a body with the same bytes.
    private record Answering(ServerSocket listening, String answer) implements AutoCloseable {
        static Answering with(String answer) throws IOException {
            var server =
                    new Answering(
                            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
            Thread.ofVirtual().start(server::accept);
            return server;
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = listening.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (SocketException _) {
                // The test is over.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.US_ASCII));
                String line = in.readLine();
                while (line != null) {
                    if (line.isEmpty()) {
                        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    }
                    line = in.readLine();
                }
            } catch (IOException _) {
                // The client is gone.
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    private static Result run(String answer) throws Exception {
        Scenario http = RestScenario.all().getFirst();
        Options options =
                Options.parse(
                        List.of("--warmup", "0", "--seconds", "1", "--connections", "2"),
                        http.options());
        try (var server = Answering.with(answer);
                var loops = new LoadLoops(1)) {
            var target =
                    new Target(
                            "127.0.0.1",
                            server.listening().getLocalPort(),
                            "key",
                            "key",
                            new ProcessUsage(ProcessHandle.current().pid(), false),
                            new ProcessUsage(0, false));
            return http.run(new BenchContext(options, target, loops, System.err));
        }
    }

    @Test
    void answersAreCountedAndTheirCostIsMeasured() throws Exception {
        Result result = run("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(result.figure("requests").value()).isPositive();
        assertThat(result.figure("server CPU per request").value()).isPositive();
        assertThat(result.figure("latency p50").value()).isPositive();
        assertThat(result.figure("failed").value()).isZero();
    }

    @Test
    void errorsOfTheServerEndTheRun() {
        assertThatThrownBy(() -> run("HTTP/1.1 429 Too Many\r\ncontent-length: 4\r\n\r\nslow"))
                .isInstanceOf(BenchException.class)
                .hasMessage("HTTP 429: slow");
    }
}
