package io.kaosnet.core.leaderboard;

import java.util.Comparator;
import java.util.UUID;

/// Names one record. Immutable.
record RecordKey(String boardId, long expirySec, UUID ownerId) implements Comparable<RecordKey> {
    private static final Comparator<RecordKey> ORDER =
            Comparator.comparing(RecordKey::boardId)
                    .thenComparingLong(RecordKey::expirySec)
                    .thenComparing(RecordKey::ownerId);

    @Override
    public int compareTo(RecordKey other) {
        return ORDER.compare(this, other);
    }
}
