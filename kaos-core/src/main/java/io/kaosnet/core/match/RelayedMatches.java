package io.kaosnet.core.match;

import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.SessionLocal;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.Match;
import io.kaosnet.protocol.realtime.MatchCreate;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.MatchPresenceEvent;
import io.kaosnet.protocol.realtime.UserPresence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Matches that only relay: they exist while somebody is on their stream. Safe from any lane.
final class RelayedMatches {
    /// The relayed matches a session is in, by the id text its messages carry.
    private static final SessionLocal<Map<String, Seat>> SEATS = new SessionLocal<>(HashMap::new);

    /// A session's place in a match, with what its messages there have in common encoded once.
    private record Seat(StreamKey stream, MatchDataEncoder encoder) {}

    private final Presences presences;

    RelayedMatches(Presences presences) {
        this.presences = presences;
        presences.listen(
                StreamMode.MATCH_RELAYED,
                (stream, joins, leaves, members, _) ->
                        Fanout.send(
                                members,
                                presenceEvent(MatchId.relayed(stream.subject()), joins, leaves),
                                true));
    }

    Envelope create(Session session, MatchCreate request) {
        boolean isNamed = !request.getName().isEmpty();
        MatchId id =
                isNamed ? MatchId.named(request.getName()) : MatchId.relayed(UUID.randomUUID());
        Presences.Tracked tracked = track(session, id);
        Match.Builder match = answer(session, id, tracked);
        return Envelope.newBuilder()
                .setMatch(match.setSize(isNamed ? tracked.members().size() : 1))
                .build();
    }

    /// @param mayBeEmpty whether the joiner may be the first (joins by token)
    Envelope join(Session session, MatchId id, boolean mayBeEmpty) {
        if (!mayBeEmpty && presences.count(id.stream()) == 0) {
            throw new RealtimeException(Error.Code.MATCH_NOT_FOUND, "Match not found");
        }
        Presences.Tracked tracked = track(session, id);
        Match.Builder match = answer(session, id, tracked);
        return Envelope.newBuilder().setMatch(match.setSize(match.getPresencesCount())).build();
    }

    private Presences.Tracked track(Session session, MatchId id) {
        Presences.Tracked tracked = presences.track(session, id.stream(), PresenceMeta.VISIBLE);
        Presence self = tracked.presence();
        if (self != null) {
            String text = id.toString();
            SEATS.of(session)
                    .put(text, new Seat(id.stream(), new MatchDataEncoder(text, self.toProto())));
        }
        return tracked;
    }

    /// Lists everybody but a newcomer itself; one that was there already finds itself in the list.
    private static Match.Builder answer(Session session, MatchId id, Presences.Tracked tracked) {
        Match.Builder match = Match.newBuilder().setMatchId(id.toString());
        for (Presence member : tracked.members()) {
            if (!tracked.isNew() || !member.sessionId().equals(session.id())) {
                match.addPresences(member.toProto());
            }
        }
        Presence self = tracked.presence();
        if (self != null) {
            match.setSelf(self.toProto());
        }
        return match;
    }

    void leave(Session session, MatchId id) {
        SEATS.of(session).remove(id.toString());
        presences.untrack(session, id.stream());
    }

    /// Sends what one member says to the others, or to those it names. Drops it when the sender is
    /// not in the match.
    void relay(Session sender, MatchDataSend message) {
        String matchId = message.getMatchId();
        byte[] data = message.getData().toByteArray();
        if (message.getPresencesCount() == 0) {
            relay(sender, matchId, message.getOpCode(), data, message.getReliable());
            return;
        }
        Seat seat = seat(sender, matchId);
        if (seat != null) {
            Fanout.send(
                    chosen(presences.list(seat.stream()), message.getPresencesList()),
                    null,
                    frames(seat, message.getOpCode(), data, message.getReliable()),
                    message.getReliable());
        }
    }

    /// The same for everybody else in the match. Hot.
    void relay(Session sender, String matchId, long opCode, byte[] data, boolean isReliable) {
        Seat seat = seat(sender, matchId);
        if (seat != null) {
            Fanout.send(
                    presences.list(seat.stream()),
                    sender,
                    frames(seat, opCode, data, isReliable),
                    isReliable);
        }
    }

    private static Fanout.Frames frames(Seat seat, long opCode, byte[] data, boolean isReliable) {
        return encoding -> encoding.encodeMatchData(seat.encoder(), opCode, data, isReliable);
    }

    /// The sender's place in the match; null when it has none, or no longer.
    private @Nullable Seat seat(Session sender, String matchId) {
        Seat seat = SEATS.of(sender).get(matchId);
        if (seat != null && !contains(presences.list(seat.stream()), sender)) {
            SEATS.of(sender).remove(matchId);
            return null;
        }
        return seat;
    }

    private static boolean contains(Presence[] members, Session session) {
        for (Presence member : members) {
            if (member.session() == session) {
                return true;
            }
        }
        return false;
    }

    private static Presence[] chosen(Presence[] members, List<UserPresence> targets) {
        List<Presence> chosen = new ArrayList<>(targets.size());
        for (Presence member : members) {
            for (UserPresence target : targets) {
                if (member.toProto().getSessionId().equals(target.getSessionId())) {
                    chosen.add(member);
                    break;
                }
            }
        }
        return chosen.toArray(Presence[]::new);
    }

    static Envelope presenceEvent(MatchId id, List<Presence> joins, List<Presence> leaves) {
        var event = MatchPresenceEvent.newBuilder().setMatchId(id.toString());
        for (Presence join : joins) {
            event.addJoins(join.toProto());
        }
        for (Presence leave : leaves) {
            event.addLeaves(leave.toProto());
        }
        return Envelope.newBuilder().setMatchPresenceEvent(event).build();
    }
}
