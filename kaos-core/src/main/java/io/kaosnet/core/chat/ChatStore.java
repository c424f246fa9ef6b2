package io.kaosnet.core.chat;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.presence.StreamKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Kept messages in SQL. Blocks; safe from any virtual thread.
final class ChatStore {
    // The row's lock holds until the commit: the next message of the channel waits for it and gets
    // a later time.
    private static final String NEXT_TIME =
            "INSERT INTO channel (mode, subject, subcontext, label, last_time)"
                    + " VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (mode, subject, subcontext, label) DO UPDATE SET last_time ="
                    + " {greatest}(channel.last_time + 1, excluded.last_time)"
                    + " RETURNING id, last_time";
    private static final String INSERT =
            "INSERT INTO message (id, channel_id, code, sender_id, username, content, create_time,"
                    + " update_time) VALUES (?, ?, ?, ?, ?, {json}, ?, ?)";
    private static final String CHANNEL =
            "(SELECT c.id FROM channel c WHERE c.mode = ? AND c.subject = ? AND c.subcontext = ?"
                    + " AND c.label = ?)";
    private static final String UPDATE =
            "UPDATE message SET content = {json}, username = ?, update_time = ? WHERE id = ?"
                    + " AND channel_id = "
                    + CHANNEL;
    private static final String DELETE =
            "DELETE FROM message WHERE id = ? AND channel_id = " + CHANNEL;
    private static final String FIND =
            "SELECT sender_id, create_time, code, username FROM message WHERE id = ?"
                    + " AND channel_id = "
                    + CHANNEL
                    + " {for-update}";
    private static final String COLUMNS =
            "SELECT id, code, sender_id, username, content, create_time, update_time"
                    + " FROM message WHERE channel_id = "
                    + CHANNEL;
    private static final String LATER =
            COLUMNS + " AND create_time > ? ORDER BY create_time LIMIT ?";
    private static final String EARLIER =
            COLUMNS + " AND create_time < ? ORDER BY create_time DESC LIMIT ?";
    private static final String FORGET =
            "DELETE FROM channel WHERE mode = ? AND subject = ? AND subcontext = ? AND label = ?";
    private static final String SWEEP =
            "DELETE FROM message WHERE id IN (SELECT m.id FROM channel c"
                    + " JOIN message m ON m.channel_id = c.id AND m.create_time < ?"
                    + " WHERE c.mode = ? LIMIT ?)";

    private final Database database;

    ChatStore(Database database) {
        this.database = database;
    }

    /// A message to keep.
    record Draft(
            ChannelId channel,
            UUID id,
            int code,
            UUID senderId,
            String username,
            String content,
            long nowMicros) {}

    /// A kept message.
    record Kept(
            UUID id,
            int code,
            UUID senderId,
            String username,
            String content,
            long createMicros,
            long updateMicros) {}

    /// What is known of a message that is to change.
    record Found(UUID senderId, long createMicros, int code, String username) {}

    private static Query bind(Query query, ChannelId channel) {
        StreamKey stream = channel.stream();
        return query.bind(stream.mode())
                .bind(stream.subject())
                .bind(stream.subcontext())
                .bind(stream.label());
    }

    /// Keeps a message.
    ///
    /// @return its time, microseconds since 1970
    static long insert(Tx tx, Draft draft) {
        var next =
                bind(tx.sql(NEXT_TIME), draft.channel())
                        .bind(draft.nowMicros())
                        .one(row -> new long[] {row.integer(1), row.integer(2)});
        if (next == null) {
            throw new IllegalStateException("an upsert returned no row");
        }
        tx.sql(INSERT)
                .bind(draft.id())
                .bind(next[0])
                .bind(draft.code())
                .bind(draft.senderId())
                .bind(draft.username())
                .bind(draft.content())
                .bind(next[1])
                .bind(next[1])
                .update();
        return next[1];
    }

    static @Nullable Found find(Tx tx, ChannelId channel, UUID id) {
        return bind(tx.sql(FIND).bind(id), channel)
                .one(
                        row ->
                                new Found(
                                        row.uuid(1),
                                        row.integer(2),
                                        (int) row.integer(3),
                                        row.text(4)));
    }

    static void update(
            Tx tx, ChannelId channel, UUID id, String content, String username, long nowMicros) {
        bind(tx.sql(UPDATE).bind(content).bind(username).bind(nowMicros).bind(id), channel)
                .update();
    }

    static void delete(Tx tx, ChannelId channel, UUID id) {
        bind(tx.sql(DELETE).bind(id), channel).update();
    }

    /// Messages after a time, oldest first, or before it, newest first.
    List<Kept> list(ChannelId channel, boolean isLater, long micros, int limit) {
        return database.read(
                tx ->
                        bind(tx.sql(isLater ? LATER : EARLIER), channel)
                                .bind(micros)
                                .bind(limit)
                                .list(ChatStore::kept));
    }

    private static Kept kept(Row row) {
        return new Kept(
                row.uuid(1),
                (int) row.integer(2),
                row.uuid(3),
                row.text(4),
                row.text(5),
                row.integer(6),
                row.integer(7));
    }

    /// Forgets a channel with all that was said on it.
    static void forget(Tx tx, ChannelId channel) {
        bind(tx.sql(FORGET), channel).update();
    }

    /// Deletes messages of a mode that are older, at most so many.
    int sweep(int mode, long beforeMicros, int limit) {
        return database.write(
                tx -> tx.sql(SWEEP).bind(beforeMicros).bind(mode).bind(limit).update());
    }
}
