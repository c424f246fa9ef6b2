package io.kaosnet.core.group;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.ConstraintException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.group.GroupChat.Audit;
import io.kaosnet.core.group.GroupStore.Locked;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Runs changes of one group: the group locked, notifications and chat messages in the same
/// transaction, sockets told once it is durable. Blocks; safe from any virtual thread.
final class GroupTransactions {
    private final Database database;
    private final Notifications notifications;
    private final GroupChat chat;
    private final Presences presences;
    private final Clock clock;

    GroupTransactions(
            Database database,
            Notifications notifications,
            GroupChat chat,
            Presences presences,
            Clock clock) {
        this.database = database;
        this.notifications = notifications;
        this.chat = chat;
        this.presences = presences;
        this.clock = clock;
    }

    /// What a change did, and whom it has to tell. Owned by the transaction that makes it.
    static final class Changed {
        final Tx tx;
        final Locked group;
        final long nowMicros;
        private final List<Notice> notices = new ArrayList<>();
        private final Map<UUID, Integer> audits = new LinkedHashMap<>();
        private final Set<UUID> gone = new HashSet<>();
        private boolean isDeleted;
        private @Nullable Runnable chatPush;

        private Changed(Tx tx, Locked group, long nowMicros) {
            this.tx = tx;
            this.group = group;
            this.nowMicros = nowMicros;
        }

        @Nullable Integer state(UUID userId) {
            return GroupStore.state(tx, group.id(), userId);
        }

        /// Sets what the user is in the group.
        ///
        /// @param auditCode what the chat is told; 0 for nothing
        void set(UUID userId, @Nullable Integer before, @Nullable Integer after, int auditCode) {
            GroupStore.set(tx, group.id(), userId, before, after, nowMicros);
            if (auditCode != 0) {
                audits.put(userId, auditCode);
            }
            if (after == null || !GroupRole.isMember(after)) {
                gone.add(userId);
            }
        }

        void tell(Notice notice) {
            notices.add(notice);
        }

        void delete() {
            isDeleted = true;
        }
    }

    /// Changes a locked group.
    @FunctionalInterface
    interface Change {
        /// The rules of [io.kaosnet.core.db.Work] hold.
        void run(Changed changed);
    }

    /// @throws io.kaosnet.core.api.ApiException `NOT_FOUND`, or what the change throws
    void run(UUID groupId, Change change) {
        long nowMicros = nowMicros();
        Changed done;
        try {
            done =
                    database.write(
                            tx -> {
                                Locked group = GroupStore.lock(tx, groupId);
                                Changed changed = new Changed(tx, group, nowMicros);
                                change.run(changed);
                                finish(changed);
                                return changed;
                            });
        } catch (ConstraintException e) {
            if (e.kind() == ConstraintException.Kind.FOREIGN_KEY) {
                // An account that ended while this was under way.
                throw ApiException.notFound("User account not found");
            }
            throw e;
        }
        notifications.push(done.notices);
        if (done.isDeleted) {
            presences.clear(streamOf(groupId), LeaveReason.KICK);
        }
        // First out, then told: who was kicked does not read the message about it.
        leaveChat(groupId, done.gone);
        Runnable push = done.chatPush;
        if (push != null) {
            push.run();
        }
    }

    private void finish(Changed changed) {
        UUID groupId = changed.group.id();
        if (changed.isDeleted) {
            chat.forget(changed.tx, groupId);
            GroupStore.delete(changed.tx, groupId);
        } else if (!changed.audits.isEmpty()) {
            Map<UUID, String> names = GroupStore.usernames(changed.tx, changed.audits.keySet());
            List<Audit> audits = new ArrayList<>();
            changed.audits.forEach(
                    (user, code) ->
                            audits.add(new Audit(user, names.getOrDefault(user, ""), code)));
            changed.chatPush = chat.audit(changed.tx, groupId, audits);
        }
        notifications.store(changed.tx, changed.notices);
    }

    /// Takes the user out of every group, in the transaction that deletes the account. A group
    /// that loses its last superadmin gets the next in rank, one that loses its last member goes.
    void forget(Tx tx, UUID userId) {
        for (UUID groupId : GroupStore.groupsOf(tx, userId)) {
            GroupStore.lockAlsoDisabled(tx, groupId);
            Integer state = GroupStore.state(tx, groupId, userId);
            GroupStore.set(tx, groupId, userId, state, null, nowMicros());
            if (state == null || !GroupRole.isMember(state)) {
                continue;
            }
            List<UUID> members =
                    GroupStore.usersOf(tx, groupId, GroupRole.SUPERADMIN, GroupRole.MEMBER);
            if (members.isEmpty()) {
                chat.forget(tx, groupId);
                GroupStore.delete(tx, groupId);
                continue;
            }
            UUID first = members.getFirst();
            Integer rank = GroupStore.state(tx, groupId, first);
            if (rank != null && rank != GroupRole.SUPERADMIN) {
                GroupStore.set(tx, groupId, first, rank, GroupRole.SUPERADMIN, nowMicros());
            }
        }
    }

    private void leaveChat(UUID groupId, Set<UUID> userIds) {
        if (userIds.isEmpty()) {
            return;
        }
        StreamKey stream = streamOf(groupId);
        for (Presence presence : presences.list(stream)) {
            if (userIds.contains(presence.userId())) {
                presences.untrack(presence.session(), stream, LeaveReason.KICK);
            }
        }
    }

    private static StreamKey streamOf(UUID groupId) {
        return StreamKey.of(StreamMode.GROUP, groupId);
    }

    long nowMicros() {
        return clock.nowMs() * 1000;
    }
}
