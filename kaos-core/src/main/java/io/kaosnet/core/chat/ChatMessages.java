package io.kaosnet.core.chat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.chat.ChatStore.Draft;
import io.kaosnet.core.chat.ChatStore.Found;
import io.kaosnet.core.chat.ChatStore.Kept;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Coalescer;
import io.kaosnet.core.db.ConstraintException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.group.GroupChat;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.protocol.api.ChannelMessage;
import io.kaosnet.protocol.realtime.ChannelMessageAck;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Messages on channels: sent, changed, removed, kept. Who may do so is the caller's business.
/// Safe from any virtual thread; blocks where something is kept.
public final class ChatMessages implements GroupChat {
    static final int CHAT = 0;
    static final int UPDATE = 1;
    static final int REMOVE = 2;
    private static final int QUEUE_CAPACITY = 10_000;
    private static final int SWEPT_AT_ONCE = 1000;
    private static final int[] MODES = {StreamMode.CHANNEL, StreamMode.GROUP, StreamMode.DM};

    private final ChatConfig config;
    private final Database database;
    private final ChatStore store;
    private final Presences presences;
    private final Clock clock;
    private final LongAdder sentCount = new LongAdder();

    /// Full: see [Coalescer].
    private final Coalescer<String, Draft, Long> insert;

    public ChatMessages(ChatConfig config, Database database, Presences presences, Clock clock) {
        this.config = config;
        this.database = database;
        this.store = new ChatStore(database);
        this.presences = presences;
        this.clock = clock;
        this.insert =
                new Coalescer<>(
                        database,
                        QUEUE_CAPACITY,
                        draft -> draft.channel() + "/" + draft.id(),
                        ChatMessages::insertAll);
    }

    private static List<Long> insertAll(Tx tx, List<Draft> drafts) {
        List<Long> times = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            times.add(ChatStore.insert(tx, draft));
        }
        return times;
    }

    /// Who speaks. Immutable.
    public record Sender(UUID userId, String username) {}

    /// Says something on a channel.
    ///
    /// @param content one JSON object
    /// @throws ApiException `INVALID_ARGUMENT`, `NOT_FOUND` when the sender is no user
    public ChannelMessageAck send(
            ChannelId channel, Sender sender, String content, boolean isKept) {
        checkContent(content);
        UUID id = UUID.randomUUID();
        long micros = nowMicros();
        if (isKept) {
            Draft draft =
                    new Draft(
                            channel, id, CHAT, sender.userId(), sender.username(), content, micros);
            try {
                micros = insert.run(draft);
            } catch (ConstraintException e) {
                throw noSuchSender(e);
            }
        }
        return push(channel, id, CHAT, sender, content, micros, micros, isKept);
    }

    private static ApiException noSuchSender(ConstraintException e) {
        return new ApiException(io.kaosnet.core.api.Code.NOT_FOUND, "User account not found", e);
    }

    /// Changes what was said. What was not kept is changed without a look at who said it.
    ///
    /// @param owner who must have said it; null for whoever did
    /// @throws ApiException `INVALID_ARGUMENT` for a kept message that is not there or not the
    ///     owner's
    public ChannelMessageAck update(
            ChannelId channel,
            UUID messageId,
            Sender sender,
            @Nullable UUID owner,
            String content,
            boolean isKept) {
        checkContent(content);
        long nowMicros = nowMicros();
        if (!isKept) {
            return push(channel, messageId, UPDATE, sender, content, nowMicros, nowMicros, false);
        }
        Found found =
                database.write(
                        tx -> {
                            Found message = require(tx, channel, messageId, owner);
                            ChatStore.update(
                                    tx,
                                    channel,
                                    messageId,
                                    content,
                                    inNameOf(sender, message).username(),
                                    nowMicros);
                            return message;
                        });
        Sender named = inNameOf(sender, found);
        return push(
                channel, messageId, UPDATE, named, content, found.createMicros(), nowMicros, true);
    }

    /// Takes back what was said; otherwise as [#update].
    public ChannelMessageAck remove(
            ChannelId channel,
            UUID messageId,
            Sender sender,
            @Nullable UUID owner,
            boolean isKept) {
        long nowMicros = nowMicros();
        long createMicros = nowMicros;
        Sender named = sender;
        if (isKept) {
            Found found =
                    database.write(
                            tx -> {
                                Found message = require(tx, channel, messageId, owner);
                                ChatStore.delete(tx, channel, messageId);
                                return message;
                            });
            createMicros = found.createMicros();
            named = inNameOf(sender, found);
        }
        return push(channel, messageId, REMOVE, named, "{}", createMicros, nowMicros, isKept);
    }

    /// A message that the system changes stays the message of who wrote it.
    private static Sender inNameOf(Sender sender, Found found) {
        if (sender.userId().equals(StreamKey.NIL)) {
            return new Sender(found.senderId(), found.username());
        }
        return sender.username().isEmpty() ? new Sender(sender.userId(), found.username()) : sender;
    }

    private static Found require(Tx tx, ChannelId channel, UUID messageId, @Nullable UUID owner) {
        Found found = ChatStore.find(tx, channel, messageId);
        if (found == null || (owner != null && !owner.equals(found.senderId()))) {
            throw ApiException.invalidArgument("message_id: no such message of the sender");
        }
        return found;
    }

    /// Tells everybody on the channel, the sender too.
    private ChannelMessageAck push(
            ChannelId channel,
            UUID id,
            int code,
            Sender sender,
            String content,
            long createMicros,
            long updateMicros,
            boolean isKept) {
        sentCount.increment();
        // Whole seconds: not every SDK reads fractions on the socket.
        Timestamp createTime = seconds(createMicros);
        Timestamp updateTime = seconds(updateMicros);
        ChannelMessage message =
                ChannelMessage.newBuilder()
                        .setChannelId(channel.toString())
                        .setMessageId(id.toString())
                        .setCode(Int32Value.of(code))
                        .setSenderId(sender.userId().toString())
                        .setUsername(sender.username())
                        .setContent(content)
                        .setCreateTime(createTime)
                        .setUpdateTime(updateTime)
                        .setPersistent(BoolValue.of(isKept))
                        .setRoomName(channel.roomName())
                        .setGroupId(channel.groupId())
                        .setUserIdOne(channel.userIdOne())
                        .setUserIdTwo(channel.userIdTwo())
                        .build();
        Fanout.send(
                presences.list(channel.stream()),
                Envelope.newBuilder().setChannelMessage(message).build(),
                true);
        return ChannelMessageAck.newBuilder()
                .setChannelId(message.getChannelId())
                .setMessageId(message.getMessageId())
                .setCode(message.getCode())
                .setUsername(message.getUsername())
                .setCreateTime(createTime)
                .setUpdateTime(updateTime)
                .setPersistent(message.getPersistent())
                .setRoomName(message.getRoomName())
                .setGroupId(message.getGroupId())
                .setUserIdOne(message.getUserIdOne())
                .setUserIdTwo(message.getUserIdTwo())
                .build();
    }

    private static Timestamp seconds(long micros) {
        return Timestamp.newBuilder().setSeconds(Math.floorDiv(micros, 1_000_000L)).build();
    }

    /// Kept messages after a time, oldest first, or before it, newest first.
    List<Kept> list(ChannelId channel, boolean isLater, long micros, int limit) {
        return store.list(channel, isLater, micros, limit);
    }

    @Override
    public Runnable audit(Tx tx, UUID groupId, List<Audit> audits) {
        ChannelId channel = ChannelId.group(groupId);
        List<Runnable> pushes = new ArrayList<>(audits.size());
        for (Audit audit : audits) {
            Sender sender = new Sender(audit.userId(), audit.username());
            UUID id = UUID.randomUUID();
            long micros =
                    ChatStore.insert(
                            tx,
                            new Draft(
                                    channel,
                                    id,
                                    audit.code(),
                                    sender.userId(),
                                    sender.username(),
                                    "{}",
                                    nowMicros()));
            pushes.add(() -> push(channel, id, audit.code(), sender, "{}", micros, micros, true));
        }
        return () -> pushes.forEach(Runnable::run);
    }

    @Override
    public void forget(Tx tx, UUID groupId) {
        ChatStore.forget(tx, ChannelId.group(groupId));
    }

    /// Deletes what is older than its channel's type is kept.
    ///
    /// @return how many there were
    public int sweep() {
        int count = 0;
        for (int mode : MODES) {
            long retentionSec = config.retentionSec(mode);
            if (retentionSec > 0) {
                long beforeMicros = nowMicros() - retentionSec * 1_000_000;
                int swept;
                do {
                    swept = store.sweep(mode, beforeMicros, SWEPT_AT_ONCE);
                    count += swept;
                } while (swept == SWEPT_AT_ONCE);
            }
        }
        return count;
    }

    /// Messages, changes and removals sent so far.
    public long sentCount() {
        return sentCount.sum();
    }

    private static void checkContent(String content) {
        if (!Arguments.isJsonObject(content)) {
            throw ApiException.invalidArgument("content: expected one JSON object");
        }
    }

    private long nowMicros() {
        return clock.nowMs() * 1000;
    }
}
