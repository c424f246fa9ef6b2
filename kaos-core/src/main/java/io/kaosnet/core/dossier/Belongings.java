package io.kaosnet.core.dossier;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageWrite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Writes what hangs on an account, in the transaction that writes it. What is there already of
/// the same kind goes.
final class Belongings {
    private static final int FRIEND = 0;
    private static final int INVITE_SENT = 1;
    private static final int INVITE_RECEIVED = 2;
    private static final int BLOCKED = 3;
    private static final int LAST_MEMBER_STATE = 2;
    private static final int BANNED_FROM_GROUP = 4;
    private static final int ALL = Integer.MAX_VALUE;

    private final Storage storage;
    private final Leaderboards leaderboards;

    Belongings(Storage storage, Leaderboards leaderboards) {
        this.storage = storage;
        this.leaderboards = leaderboards;
    }

    void write(Tx tx, UUID userId, Part dossier) {
        writeBan(tx, userId, dossier);
        writeObjects(tx, userId, dossier);
        writeFriends(tx, userId, dossier);
        for (Part group : dossier.parts("groups")) {
            writeGroup(tx, userId, group);
        }
        tx.sql("DELETE FROM message WHERE sender_id = ?").bind(userId).update();
        for (Part message : dossier.parts("messages")) {
            writeMessage(tx, userId, message);
        }
        writeRecords(tx, userId, dossier);
        writeNotifications(tx, userId, dossier);
        writeLedger(tx, userId, dossier);
    }

    private static boolean isUser(Tx tx, UUID userId) {
        return tx.sql("SELECT 1 FROM users WHERE id = ? AND username <> ''").bind(userId).exists();
    }

    private static void writeBan(Tx tx, UUID userId, Part dossier) {
        tx.sql("DELETE FROM user_ban WHERE user_id = ?").bind(userId).update();
        for (Part ban : dossier.parts("bans")) {
            tx.sql(
                            "INSERT INTO user_ban (user_id, reason, create_time, end_time)"
                                    + " VALUES (?, ?, ?, ?)")
                    .bind(userId)
                    .bind(ban.text("reason"))
                    .bind(ban.micros("create_time", 0))
                    .bind(ban.micros("end_time", 0))
                    .update();
        }
    }

    private void writeObjects(Tx tx, UUID userId, Part dossier) {
        storage.forget(tx, userId);
        List<Part> objects = dossier.parts("objects");
        List<StorageWrite> writes = new ArrayList<>(objects.size());
        for (Part object : objects) {
            writes.add(
                    new StorageWrite(
                            object.text("collection"),
                            object.text("key"),
                            userId,
                            object.text("value"),
                            "",
                            (int) object.number("permission_read", 0, 2, 1),
                            (int) object.number("permission_write", 0, 2, 1)));
        }
        storage.write(writes);
        for (Part object : objects) {
            tx.sql(
                            "UPDATE storage SET create_time = ?, update_time = ?,"
                                    + " version = COALESCE(?, version) WHERE collection = ? AND key = ?"
                                    + " AND user_id = ?")
                    .bind(object.micros("create_time", 0))
                    .bind(object.micros("update_time", 0))
                    .bind(object.textOrNull("version"))
                    .bind(object.text("collection"))
                    .bind(object.text("key"))
                    .bind(userId)
                    .update();
        }
    }

    // ---- friends and groups

    /// The other's side of a friendship that is there already keeps what the other noted, so that
    /// friends may be imported one after the other.
    private static void writeFriends(Tx tx, UUID userId, Part dossier) {
        Map<UUID, Part> friends = new LinkedHashMap<>();
        for (Part friend : dossier.parts("friends")) {
            UUID other = friend.part("user").id("id");
            if (!other.equals(userId) && isUser(tx, other)) {
                friends.put(other, friend);
            }
        }
        Set<UUID> changed = new HashSet<>(friends.keySet());
        changed.add(userId);
        tx.sql("DELETE FROM user_edge WHERE source_id = ?").bind(userId).update();
        // Whom others block stays blocked.
        List<UUID> befriended =
                tx.sql("SELECT source_id FROM user_edge WHERE destination_id = ? AND state <> ?")
                        .bind(userId)
                        .bind(BLOCKED)
                        .list(row -> row.uuid(1));
        for (UUID other : befriended) {
            Part friend = friends.get(other);
            if (friend == null || stateOf(friend) == BLOCKED) {
                tx.sql("DELETE FROM user_edge WHERE source_id = ? AND destination_id = ?")
                        .bind(other)
                        .bind(userId)
                        .update();
                changed.add(other);
            }
        }
        friends.forEach((other, friend) -> writeFriend(tx, userId, other, friend));
        for (UUID each : changed) {
            tx.sql(
                            "UPDATE users SET edge_count = (SELECT count(*) FROM user_edge"
                                    + " WHERE source_id = ?) WHERE id = ?")
                    .bind(each)
                    .bind(each)
                    .update();
        }
    }

    private static int stateOf(Part friend) {
        return (int) friend.number("state", FRIEND, BLOCKED, FRIEND);
    }

    private static void writeFriend(Tx tx, UUID userId, UUID other, Part friend) {
        int state = stateOf(friend);
        boolean isBlocking = state == BLOCKED;
        boolean isBlocked =
                tx.sql(
                                "SELECT 1 FROM user_edge WHERE source_id = ? AND destination_id = ?"
                                        + " AND state = ?")
                        .bind(other)
                        .bind(userId)
                        .bind(BLOCKED)
                        .exists();
        if (isBlocked && !isBlocking) {
            return;
        }
        addEdge(tx, userId, other, state, Restoring.object(friend, "metadata"), friend);
        if (!isBlocking) {
            int back =
                    switch (state) {
                        case INVITE_SENT -> INVITE_RECEIVED;
                        case INVITE_RECEIVED -> INVITE_SENT;
                        default -> FRIEND;
                    };
            addEdge(tx, other, userId, back, "{}", friend);
        }
    }

    private static void addEdge(
            Tx tx, UUID from, UUID to, int state, String metadata, Part friend) {
        tx.sql(
                        "INSERT INTO user_edge (source_id, destination_id, state, position,"
                                + " update_time, metadata) VALUES (?, ?, ?, ?, ?, {json})"
                                + " ON CONFLICT (source_id, destination_id)"
                                + " DO UPDATE SET state = excluded.state")
                .bind(from)
                .bind(to)
                .bind(state)
                .bind(sinceMicros(friend))
                .bind(friend.micros("update_time", 0))
                .bind(metadata)
                .update();
    }

    /// A Nakama export has the last change alone.
    private static long sinceMicros(Part edge) {
        return edge.micros("create_time", edge.micros("update_time", 0));
    }

    /// A membership that is there already stays as it is. A Nakama export has the groups alone.
    private static void writeGroup(Tx tx, UUID userId, Part membership) {
        Part group = membership.part("group");
        UUID groupId = (group.isEmpty() ? membership : group).id("id");
        int state = (int) membership.number("state", 0, BANNED_FROM_GROUP, 2);
        boolean isMember =
                tx.sql("SELECT 1 FROM group_edge WHERE group_id = ? AND user_id = ?")
                        .bind(groupId)
                        .bind(userId)
                        .exists();
        if (isMember) {
            return;
        }
        int room =
                tx.sql(
                                "UPDATE groups SET edge_count = edge_count + ?"
                                        + " WHERE id = ? AND edge_count + ? <= max_count")
                        .bind(state <= LAST_MEMBER_STATE ? 1 : 0)
                        .bind(groupId)
                        .bind(state <= LAST_MEMBER_STATE ? 1 : 0)
                        .update();
        if (room > 0) {
            tx.sql(
                            "INSERT INTO group_edge (group_id, user_id, state, position,"
                                    + " update_time) VALUES (?, ?, ?, ?, ?)")
                    .bind(groupId)
                    .bind(userId)
                    .bind(state)
                    .bind(sinceMicros(membership))
                    .bind(membership.micros("update_time", 0))
                    .update();
        }
    }

    // ---- messages, notifications, ledger

    private static void writeMessage(Tx tx, UUID userId, Part message) {
        Part stream = message.part("stream");
        long channel =
                stream.isEmpty()
                        ? channelOf(tx, message)
                        : channel(
                                tx,
                                stream.number("mode", 0, 255, 2),
                                stream.id("subject"),
                                stream.id("subcontext"),
                                stream.text("label"));
        long createMicros = message.micros("create_time", 0);
        tx.sql(
                        "INSERT INTO message (id, channel_id, code, sender_id, username, content,"
                                + " create_time, update_time) VALUES (?, ?, ?, ?, ?, {json}, ?, ?)"
                                + " ON CONFLICT DO NOTHING")
                .bind(message.id("message_id"))
                .bind(channel)
                .bind(message.number("code", 0, 32_767, 0))
                .bind(userId)
                .bind(message.text("username"))
                .bind(Restoring.object(message, "content"))
                .bind(createMicros)
                .bind(message.micros("update_time", createMicros))
                .update();
        tx.sql("UPDATE channel SET last_time = ? WHERE id = ? AND last_time < ?")
                .bind(createMicros)
                .bind(channel)
                .bind(createMicros)
                .update();
    }

    /// By the channel's id, `mode.subject.subcontext.label`, as a Nakama export has it.
    private static long channelOf(Tx tx, Part message) {
        String[] parts = message.text("channel_id").split("\\.", 4);
        if (parts.length == 4) {
            try {
                return channel(
                        tx, Integer.parseInt(parts[0]), idOf(parts[1]), idOf(parts[2]), parts[3]);
            } catch (IllegalArgumentException _) {
                // Told below.
            }
        }
        throw ApiException.invalidArgument(
                "messages.channel_id: "
                        + message.text("channel_id")
                        + " (expected: mode.subject.subcontext.label)");
    }

    private static UUID idOf(String text) {
        return text.isEmpty() ? Storage.SYSTEM : UUID.fromString(text);
    }

    private static long channel(Tx tx, long mode, UUID subject, UUID subcontext, String label) {
        tx.sql(
                        "INSERT INTO channel (mode, subject, subcontext, label, last_time)"
                                + " VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING")
                .bind(mode)
                .bind(subject)
                .bind(subcontext)
                .bind(label)
                .update();
        Long id =
                tx.sql(
                                "SELECT id FROM channel WHERE mode = ? AND subject = ?"
                                        + " AND subcontext = ? AND label = ?")
                        .bind(mode)
                        .bind(subject)
                        .bind(subcontext)
                        .bind(label)
                        .one(row -> row.integer(1));
        if (id == null) {
            throw new IllegalStateException("no channel " + subject);
        }
        return id;
    }

    private static void writeNotifications(Tx tx, UUID userId, Part dossier) {
        tx.sql("DELETE FROM notification WHERE user_id = ?").bind(userId).update();
        for (Part notification : dossier.parts("notifications")) {
            tx.sql(
                            "INSERT INTO notification (id, user_id, subject, content, code,"
                                    + " sender_id, create_time, read_time, expiry_time)"
                                    + " VALUES (?, ?, ?, {json}, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT DO NOTHING")
                    .bind(notification.id("id"))
                    .bind(userId)
                    .bind(notification.text("subject"))
                    .bind(Restoring.object(notification, "content"))
                    .bind(notification.number("code", Integer.MIN_VALUE, ALL, 0))
                    .bind(notification.idOrNil("sender_id"))
                    .bind(notification.micros("create_time", 0))
                    .bind(notification.micros("read_time", 0))
                    .bind(notification.micros("expiry_time", 0))
                    .update();
        }
    }

    private static void writeLedger(Tx tx, UUID userId, Part dossier) {
        tx.sql("DELETE FROM wallet_ledger WHERE user_id = ?").bind(userId).update();
        for (Part item : dossier.parts("wallet_ledgers")) {
            tx.sql(
                            "INSERT INTO wallet_ledger (id, user_id, changeset, metadata,"
                                    + " create_time, update_time)"
                                    + " VALUES (?, ?, {json}, {json}, ?, ?) ON CONFLICT DO NOTHING")
                    .bind(item.id("id"))
                    .bind(userId)
                    .bind(Restoring.object(item, "changeset"))
                    .bind(Restoring.object(item, "metadata"))
                    .bind(item.micros("create_time", 0))
                    .bind(item.micros("update_time", 0))
                    .update();
        }
    }

    // ---- leaderboards and leagues

    private void writeRecords(Tx tx, UUID userId, Part dossier) {
        leaderboards.forgetOwner(userId);
        tx.sql("DELETE FROM league_member WHERE user_id = ?").bind(userId).update();
        for (Part record : dossier.parts("leaderboard_records")) {
            Board board = leaderboards.find(record.text("leaderboard_id"));
            if (board != null) {
                leaderboards.restore(
                        board,
                        record.micros("expiry_time", 0) / 1_000_000,
                        new Leaderboards.Kept(
                                userId,
                                record.textOrNull("username"),
                                record.number("score", 0, Long.MAX_VALUE, 0),
                                record.number("subscore", 0, Long.MAX_VALUE, 0),
                                (int) record.number("num_score", 0, ALL, 1),
                                (int) record.number("max_num_score", 0, ALL, 1_000_000),
                                Restoring.object(record, "metadata"),
                                record.micros("create_time", 0),
                                record.micros("update_time", 0)));
            }
        }
        for (Part member : dossier.parts("leagues")) {
            String league = member.text("league_id");
            if (tx.sql("SELECT 1 FROM league WHERE id = ?").bind(league).exists()) {
                tx.sql(
                                "INSERT INTO league_member (league_id, user_id, username, division)"
                                        + " VALUES (?, ?, ?, ?) ON CONFLICT (league_id, user_id)"
                                        + " DO UPDATE SET division = excluded.division")
                        .bind(league)
                        .bind(userId)
                        .bind(member.text("username"))
                        .bind(member.number("division", 1, ALL, 1))
                        .update();
            }
        }
    }
}
