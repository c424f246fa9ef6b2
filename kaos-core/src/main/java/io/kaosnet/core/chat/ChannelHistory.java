package io.kaosnet.core.chat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.chat.ChatStore.Kept;
import io.kaosnet.protocol.api.ChannelMessage;
import io.kaosnet.protocol.api.ChannelMessageList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Pages of what was said. Cursors hold a time, which is a message's own within its channel, so a
/// page goes on where the last one ended whatever was written or removed since. Blocks; safe from
/// any virtual thread.
final class ChannelHistory {
    private final ChatMessages messages;

    ChannelHistory(ChatMessages messages) {
        this.messages = messages;
    }

    /// @param forward oldest first; otherwise newest first
    /// @param cursor of a page of the same channel and direction; empty to begin
    ChannelMessageList list(ChannelId channel, boolean forward, int limit, String cursor) {
        String listing = "messages/" + channel + (forward ? "/forward" : "/backward");
        boolean isNext = true;
        long micros = forward ? 0 : Long.MAX_VALUE;
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            isNext = reader.number() != 0;
            micros = reader.number();
        }
        boolean isLater = forward == isNext;
        List<Kept> found = new ArrayList<>(messages.list(channel, isLater, micros, limit + 1));
        boolean hasMore = found.size() > limit;
        if (hasMore) {
            found.removeLast();
        }
        if (!isNext) {
            Collections.reverse(found);
        }
        return page(channel, listing, forward, isNext, micros, hasMore, found, cursor);
    }

    private static ChannelMessageList page(
            ChannelId channel,
            String listing,
            boolean forward,
            boolean isNext,
            long fromMicros,
            boolean hasMore,
            List<Kept> found,
            String cursor) {
        ChannelMessageList.Builder page = ChannelMessageList.newBuilder();
        for (Kept kept : found) {
            page.addMessages(message(channel, kept));
        }
        if (!found.isEmpty()) {
            // Where this page was reached from there is a page, or there was one.
            if (isNext ? hasMore : true) {
                page.setNextCursor(cursor(listing, true, found.getLast().createMicros()));
            }
            if (isNext ? !cursor.isEmpty() : hasMore) {
                page.setPrevCursor(cursor(listing, false, found.getFirst().createMicros()));
            }
        }
        String forwardListing = "messages/" + channel + "/forward";
        return page.setCacheableCursor(
                        cursor(forwardListing, true, newest(found, forward, fromMicros)))
                .build();
    }

    /// The time after which messages are new to who has this page.
    private static long newest(List<Kept> found, boolean forward, long fromMicros) {
        if (!found.isEmpty()) {
            return (forward ? found.getLast() : found.getFirst()).createMicros();
        }
        return fromMicros == Long.MAX_VALUE ? 0 : fromMicros;
    }

    private static String cursor(String listing, boolean isNext, long micros) {
        return new Cursor.Writer(listing).number(isNext ? 1 : 0).number(micros).toString();
    }

    private static ChannelMessage message(ChannelId channel, Kept kept) {
        return ChannelMessage.newBuilder()
                .setChannelId(channel.toString())
                .setMessageId(kept.id().toString())
                .setCode(Int32Value.of(kept.code()))
                .setSenderId(kept.senderId().toString())
                .setUsername(kept.username())
                .setContent(kept.content())
                .setCreateTime(micros(kept.createMicros()))
                .setUpdateTime(micros(kept.updateMicros()))
                .setPersistent(BoolValue.of(true))
                .setRoomName(channel.roomName())
                .setGroupId(channel.groupId())
                .setUserIdOne(channel.userIdOne())
                .setUserIdTwo(channel.userIdTwo())
                .build();
    }

    private static Timestamp micros(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, 1_000_000L))
                .setNanos((int) Math.floorMod(micros, 1_000_000L) * 1000)
                .build();
    }
}
