package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A function has its time for computing; what it waits for others does not count.
final class ScriptWaitsTest {
    private static final long ANSWER_NS = 400_000_000;

    @Test
    void aFunctionMayWaitLongerThanItMayCompute(@TempDir Path modules) throws Exception {
        HttpServer slow =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.createContext(
                "/",
                exchange -> {
                    long endNs = System.nanoTime() + ANSWER_NS;
                    while (System.nanoTime() < endNs) {
                        LockSupport.parkNanos(endNs - System.nanoTime());
                    }
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        slow.start();
        String host = "127.0.0.1:" + slow.getAddress().getPort();
        Files.writeString(
                modules.resolve("main.lua"),
                """
                local nk = require("nakama")
                nk.register_rpc(function()
                  local code
                  for _ = 1, 2 do code = nk.http_request("http://%s/", "GET") end
                  nk.uuid_v4()
                  for _ = 1, 20000 do end
                  return tostring(code)
                end, "ask")
                """
                        .formatted(host));
        try (var server =
                        new ServerFixture(
                                "--runtime.path",
                                modules.toString(),
                                "--runtime.rpc_time_ms",
                                "500",
                                "--runtime.http_allowed_hosts",
                                host);
                var ann = new Player(server.port(), "device-of-ann")) {
            assertThat(ann.client().rpc(ann.session(), "ask", "")).isEqualTo("204");
        } finally {
            slow.stop(0);
        }
    }

    @Test
    void aFunctionMayMakeMatchesThatTakeLongerThanItMay(@TempDir Path modules) throws Exception {
        Files.writeString(
                modules.resolve("slow.lua"),
                """
                return {
                  match_init = function()
                    local start = os.clock()
                    while os.clock() - start < 0.12 do end
                    return {}, 1, ""
                  end,
                  match_loop = function(_, _, _, state) return state end,
                }
                """);
        Files.writeString(
                modules.resolve("main.lua"),
                """
                local nk = require("nakama")
                nk.register_rpc(function()
                  for _ = 1, 4 do nk.match_create("slow", {}) end
                  for _ = 1, 20000 do end
                  return tostring(#nk.match_list(10, true))
                end, "make")
                """);
        try (var server =
                        new ServerFixture(
                                "--runtime.path",
                                modules.toString(),
                                "--runtime.rpc_time_ms",
                                "400");
                var ann = new Player(server.port(), "device-of-ann")) {
            assertThat(ann.client().rpc(ann.session(), "make", "")).isEqualTo("4");
        }
    }
}
