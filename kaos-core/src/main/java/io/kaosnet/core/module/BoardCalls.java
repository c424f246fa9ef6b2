package io.kaosnet.core.module;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.runtime.RuntimeError;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What leaderboards and tournaments have in common for game code. Pure functions.
final class BoardCalls {
    private static final int MAX_LIST = 1000;
    private static final int MAX_AROUND = 100;

    private BoardCalls() {}

    /// Runs a call, and tells its refusal as game code expects it.
    static <T extends @Nullable Object> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (ApiException e) {
            throw new RuntimeError(e.code().number(), e.text());
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    static RuntimeError invalid(String message) {
        return new RuntimeError(RuntimeError.INVALID_ARGUMENT, message);
    }

    static UUID owner(String id) {
        return SessionDoor.uuid("owner id", id);
    }

    static @Nullable Operator operator(@Nullable String text) {
        return text == null || text.isEmpty() ? null : Operator.parse(text);
    }

    static int limit(int limit, int least, int most) {
        if (limit < least || limit > most) {
            throw invalid("limit: " + limit + " (expected: " + least + ".." + most + ")");
        }
        return limit;
    }

    static LeaderboardRecordList records(
            Leaderboards leaderboards,
            Board board,
            List<String> ownerIds,
            int limit,
            String cursor,
            long expirySec) {
        List<UUID> owners = new ArrayList<>();
        for (String id : ownerIds) {
            owners.add(owner(id));
        }
        limit(limit, owners.isEmpty() ? 1 : 0, MAX_LIST);
        return leaderboards.list(
                board, leaderboards.expirySec(board, expirySec), owners, limit, cursor);
    }

    static LeaderboardRecordList around(
            Leaderboards leaderboards,
            Board board,
            String ownerId,
            int limit,
            String cursor,
            long expirySec) {
        limit(limit, 1, MAX_AROUND);
        return leaderboards
                .records()
                .around(
                        board,
                        leaderboards.expirySec(board, expirySec),
                        owner(ownerId),
                        limit,
                        cursor);
    }

    static void deleteRecord(Leaderboards leaderboards, Board board, String ownerId) {
        leaderboards.records().delete(board, leaderboards.expirySec(board), owner(ownerId));
    }
}
