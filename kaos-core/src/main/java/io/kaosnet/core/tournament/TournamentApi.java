package io.kaosnet.core.tournament;

import com.google.protobuf.Empty;
import com.google.protobuf.UInt32Value;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.TournamentRules;
import io.kaosnet.protocol.api.DeleteTournamentRecordRequest;
import io.kaosnet.protocol.api.JoinTournamentRequest;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.api.ListTournamentRecordsAroundOwnerRequest;
import io.kaosnet.protocol.api.ListTournamentRecordsRequest;
import io.kaosnet.protocol.api.ListTournamentsRequest;
import io.kaosnet.protocol.api.TournamentList;
import io.kaosnet.protocol.api.TournamentRecordList;
import io.kaosnet.protocol.api.WriteTournamentRecordRequest;
import java.util.List;
import java.util.UUID;

/// The clients' calls on tournaments. Blocks; safe from any virtual thread.
public final class TournamentApi {
    private static final int MAX_LIMIT = 100;
    private static final int STANDARD_RECORDS = 10;
    private static final int MAX_CATEGORY = 127;

    private final Tournaments tournaments;
    private final Clock clock;

    public TournamentApi(Tournaments tournaments, Clock clock) {
        this.tournaments = tournaments;
        this.clock = clock;
    }

    public void bind(Endpoints.Builder endpoints) {
        endpoints.bind(
                "ListTournaments", ListTournamentsRequest.getDefaultInstance(), this::onList);
        endpoints.bind("JoinTournament", JoinTournamentRequest.getDefaultInstance(), this::onJoin);
        endpoints.bind(
                "WriteTournamentRecord",
                WriteTournamentRecordRequest.getDefaultInstance(),
                this::onWrite);
        endpoints.bind(
                "ListTournamentRecords",
                ListTournamentRecordsRequest.getDefaultInstance(),
                this::onRecords);
        endpoints.bind(
                "ListTournamentRecordsAroundOwner",
                ListTournamentRecordsAroundOwnerRequest.getDefaultInstance(),
                this::onAround);
        endpoints.bind(
                "DeleteTournamentRecord",
                DeleteTournamentRecordRequest.getDefaultInstance(),
                this::onDelete);
    }

    private TournamentList onList(Caller caller, ListTournamentsRequest request) {
        int limit =
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null, MAX_LIMIT, MAX_LIMIT);
        Tournaments.Filter filter =
                new Tournaments.Filter(
                        category("category_start", request.getCategoryStart().getValue()),
                        request.hasCategoryEnd()
                                ? category("category_end", request.getCategoryEnd().getValue())
                                : MAX_CATEGORY,
                        seconds(request.getStartTime()),
                        request.hasEndTime() ? seconds(request.getEndTime()) : -1);
        return tournaments.list(filter, limit, request.getCursor());
    }

    /// @param value an unsigned number
    private static int category(String field, int value) {
        if (value < 0 || value > MAX_CATEGORY) {
            throw ApiException.invalidArgument(
                    field + ": " + Integer.toUnsignedString(value) + " (expected: 0..127)");
        }
        return value;
    }

    private static long seconds(UInt32Value value) {
        return Integer.toUnsignedLong(value.getValue());
    }

    private Empty onJoin(Caller caller, JoinTournamentRequest request) {
        tournaments.join(
                tournaments.get(request.getTournamentId()),
                caller.userId(),
                caller.user().username());
        return Empty.getDefaultInstance();
    }

    private LeaderboardRecord onWrite(Caller caller, WriteTournamentRecordRequest request) {
        Board board = writable(request.getTournamentId());
        var record = request.getRecord();
        return tournaments.write(
                board,
                caller.userId(),
                caller.user().username(),
                record.getScore(),
                record.getSubscore(),
                record.getMetadata(),
                Operator.override(record.getOperatorValue()));
    }

    /// @throws ApiException `NOT_FOUND`, `PERMISSION_DENIED`
    private Board writable(String id) {
        Board board = tournaments.get(id);
        if (board.isAuthoritative()) {
            throw ApiException.permissionDenied("Only the server may write this tournament");
        }
        return board;
    }

    /// @param expirySec 0 for the current window
    /// @throws ApiException `NOT_FOUND` for the current window of one that is over
    private long window(Board board, long expirySec) {
        TournamentRules rules = board.tournament();
        if (expirySec == 0
                && rules != null
                && rules.endSec() > 0
                && clock.nowSec() >= rules.endSec()) {
            throw ApiException.notFound("Tournament has ended");
        }
        return tournaments.leaderboards().expirySec(board, expirySec);
    }

    private TournamentRecordList onRecords(Caller caller, ListTournamentRecordsRequest request) {
        Board board = tournaments.get(request.getTournamentId());
        long expirySec = window(board, request.getExpiry().getValue());
        List<UUID> owners = Arguments.uuids("owner_ids", request.getOwnerIdsList());
        int limit =
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null,
                        STANDARD_RECORDS,
                        MAX_LIMIT);
        return tournamentList(
                tournaments
                        .leaderboards()
                        .list(board, expirySec, owners, limit, request.getCursor()));
    }

    private TournamentRecordList onAround(
            Caller caller, ListTournamentRecordsAroundOwnerRequest request) {
        Board board = tournaments.get(request.getTournamentId());
        UUID owner = Arguments.uuid("owner_id", request.getOwnerId());
        long expirySec = window(board, request.getExpiry().getValue());
        return tournamentList(
                tournaments
                        .leaderboards()
                        .records()
                        .around(
                                board,
                                expirySec,
                                owner,
                                Arguments.limit(
                                        request.hasLimit() ? request.getLimit() : null,
                                        MAX_LIMIT,
                                        MAX_LIMIT),
                                request.getCursor()));
    }

    private static TournamentRecordList tournamentList(LeaderboardRecordList list) {
        return TournamentRecordList.newBuilder()
                .addAllRecords(list.getRecordsList())
                .addAllOwnerRecords(list.getOwnerRecordsList())
                .setNextCursor(list.getNextCursor())
                .setPrevCursor(list.getPrevCursor())
                .setRankCount(list.getRankCount())
                .build();
    }

    private Empty onDelete(Caller caller, DeleteTournamentRecordRequest request) {
        Board board = writable(request.getTournamentId());
        tournaments.leaderboards().records().delete(board, window(board, 0), caller.userId());
        return Empty.getDefaultInstance();
    }
}
