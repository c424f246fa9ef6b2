package io.kaosnet.core.leaderboard;

import com.google.protobuf.Empty;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.protocol.api.DeleteLeaderboardRecordRequest;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.api.ListLeaderboardRecordsAroundOwnerRequest;
import io.kaosnet.protocol.api.ListLeaderboardRecordsRequest;
import io.kaosnet.protocol.api.WriteLeaderboardRecordRequest;
import java.util.List;
import java.util.UUID;

/// The clients' calls on leaderboards. Blocks; safe from any virtual thread.
public final class LeaderboardApi {
    private static final int STANDARD_LIMIT = 100;
    private static final int MAX_LIST = 1000;
    private static final int MAX_AROUND = 100;

    private final Leaderboards leaderboards;

    public LeaderboardApi(Leaderboards leaderboards) {
        this.leaderboards = leaderboards;
    }

    public void bind(Endpoints.Builder endpoints) {
        endpoints.bind(
                "WriteLeaderboardRecord",
                WriteLeaderboardRecordRequest.getDefaultInstance(),
                this::onWrite);
        endpoints.bind(
                "ListLeaderboardRecords",
                ListLeaderboardRecordsRequest.getDefaultInstance(),
                this::onList);
        endpoints.bind(
                "ListLeaderboardRecordsAroundOwner",
                ListLeaderboardRecordsAroundOwnerRequest.getDefaultInstance(),
                this::onAround);
        endpoints.bind(
                "DeleteLeaderboardRecord",
                DeleteLeaderboardRecordRequest.getDefaultInstance(),
                this::onDelete);
    }

    private LeaderboardRecord onWrite(Caller caller, WriteLeaderboardRecordRequest request) {
        Board board = writable(request.getLeaderboardId());
        var record = request.getRecord();
        return leaderboards.write(
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
        Board board = leaderboards.get(id);
        if (board.isAuthoritative()) {
            throw ApiException.permissionDenied("Only the server may write this leaderboard");
        }
        return board;
    }

    private LeaderboardRecordList onList(Caller caller, ListLeaderboardRecordsRequest request) {
        Board board = leaderboards.get(request.getLeaderboardId());
        long expirySec = leaderboards.expirySec(board, request.getExpiry().getValue());
        List<UUID> owners = Arguments.uuids("owner_ids", request.getOwnerIdsList());
        boolean ownersAlone =
                !owners.isEmpty() && !request.hasLimit() && request.getCursor().isEmpty();
        int limit =
                ownersAlone
                        ? 0
                        : Arguments.limit(
                                request.hasLimit() ? request.getLimit() : null,
                                STANDARD_LIMIT,
                                MAX_LIST);
        return leaderboards.list(board, expirySec, owners, limit, request.getCursor());
    }

    private LeaderboardRecordList onAround(
            Caller caller, ListLeaderboardRecordsAroundOwnerRequest request) {
        Board board = leaderboards.get(request.getLeaderboardId());
        UUID owner = Arguments.uuid("owner_id", request.getOwnerId());
        long expirySec = leaderboards.expirySec(board, request.getExpiry().getValue());
        return leaderboards
                .records()
                .around(
                        board,
                        expirySec,
                        owner,
                        Arguments.limit(
                                request.hasLimit() ? request.getLimit() : null,
                                STANDARD_LIMIT,
                                MAX_AROUND),
                        request.getCursor());
    }

    private Empty onDelete(Caller caller, DeleteLeaderboardRecordRequest request) {
        Board board = writable(request.getLeaderboardId());
        leaderboards.records().delete(board, leaderboards.expirySec(board), caller.userId());
        return Empty.getDefaultInstance();
    }
}
