package io.kaosnet.bench.realtime;

import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.wire.GameSocket;
import io.kaosnet.bench.wire.LoadLoop;
import io.kaosnet.bench.wire.SocketFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One match and its players, all on one loop. Owned by that loop.
final class Room implements GameSocket.Listener {
    private static final String CREATE = "c";
    private static final String JOIN = "j";

    /// What the players do with each other. Called on the room's loop.
    interface Play {
        /// Everybody is in.
        void begin(Room room);

        void onMatchData(Room room, GameSocket receiver, long stampNs);
    }

    private final LoadLoop loop;
    private final SocketFormat format;
    private final int size;
    private final int dataBytes;
    private final Play play;
    private final Runnable ready;
    private final Consumer<String> lost;
    private final List<GameSocket> members = new ArrayList<>();
    private String matchId;
    private int joined;

    /// Of the play: for each message that goes round, how many have yet to get it.
    int[] pending = {};

    /// Of the play: for each message that goes round, who sent it.
    int[] senders = {};

    /// @param matchId of a match that is there; empty: the first player makes one
    Room(
            LoadLoop loop,
            SocketFormat format,
            String matchId,
            int size,
            int dataBytes,
            Play play,
            Runnable ready,
            Consumer<String> lost) {
        this.loop = loop;
        this.format = format;
        this.matchId = matchId;
        this.size = size;
        this.dataBytes = dataBytes;
        this.play = play;
        this.ready = ready;
        this.lost = lost;
    }

    LoadLoop loop() {
        return loop;
    }

    List<GameSocket> members() {
        return members;
    }

    void begin() {
        play.begin(this);
    }

    void close() {
        for (GameSocket member : members) {
            member.close();
        }
    }

    @Override
    public void onOpen(GameSocket socket) {
        members.add(socket);
        if (members.size() == size) {
            if (matchId.isEmpty()) {
                members.getFirst().send(format.matchCreate(CREATE));
            } else {
                for (GameSocket member : members) {
                    member.send(format.matchJoin(JOIN, matchId));
                }
            }
        }
    }

    @Override
    public void onOther(GameSocket socket, byte[] bytes, int offset, int length) {
        if (joined == size) {
            return;
        }
        try {
            boolean isFirst = matchId.isEmpty();
            String id = format.matchIdOfReply(bytes, offset, length, isFirst ? CREATE : JOIN);
            if (id.isEmpty()) {
                return;
            }
            if (isFirst) {
                matchId = id;
                for (int i = 1; i < size; i++) {
                    members.get(i).send(format.matchJoin(JOIN, id));
                }
            }
            socket.prepareMatchData(matchId, dataBytes);
            joined++;
            if (joined == size) {
                ready.run();
            }
        } catch (BenchException e) {
            lost.accept(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void onMatchData(GameSocket socket, long stampNs) {
        play.onMatchData(this, socket, stampNs);
    }

    @Override
    public void onClosed(GameSocket socket, String why) {
        lost.accept(why);
    }
}
