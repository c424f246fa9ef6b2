package io.kaosnet.scripting.functions;

import io.kaosnet.core.friend.Friends;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.protocol.api.Friend;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.protocol.api.FriendsOfFriendsList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Friends.
public final class FriendFunctions {
    private FriendFunctions() {}

    public static void bind(ScriptFunctions functions, Friends friends) {
        ScriptFunctions.Area area = functions.area("Friends");
        String whom = "userId:string, username:string, ids:table?, usernames:table?";
        area.addBlocking(
                "friends_add",
                whom + ", metadata:table?",
                "",
                "Asks users for friendship in a user's name, or accepts where they asked.",
                (_, args) -> {
                    friends.add(
                            Results.uuid(args, 0),
                            args.text(1),
                            Results.uuids(args, 2, "ids"),
                            names(args),
                            args.isNull(4) ? "" : Results.jsonObject(args, 4));
                    return null;
                });
        area.addBlocking(
                "friends_delete",
                whom,
                "",
                "Ends friendships, takes back requests, lifts blocks.",
                (_, args) -> {
                    friends.delete(
                            Results.uuid(args, 0),
                            args.text(1),
                            Results.uuids(args, 2, "ids"),
                            names(args));
                    return null;
                });
        area.addBlocking(
                "friends_remove",
                "userId:string, friendId:string, username:string?",
                "",
                "Ends one friendship, takes back a request, lifts a block.",
                (_, args) -> {
                    friends.delete(
                            Results.uuid(args, 0),
                            args.text(2),
                            List.of(Results.uuid(args, 1)),
                            List.of());
                    return null;
                });
        area.addBlocking(
                "friends_block",
                whom,
                "",
                "Blocks users in a user's name.",
                (_, args) -> {
                    friends.block(
                            Results.uuid(args, 0), Results.uuids(args, 2, "ids"), names(args));
                    return null;
                });
        area.addBlocking(
                "friend_metadata_update",
                "userId:string, friendUserId:string, metadata:table",
                "",
                "Changes what a user has noted about a friend.",
                (_, args) -> {
                    friends.setMetadata(
                            Results.uuid(args, 0),
                            Results.uuid(args, 1),
                            Results.jsonObject(args, 2));
                    return null;
                });
        area.addBlocking(
                "friends_list",
                "userId:string, limit:int?=100, state:int?=-1, cursor:string?",
                "friends, cursor",
                "A page of a user's friends: of one state, or of all with -1.",
                (_, args) -> {
                    FriendList page =
                            friends.list(
                                    Results.uuid(args, 0),
                                    state(args, 2),
                                    Results.limit(args, 1, 1000),
                                    args.text(3));
                    return Values.of(
                            tables(page.getFriendsList()),
                            StorageFunctions.cursor(page.getCursor()));
                });
        area.addBlocking(
                "friends_of_friends_list",
                "userId:string, limit:int?=100, cursor:string?",
                "friendsOfFriends, cursor",
                "A page of friends' friends who are nothing to the user yet.",
                (_, args) -> {
                    FriendsOfFriendsList page =
                            friends.listFurther(
                                    Results.uuid(args, 0),
                                    Results.limit(args, 1, 100),
                                    args.text(2));
                    return Values.of(
                            Results.tables(page.getFriendsOfFriendsList()),
                            StorageFunctions.cursor(page.getCursor()));
                });
        area.addBlocking(
                "users_get_friend_status",
                "userId:string, userIds:table",
                "table",
                "What users are to a user; strangers are left out.",
                (_, args) ->
                        tables(
                                friends.get(
                                        Results.uuid(args, 0),
                                        Results.uuids(args, 1, "user ids"))));
    }

    private static List<String> names(Args args) {
        return ScriptTables.texts("usernames", args.list(3));
    }

    /// A state to list; null for all.
    static @Nullable Integer state(Args args, int index) {
        int state = args.smallInteger(index);
        return state < 0 ? null : state;
    }

    private static List<Object> tables(List<Friend> friends) {
        List<Object> tables = new ArrayList<>();
        for (Friend friend : friends) {
            Map<Object, @Nullable Object> table = Results.table(friend);
            table.put("user", AccountFunctions.user(friend.getUser()));
            tables.add(table);
        }
        return tables;
    }
}
