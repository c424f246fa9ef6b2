package io.kaosnet.server;

import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.server.config.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// A server in a process of its own, parts of which hang when they are asked to. Owned by its main
/// thread.
final class StuckServer {
    private StuckServer() {}

    /// Prints `up` and the port when it serves, `stuck` when something hangs.
    ///
    /// @param arguments as on the command line
    public static void main(String[] arguments) throws InterruptedException {
        Thread.ofPlatform().daemon().name("parent").start(StuckServer::endWithParent);
        Settings settings = Settings.load(List.of(arguments), Map.of());
        Logging.configure(settings);
        KaosServer server = KaosServer.start(settings, Map.of("stuck", StuckMatch::new));
        // A function of the program that the server runs inside of stays on its event loop.
        server.rpcs()
                .register(
                        "spin",
                        (_, _) -> {
                            System.out.println("stuck");
                            while (true) {
                                Thread.onSpinWait();
                            }
                        });
        server.rpcs().register("match", (_, _) -> server.createMatch("stuck", Map.of()).toString());
        Stop stop = new Stop(server);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::run, "shutdown"));
        System.out.println("up " + server.addresses().http().getPort());
        stop.await();
    }

    /// What hangs must not outlive the tests, however those end.
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        } catch (IOException _) {
            // Gone as well.
        }
        Runtime.getRuntime().halt(1);
    }

    private static final class StuckMatch implements MatchHandler {
        @Override
        public MatchInit init(MatchContext match, Map<String, Object> params) {
            return new MatchInit(60, "");
        }

        @Override
        public void loop(MatchContext match, List<MatchMessage> messages) {
            System.out.println("stuck");
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException _) {
                    // Nothing moves it.
                }
            }
        }
    }
}
