package io.kaosnet.examples.asteroids;

import com.googlecode.lanterna.screen.Screen;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.DefaultTerminalFactory;
import com.googlecode.lanterna.terminal.ansi.UnixLikeTerminal.CtrlCBehaviour;
import io.kaosnet.client.KaosClient;
import io.kaosnet.client.KaosException;
import io.kaosnet.client.KaosSession;
import io.kaosnet.client.KaosSocket;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.server.KaosServer;
import io.kaosnet.server.Logging;
import io.kaosnet.server.config.ConfigException;
import io.kaosnet.server.config.Settings;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// `demo asteroids`: a server with a match and a player in this terminal, or only one of them.
public final class Asteroids {
    private static final String HELP =
            """
            demo asteroids [--name NAME] [--bots N] [--via best|rudp|websocket]
                           [--connect http://HOST:7350]   play on another server
                           [--server [--key value ...]]   only the server
            """;

    private static final long SCORE_WAIT_NS = 2_000_000_000L;
    private static final int ALREADY_EXISTS = 6;

    private Asteroids() {}

    /// Starts what the arguments ask for.
    public static void main(String[] arguments) throws InterruptedException {
        try {
            run(arguments);
        } catch (UsageException e) {
            System.err.print("asteroids: " + e.getMessage() + "\n" + HELP);
            System.exit(2);
        } catch (KaosException
                | ConfigException
                | IOException
                | IllegalArgumentException
                | IllegalStateException e) {
            System.err.println("asteroids: " + e.getMessage());
            System.exit(1);
        }
    }

    /// Arguments that mean nothing.
    static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    static void run(String... arguments) throws IOException, InterruptedException {
        String name = System.getProperty("user.name", "pilot");
        KaosSocket.Via via = KaosSocket.Via.BEST;
        String connect = null;
        int bots = 3;
        boolean isServer = false;
        List<String> settings = new ArrayList<>();
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            if (option.equals("--help")) {
                System.out.print(HELP);
                return;
            }
            if (option.equals("--server")) {
                isServer = true;
                continue;
            }
            if (!option.startsWith("--")) {
                throw new UsageException("not an option: " + option);
            }
            if (!rest.hasNext()) {
                throw new UsageException(option + " needs a value");
            }
            String value = rest.next();
            switch (option) {
                case "--name" -> name = value;
                case "--bots" -> bots = bots(value);
                case "--via" -> via = via(value);
                case "--connect" -> connect = value;
                default -> settings.addAll(List.of(option, value));
            }
        }
        if (!isServer && !isTerminal()) {
            throw new IllegalStateException(
                    "the game needs a terminal to be played in; --server runs without one");
        }
        if (connect != null) {
            if (!settings.isEmpty()) {
                throw new UsageException(settings.getFirst() + " means nothing with --connect");
            }
            Logging.configure(Settings.load(List.of("--logger.level", "error"), Map.of()));
            play(connect, name, via, false);
            return;
        }
        if (!isServer) {
            settings.addAll(
                    List.of(
                            "--socket.port",
                            "0",
                            "--console.port",
                            "0",
                            "--logger.level",
                            "error"));
        }
        try (KaosServer server = serve(bots, settings)) {
            // Also where a signal ends it: players are told, and their scores kept.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
            int port = server.addresses().http().getPort();
            if (isServer) {
                System.out.println(
                        "asteroids is up; play with ./kaosnet demo asteroids --connect http://127.0.0.1:"
                                + port);
                Thread.currentThread().join();
            }
            play("http://127.0.0.1:" + port, name, via, true);
        }
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again where there is none
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    static int bots(String value) {
        try {
            int bots = Integer.parseInt(value);
            if (bots >= 0 && bots <= AsteroidsMatch.MAX_BOTS) {
                return bots;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new UsageException(
                "--bots: " + value + " (expected: 0.." + AsteroidsMatch.MAX_BOTS + ")");
    }

    static KaosSocket.Via via(String value) {
        return switch (value) {
            case "best" -> KaosSocket.Via.BEST;
            case "rudp" -> KaosSocket.Via.RUDP;
            case "websocket" -> KaosSocket.Via.WEBSOCKET;
            default ->
                    throw new UsageException(
                            "--via: " + value + " (expected: best, rudp or websocket)");
        };
    }

    /// A server with one match that waits for players.
    static KaosServer serve(int bots, List<String> settings) {
        List<String> all = new ArrayList<>(settings);
        if (!all.contains("--data_dir")) {
            all.add("--data_dir");
            all.add(Path.of(System.getProperty("java.io.tmpdir"), "kaosnet-asteroids").toString());
        }
        Settings loaded = Settings.load(all, Map.of());
        Logging.configure(loaded);
        KaosServer server =
                KaosServer.start(loaded, Map.of(AsteroidsMatch.NAME, AsteroidsMatch::new));
        server.createMatch(AsteroidsMatch.NAME, Map.of("bots", bots));
        return server;
    }

    private static void play(String base, String name, KaosSocket.Via via, boolean isLocal)
            throws IOException {
        try (KaosClient client = new KaosClient(base, "defaultkey")) {
            // On one's own machine the same name is the same pilot, with its highscore.
            KaosSession session =
                    isLocal
                            ? client.authenticateDevice("asteroids-pilot-" + name, name)
                            : login(client, name);
            try (Game game = new Game(client, session, via);
                    Screen screen =
                            new TerminalScreen(
                                    new DefaultTerminalFactory()
                                            .setForceTextTerminal(true)
                                            // A key like Q: the score is kept.
                                            .setUnixTerminalCtrlCBehaviour(CtrlCBehaviour.TRAP)
                                            .createTerminal())) {
                screen.startScreen();
                screen.setCursorPosition(null);
                game.play(screen);
                session = game.session();
            }
            printHighscores(client, session);
        }
    }

    /// The best ten, once the score of the game that ended is among them (or two seconds have
    /// passed).
    static LeaderboardRecordList printHighscores(KaosClient client, KaosSession session) {
        long endNs = System.nanoTime() + SCORE_WAIT_NS;
        LeaderboardRecordList scores = LeaderboardRecordList.getDefaultInstance();
        while (System.nanoTime() < endNs) {
            try {
                scores =
                        client.call(
                                session,
                                "GET",
                                "/v2/leaderboard/"
                                        + AsteroidsMatch.LEADERBOARD
                                        + "?limit=10&ownerIds="
                                        + session.userId(),
                                null,
                                LeaderboardRecordList.getDefaultInstance());
            } catch (KaosException e) {
                if (e.httpStatus() != 404) { // before the first score there is no list
                    throw e;
                }
            }
            if (scores.getOwnerRecordsCount() > 0) {
                break;
            }
            LockSupport.parkNanos(50_000_000);
        }
        for (LeaderboardRecord record : scores.getRecordsList()) {
            System.out.printf(
                    "%3d  %-20s %7d%n",
                    record.getRank(), record.getUsername().getValue(), record.getScore());
        }
        return scores;
    }

    /// A new pilot for each start; the name gets a number when it is taken.
    static KaosSession login(KaosClient client, @Nullable String name) {
        String device = "asteroids-" + UUID.randomUUID();
        try {
            return client.authenticateDevice(device, name);
        } catch (KaosException e) {
            if (e.code() != ALREADY_EXISTS) {
                throw e;
            }
            return client.authenticateDevice(device, name + "-" + device.substring(10, 14));
        }
    }
}
