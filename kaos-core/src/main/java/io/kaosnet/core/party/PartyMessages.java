package io.kaosnet.core.party;

import com.google.protobuf.ByteString;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Party;
import io.kaosnet.protocol.realtime.PartyClose;
import io.kaosnet.protocol.realtime.PartyData;
import io.kaosnet.protocol.realtime.PartyJoinRequest;
import io.kaosnet.protocol.realtime.PartyLeader;
import io.kaosnet.protocol.realtime.PartyMatchmakerTicket;
import io.kaosnet.protocol.realtime.PartyPresenceEvent;
import io.kaosnet.protocol.realtime.PartyUpdate;
import io.kaosnet.protocol.realtime.UserPresence;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the members of one party are told. Immutable.
record PartyMessages(String partyId) {
    /// The op code of party data that tells of a ready check.
    static final long READY_CHECK = -1;

    private static final MessageJson JSON = MessageJson.socket();

    static Envelope party(Party.Builder party) {
        return Envelope.newBuilder().setParty(party).build();
    }

    /// The party as one of its members sees it, without its settings.
    Party.Builder view(Presence self, @Nullable Presence leader, Presence[] members) {
        Party.Builder party = Party.newBuilder().setPartyId(partyId).setSelf(self.toProto());
        if (leader != null) {
            party.setLeader(leader.toProto());
        }
        for (Presence member : members) {
            party.addPresences(member.toProto());
        }
        return party;
    }

    Envelope presenceEvent(List<Presence> joins, List<Presence> leaves) {
        var event = PartyPresenceEvent.newBuilder().setPartyId(partyId);
        joins.forEach(presence -> event.addJoins(presence.toProto()));
        leaves.forEach(presence -> event.addLeaves(presence.toProto()));
        return Envelope.newBuilder().setPartyPresenceEvent(event).build();
    }

    Envelope leader(Presence next) {
        var leader = PartyLeader.newBuilder().setPartyId(partyId).setPresence(next.toProto());
        return Envelope.newBuilder().setPartyLeader(leader).build();
    }

    Envelope joinRequest(List<Session> sessions) {
        var message = PartyJoinRequest.newBuilder().setPartyId(partyId);
        for (Session session : sessions) {
            message.addPresences(
                    UserPresence.newBuilder()
                            .setUserId(session.userId().toString())
                            .setSessionId(session.id().toString())
                            .setUsername(session.username()));
        }
        return Envelope.newBuilder().setPartyJoinRequest(message).build();
    }

    Envelope update(PartyRoom.Listed listed) {
        var update =
                PartyUpdate.newBuilder()
                        .setPartyId(partyId)
                        .setLabel(listed.label())
                        .setOpen(listed.open())
                        .setHidden(listed.hidden());
        return Envelope.newBuilder().setPartyUpdate(update).build();
    }

    Envelope matchmakerTicket(UUID ticket) {
        var message =
                PartyMatchmakerTicket.newBuilder().setPartyId(partyId).setTicket(ticket.toString());
        return Envelope.newBuilder().setPartyMatchmakerTicket(message).build();
    }

    Envelope readyCheck(PartyReadyCheck check) {
        var data =
                PartyData.newBuilder()
                        .setPartyId(partyId)
                        .setOpCode(READY_CHECK)
                        .setData(ByteString.copyFrom(JSON.toBytes(check)));
        return Envelope.newBuilder().setPartyData(data).build();
    }

    Envelope close() {
        return Envelope.newBuilder()
                .setPartyClose(PartyClose.newBuilder().setPartyId(partyId))
                .build();
    }
}
