package io.kaosnet.core.party;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.PartyData;
import io.kaosnet.protocol.realtime.UserPresence;
import java.nio.charset.StandardCharsets;

/// What members and newcomers ask of parties over their sockets. Safe from any thread, never
/// blocks.
final class PartySockets {
    private static final int MAX_LABEL_BYTES = 2048;

    /// Parties one session may be in: bounds what one socket can cost.
    private static final int MAX_PARTIES_PER_SESSION = 100;

    private final Parties parties;
    private final Presences presences;
    private final Matchmaker matchmaker;
    private final Clock clock;

    PartySockets(Parties parties, Presences presences, Matchmaker matchmaker, Clock clock) {
        this.parties = parties;
        this.presences = presences;
        this.matchmaker = matchmaker;
        this.clock = clock;
    }

    void bind(RealtimeRouter router) {
        router.on(MessageCase.PARTY_CREATE, this::onCreate);
        router.on(MessageCase.PARTY_JOIN, this::onJoin);
        router.on(MessageCase.PARTY_LEAVE, this::onLeave);
        router.on(MessageCase.PARTY_PROMOTE, this::onPromote);
        router.on(MessageCase.PARTY_ACCEPT, this::onAccept);
        router.on(MessageCase.PARTY_REMOVE, this::onRemove);
        router.on(MessageCase.PARTY_CLOSE, this::onClose);
        router.on(MessageCase.PARTY_JOIN_REQUEST_LIST, this::onRequestList);
        router.on(MessageCase.PARTY_DATA_SEND, this::onData);
        router.on(MessageCase.PARTY_UPDATE, this::onUpdate);
        router.on(MessageCase.PARTY_MATCHMAKER_ADD, this::onMatchmakerAdd);
        router.on(MessageCase.PARTY_MATCHMAKER_REMOVE, this::onMatchmakerRemove);
    }

    private Envelope onCreate(Session session, Envelope request) {
        var create = request.getPartyCreate();
        int maxSize = create.getMaxSize();
        if (maxSize < 0 || maxSize > Parties.MAX_SIZE) {
            throw RealtimeException.badInput("max_size: " + maxSize + " (expected: 0..256)");
        }
        String label = label(create.getLabel());
        requireFewParties(session);
        PartyRoom room = parties.create(maxSize, create.getOpen(), create.getHidden(), label);
        Presence self = parties.enter(session, room);
        if (self == null) {
            // The socket closed meanwhile: nobody is there to know of the party.
            parties.forget(room);
            throw PartyRoom.notFound();
        }
        return room.created(self);
    }

    private Envelope onJoin(Session session, Envelope request) {
        String id = request.getPartyJoin().getPartyId();
        PartyRoom room =
                JoinCodes.isCode(id) ? parties.admit(id, session.userId()) : parties.room(id);
        if (room.isMember(session.id())) {
            return Envelope.getDefaultInstance();
        }
        requireFewParties(session);
        if (!room.listed().open() && !room.isExpected(session.userId(), clock.nowMs())) {
            room.request(session);
        } else if (parties.enter(session, room) == null) {
            throw PartyRoom.full();
        }
        return Envelope.getDefaultInstance();
    }

    private void requireFewParties(Session session) {
        int count = 0;
        for (StreamKey stream : presences.streamsOf(session)) {
            if (stream.mode() == StreamMode.PARTY) {
                count++;
            }
        }
        if (count >= MAX_PARTIES_PER_SESSION) {
            throw RealtimeException.badInput("in too many parties (expected: <= 100)");
        }
    }

    private Envelope onLeave(Session session, Envelope request) {
        presences.untrack(session, parties.stream(request.getPartyLeave().getPartyId()));
        return Envelope.getDefaultInstance();
    }

    private Envelope onPromote(Session session, Envelope request) {
        var promote = request.getPartyPromote();
        parties.room(promote.getPartyId()).promote(session, complete(promote.getPresence()));
        return Envelope.getDefaultInstance();
    }

    private Envelope onAccept(Session session, Envelope request) {
        var accept = request.getPartyAccept();
        PartyRoom room = parties.room(accept.getPartyId());
        Session accepted = room.accept(session, complete(accept.getPresence()));
        if (parties.enter(accepted, room) == null) {
            throw PartyRoom.full();
        }
        return Envelope.getDefaultInstance();
    }

    private Envelope onRemove(Session session, Envelope request) {
        var remove = request.getPartyRemove();
        PartyRoom room = parties.room(remove.getPartyId());
        Session removed = room.remove(session, complete(remove.getPresence()));
        if (removed != null) {
            presences.untrack(removed, room.stream, LeaveReason.KICK);
        }
        return Envelope.getDefaultInstance();
    }

    private Envelope onClose(Session session, Envelope request) {
        PartyRoom room = parties.room(request.getPartyClose().getPartyId());
        room.close(session);
        presences.clear(room.stream, LeaveReason.LEAVE);
        parties.forget(room);
        return Envelope.getDefaultInstance();
    }

    private Envelope onRequestList(Session session, Envelope request) {
        return parties.room(request.getPartyJoinRequestList().getPartyId()).requestList(session);
    }

    private Envelope onData(Session session, Envelope request) {
        var data = request.getPartyDataSend();
        PartyRoom room = parties.room(data.getPartyId());
        var message =
                PartyData.newBuilder()
                        .setPartyId(room.idText)
                        .setPresence(room.self(session).toProto())
                        .setOpCode(data.getOpCode())
                        .setData(data.getData());
        room.send(Envelope.newBuilder().setPartyData(message).build(), session);
        return Envelope.getDefaultInstance();
    }

    private Envelope onUpdate(Session session, Envelope request) {
        var update = request.getPartyUpdate();
        PartyRoom room = parties.room(update.getPartyId());
        if (update.getHidden() && !update.getLabel().isEmpty()) {
            throw RealtimeException.badInput("label: a hidden party has none");
        }
        parties.update(room, session, update, label(update.getLabel()));
        return Envelope.getDefaultInstance();
    }

    private Envelope onMatchmakerAdd(Session session, Envelope request) {
        var add = request.getPartyMatchmakerAdd();
        return parties.room(add.getPartyId())
                .look(
                        session,
                        matchmaker,
                        new Matchmaker.Request(
                                add.getMinCount(),
                                add.getMaxCount(),
                                add.hasCountMultiple() ? add.getCountMultiple() : null,
                                add.getQuery(),
                                add.getStringPropertiesMap(),
                                add.getNumericPropertiesMap()));
    }

    private Envelope onMatchmakerRemove(Session session, Envelope request) {
        var remove = request.getPartyMatchmakerRemove();
        PartyRoom room = parties.room(remove.getPartyId());
        room.requireLeader(session);
        matchmaker.removePartyTicket(room.idText, remove.getTicket());
        return Envelope.getDefaultInstance();
    }

    private static String label(String label) {
        int lengthBytes = label.getBytes(StandardCharsets.UTF_8).length;
        if (lengthBytes > MAX_LABEL_BYTES) {
            throw RealtimeException.badInput(
                    "label: " + lengthBytes + " bytes (expected: at most 2048)");
        }
        return label.isEmpty() ? "{}" : label;
    }

    private static UserPresence complete(UserPresence presence) {
        if (presence.getUserId().isEmpty()
                || presence.getSessionId().isEmpty()
                || presence.getUsername().isEmpty()) {
            throw RealtimeException.badInput(
                    "presence: user_id, session_id and username are required");
        }
        return presence;
    }
}
