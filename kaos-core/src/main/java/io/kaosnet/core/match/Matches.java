package io.kaosnet.core.match;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.SessionLocal;
import io.kaosnet.protocol.api.ListMatchesRequest;
import io.kaosnet.protocol.api.Match;
import io.kaosnet.protocol.api.MatchList;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.MatchJoin;
import io.kaosnet.runtime.RuntimeError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Matches of both kinds: create, join, leave, send, list. Safe from any thread.
public final class Matches implements io.kaosnet.runtime.Matches {
    private static final int DEFAULT_LIMIT = 10;

    /// The authoritative matches a session is in, by the id text its messages carry.
    private static final SessionLocal<Map<String, Seat>> SEATS = new SessionLocal<>(HashMap::new);

    private final MatchConfig config;
    private final Presences presences;
    private final MatchTokens tokens;
    private final RelayedMatches relayed;
    private final HostedMatches hosted;
    private final MatchListing listing;
    private volatile JoinOffers offers = JoinOffers.NONE;

    public Matches(
            MatchConfig config, Presences presences, MatchTokens tokens, HostedMatches hosted) {
        this.config = config;
        this.presences = presences;
        this.tokens = tokens;
        this.hosted = hosted;
        this.relayed = new RelayedMatches(presences);
        this.listing = new MatchListing(hosted, presences);
    }

    /// What a join can ask for besides its answer; set once, when the server is put together.
    public Matches offering(JoinOffers joinOffers) {
        offers = joinOffers;
        return this;
    }

    /// Binds the socket messages and the listing.
    public void bind(Endpoints.Builder endpoints, RealtimeRouter router) {
        endpoints.bindNonBlocking(
                "ListMatches", ListMatchesRequest.getDefaultInstance(), this::onList);
        router.on(MessageCase.MATCH_CREATE, this::onCreate);
        router.onBlockingIf(MessageCase.MATCH_JOIN, Matches::isHostedJoin, this::onJoin);
        router.on(MessageCase.MATCH_LEAVE, this::onLeave);
        router.on(MessageCase.MATCH_DATA_SEND, this::onData);
        router.onMatchData(this::onData);
    }

    /// Relayed matches with anybody in them.
    public int relayedCount() {
        int[] count = {0};
        presences.forEach(StreamMode.MATCH_RELAYED, (_, _) -> count[0]++);
        return count[0];
    }

    /// A match id that names a node has to be asked there; relayed joins are answered on the spot.
    private static boolean isHostedJoin(Envelope request) {
        MatchJoin join = request.getMatchJoin();
        return join.getIdCase() == MatchJoin.IdCase.MATCH_ID && !join.getMatchId().endsWith(".");
    }

    private Envelope onCreate(Session session, Envelope request) {
        if (config.singleMatch()) {
            leaveAll(session, null);
        }
        return relayed.create(session, request.getMatchCreate());
    }

    private Envelope onJoin(Session session, Envelope request) {
        MatchJoin join = request.getMatchJoin();
        MatchId id =
                switch (join.getIdCase()) {
                    case MATCH_ID -> MatchId.parse(join.getMatchId());
                    case TOKEN -> tokens.verify(join.getToken());
                    case ID_NOT_SET ->
                            throw RealtimeException.badInput("match_id or token required");
                };
        boolean byToken = join.getIdCase() == MatchJoin.IdCase.TOKEN;
        Envelope reply =
                id.isRelayed()
                        ? relayed.join(session, id, byToken)
                        : joinHosted(session, id, join.getMetadataMap());
        if (config.singleMatch()) {
            leaveAll(session, id);
        }
        if (join.containsMetadata(JoinOffers.METADATA_KEY)) {
            Envelope offer = offers.offer(session);
            if (offer != null) {
                session.send(offer);
            }
        }
        return reply;
    }

    private Envelope joinHosted(Session session, MatchId id, Map<String, String> metadata) {
        MatchJoinAttempt.Joined joined = hosted.join(session, id, metadata);
        // Not on the lane, but in the session's turn: its next message waits for this one.
        SEATS.of(session).put(id.toString(), joined.seat());
        return joined.reply();
    }

    private Envelope onLeave(Session session, Envelope request) {
        MatchId id = MatchId.parse(request.getMatchLeave().getMatchId());
        if (id.isRelayed()) {
            relayed.leave(session, id);
        } else {
            presences.untrack(session, id.stream());
        }
        return Envelope.getDefaultInstance();
    }

    private @Nullable Envelope onData(Session session, Envelope request) {
        MatchDataSend message = request.getMatchDataSend();
        if (message.getMatchId().endsWith(".")) {
            relayed.relay(session, message);
        } else {
            onData(
                    session,
                    message.getMatchId(),
                    message.getOpCode(),
                    message.getData().toByteArray(),
                    message.getReliable());
        }
        return null;
    }

    /// Drops what is not for a match the session is in. Hot.
    private void onData(
            Session session, String matchId, long opCode, byte[] data, boolean isReliable) {
        if (matchId.endsWith(".")) {
            relayed.relay(session, matchId, opCode, data, isReliable);
            return;
        }
        Seat seat = SEATS.of(session).get(matchId);
        if (seat != null && !seat.offer(session, opCode, data, isReliable, hosted.clock.nowMs())) {
            SEATS.of(session).remove(matchId);
        }
    }

    private void leaveAll(Session session, @Nullable MatchId except) {
        presences.untrackIf(
                session,
                stream ->
                        (stream.mode() == StreamMode.MATCH_RELAYED
                                        || stream.mode() == StreamMode.MATCH_AUTHORITATIVE)
                                && (except == null || !stream.equals(except.stream())));
    }

    /// The members of a match; a snapshot.
    public Presence[] members(MatchId id) {
        return presences.list(id.stream());
    }

    private MatchList onList(Caller caller, ListMatchesRequest request) {
        Page page =
                listing.list(
                        new Filter(
                                request.hasLimit() ? request.getLimit().getValue() : DEFAULT_LIMIT,
                                request.hasAuthoritative()
                                        ? request.getAuthoritative().getValue()
                                        : null,
                                request.hasLabel() ? request.getLabel().getValue() : null,
                                request.hasMinSize() ? request.getMinSize().getValue() : null,
                                request.hasMaxSize() ? request.getMaxSize().getValue() : null,
                                request.hasQuery() ? request.getQuery().getValue() : null,
                                request.getCursor()),
                        MatchListing.MAX_LIMIT);
        var list = MatchList.newBuilder();
        for (MatchInfo match : page.matches()) {
            list.addMatches(toProto(match));
        }
        String cursor = page.cursor();
        return cursor == null ? list.build() : list.setCursor(cursor).build();
    }

    private static Match toProto(MatchInfo info) {
        Match.Builder match =
                Match.newBuilder()
                        .setMatchId(info.matchId())
                        .setAuthoritative(info.authoritative())
                        .setSize(info.size());
        if (info.authoritative()) {
            match.setTickRate(info.tickRateHz())
                    .setHandlerName(info.handlerName())
                    .setLabel(com.google.protobuf.StringValue.of(info.label()));
        }
        return match.build();
    }

    // ---- the door for game code

    @Override
    public String create(String handlerName, Map<String, Object> params) {
        return hosted.create(handlerName, params).toString();
    }

    @Override
    public @Nullable MatchInfo find(String matchId) {
        MatchId id = parse(matchId);
        if (id.isRelayed()) {
            int size = presences.count(id.stream());
            return size == 0 ? null : new MatchInfo(matchId, false, "", size, 0, "");
        }
        HostedMatch match = hosted.find(id);
        return match == null ? null : MatchListing.info(match, match.seatCount());
    }

    @Override
    public Page list(Filter filter) {
        try {
            return listing.list(filter, MAX_LISTED);
        } catch (ApiException e) {
            throw new RuntimeError(e.code().number(), e.text());
        }
    }

    @Override
    public String signal(String matchId, String data) {
        return hosted.signal(parse(matchId), data);
    }

    /// Players in the match, by their wire presences.
    public List<Presence> membersOf(String matchId) {
        return List.of(presences.list(parse(matchId).stream()));
    }

    private static MatchId parse(String matchId) {
        try {
            return MatchId.parse(matchId);
        } catch (RealtimeException e) {
            throw new RuntimeError(RuntimeError.INVALID_ARGUMENT, e.text());
        }
    }
}
