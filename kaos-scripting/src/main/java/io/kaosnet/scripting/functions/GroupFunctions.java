package io.kaosnet.scripting.functions;

import io.kaosnet.core.group.GroupFields;
import io.kaosnet.core.group.Groups;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.protocol.api.Group;
import io.kaosnet.protocol.api.GroupList;
import io.kaosnet.protocol.api.GroupUserList;
import io.kaosnet.protocol.api.GroupUserList.GroupUser;
import io.kaosnet.protocol.api.UserGroupList;
import io.kaosnet.protocol.api.UserGroupList.UserGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Groups.
public final class GroupFunctions {
    private GroupFunctions() {}

    /// Does something to users of a group.
    @FunctionalInterface
    private interface ToUsers {
        void run(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller);
    }

    public static void bind(ScriptFunctions functions, Groups groups) {
        ScriptFunctions.Area area = functions.area("Groups");
        area.addBlocking(
                "group_create",
                "userId:string, name:string, creatorId:string?, langTag:string?,"
                        + " description:string?, avatarUrl:string?, open:bool?=false,"
                        + " metadata:table?, maxCount:int?=100",
                "table",
                "Makes a group; the user is its superadmin.",
                (_, args) ->
                        group(
                                groups.create(
                                        Results.uuid(args, 0),
                                        new GroupFields(
                                                args.text(1),
                                                text(args, 4),
                                                text(args, 3),
                                                text(args, 5),
                                                args.flag(6),
                                                Results.jsonObject(args, 7),
                                                args.smallInteger(8),
                                                text(args, 2)))));
        area.addBlocking(
                "group_update",
                "groupId:string, userId:string?, name:string?, creatorId:string?, langTag:string?,"
                        + " description:string?, avatarUrl:string?, open:any?, metadata:table?,"
                        + " maxCount:int?=0",
                "",
                "Changes what is given of a group.",
                (_, args) -> {
                    groups.update(
                            Results.uuid(args, 0),
                            new GroupFields(
                                    text(args, 2),
                                    text(args, 5),
                                    text(args, 4),
                                    text(args, 6),
                                    args.any(7) instanceof Boolean open ? open : null,
                                    args.isNull(8) ? null : Results.jsonObject(args, 8),
                                    args.integer(9) == 0 ? null : args.smallInteger(9),
                                    text(args, 3)),
                            Results.uuidOrNull(args, 1));
                    return null;
                });
        area.addBlocking(
                "group_delete",
                "groupId:string",
                "",
                "Ends a group.",
                (_, args) -> {
                    groups.delete(Results.uuid(args, 0), null);
                    return null;
                });
        members(area, groups);
        lists(area, groups);
        functions
                .alias("group_join", "group_user_join")
                .alias("group_leave", "group_user_leave")
                .alias("group_members", "group_users_list");
    }

    private static void members(ScriptFunctions.Area area, Groups groups) {
        area.addBlocking(
                "group_user_join",
                "groupId:string, userId:string, username:string?",
                "",
                "Lets a user join a group, or ask to.",
                (_, args) -> {
                    groups.join(Results.uuid(args, 0), Results.uuid(args, 1), args.text(2));
                    return null;
                });
        area.addBlocking(
                "group_user_leave",
                "groupId:string, userId:string, username:string?",
                "",
                "Lets a user leave a group.",
                (_, args) -> {
                    groups.leave(Results.uuid(args, 0), Results.uuid(args, 1));
                    return null;
                });
        toUsers(area, "group_users_add", "Takes users into a group.", groups::add);
        toUsers(area, "group_users_kick", "Takes users out of a group.", groups::kick);
        toUsers(area, "group_users_ban", "Bans users from a group.", groups::ban);
        toUsers(area, "group_users_promote", "Raises users by a rank.", groups::promote);
        toUsers(area, "group_users_demote", "Lowers users by a rank.", groups::demote);
    }

    private static void toUsers(
            ScriptFunctions.Area area, String name, String doc, ToUsers action) {
        area.addBlocking(
                name,
                "groupId:string, userIds:table, callerId:string?",
                "",
                doc + " With a caller, by that user's rights.",
                (_, args) -> {
                    action.run(
                            Results.uuid(args, 0),
                            Results.uuids(args, 1, "user ids"),
                            Results.uuidOrNull(args, 2));
                    return null;
                });
    }

    private static void lists(ScriptFunctions.Area area, Groups groups) {
        area.addBlocking(
                "groups_get_id",
                "groupIds:table",
                "table",
                "The groups that are there, of a list of ids.",
                (_, args) -> tables(groups.get(Results.uuids(args, 0, "group ids"))));
        area.addBlocking(
                "groups_get_random",
                "count:int",
                "table",
                "Groups picked by chance.",
                (_, args) -> tables(groups.random(Results.limit(args, 0, 1000))));
        area.addBlocking(
                "groups_list",
                "name:string?, langTag:string?, open:any?, edgeCount:any?, limit:int?=100,"
                        + " cursor:string?",
                "groups, cursor",
                "A page of groups: by a name with `%` for any text, or by the other filters.",
                (_, args) -> {
                    int limit = Results.limit(args, 4, 100);
                    GroupList page =
                            args.text(0).isEmpty()
                                    ? groups.list(
                                            args.text(1),
                                            args.any(3) instanceof Number n ? n.intValue() : null,
                                            args.any(2) instanceof Boolean open ? open : null,
                                            limit,
                                            args.text(5))
                                    : groups.search(args.text(0), limit, args.text(5));
                    return Values.of(
                            tables(page.getGroupsList()),
                            StorageFunctions.cursor(page.getCursor()));
                });
        area.addBlocking(
                "group_users_list",
                "groupId:string, limit:int?=100, state:int?=-1, cursor:string?",
                "groupUsers, cursor",
                "A page of a group's users, highest rank first.",
                (_, args) -> {
                    GroupUserList page =
                            groups.listUsers(
                                    Results.uuid(args, 0),
                                    FriendFunctions.state(args, 2),
                                    Results.limit(args, 1, 100),
                                    args.text(3));
                    List<Object> users = new ArrayList<>();
                    for (GroupUser user : page.getGroupUsersList()) {
                        Map<Object, @Nullable Object> table = Results.table(user);
                        table.put("user", AccountFunctions.user(user.getUser()));
                        users.add(table);
                    }
                    return Values.of(users, StorageFunctions.cursor(page.getCursor()));
                });
        area.addBlocking(
                "user_groups_list",
                "userId:string, limit:int?=100, state:int?=-1, cursor:string?",
                "userGroups, cursor",
                "A page of a user's groups, highest rank first.",
                (_, args) -> {
                    UserGroupList page =
                            groups.listOfUser(
                                    Results.uuid(args, 0),
                                    FriendFunctions.state(args, 2),
                                    Results.limit(args, 1, 100),
                                    args.text(3));
                    List<Object> found = new ArrayList<>();
                    for (UserGroup one : page.getUserGroupsList()) {
                        Map<Object, @Nullable Object> table = Results.table(one);
                        table.put("group", group(one.getGroup()));
                        found.add(table);
                    }
                    return Values.of(found, StorageFunctions.cursor(page.getCursor()));
                });
    }

    private static @Nullable String text(Args args, int index) {
        return args.text(index).isEmpty() ? null : args.text(index);
    }

    private static Map<Object, @Nullable Object> group(Group group) {
        Map<Object, @Nullable Object> table = Results.table(group);
        table.put("group_id", group.getId());
        return table;
    }

    private static List<Object> tables(List<Group> groups) {
        List<Object> tables = new ArrayList<>();
        for (Group group : groups) {
            tables.add(group(group));
        }
        return tables;
    }
}
