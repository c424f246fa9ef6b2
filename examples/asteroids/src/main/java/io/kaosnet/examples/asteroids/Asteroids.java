package io.kaosnet.examples.asteroids;

import com.googlecode.lanterna.screen.Screen;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.DefaultTerminalFactory;
import io.kaosnet.client.KaosClient;
import io.kaosnet.client.KaosException;
import io.kaosnet.client.KaosSession;
import io.kaosnet.client.KaosSocket;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.server.KaosServer;
import io.kaosnet.server.Logging;
import io.kaosnet.server.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
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

    private Asteroids() {}

    /// Starts what the arguments ask for.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String name = System.getProperty("user.name", "pilot");
        String via = "best";
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
            if (!rest.hasNext()) {
                System.err.print(option + " needs a value\n" + HELP);
                System.exit(2);
                return;
            }
            String value = rest.next();
            switch (option) {
                case "--name" -> name = value;
                case "--bots" -> bots = Integer.parseInt(value);
                case "--via" -> via = value;
                case "--connect" -> connect = value;
                default -> settings.addAll(List.of(option, value));
            }
        }
        if (isServer) {
            try (KaosServer server = serve(bots, settings)) {
                System.out.println("asteroids on " + server.addresses());
                Thread.currentThread().join();
            }
            return;
        }
        KaosSocket.Via way = KaosSocket.Via.valueOf(via.toUpperCase(Locale.ROOT));
        if (connect != null) {
            Logging.configure(Settings.load(List.of("--logger.level", "error"), Map.of()));
            play(connect, name, way, false);
            return;
        }
        settings.addAll(
                List.of("--socket.port", "0", "--console.port", "0", "--logger.level", "error"));
        try (KaosServer server = serve(bots, settings)) {
            play("http://127.0.0.1:" + server.addresses().http().getPort(), name, way, true);
        }
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
                                            .createTerminal())) {
                screen.startScreen();
                screen.setCursorPosition(null);
                game.play(screen);
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
        } catch (KaosException _) {
            return client.authenticateDevice(device, name + "-" + device.substring(10, 14));
        }
    }
}
