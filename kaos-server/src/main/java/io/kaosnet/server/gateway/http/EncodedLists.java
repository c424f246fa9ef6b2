package io.kaosnet.server.gateway.http;

import com.google.protobuf.Message;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.json.MessageJson;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Answers as JSON. Of long lists of records, the text is kept for as long as the same message is
/// answered again, as the top of a leaderboard is until it changes. Safe from any thread.
final class EncodedLists {
    /// A power of two.
    private static final int SLOTS = 256;

    private static final int LEAST_RECORDS = 25;

    private final AtomicReferenceArray<@Nullable Encoded> slots = new AtomicReferenceArray<>(SLOTS);

    /// Never changes; the array is not to be written to.
    private static final class Encoded {
        final WeakReference<Message> message;
        final byte[] json;

        Encoded(Message message, byte[] json) {
            this.message = new WeakReference<>(message);
            this.json = json;
        }
    }

    /// @return not to be written to
    byte[] toBytes(Message message) {
        if (!(message instanceof LeaderboardRecordList list)
                || list.getRecordsCount() < LEAST_RECORDS) {
            return MessageJson.rest().toBytes(message);
        }
        int slot = System.identityHashCode(message) & SLOTS - 1;
        Encoded kept = slots.get(slot);
        // The message itself, not its like: it never changes.
        if (kept != null && kept.message.refersTo(message)) {
            return kept.json;
        }
        byte[] json = MessageJson.rest().toBytes(message);
        slots.set(slot, new Encoded(message, json));
        return json;
    }
}
