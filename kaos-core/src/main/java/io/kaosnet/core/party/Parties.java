package io.kaosnet.core.party;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.ListPartiesRequest;
import io.kaosnet.protocol.api.PartyList;
import io.kaosnet.protocol.kaosnet.PartyCode;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck;
import io.kaosnet.protocol.kaosnet.PartyState;
import io.kaosnet.protocol.realtime.PartyUpdate;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Parties of this node: create, join, lead, talk, list. Safe from any thread, never blocks.
public final class Parties {
    static final int MAX_SIZE = 256;

    private static final int MAX_READY_SEC = 300;

    private final PartyConfig config;
    private volatile Invitations invitations = (_, _, _, _) -> {};
    private final String node;
    private final Presences presences;
    private final Matchmaker matchmaker;
    private final Clock clock;
    private final AtomicLong orders = new AtomicLong();
    private final Map<StreamKey, PartyRoom> rooms = new ConcurrentHashMap<>();
    private final PartyIndex index = new PartyIndex();
    private final JoinCodes codes = new JoinCodes(new SecureRandom());
    private final PartyListing listing = new PartyListing(index);

    public Parties(
            PartyConfig config,
            String node,
            Presences presences,
            Matchmaker matchmaker,
            Clock clock) {
        this.config = config;
        this.node = node;
        this.presences = presences;
        this.matchmaker = matchmaker;
        this.clock = clock;
    }

    /// Binds the socket messages, the presence events and the listing of parties.
    public void bind(Endpoints.Builder endpoints, RealtimeRouter router) {
        endpoints.bindNonBlocking(
                "ListParties",
                ListPartiesRequest.getDefaultInstance(),
                (_, request) -> list(request, false));
        presences.listen(StreamMode.PARTY, this::onPresence);
        new PartySockets(this, presences, matchmaker, clock).bind(router);
    }

    /// Ends what has lasted too long: ready checks, and places of members who did not come back.
    /// Called about every second.
    public void sweep() {
        for (PartyRoom room : rooms.values()) {
            if (room.dropLost(nowMs())) {
                matchmaker.removeLostOfParty(room.idText);
            }
            if (room.sweep(clock.nowMs())) {
                forget(room);
            }
        }
    }

    // ---- additions, for calls and game code; a party that is not there is `NOT_FOUND`

    /// A page of parties, with hidden ones if wanted. Never blocks.
    ///
    /// @throws ApiException for what is malformed
    public PartyList list(ListPartiesRequest request, boolean showsHidden) {
        return listing.list(request, showsHidden);
    }

    /// A party with its members.
    ///
    /// @param by who asks and must be a member; null for game code
    public PartyState state(String partyId, @Nullable UUID by) {
        PartyRoom room = existing(partyId);
        requireMember(room, by);
        return room.state();
    }

    /// A short code that lets in whoever knows it; the same until it expires.
    ///
    /// @param by who asks and must lead; null for game code
    public PartyCode code(String partyId, @Nullable UUID by) {
        PartyRoom room = existing(partyId);
        requireLeader(room, by);
        return toProto(codes.of(room, clock.nowMs(), config.codeSec() * 1000L));
    }

    private static PartyCode toProto(JoinCodes.Code code) {
        return PartyCode.newBuilder()
                .setPartyId(code.room().idText)
                .setCode(code.text())
                .setExpiresAt(code.expiresMs() / 1000)
                .build();
    }

    /// What party a code is of; the user may join it then, open or not.
    public PartyCode resolve(String text, UUID user) {
        JoinCodes.Code code = codes.find(text, clock.nowMs());
        if (code == null) {
            throw ApiException.notFound("code: not found, or not good any more");
        }
        code.room().expect(user, code.expiresMs(), clock.nowMs());
        return toProto(code);
    }

    PartyRoom admit(String text, UUID user) {
        JoinCodes.Code code = codes.find(text, clock.nowMs());
        if (code == null) {
            throw PartyRoom.notFound();
        }
        code.room().expect(user, code.expiresMs(), clock.nowMs());
        return code.room();
    }

    /// Lets users in and tells them by a notification. Blocks.
    ///
    /// @param by who asks and must be a member; null for game code
    public void invite(String partyId, Collection<UUID> users, @Nullable UUID by) {
        PartyRoom room = existing(partyId);
        requireMember(room, by);
        if (users.isEmpty() || users.size() > MAX_SIZE) {
            throw ApiException.invalidArgument("user_ids: " + users.size() + " (expected: 1..256)");
        }
        long untilMs = clock.nowMs() + config.inviteSec() * 1000L;
        users.forEach(user -> room.expect(user, untilMs, clock.nowMs()));
        invitations.send(room.idText, List.copyOf(users), by, untilMs);
    }

    /// Sends invitations. May block.
    @FunctionalInterface
    public interface Invitations {
        /// @param by who invites; null for game code
        /// @param untilMs how long the invitation is good, wall time
        void send(String partyId, List<UUID> users, @Nullable UUID by, long untilMs);
    }

    /// Sets who sends invitations, while the server is put together.
    public void inviting(Invitations sender) {
        invitations = sender;
    }

    /// Asks every member whether it is ready.
    ///
    /// @param by who asks and must lead; null for game code
    public PartyReadyCheck readyCheck(String partyId, int timeoutSec, @Nullable UUID by) {
        PartyRoom room = existing(partyId);
        requireLeader(room, by);
        if (timeoutSec < 1 || timeoutSec > MAX_READY_SEC) {
            throw ApiException.invalidArgument(
                    "timeout_sec: " + timeoutSec + " (expected: 1..300)");
        }
        return room.askReady(clock.nowMs() + timeoutSec * 1000L);
    }

    /// A member's answer.
    public PartyReadyCheck ready(String partyId, boolean isReady, UUID by) {
        PartyRoom room = existing(partyId);
        requireMember(room, by);
        return room.answerReady(by, isReady);
    }

    /// Puts a player into a party, open or not, as game code wants.
    public void join(String partyId, Session session) {
        PartyRoom room = existing(partyId);
        if (!room.isMember(session.id()) && enter(session, room) == null) {
            throw new ApiException(Code.FAILED_PRECONDITION, "Party is full");
        }
    }

    /// Takes a member out, as game code wants.
    public void remove(String partyId, Session session) {
        if (presences.untrack(session, existing(partyId).stream, LeaveReason.KICK) == null) {
            throw ApiException.notFound("Not a member of the party");
        }
    }

    /// Makes a member the leader, as game code wants.
    public void promote(String partyId, Session session) {
        existing(partyId).promote(session);
    }

    /// Ends a party, as game code wants.
    public void close(String partyId) {
        PartyRoom room = existing(partyId);
        room.close();
        presences.clear(room.stream, LeaveReason.LEAVE);
        forget(room);
    }

    private PartyRoom existing(String partyId) {
        try {
            return room(partyId);
        } catch (RealtimeException e) {
            throw new ApiException(Code.NOT_FOUND, "Party not found", e);
        }
    }

    private static void requireMember(PartyRoom room, @Nullable UUID by) {
        if (by != null && !room.hasUser(by)) {
            throw ApiException.permissionDenied("Not a member of the party");
        }
    }

    private static void requireLeader(PartyRoom room, @Nullable UUID by) {
        if (by != null && !room.isLedBy(by)) {
            throw ApiException.permissionDenied("Not the leader of the party");
        }
    }

    /// Parties with anybody in them.
    public int count() {
        return rooms.size();
    }

    /// A party that nobody is in yet.
    ///
    /// @throws RealtimeException for a label that is not a JSON object
    PartyRoom create(int maxSize, boolean isOpen, boolean isHidden, String label) {
        var room =
                new PartyRoom(
                        orders.incrementAndGet(),
                        UUID.randomUUID(),
                        node,
                        maxSize,
                        isOpen,
                        isHidden,
                        label,
                        clock.nowSec());
        rooms.put(room.stream, room);
        index.add(room);
        return room;
    }

    /// Puts the session into the party, and out of others where only one is allowed.
    ///
    /// @return null when it was not let in
    @Nullable Presence enter(Session session, PartyRoom room) {
        Presence self =
                presences
                        .track(
                                session,
                                room.stream,
                                PresenceMeta.VISIBLE,
                                present -> room.admits(present, session.userId()))
                        .presence();
        if (self != null && config.singleParty()) {
            presences.untrackIf(
                    session,
                    stream -> stream.mode() == StreamMode.PARTY && !stream.equals(room.stream));
        }
        return self;
    }

    private void onPresence(
            StreamKey stream,
            List<Presence> joins,
            List<Presence> leaves,
            Presence[] members,
            LeaveReason reason) {
        PartyRoom room = rooms.get(stream);
        if (room == null) {
            return;
        }
        long graceEndMs = config.graceMs() == 0 ? 0 : nowMs() + config.graceMs();
        // Whose socket was lost may be back before the party's tickets are matched; all else makes
        // it other members than those it looked for a match with.
        boolean isLoss = joins.isEmpty() && reason == LeaveReason.DISCONNECT && graceEndMs > 0;
        boolean isReturn = leaves.isEmpty() && room.areLost(joins);
        boolean isOver = room.onPresence(joins, leaves, members, reason, graceEndMs);
        if (isReturn && !isOver) {
            joins.forEach(joined -> matchmaker.rejoinParty(room.idText, joined.session()));
        } else if (!isLoss || isOver) {
            matchmaker.removeParty(room.idText);
        }
        if (isOver) {
            forget(room);
        }
    }

    private long nowMs() {
        return clock.nowNs() / 1_000_000;
    }

    void update(PartyRoom room, Session by, PartyUpdate update, String label) {
        room.update(by, update.getOpen(), update.getHidden(), label, index);
    }

    void forget(PartyRoom room) {
        codes.forget(room);
        rooms.remove(room.stream, room);
        index.remove(room);
    }

    /// @throws RealtimeException when there is no such party here
    PartyRoom room(String id) {
        PartyRoom room = rooms.get(stream(id));
        if (room == null) {
            throw PartyRoom.notFound();
        }
        return room;
    }

    StreamKey stream(String id) {
        int dot = id.indexOf('.');
        if (dot >= 0 && id.substring(dot + 1).equals(node)) {
            try {
                return StreamKey.of(StreamMode.PARTY, UUID.fromString(id.substring(0, dot)), node);
            } catch (IllegalArgumentException _) {
                // Told below, as for a party of another node.
            }
        }
        throw PartyRoom.notFound();
    }
}
