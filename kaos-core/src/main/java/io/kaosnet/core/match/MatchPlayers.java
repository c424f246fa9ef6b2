package io.kaosnet.core.match;

import com.google.protobuf.StringValue;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Match;
import io.kaosnet.protocol.realtime.MatchPresenceEvent;
import io.kaosnet.runtime.JoinDecision;
import io.kaosnet.runtime.JoinRequest;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.MatchPresence.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The players of one authoritative match: who gets a seat, whose is held, who is gone. Owned by
/// the match's lane; the count is safe from any thread.
final class MatchPlayers {
    private final HostedMatch match;
    private final List<Seat> seats = new ArrayList<>(2);
    private final Map<UUID, Seat> bySession = new HashMap<>(4);
    private int reconnectGraceMs;
    private int heldCount;
    private long emptySinceNs;
    private volatile int count;

    MatchPlayers(HostedMatch match) {
        this.match = match;
    }

    // ---- start, on the creating thread

    /// @param graceMs how long seats of lost connections are held
    void begin(int graceMs, long nowNs) {
        this.reconnectGraceMs = graceMs;
        this.emptySinceNs = nowNs;
    }

    /// Puts back those who were there before a restart; their seats are held.
    void restore(List<MatchPresence> players, long nowNs) {
        for (MatchPresence player : players) {
            var seat = new Seat(match, player, null);
            seats.add(seat);
            hold(seat, nowNs, match.host.config.restoreGraceSec() * 1000L);
        }
        count = seats.size();
    }

    int count() {
        return count;
    }

    // ---- on the lane

    List<Seat> seats() {
        return seats;
    }

    List<MatchPresence> presences() {
        List<MatchPresence> presences = new ArrayList<>(seats.size());
        for (Seat seat : seats) {
            presences.add(seat.presence);
        }
        return presences;
    }

    /// Since when nobody is there; means nothing while somebody is.
    long emptySinceNs() {
        return emptySinceNs;
    }

    void onJoin(MatchJoinAttempt attempt) {
        Session session = attempt.session();
        Seat seat = bySession.get(session.id());
        if (seat != null) {
            attempt.complete(new MatchJoinAttempt.Joined(seat, reply(seat, true)));
            return;
        }
        seat = returningSeat(attempt);
        if (seat != null) {
            attempt.complete(sitDownAgain(seat, session));
            return;
        }
        var presence =
                new MatchPresence(
                        session.userId().toString(),
                        session.id().toString(),
                        session.username(),
                        match.id().node(),
                        Reason.JOIN);
        JoinDecision decision = decide(attempt, presence);
        if (!decision.accepted()) {
            attempt.complete(new MatchJoinAttempt.Refused(decision.reason()));
            return;
        }
        seat = new Seat(match, presence, session);
        bySession.put(session.id(), seat);
        if (track(session) == null) {
            bySession.remove(session.id());
            attempt.complete(new MatchJoinAttempt.Refused("Session closed"));
            return;
        }
        seats.add(seat);
        count = seats.size();
        attempt.complete(new MatchJoinAttempt.Joined(seat, reply(seat, false)));
        tellPresence(seat, true);
        match.run("join", () -> match.handler.join(match.scope, List.of(presence)));
    }

    private JoinDecision decide(MatchJoinAttempt attempt, MatchPresence presence) {
        if (match.isStopping()) {
            return JoinDecision.refuse("Server is shutting down");
        }
        Session session = attempt.session();
        match.scope.enter();
        try {
            return match.handler.joinAttempt(
                    match.scope,
                    new JoinRequest(
                            presence,
                            attempt.metadata(),
                            session.identity().vars(),
                            session.identity().expirySec(),
                            session.caller().origin().clientIp(),
                            session.caller().origin().clientPort()));
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            match.onError("joinAttempt", e);
            return JoinDecision.refuse("Match could not decide on the join");
        }
    }

    /// The seat that the player had before its connection dropped: the one its token names, else
    /// any held for the same user.
    private @Nullable Seat returningSeat(MatchJoinAttempt attempt) {
        if (reconnectGraceMs == 0 && heldCount == 0) {
            return null;
        }
        String userId = attempt.session().userId().toString();
        String token = attempt.metadata().get(HostedMatches.RESUME_KEY);
        Seat held = null;
        for (Seat seat : seats) {
            if (seat.presence.userId().equals(userId)) {
                if (token != null
                        && (token.equals(seat.lastSessionId)
                                || token.equals(seat.presence.sessionId()))) {
                    return seat;
                }
                if (seat.isHeld() && held == null) {
                    held = seat;
                }
            }
        }
        return held;
    }

    private MatchJoinAttempt.Result sitDownAgain(Seat seat, Session session) {
        Session before = seat.session;
        if (before != null) {
            bySession.remove(before.id());
            seat.session = null;
            match.host.presences.untrack(before, match.stream());
        }
        bySession.put(session.id(), seat);
        if (track(session) == null) {
            bySession.remove(session.id());
            if (!seat.isHeld()) {
                hold(seat, match.lane().clock.nowNs(), reconnectGraceMs);
            }
            return new MatchJoinAttempt.Refused("Session closed");
        }
        seat.session = session;
        seat.lastSessionId = session.id().toString();
        ReplayRing missed = seat.missed;
        if (missed != null) {
            seat.missed = null;
            heldCount--;
            Fanout.Frames message;
            while ((message = missed.poll()) != null) {
                match.lane().out.begin(message, true);
                match.lane().out.add(session);
            }
        }
        return new MatchJoinAttempt.Joined(seat, reply(seat, false));
    }

    private @Nullable Presence track(Session session) {
        Presences.Tracked tracked =
                match.host.presences.track(session, match.stream(), PresenceMeta.VISIBLE);
        return tracked.presence();
    }

    private Envelope reply(Seat self, boolean withSelf) {
        Match.Builder view =
                Match.newBuilder()
                        .setMatchId(match.idText())
                        .setAuthoritative(true)
                        .setLabel(StringValue.of(match.listed().label()))
                        .setSelf(self.proto);
        for (Seat seat : seats) {
            if (withSelf || seat != self) {
                view.addPresences(seat.proto);
            }
        }
        return Envelope.newBuilder().setMatch(view.setSize(view.getPresencesCount())).build();
    }

    void onLeave(UUID sessionId, LeaveReason reason) {
        Seat seat = bySession.remove(sessionId);
        if (seat == null) {
            return;
        }
        seat.session = null;
        if (reason == LeaveReason.DISCONNECT && reconnectGraceMs > 0 && !match.isStopping()) {
            hold(seat, match.lane().clock.nowNs(), reconnectGraceMs);
            return;
        }
        stand(seat, reason == LeaveReason.DISCONNECT ? Reason.DISCONNECT : Reason.LEAVE);
    }

    private void hold(Seat seat, long nowNs, long graceMs) {
        seat.missed = new ReplayRing(match.host.config.replayCapacity());
        seat.heldUntilNs = nowNs + graceMs * 1_000_000L;
        heldCount++;
    }

    /// Those whose time is over are gone.
    void releaseHeld(long nowNs) {
        if (heldCount == 0) {
            return;
        }
        for (int i = seats.size() - 1; i >= 0; i--) {
            Seat seat = seats.get(i);
            if (seat.isHeld() && nowNs - seat.heldUntilNs >= 0) {
                seat.missed = null;
                heldCount--;
                stand(seat, Reason.DISCONNECT);
            }
        }
    }

    /// The player is gone for good.
    private void stand(Seat seat, Reason reason) {
        seats.remove(seat);
        count = seats.size();
        if (seats.isEmpty()) {
            emptySinceNs = match.lane().clock.nowNs();
        }
        tellPresence(seat, false);
        match.run(
                "leave",
                () -> match.handler.leave(match.scope, List.of(seat.presence.withReason(reason))));
    }

    /// Takes a player out; its `leave` follows as a command of its own.
    void kick(MatchPresence presence) {
        for (int i = 0; i < seats.size(); i++) {
            Seat seat = seats.get(i);
            if (seat.presence.sessionId().equals(presence.sessionId())) {
                Session session = seat.session;
                if (session != null) {
                    match.host.presences.untrack(session, match.stream(), LeaveReason.KICK);
                } else if (seat.isHeld()) {
                    seat.missed = null;
                    heldCount--;
                    match.offer(() -> stand(seat, Reason.LEAVE));
                }
                return;
            }
        }
    }

    private void tellPresence(Seat seat, boolean joined) {
        var event = MatchPresenceEvent.newBuilder().setMatchId(match.idText());
        if (joined) {
            event.addJoins(seat.proto);
        } else {
            event.addLeaves(seat.proto);
        }
        Envelope envelope = Envelope.newBuilder().setMatchPresenceEvent(event).build();
        match.send(encoding -> encoding.encode(envelope), null, true);
    }

    /// Takes everybody off the match's stream.
    void close() {
        for (Seat seat : seats) {
            Session session = seat.session;
            seat.session = null;
            if (session != null) {
                match.host.presences.untrack(session, match.stream());
            }
        }
    }
}
