package io.kaosnet.core.party;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.query.Document;
import io.kaosnet.core.realtime.FanoutBatch;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.kaosnet.PartyMember;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck;
import io.kaosnet.protocol.kaosnet.PartyState;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Party;
import io.kaosnet.protocol.realtime.UserPresence;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One party. Safe from any thread: its monitor guards its state.
///
/// The monitor is taken inside the lock of the party's stream, never around it; so a method that
/// holds it must not touch the registry of presences. Everything sent goes through the lanes'
/// queues, under the monitor, so that all members see one order of events.
final class PartyRoom {
    final long order;
    final String idText;
    final StreamKey stream;
    final int maxSize;
    private final String node;
    private final long createTimeSec;
    private final PartyMessages messages;

    private volatile Listed listed;

    // Guarded by this.
    private Presence[] members = {};
    private @Nullable UUID leader;
    private boolean closed;

    /// Whether anybody ever was in it.
    private boolean isEntered;
    private final JoinRequests requests;
    private final Expected expected = new Expected();
    private @Nullable ReadyCheck readyCheck;

    /// Guarded by [JoinCodes].
    JoinCodes.@Nullable Code code;

    /// What listings see. Immutable.
    record Listed(boolean open, boolean hidden, String label, Document document) {}

    PartyRoom(
            long order,
            UUID id,
            String node,
            int maxSize,
            boolean open,
            boolean hidden,
            String label,
            long createTimeSec) {
        this.order = order;
        this.idText = id + "." + node;
        this.stream = StreamKey.of(StreamMode.PARTY, id, node);
        this.node = node;
        this.maxSize = maxSize;
        this.messages = new PartyMessages(idText);
        this.requests = new JoinRequests(maxSize);
        this.createTimeSec = createTimeSec;
        this.listed = listed(open, hidden, label);
    }

    /// @throws RealtimeException for a label that is not a JSON object
    private Listed listed(boolean open, boolean hidden, String label) {
        Document.Builder document =
                Document.builder()
                        .text("node", node)
                        .flag("open", open)
                        .flag("hidden", hidden)
                        .number("max_size", maxSize)
                        .number("create_time", (double) createTimeSec);
        if (!document.json("label", label)) {
            throw RealtimeException.badInput("label: not a JSON object");
        }
        return new Listed(open, hidden, label, document.build());
    }

    Listed listed() {
        return listed;
    }

    /// Whether a newcomer may take a place; called under the lock of the stream. Places of members
    /// whose sockets were lost are theirs.
    synchronized boolean admits(Presence[] present, UUID user) {
        if (closed) {
            return false;
        }
        if (leader == null && !expected.isAnyAway()) {
            return present.length == 0;
        }
        return present.length + expected.keptFromOthers(user) < maxSize;
    }

    /// Whether the user need not ask the leader.
    synchronized boolean isExpected(UUID user, long nowMs) {
        return expected.has(user, nowMs);
    }

    /// Lets a user in who will come, open or not.
    ///
    /// @param untilMs wall time
    synchronized void expect(UUID user, long untilMs, long nowMs) {
        expected.invite(user, untilMs, nowMs);
    }

    synchronized boolean hasUser(UUID user) {
        for (Presence member : members) {
            if (member.session().userId().equals(user)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the user leads on any socket.
    synchronized boolean isLedBy(UUID user) {
        Presence first = leaderPresence();
        return first != null && first.session().userId().equals(user);
    }

    /// The leader's session, or null while there is none.
    synchronized @Nullable Session leaderSession() {
        Presence first = leaderPresence();
        return first == null ? null : first.session();
    }

    private @Nullable Presence leaderPresence() {
        return leader == null ? null : find(leader);
    }

    synchronized PartyState state() {
        var state =
                PartyState.newBuilder()
                        .setPartyId(idText)
                        .setOpen(listed.open())
                        .setHidden(listed.hidden())
                        .setMaxSize(maxSize)
                        .setLabel(listed.label());
        for (Presence member : members) {
            state.addMembers(
                    PartyMember.newBuilder()
                            .setUserId(member.session().userId().toString())
                            .setSessionId(member.sessionId().toString())
                            .setUsername(member.session().username()));
        }
        Session first = leaderSession();
        if (first != null) {
            state.setLeaderUserId(first.userId().toString());
        }
        UUID lostLeader = expected.lostLeader();
        if (lostLeader != null) {
            state.setLeaderUserId(lostLeader.toString());
        }
        if (readyCheck != null) {
            state.setReadyCheck(readyCheck.toProto());
        }
        return state.build();
    }

    /// Asks every member whether it is ready, in place of a question before.
    synchronized PartyReadyCheck askReady(long expiresMs) {
        if (closed || members.length == 0) {
            throw new ApiException(Code.FAILED_PRECONDITION, "Nobody is in the party");
        }
        var check = new ReadyCheck(members, expiresMs);
        readyCheck = check;
        tell(check);
        return check.toProto();
    }

    synchronized PartyReadyCheck answerReady(UUID user, boolean isReady) {
        ReadyCheck check = readyCheck;
        if (check == null || !check.answer(user, isReady)) {
            throw new ApiException(
                    Code.FAILED_PRECONDITION, "Nobody asks the caller whether it is ready");
        }
        tell(check);
        return check.toProto();
    }

    private void failReady() {
        ReadyCheck check = readyCheck;
        if (check != null && check.isRunning()) {
            check.fail();
            tell(check);
        }
    }

    private void tell(ReadyCheck check) {
        send(messages.readyCheck(check.toProto()), null);
    }

    /// Whether all of them come back to places that are kept for them.
    synchronized boolean areLost(List<Presence> joins) {
        return joins.stream().allMatch(joined -> expected.isAway(joined.session().userId()));
    }

    /// Gives up the places of members who did not come back.
    ///
    /// @return whether there was one
    synchronized boolean dropLost(long monotonicMs) {
        return expected.sweep(monotonicMs);
    }

    /// Ends a question that has lasted too long, and a party that nobody came back to.
    ///
    /// @return whether nobody is left
    synchronized boolean sweep(long wallMs) {
        if (readyCheck != null && readyCheck.expiresMs <= wallMs) {
            failReady();
        }
        if (!closed && isEntered && members.length == 0 && !expected.isAnyAway()) {
            closed = true;
            requests.clear();
        }
        return closed && members.length == 0;
    }

    synchronized boolean isMember(UUID sessionId) {
        return find(sessionId) != null;
    }

    synchronized Presence[] members() {
        return members.clone();
    }

    /// The answer to the one who made it.
    synchronized Envelope created(Presence self) {
        return Envelope.newBuilder()
                .setParty(
                        view(self)
                                .setOpen(listed.open())
                                .setHidden(listed.hidden())
                                .setLabel(listed.label()))
                .build();
    }

    private Party.Builder view(Presence self) {
        return messages.view(self, leaderPresence(), members)
                .setOpen(listed.open())
                .setMaxSize(maxSize);
    }

    /// Follows the stream. Called under its lock.
    ///
    /// @return whether nobody is left
    synchronized boolean onPresence(
            List<Presence> joins,
            List<Presence> leaves,
            Presence[] present,
            LeaveReason reason,
            long graceEndMs) {
        members = present;
        isEntered = true;
        if (closed) {
            return present.length == 0;
        }
        var out = new FanoutBatch();
        for (Presence joined : joins) {
            if (leader == null) {
                leader = joined.sessionId();
            }
            requests.remove(joined.sessionId());
            boolean wasLeader = expected.onBack(joined.session().userId());
            if (wasLeader && !joined.sessionId().equals(leader)) {
                lead(out, joined);
            }
            send(out, joined.session(), PartyMessages.party(view(joined)));
        }
        for (Presence left : leaves) {
            if (reason == LeaveReason.KICK) {
                send(out, left.session(), messages.close());
            }
            boolean isLeader = left.sessionId().equals(leader);
            if (reason == LeaveReason.DISCONNECT && graceEndMs > 0 && !closed) {
                expected.onLost(left.session().userId(), graceEndMs, isLeader);
            }
            if (isLeader && present.length > 0) {
                lead(out, present[0]);
            } else if (isLeader) {
                leader = null;
            }
        }
        sendAll(out, messages.presenceEvent(joins, leaves), null);
        out.flush();
        failReady();
        if (present.length == 0 && !expected.isAnyAway()) {
            closed = true;
            requests.clear();
        }
        return closed && present.length == 0;
    }

    private void lead(FanoutBatch out, Presence next) {
        leader = next.sessionId();
        sendAll(out, messages.leader(next), null);
    }

    synchronized void promote(Session by, UserPresence target) {
        requireLeader(by);
        promote(member(target).session());
    }

    synchronized void promote(Session next) {
        Presence member = find(next.id());
        if (member == null) {
            throw ApiException.notFound("Not a member of the party");
        }
        expected.forgetLostLeader();
        var out = new FanoutBatch();
        lead(out, member);
        out.flush();
    }

    /// Asks the leader to let the session in.
    synchronized void request(Session session) {
        if (closed) {
            throw notFound();
        }
        if (find(session.id()) != null) {
            throw RealtimeException.badInput("Already a member of the party");
        }
        requests.requireNew(session);
        if (members.length >= maxSize) {
            throw full();
        }
        requests.add(session);
        Presence first = leaderPresence();
        if (first != null) {
            var out = new FanoutBatch();
            send(out, first.session(), messages.joinRequest(List.of(session)));
            out.flush();
        }
    }

    /// The session of a request that the leader accepts; it stays pending until it is in.
    synchronized Session accept(Session by, UserPresence target) {
        requireLeader(by);
        Session session = requests.findOpen(target);
        if (session == null) {
            throw notThere();
        }
        if (members.length >= maxSize) {
            throw full();
        }
        return session;
    }

    /// Takes back a request, or names the member to be removed.
    ///
    /// @return null when it was a request
    synchronized @Nullable Session remove(Session by, UserPresence target) {
        requireLeader(by);
        Session pending = requests.find(target);
        if (pending != null) {
            requests.remove(pending.id());
            return null;
        }
        Session session = member(target).session();
        if (session == by) {
            throw RealtimeException.badInput("The leader cannot remove itself");
        }
        return session;
    }

    /// Ends the party for everybody; the caller then clears its stream.
    synchronized void close(Session by) {
        requireLeader(by);
        close();
    }

    synchronized void close() {
        closed = true;
        requests.clear();
        expected.forgetAway();
        var out = new FanoutBatch();
        sendAll(out, messages.close(), null);
        out.flush();
    }

    synchronized Envelope requestList(Session by) {
        requireLeader(by);
        return messages.joinRequest(requests.open());
    }

    synchronized void update(
            Session by, boolean open, boolean hidden, String label, PartyIndex index) {
        requireLeader(by);
        Document before = listed.document();
        listed = listed(open, hidden, label);
        index.replace(this, before, listed.document());
        send(messages.update(listed), null);
    }

    /// To every member but one.
    synchronized void send(Envelope message, @Nullable Session except) {
        var out = new FanoutBatch();
        sendAll(out, message, except);
        out.flush();
    }

    /// Puts the whole party into the matchmaker; the members beside the leader are told.
    synchronized Envelope look(Session by, Matchmaker matchmaker, Matchmaker.Request request) {
        requireLeader(by);
        List<Session> sessions = new ArrayList<>(members.length);
        for (Presence member : members) {
            sessions.add(member.session());
        }
        UUID ticket = matchmaker.add(sessions, idText, request);
        Envelope message = messages.matchmakerTicket(ticket);
        send(message, by);
        return message;
    }

    synchronized Presence self(Session session) {
        Presence self = find(session.id());
        if (self == null) {
            throw RealtimeException.badInput("Not a member of the party");
        }
        return self;
    }

    synchronized void requireLeader(Session session) {
        if (closed) {
            throw notFound();
        }
        if (!session.id().equals(leader)) {
            throw RealtimeException.badInput("Not the leader of the party");
        }
    }

    static RealtimeException notFound() {
        return RealtimeException.badInput("Party not found");
    }

    static RealtimeException full() {
        return RealtimeException.badInput("Party is full");
    }

    private static RealtimeException notThere() {
        return RealtimeException.badInput("presence: not in the party and not asking to join");
    }

    private Presence member(UserPresence target) {
        for (Presence member : members) {
            if (isSame(member.session(), target)) {
                return member;
            }
        }
        throw notThere();
    }

    static boolean isSame(Session session, UserPresence target) {
        return target.getSessionId().equals(session.id().toString())
                && target.getUserId().equals(session.userId().toString())
                && target.getUsername().equals(session.username());
    }

    private @Nullable Presence find(UUID sessionId) {
        for (Presence member : members) {
            if (member.sessionId().equals(sessionId)) {
                return member;
            }
        }
        return null;
    }

    private void sendAll(FanoutBatch out, Envelope message, @Nullable Session except) {
        out.begin(encoding -> encoding.encode(message), true);
        for (Presence member : members) {
            if (member.session() != except) {
                out.add(member.session());
            }
        }
    }

    private static void send(FanoutBatch out, Session session, Envelope message) {
        out.begin(encoding -> encoding.encode(message), true);
        out.add(session);
    }
}
