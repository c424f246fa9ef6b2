package io.kaosnet.core.matchmaker;

import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import io.kaosnet.protocol.realtime.MatchmakerMatched.MatchmakerUser;
import io.kaosnet.protocol.realtime.UserPresence;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.MatchmakerMatchedHook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the players of a match found are told, and game code is asked. Pure functions.
final class MatchedMessages {
    private MatchedMessages() {}

    /// Sends each player its own message.
    ///
    /// @param place with the match's id or token
    static void send(List<Ticket> group, MatchmakerMatched.Builder place) {
        for (Ticket ticket : group) {
            for (Session member : ticket.members) {
                place.addUsers(user(ticket, member));
            }
        }
        int at = 0;
        for (Ticket ticket : group) {
            place.setTicket(ticket.id.toString());
            for (Session member : ticket.members) {
                place.setSelf(place.getUsers(at++));
                member.send(Envelope.newBuilder().setMatchmakerMatched(place).build());
            }
        }
    }

    private static MatchmakerUser user(Ticket ticket, Session member) {
        MatchmakerUser.Builder user =
                MatchmakerUser.newBuilder()
                        .setPresence(
                                UserPresence.newBuilder()
                                        .setUserId(member.userId().toString())
                                        .setSessionId(member.id().toString())
                                        .setUsername(member.username()))
                        .setPartyId(ticket.partyId);
        ticket.properties.forEach(
                new Properties.Receiver() {
                    @Override
                    public void text(String name, String text) {
                        user.putStringProperties(name, text);
                    }

                    @Override
                    public void number(String name, double number) {
                        user.putNumericProperties(name, number);
                    }
                });
        if (ticket.team > 0) {
            user.putNumericProperties(Rules.TEAM, ticket.team);
        }
        return user.build();
    }

    private static Map<String, Object> properties(Ticket ticket) {
        Map<String, Object> properties = ticket.properties.toMap();
        if (ticket.team > 0) {
            properties.put(Rules.TEAM, (double) ticket.team);
        }
        return properties;
    }

    /// The players as game code sees them.
    static List<MatchmakerMatchedHook.Entry> entries(List<Ticket> group, String node) {
        List<MatchmakerMatchedHook.Entry> entries = new ArrayList<>();
        for (Ticket ticket : group) {
            for (Session member : ticket.members) {
                var presence =
                        new MatchPresence(
                                member.userId().toString(),
                                member.id().toString(),
                                member.username(),
                                node,
                                MatchPresence.Reason.UNKNOWN);
                entries.add(
                        new MatchmakerMatchedHook.Entry(
                                ticket.id.toString(),
                                presence,
                                properties(ticket),
                                ticket.partyId));
            }
        }
        return entries;
    }
}
