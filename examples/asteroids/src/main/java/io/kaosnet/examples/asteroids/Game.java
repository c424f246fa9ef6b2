package io.kaosnet.examples.asteroids;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.screen.Screen;
import io.kaosnet.client.KaosClient;
import io.kaosnet.client.KaosException;
import io.kaosnet.client.KaosSession;
import io.kaosnet.client.KaosSocket;
import io.kaosnet.client.SocketListener;
import io.kaosnet.protocol.api.MatchList;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchJoin;
import io.kaosnet.rudp.ConnectionStatistics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// One player: keys in, picture out, sixty times a second. Owned by the terminal's thread.
final class Game implements SocketListener, AutoCloseable {
    private static final long FRAME_NS = 1_000_000_000L / World.TICK_RATE_HZ;
    // A terminal says when a key goes down, and repeats, but never when it goes up.
    private static final long KEY_HOLD_NS = 150_000_000L;
    private static final long JOIN_AGAIN_NS = 2_000_000_000L;
    private static final double DELAY_TICKS = 2;
    private static final double MAX_GUESS_TICKS = 30;

    private final KaosClient client;
    private final KaosSocket socket;
    private final StateReader state = new StateReader();
    private final long[] heldUntilNs = new long[4];
    private String match = "";
    private String trouble = "connecting";
    private long newestNs;
    private long joinAtNs;
    private boolean isOver;

    Game(KaosClient client, KaosSession session, KaosSocket.Via via) {
        this.client = client;
        this.socket = new KaosSocket(client, session, via, true, this);
    }

    StateReader state() {
        return state;
    }

    boolean isOver() {
        return isOver;
    }

    /// The session with its newest tokens.
    KaosSession session() {
        return socket.session();
    }

    @Override
    public void onOpen(String transport) {
        joinAtNs = System.nanoTime();
    }

    /// Looks for the game and asks to join it; what stands in the way is shown, and tried again.
    private void join(long nowNs) {
        joinAtNs = nowNs + JOIN_AGAIN_NS;
        MatchList list;
        try {
            list =
                    client.call(
                            socket.session(),
                            "GET",
                            "/v2/match?authoritative=true&limit=1&label=" + AsteroidsMatch.NAME,
                            null,
                            MatchList.getDefaultInstance());
        } catch (KaosException e) {
            trouble = String.valueOf(e.getMessage());
            return;
        }
        if (list.getMatchesCount() == 0) {
            trouble = "this server has no game of asteroids";
            return;
        }
        String found = list.getMatches(0).getMatchId();
        // It may be another match than before: nothing that is known holds in it.
        state.reset();
        socket.request(
                Envelope.newBuilder()
                        .setMatchJoin(MatchJoin.newBuilder().setMatchId(found))
                        .build(),
                answer -> {
                    match = answer.hasError() ? "" : found;
                    trouble = answer.hasError() ? answer.getError().getMessage() : "";
                });
    }

    @Override
    public void onMatchData(MatchData data) {
        byte[] bytes = data.getData().toByteArray();
        if (data.getOpCode() == StateWriter.OP_STATE) {
            if (state.read(bytes)) {
                newestNs = System.nanoTime();
            }
        } else if (data.getOpCode() == StateWriter.OP_NAMES) {
            state.readNames(bytes);
        }
    }

    @Override
    public void onClose(String reason, boolean willReconnect) {
        trouble = reason;
        match = "";
    }

    @Override
    public void onConnectFailed(String reason) {
        trouble = reason;
    }

    /// Takes a key; Q, Escape and Ctrl-C end the game.
    void onKey(KeyStroke key, long nowNs) {
        KeyType type = key.getKeyType();
        char letter = key.getCharacter() == null ? 0 : Character.toLowerCase(key.getCharacter());
        boolean isInterrupt = letter == 'c' && key.isCtrlDown();
        if (type == KeyType.Escape || type == KeyType.EOF || letter == 'q' || isInterrupt) {
            isOver = true;
        } else if (type == KeyType.ArrowUp || letter == 'w') {
            heldUntilNs[0] = nowNs + KEY_HOLD_NS;
        } else if (type == KeyType.ArrowLeft || letter == 'a') {
            heldUntilNs[1] = nowNs + KEY_HOLD_NS;
        } else if (type == KeyType.ArrowRight || letter == 'd') {
            heldUntilNs[2] = nowNs + KEY_HOLD_NS;
        } else if (letter == ' ') {
            heldUntilNs[3] = nowNs + KEY_HOLD_NS;
        }
    }

    /// One frame: network, input.
    void frame(long nowNs) {
        socket.poll(nowNs);
        if (!socket.isOpen()) {
            return;
        }
        if (match.isEmpty()) {
            if (nowNs - joinAtNs >= 0) {
                join(nowNs);
            }
            return;
        }
        int keys = 0;
        for (int i = 0; i < heldUntilNs.length; i++) {
            keys |= nowNs < heldUntilNs[i] ? 1 << i : 0;
        }
        byte[] input =
                ByteBuffer.allocate(5)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) keys)
                        .putInt(state.newestTick())
                        .array();
        socket.sendMatchData(match, StateWriter.OP_INPUT, input, false);
    }

    /// The tick to draw: a little behind, so that there is something to interpolate to. It stops
    /// when nothing has come for a while.
    double tickNow(long nowNs) {
        double sinceTicks = Math.min(MAX_GUESS_TICKS, (nowNs - newestNs) / (double) FRAME_NS);
        return state.newestTick() + sinceTicks - DELAY_TICKS;
    }

    /// The line about the connection.
    String status() {
        if (!trouble.isEmpty()) {
            return "asteroids: " + trouble;
        }
        StateReader.Seen own = state.own();
        boolean isHit = own != null && !own.isAlive();
        ConnectionStatistics numbers = socket.statistics();
        return String.format(
                Locale.ROOT,
                "%s  %s  rtt %.1f ms  loss %.1f %%%s",
                socket.session().username(),
                socket.transportName(),
                (numbers == null ? socket.rttNs() : numbers.smoothedRttNs()) / 1e6,
                numbers == null ? 0 : 100 * numbers.lossFraction(),
                isHit ? "  HIT! back in a moment" : "");
    }

    /// Plays until a key ends it, on a started screen.
    void play(Screen screen) throws IOException {
        Painter painter = new Painter(screen);
        long nextNs = System.nanoTime();
        int frames = 0;
        while (!isOver) {
            long nowNs = System.nanoTime();
            for (KeyStroke key = screen.pollInput(); key != null; key = screen.pollInput()) {
                onKey(key, nowNs);
            }
            frame(nowNs);
            if ((frames++ & 1) == 0) { // terminals draw thirty times a second at most
                boolean isResized = painter.paint(state, tickNow(nowNs), status());
                screen.refresh(isResized ? Screen.RefreshType.COMPLETE : Screen.RefreshType.DELTA);
            }
            nextNs += FRAME_NS;
            LockSupport.parkNanos(Math.max(0, nextNs - System.nanoTime()));
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
