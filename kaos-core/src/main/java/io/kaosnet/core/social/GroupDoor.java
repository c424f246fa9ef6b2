package io.kaosnet.core.social;

import io.kaosnet.core.group.GroupFields;
import io.kaosnet.core.group.GroupRole;
import io.kaosnet.core.group.Groups;
import io.kaosnet.protocol.api.Group;
import io.kaosnet.protocol.api.GroupList;
import io.kaosnet.protocol.api.GroupUserList;
import io.kaosnet.protocol.api.UserGroupList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Groups as game code sees them. Blocks; safe from any virtual thread.
public final class GroupDoor implements io.kaosnet.runtime.Groups {
    private static final int MAX_LIMIT = 100;
    private static final int MAX_RANDOM = 1000;

    private final Groups groups;

    public GroupDoor(Groups groups) {
        this.groups = groups;
    }

    private static UUID group(String text) {
        return Calls.id("group id", text);
    }

    private static GroupFields fields(Fields fields) {
        return new GroupFields(
                fields.name(),
                fields.description(),
                fields.langTag(),
                fields.avatarUrl(),
                fields.open(),
                fields.metadata(),
                fields.maxCount(),
                fields.creatorId());
    }

    @Override
    public Group create(String userId, Fields fields) {
        return Calls.get(() -> groups.create(Calls.id("user id", userId), fields(fields)));
    }

    @Override
    public void update(String groupId, Fields fields, String callerId) {
        Calls.run(
                () ->
                        groups.update(
                                group(groupId),
                                fields(fields),
                                Calls.idOrNull("caller id", callerId)));
    }

    @Override
    public void delete(String groupId) {
        Calls.run(() -> groups.delete(group(groupId), null));
    }

    @Override
    public void join(String groupId, String userId, String username) {
        Calls.run(
                () -> {
                    UUID user = Calls.id("user id", userId);
                    groups.join(group(groupId), user, username);
                });
    }

    @Override
    public void leave(String groupId, String userId) {
        Calls.run(() -> groups.leave(group(groupId), Calls.id("user id", userId)));
    }

    /// What admins do to others.
    @FunctionalInterface
    private interface Role {
        void apply(UUID group, List<UUID> users, @Nullable UUID caller);
    }

    private static void apply(Role role, String groupId, List<String> userIds, String callerId) {
        Calls.run(
                () ->
                        role.apply(
                                group(groupId),
                                Calls.ids("user ids", userIds),
                                Calls.idOrNull("caller id", callerId)));
    }

    @Override
    public void add(String groupId, List<String> userIds, String callerId) {
        apply(groups::add, groupId, userIds, callerId);
    }

    @Override
    public void kick(String groupId, List<String> userIds, String callerId) {
        apply(groups::kick, groupId, userIds, callerId);
    }

    @Override
    public void ban(String groupId, List<String> userIds, String callerId) {
        apply(groups::ban, groupId, userIds, callerId);
    }

    @Override
    public void promote(String groupId, List<String> userIds, String callerId) {
        apply(groups::promote, groupId, userIds, callerId);
    }

    @Override
    public void demote(String groupId, List<String> userIds, String callerId) {
        apply(groups::demote, groupId, userIds, callerId);
    }

    @Override
    public GroupUserList listUsers(
            String groupId, int limit, @Nullable Integer state, String cursor) {
        return Calls.get(
                () ->
                        groups.listUsers(
                                group(groupId),
                                Calls.state(state, GroupRole.BANNED),
                                Calls.within("limit", limit, 1, MAX_LIMIT),
                                cursor));
    }

    @Override
    public UserGroupList listOfUser(
            String userId, int limit, @Nullable Integer state, String cursor) {
        return Calls.get(
                () ->
                        groups.listOfUser(
                                Calls.id("user id", userId),
                                Calls.state(state, GroupRole.BANNED),
                                Calls.within("limit", limit, 1, MAX_LIMIT),
                                cursor));
    }

    @Override
    public GroupList search(String name, int limit, String cursor) {
        return Calls.get(
                () -> groups.search(name, Calls.within("limit", limit, 1, MAX_LIMIT), cursor));
    }

    @Override
    public GroupList list(
            String langTag,
            @Nullable Integer mostMembers,
            @Nullable Boolean open,
            int limit,
            String cursor) {
        return Calls.get(
                () ->
                        groups.list(
                                langTag,
                                mostMembers,
                                open,
                                Calls.within("limit", limit, 1, MAX_LIMIT),
                                cursor));
    }

    @Override
    public List<Group> byIds(List<String> ids) {
        return Calls.get(() -> groups.get(Calls.ids("group ids", ids)));
    }

    @Override
    public List<Group> random(int count) {
        return Calls.get(() -> groups.random(Calls.within("count", count, 1, MAX_RANDOM)));
    }
}
