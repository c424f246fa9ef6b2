package io.kaosnet.core.group;

import com.google.protobuf.Empty;
import com.google.protobuf.Int32Value;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.protocol.api.AddGroupUsersRequest;
import io.kaosnet.protocol.api.BanGroupUsersRequest;
import io.kaosnet.protocol.api.CreateGroupRequest;
import io.kaosnet.protocol.api.DeleteGroupRequest;
import io.kaosnet.protocol.api.DemoteGroupUsersRequest;
import io.kaosnet.protocol.api.Group;
import io.kaosnet.protocol.api.GroupList;
import io.kaosnet.protocol.api.GroupUserList;
import io.kaosnet.protocol.api.JoinGroupRequest;
import io.kaosnet.protocol.api.KickGroupUsersRequest;
import io.kaosnet.protocol.api.LeaveGroupRequest;
import io.kaosnet.protocol.api.ListGroupUsersRequest;
import io.kaosnet.protocol.api.ListGroupsRequest;
import io.kaosnet.protocol.api.ListUserGroupsRequest;
import io.kaosnet.protocol.api.PromoteGroupUsersRequest;
import io.kaosnet.protocol.api.UpdateGroupRequest;
import io.kaosnet.protocol.api.UserGroupList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Groups as clients call them. Safe from any virtual thread.
public final class GroupApi {
    private static final int MAX_LIMIT = 100;

    private final Groups groups;

    public GroupApi(Groups groups) {
        this.groups = groups;
    }

    public void bind(Endpoints.Builder endpoints) {
        endpoints.bind("CreateGroup", CreateGroupRequest.getDefaultInstance(), this::onCreate);
        endpoints.bind("UpdateGroup", UpdateGroupRequest.getDefaultInstance(), this::onUpdate);
        endpoints.bind(
                "DeleteGroup",
                DeleteGroupRequest.getDefaultInstance(),
                (caller, request) -> {
                    groups.delete(group(request.getGroupId()), caller.userId());
                    return Empty.getDefaultInstance();
                });
        endpoints.bind(
                "JoinGroup",
                JoinGroupRequest.getDefaultInstance(),
                (caller, request) -> {
                    UUID group = group(request.getGroupId());
                    groups.join(group, caller.userId(), caller.user().username());
                    return Empty.getDefaultInstance();
                });
        endpoints.bind(
                "LeaveGroup",
                LeaveGroupRequest.getDefaultInstance(),
                (caller, request) -> {
                    groups.leave(group(request.getGroupId()), caller.userId());
                    return Empty.getDefaultInstance();
                });
        endpoints.bind("ListGroups", ListGroupsRequest.getDefaultInstance(), this::onList);
        endpoints.bind(
                "ListGroupUsers", ListGroupUsersRequest.getDefaultInstance(), this::onListUsers);
        endpoints.bind(
                "ListUserGroups", ListUserGroupsRequest.getDefaultInstance(), this::onListOfUser);
        bindRoles(endpoints);
    }

    /// What admins do to others.
    @FunctionalInterface
    private interface Role {
        void apply(UUID group, List<UUID> users, UUID caller);
    }

    private void bindRoles(Endpoints.Builder endpoints) {
        endpoints.bind(
                "AddGroupUsers",
                AddGroupUsersRequest.getDefaultInstance(),
                (caller, request) ->
                        apply(caller, request.getGroupId(), request.getUserIdsList(), groups::add));
        endpoints.bind(
                "KickGroupUsers",
                KickGroupUsersRequest.getDefaultInstance(),
                (caller, request) ->
                        apply(
                                caller,
                                request.getGroupId(),
                                request.getUserIdsList(),
                                groups::kick));
        endpoints.bind(
                "BanGroupUsers",
                BanGroupUsersRequest.getDefaultInstance(),
                (caller, request) ->
                        apply(caller, request.getGroupId(), request.getUserIdsList(), groups::ban));
        endpoints.bind(
                "PromoteGroupUsers",
                PromoteGroupUsersRequest.getDefaultInstance(),
                (caller, request) ->
                        apply(
                                caller,
                                request.getGroupId(),
                                request.getUserIdsList(),
                                groups::promote));
        endpoints.bind(
                "DemoteGroupUsers",
                DemoteGroupUsersRequest.getDefaultInstance(),
                (caller, request) -> {
                    if (request.getUserIdsCount() == 0) {
                        throw ApiException.invalidArgument("user_ids: empty");
                    }
                    return apply(
                            caller, request.getGroupId(), request.getUserIdsList(), groups::demote);
                });
    }

    private static Empty apply(Caller caller, String groupId, List<String> userIds, Role role) {
        UUID group = group(groupId);
        List<UUID> users = Arguments.uuids("user_ids", userIds);
        if (!users.isEmpty()) {
            role.apply(group, users, caller.userId());
        }
        return Empty.getDefaultInstance();
    }

    private static UUID group(String text) {
        return Arguments.uuid("group_id", text);
    }

    private Group onCreate(Caller caller, CreateGroupRequest request) {
        return groups.create(
                caller.userId(),
                new GroupFields(
                        request.getName(),
                        request.getDescription(),
                        request.getLangTag(),
                        request.getAvatarUrl(),
                        request.getOpen(),
                        null,
                        request.getMaxCount(),
                        null));
    }

    private Empty onUpdate(Caller caller, UpdateGroupRequest request) {
        UUID group = group(request.getGroupId());
        GroupFields fields =
                new GroupFields(
                        request.hasName() ? request.getName().getValue() : null,
                        request.hasDescription() ? request.getDescription().getValue() : null,
                        request.hasLangTag() ? request.getLangTag().getValue() : null,
                        request.hasAvatarUrl() ? request.getAvatarUrl().getValue() : null,
                        request.hasOpen() ? (Boolean) request.getOpen().getValue() : null,
                        null,
                        null,
                        null);
        groups.update(group, fields, caller.userId());
        return Empty.getDefaultInstance();
    }

    private GroupList onList(Caller caller, ListGroupsRequest request) {
        int limit =
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null, MAX_LIMIT, MAX_LIMIT);
        if (!request.getName().isEmpty()) {
            if (!request.getLangTag().isEmpty() || request.hasMembers() || request.hasOpen()) {
                throw ApiException.invalidArgument("name: goes with no other filter");
            }
            if (request.getName().indexOf('\0') >= 0) {
                throw ApiException.invalidArgument("name: NUL not allowed");
            }
            return groups.search(request.getName(), limit, request.getCursor());
        }
        Integer members = null;
        if (request.hasMembers()) {
            members = request.getMembers().getValue();
            if (members < 1) {
                throw ApiException.invalidArgument(
                        "members: " + members + " (expected: at least 1)");
            }
        }
        if (request.getLangTag().indexOf('\0') >= 0) {
            throw ApiException.invalidArgument("lang_tag: NUL not allowed");
        }
        return groups.list(
                request.getLangTag(),
                members,
                request.hasOpen() ? (Boolean) request.getOpen().getValue() : null,
                limit,
                request.getCursor());
    }

    private GroupUserList onListUsers(Caller caller, ListGroupUsersRequest request) {
        return groups.listUsers(
                group(request.getGroupId()),
                state(request.hasState() ? request.getState() : null),
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null, MAX_LIMIT, MAX_LIMIT),
                request.getCursor());
    }

    private UserGroupList onListOfUser(Caller caller, ListUserGroupsRequest request) {
        return groups.listOfUser(
                Arguments.uuid("user_id", request.getUserId()),
                state(request.hasState() ? request.getState() : null),
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null, MAX_LIMIT, MAX_LIMIT),
                request.getCursor());
    }

    private static @Nullable Integer state(@Nullable Int32Value state) {
        if (state == null) {
            return null;
        }
        int value = state.getValue();
        if (value < GroupRole.SUPERADMIN || value > GroupRole.BANNED) {
            throw ApiException.invalidArgument("state: " + value + " (expected: 0..4)");
        }
        return value;
    }
}
