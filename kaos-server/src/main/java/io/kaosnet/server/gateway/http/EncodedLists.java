package io.kaosnet.server.gateway.http;

import com.google.protobuf.Message;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.json.MessageJson;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Answers as JSON. Of long lists that their features keep, the text is kept from the second time
/// on that the same message is answered, as the top of a leaderboard is until it changes. Safe from
/// any thread.
final class EncodedLists {
    /// A power of two.
    private static final int SLOTS = 256;

    /// Of rows. A shorter list is written as fast.
    private static final int LEAST_LENGTH = 25;

    /// Of all texts together: 100 lists of a thousand friends.
    private static final long MAX_BYTES = 32 << 20;

    private final AtomicReferenceArray<@Nullable Encoded> slots = new AtomicReferenceArray<>(SLOTS);

    /// What the slots hold, but for a text that is on its way in or out.
    private final AtomicLong keptBytes = new AtomicLong();

    /// Never changes; the array is not to be written to. Without a text the message was answered
    /// once, as most are.
    private static final class Encoded {
        final WeakReference<Message> message;
        final byte @Nullable [] json;

        Encoded(Message message, byte @Nullable [] json) {
            this.message = new WeakReference<>(message);
            this.json = json;
        }
    }

    /// @return not to be written to
    byte[] toBytes(Message message) {
        if (length(message) < LEAST_LENGTH) {
            return MessageJson.rest().toBytes(message);
        }
        int slot = System.identityHashCode(message) & SLOTS - 1;
        Encoded kept = slots.get(slot);
        // The message itself, not its like: it never changes.
        boolean isAskedAgain = kept != null && kept.message.refersTo(message);
        if (isAskedAgain && kept.json != null) {
            return kept.json;
        }
        byte[] json = MessageJson.rest().toBytes(message);
        put(slot, new Encoded(message, isAskedAgain ? json : null));
        // The slots are in no order: one is as good to give up as another.
        for (int i = 1; i < SLOTS && keptBytes.get() > MAX_BYTES; i++) {
            put(slot + i & SLOTS - 1, null);
        }
        return json;
    }

    private static int length(Message message) {
        return switch (message) {
            case LeaderboardRecordList list -> list.getRecordsCount();
            case FriendList list -> list.getFriendsCount();
            default -> 0;
        };
    }

    private void put(int slot, @Nullable Encoded encoded) {
        Encoded before = slots.getAndSet(slot, encoded);
        keptBytes.addAndGet(length(encoded) - length(before));
    }

    private static int length(@Nullable Encoded encoded) {
        return encoded == null || encoded.json == null ? 0 : encoded.json.length;
    }
}
