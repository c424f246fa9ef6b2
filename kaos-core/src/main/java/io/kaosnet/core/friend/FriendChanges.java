package io.kaosnet.core.friend;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.Notifications;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rules of how edges change. Each method is one transaction, with the notifications it sends
/// in it. Blocks; safe from any virtual thread.
final class FriendChanges {
    private final Database database;
    private final Notifications notifications;
    private final Clock clock;

    FriendChanges(Database database, Notifications notifications, Clock clock) {
        this.database = database;
        this.notifications = notifications;
        this.clock = clock;
    }

    /// One change of edges with what it has to tell. Runs in a transaction, perhaps twice.
    @FunctionalInterface
    private interface Change {
        void run(Tx tx, Set<UUID> there, long nowMicros, List<Notice> notices);
    }

    private void change(UUID userId, Collection<UUID> others, Change change) {
        long nowMicros = clock.nowMs() * 1000;
        List<Notice> notices =
                database.write(
                        tx -> {
                            List<Notice> told = new ArrayList<>();
                            Set<UUID> there = FriendStore.lock(tx, userId, others);
                            there.remove(userId);
                            change.run(tx, there, nowMicros, told);
                            notifications.store(tx, told);
                            return told;
                        });
        notifications.push(notices);
    }

    /// Asks for friendship, or accepts where the other side asked.
    ///
    /// @param metadata JSON for the user's edges; empty for none
    void add(UUID userId, String username, Set<UUID> others, String metadata) {
        change(
                userId,
                others,
                (tx, there, nowMicros, notices) -> {
                    for (UUID other : there) {
                        Notice notice = add(tx, userId, username, other, metadata, nowMicros);
                        if (notice != null) {
                            notices.add(notice);
                        }
                    }
                });
    }

    private static @Nullable Notice add(
            Tx tx, UUID userId, String username, UUID other, String metadata, long nowMicros) {
        Integer own = FriendStore.state(tx, userId, other);
        Integer reverse = FriendStore.state(tx, other, userId);
        if (isBlocked(own) || isBlocked(reverse)) {
            return null;
        }
        if (own == null) {
            FriendStore.insert(tx, userId, other, FriendState.INVITE_SENT, nowMicros, metadata);
            FriendStore.insert(tx, other, userId, FriendState.INVITE_RECEIVED, nowMicros, "");
            return notice(other, Notice.FRIEND_REQUEST, userId, username);
        }
        if (!metadata.isEmpty()) {
            FriendStore.setMetadata(tx, userId, other, metadata, nowMicros);
        }
        if (own != FriendState.INVITE_RECEIVED) {
            return null;
        }
        FriendStore.setState(tx, userId, other, FriendState.FRIEND, nowMicros);
        FriendStore.setState(tx, other, userId, FriendState.FRIEND, nowMicros);
        return notice(other, Notice.FRIEND_ACCEPTED, userId, username);
    }

    /// Ends friendships, takes requests back, refuses them, lifts blocks.
    void delete(UUID userId, String username, Set<UUID> others) {
        change(
                userId,
                others,
                (tx, there, nowMicros, notices) -> {
                    for (UUID other : there) {
                        if (delete(tx, userId, other)) {
                            notices.add(notice(other, Notice.FRIEND_REMOVED, userId, username));
                        }
                    }
                });
    }

    /// @return whether the other side had an edge too and lost it
    private static boolean delete(Tx tx, UUID userId, UUID other) {
        Integer own = FriendStore.state(tx, userId, other);
        if (own == null) {
            return false;
        }
        FriendStore.delete(tx, userId, other);
        Integer reverse = FriendStore.state(tx, other, userId);
        if (own == FriendState.BLOCKED || reverse == null || isBlocked(reverse)) {
            return false;
        }
        FriendStore.delete(tx, other, userId);
        return true;
    }

    void block(UUID userId, Set<UUID> others) {
        change(
                userId,
                others,
                (tx, there, nowMicros, notices) -> {
                    for (UUID other : there) {
                        block(tx, userId, other, nowMicros);
                    }
                });
    }

    private static void block(Tx tx, UUID userId, UUID other, long nowMicros) {
        if (FriendStore.state(tx, userId, other) == null) {
            FriendStore.insert(tx, userId, other, FriendState.BLOCKED, nowMicros, "");
        } else {
            FriendStore.setState(tx, userId, other, FriendState.BLOCKED, nowMicros);
        }
        if (!isBlocked(FriendStore.state(tx, other, userId))) {
            FriendStore.delete(tx, other, userId);
        }
    }

    /// Makes friends at once, without asking: those whom a provider says the user knows.
    ///
    /// @param isReset whether friends the user has now and who are not among them end
    void connect(UUID userId, String username, Set<UUID> others, boolean isReset) {
        Set<UUID> touched = new HashSet<>(others);
        if (isReset) {
            touched.addAll(
                    database.read(tx -> FriendStore.ofState(tx, userId, FriendState.FRIEND)));
        }
        change(
                userId,
                touched,
                (tx, there, nowMicros, notices) -> {
                    for (UUID other : there) {
                        if (!others.contains(other)) {
                            delete(tx, userId, other);
                        } else if (connect(tx, userId, other, nowMicros)) {
                            notices.add(notice(other, Notice.FRIEND_JOINED_GAME, userId, username));
                        }
                    }
                });
    }

    /// @return whether they were strangers and are friends now
    private static boolean connect(Tx tx, UUID userId, UUID other, long nowMicros) {
        Integer own = FriendStore.state(tx, userId, other);
        if (isBlocked(own) || isBlocked(FriendStore.state(tx, other, userId))) {
            return false;
        }
        if (own == null) {
            FriendStore.insert(tx, userId, other, FriendState.FRIEND, nowMicros, "");
            FriendStore.insert(tx, other, userId, FriendState.FRIEND, nowMicros, "");
            return true;
        }
        if (own != FriendState.FRIEND) {
            FriendStore.setState(tx, userId, other, FriendState.FRIEND, nowMicros);
            FriendStore.setState(tx, other, userId, FriendState.FRIEND, nowMicros);
        }
        return false;
    }

    /// @throws ApiException `NOT_FOUND` when there is no edge
    void setMetadata(UUID userId, UUID other, String metadata) {
        change(
                userId,
                Set.of(other),
                (tx, there, nowMicros, notices) -> {
                    if (!FriendStore.setMetadata(tx, userId, other, metadata, nowMicros)) {
                        throw ApiException.notFound("Friend not found");
                    }
                });
    }

    /// For [Accounts#beforeDelete].
    static void forget(Tx tx, UUID userId) {
        FriendStore.forget(tx, userId);
    }

    private static boolean isBlocked(@Nullable Integer state) {
        return state != null && state == FriendState.BLOCKED;
    }

    private static Notice notice(UUID to, int code, UUID from, String fromName) {
        String subject =
                switch (code) {
                    case Notice.FRIEND_REQUEST -> fromName + " asks to be your friend";
                    case Notice.FRIEND_ACCEPTED -> fromName + " is your friend now";
                    case Notice.FRIEND_JOINED_GAME -> "Your friend " + fromName + " plays too";
                    default -> fromName + " is your friend no longer";
                };
        boolean isKept = code != Notice.FRIEND_REMOVED;
        return Notice.of(to, subject, Notice.content("username", fromName), code, from, isKept);
    }
}
