package io.kaosnet.core.leaderboard;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import java.util.UUID;

/// One change to one record. Immutable.
///
/// @param username empty to keep what is there
/// @param metadata a JSON object; empty to keep what is there
/// @param attempts for [Kind#ADD_ATTEMPTS]: how many more
public record RecordWrite(
        Kind kind,
        Board board,
        long expirySec,
        UUID ownerId,
        String username,
        long score,
        long subscore,
        String metadata,
        Operator operator,
        int attempts,
        long nowMicros) {
    /// What is to be done.
    public enum Kind {
        SCORE,
        JOIN,
        ADD_ATTEMPTS
    }

    /// @throws ApiException `INVALID_ARGUMENT` for metadata that is no JSON object
    public RecordWrite {
        if (!metadata.isEmpty() && !Arguments.isJsonObject(metadata)) {
            throw ApiException.invalidArgument("metadata: expected a JSON object");
        }
    }

    RecordKey key() {
        return new RecordKey(board.id(), expirySec, ownerId);
    }
}
