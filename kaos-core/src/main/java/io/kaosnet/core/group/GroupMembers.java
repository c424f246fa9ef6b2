package io.kaosnet.core.group;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.group.GroupTransactions.Changed;
import io.kaosnet.core.notification.Notice;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rules of who comes into a group, who goes, and who is what in it. Blocks; safe from any
/// virtual thread. A null caller is the server, which may everything.
final class GroupMembers {
    private final GroupTransactions transactions;

    GroupMembers(GroupTransactions transactions) {
        this.transactions = transactions;
    }

    /// Comes into an open group, or asks to come into a closed one.
    void join(UUID groupId, UUID userId, String username) {
        transactions.run(
                groupId,
                changed -> {
                    if (changed.state(userId) != null) {
                        return;
                    }
                    checkPlace(changed, changed.group.count() + 1);
                    if (changed.group.isOpen()) {
                        changed.set(userId, null, GroupRole.MEMBER, GroupChat.JOINED);
                    } else {
                        changed.set(userId, null, GroupRole.JOIN_REQUEST, 0);
                        tellAdmins(changed, userId, username);
                    }
                });
    }

    private static void tellAdmins(Changed changed, UUID userId, String username) {
        String groupId = changed.group.id().toString();
        for (UUID admin :
                GroupStore.usersOf(
                        changed.tx, changed.group.id(), GroupRole.SUPERADMIN, GroupRole.ADMIN)) {
            changed.tell(
                    Notice.of(
                            admin,
                            cut(username + " asks to join " + changed.group.name()),
                            Notice.content("group_id", groupId, "username", username),
                            Notice.GROUP_JOIN_REQUEST,
                            userId,
                            true));
        }
    }

    private static void checkPlace(Changed changed, int count) {
        if (count > changed.group.maxCount()) {
            throw ApiException.invalidArgument(
                    "Group is full (at most " + changed.group.maxCount() + ")");
        }
    }

    /// Goes, or takes a request back. The last member's going ends the group.
    void leave(UUID groupId, UUID userId) {
        transactions.run(
                groupId,
                changed -> {
                    Integer state = changed.state(userId);
                    if (state == null || state == GroupRole.BANNED) {
                        return;
                    }
                    if (GroupRole.isMember(state) && changed.group.count() == 1) {
                        changed.delete();
                        return;
                    }
                    if (state == GroupRole.SUPERADMIN && superadminCount(changed) == 1) {
                        throw ApiException.invalidArgument(
                                "The last superadmin cannot leave a group with members");
                    }
                    changed.set(
                            userId, state, null, GroupRole.isMember(state) ? GroupChat.LEFT : 0);
                });
    }

    private static int superadminCount(Changed changed) {
        return GroupStore.usersOf(
                        changed.tx, changed.group.id(), GroupRole.SUPERADMIN, GroupRole.SUPERADMIN)
                .size();
    }

    /// Takes users in, those who asked and those who were banned too.
    void add(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        transactions.run(
                groupId,
                changed -> {
                    requireAdmin(changed, caller);
                    Set<UUID> others = others(userIds, caller);
                    Map<UUID, String> names = GroupStore.usernames(changed.tx, others);
                    int count = changed.group.count();
                    for (UUID user : others) {
                        if (!names.containsKey(user) || user.equals(Groups.SYSTEM)) {
                            throw ApiException.invalidArgument("user_ids: no user " + user);
                        }
                        Integer state = changed.state(user);
                        if (state == null || !GroupRole.isMember(state)) {
                            count++;
                            checkPlace(changed, count);
                            changed.set(user, state, GroupRole.MEMBER, GroupChat.ADDED);
                            changed.tell(addedNotice(changed, user, caller));
                        }
                    }
                });
    }

    private static Notice addedNotice(Changed changed, UUID user, @Nullable UUID caller) {
        String name = changed.group.name();
        return Notice.of(
                user,
                cut("You are in " + name + " now"),
                Notice.content("group_id", changed.group.id().toString(), "name", name),
                Notice.GROUP_ADDED,
                caller == null ? Groups.SYSTEM : caller,
                true);
    }

    /// Names may be as long as a subject, which has words around them.
    private static String cut(String subject) {
        int chars = subject.codePointCount(0, subject.length());
        return chars <= 255 ? subject : subject.substring(0, subject.offsetByCodePoints(0, 255));
    }

    /// Takes users out, or refuses their requests.
    void kick(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        remove(groupId, userIds, caller, null, GroupChat.KICKED);
    }

    /// Takes users out for good.
    void ban(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        remove(groupId, userIds, caller, GroupRole.BANNED, GroupChat.BANNED);
    }

    private void remove(
            UUID groupId,
            Collection<UUID> userIds,
            @Nullable UUID caller,
            @Nullable Integer after,
            int auditCode) {
        transactions.run(
                groupId,
                changed -> {
                    int rank = requireAdmin(changed, caller);
                    for (UUID user : others(userIds, caller)) {
                        Integer state = changed.state(user);
                        if (state == null
                                || state == GroupRole.BANNED
                                || (rank == GroupRole.ADMIN && state < GroupRole.MEMBER)
                                || isLastSuperadmin(changed, state)) {
                            continue;
                        }
                        boolean wasMember = GroupRole.isMember(state);
                        changed.set(user, state, after, wasMember ? auditCode : 0);
                    }
                });
    }

    private static boolean isLastSuperadmin(Changed changed, int state) {
        return state == GroupRole.SUPERADMIN && superadminCount(changed) == 1;
    }

    /// One step up, at most to the caller's own rank.
    void promote(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        transactions.run(
                groupId,
                changed -> {
                    int rank = requireAdmin(changed, caller);
                    for (UUID user : others(userIds, caller)) {
                        Integer state = changed.state(user);
                        if (state != null
                                && (state == GroupRole.MEMBER || state == GroupRole.ADMIN)
                                && state - 1 >= rank) {
                            changed.set(user, state, state - 1, GroupChat.PROMOTED);
                        }
                    }
                });
    }

    /// One step down, of those not above the caller.
    void demote(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        transactions.run(
                groupId,
                changed -> {
                    int rank = requireAdmin(changed, caller);
                    for (UUID user : others(userIds, caller)) {
                        Integer state = changed.state(user);
                        if (state != null
                                && state < GroupRole.MEMBER
                                && state >= rank
                                && !isLastSuperadmin(changed, state)) {
                            changed.set(user, state, state + 1, GroupChat.DEMOTED);
                        }
                    }
                });
    }

    /// @return the caller's rank
    /// @throws ApiException `NOT_FOUND` for everybody else, so that nobody learns more
    static int requireAdmin(Changed changed, @Nullable UUID caller) {
        if (caller == null) {
            return GroupRole.SUPERADMIN;
        }
        Integer state = changed.state(caller);
        if (state == null || state > GroupRole.ADMIN) {
            throw ApiException.notFound("Group not found, or the caller is no admin of it");
        }
        return state;
    }

    private static Set<UUID> others(Collection<UUID> userIds, @Nullable UUID caller) {
        Set<UUID> others = new LinkedHashSet<>(userIds);
        others.remove(caller);
        return others;
    }
}
