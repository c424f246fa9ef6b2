package com.example.race;

import io.kaosnet.runtime.JoinDecision;
import io.kaosnet.runtime.JoinRequest;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Two players press a button as fast as they can; the first to have pressed it often enough wins.
/// The fields are the match's state: one object for each match, one callback at a time.
final class Race implements MatchHandler {
    static final long OP_PRESS = 1;
    static final long OP_SCORES = 2;
    static final long OP_WINNER = 3;
    private static final int TICK_RATE_HZ = 10;
    private static final int PLAYERS = 2;
    private static final int WAIT_TICKS = 100;

    private final Map<String, Integer> scoreByUser = new LinkedHashMap<>();
    private int laps;

    @Override
    public MatchInit init(MatchContext match, Map<String, Object> params) {
        laps = ((Number) params.getOrDefault("laps", 10)).intValue();
        // Who loses the connection keeps the seat for 10 s.
        return new MatchInit(TICK_RATE_HZ, "{\"game\":\"race\"}").withHeldSeats();
    }

    @Override
    public JoinDecision joinAttempt(MatchContext match, JoinRequest request) {
        return match.presences().size() < PLAYERS
                ? JoinDecision.ACCEPT
                : JoinDecision.refuse("the race is full");
    }

    @Override
    public void join(MatchContext match, List<MatchPresence> presences) {
        for (MatchPresence player : presences) {
            scoreByUser.put(player.userId(), 0);
        }
    }

    @Override
    public void leave(MatchContext match, List<MatchPresence> presences) {
        for (MatchPresence stays : match.presences()) {
            match.dispatcher().broadcast(OP_WINNER, bytes(stays.userId()));
        }
        match.end();
    }

    @Override
    public void loop(MatchContext match, List<MatchMessage> messages) {
        if (scoreByUser.size() < PLAYERS && match.tick() > WAIT_TICKS) {
            match.end(); // somebody did not come
        }
        boolean changed = false;
        for (MatchMessage message : messages) {
            if (message.opCode() == OP_PRESS && scoreByUser.size() == PLAYERS) {
                String user = message.sender().userId();
                int score = scoreByUser.merge(user, 1, Integer::sum);
                changed = true;
                if (score == laps) {
                    match.dispatcher().broadcast(OP_WINNER, bytes(user));
                    match.end();
                }
            }
        }
        if (changed) {
            match.dispatcher().broadcast(OP_SCORES, bytes(scoreByUser.toString()));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
