package io.kaosnet.scripting.functions;

import com.google.protobuf.StringValue;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import io.kaosnet.protocol.api.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Accounts and users.
public final class AccountFunctions {
    private AccountFunctions() {}

    public static void bind(ScriptFunctions functions, Accounts accounts) {
        ScriptFunctions.Area area = functions.area("Accounts");
        area.addBlocking(
                "account_get_id",
                "userId:string",
                "table",
                "A user's account, with wallet, devices and e-mail address.",
                (_, args) -> account(accounts.get(Results.uuid(args, 0))));
        area.addBlocking(
                "accounts_get_id",
                "userIds:table?",
                "table",
                "The accounts that are there, of a list of ids.",
                (_, args) -> {
                    List<Object> tables = new ArrayList<>();
                    for (UUID id : Results.uuids(args, 0, "user ids")) {
                        Account account = accounts.find(id);
                        if (account != null) {
                            tables.add(account(account));
                        }
                    }
                    return tables;
                });
        area.addBlocking(
                "account_update_id",
                "userId:string, metadata:table?, username:string?, displayName:string?,"
                        + " timezone:string?, location:string?, langTag:string?, avatarUrl:string?",
                "",
                "Changes what is given of a user's account.",
                (_, args) -> {
                    UUID userId = Results.uuid(args, 0);
                    UpdateAccountRequest update = update(args);
                    // First what may be refused: a user name that is taken changes nothing.
                    if (args.isNull(1) || update.getSerializedSize() > 0) {
                        accounts.update(userId, update);
                    }
                    if (!args.isNull(1)) {
                        accounts.setMetadata(userId, Results.jsonObject(args, 1));
                    }
                    return null;
                });
        area.addBlocking(
                "account_delete_id",
                "userId:string, recorded:bool?=false",
                "",
                "Deletes a user with everything of theirs; recorded: its id stays in the list of"
                        + " deletions.",
                (_, args) -> {
                    accounts.delete(Results.uuid(args, 0), args.flag(1));
                    return null;
                });
        users(functions.area("Users"), accounts);
    }

    private static void users(ScriptFunctions.Area area, Accounts accounts) {
        area.addBlocking(
                "users_get_id",
                "userIds:table?, facebookIds:table?",
                "table",
                "The users that are there, of a list of ids.",
                (_, args) ->
                        users(
                                accounts.users(
                                        Results.uuids(args, 0, "user ids"),
                                        List.of(),
                                        ScriptTables.texts("facebook ids", args.list(1)))));
        area.addBlocking(
                "users_get_username",
                "usernames:table",
                "table",
                "The users that are there, of a list of user names.",
                (_, args) ->
                        users(
                                accounts.users(
                                        List.of(),
                                        ScriptTables.texts("usernames", args.list(0)),
                                        List.of())));
        area.addBlocking(
                "users_get_random",
                "count:int",
                "table",
                "Users picked by chance.",
                (_, args) -> users(accounts.random(Results.limit(args, 0, 1000))));
        area.addBlocking(
                "users_ban_id",
                "userIds:table",
                "",
                "Bans users: no login, and open sockets end.",
                (_, args) -> {
                    Results.uuids(args, 0, "user ids").forEach(accounts::disable);
                    return null;
                });
        area.addBlocking(
                "users_unban_id",
                "userIds:table",
                "",
                "Lifts bans.",
                (_, args) -> {
                    Results.uuids(args, 0, "user ids").forEach(accounts::enable);
                    return null;
                });
    }

    private static UpdateAccountRequest update(Args args) {
        var request = UpdateAccountRequest.newBuilder();
        setIf(args, 2, request::setUsername);
        setIf(args, 3, request::setDisplayName);
        setIf(args, 4, request::setTimezone);
        setIf(args, 5, request::setLocation);
        setIf(args, 6, request::setLangTag);
        setIf(args, 7, request::setAvatarUrl);
        return request.build();
    }

    /// The same from a table with names.
    static UpdateAccountRequest update(Map<?, ?> table) {
        var request = UpdateAccountRequest.newBuilder();
        setIf(table, "username", request::setUsername);
        setIf(table, "display_name", request::setDisplayName);
        setIf(table, "timezone", request::setTimezone);
        setIf(table, "location", request::setLocation);
        setIf(table, "lang_tag", request::setLangTag);
        setIf(table, "avatar_url", request::setAvatarUrl);
        return request.build();
    }

    private static void setIf(Map<?, ?> table, String name, Consumer<StringValue> setter) {
        String text = ScriptTables.text(table, name);
        if (!text.isEmpty()) {
            setter.accept(StringValue.of(text));
        }
    }

    private static void setIf(Args args, int index, Consumer<StringValue> setter) {
        if (!args.text(index).isEmpty()) {
            setter.accept(StringValue.of(args.text(index)));
        }
    }

    static Map<Object, @Nullable Object> account(Account account) {
        Map<Object, @Nullable Object> table = Results.table(account);
        table.put("user", user(account.getUser()));
        return table;
    }

    /// A user's table, whose id scripts call `user_id`.
    static Map<Object, @Nullable Object> user(User user) {
        Map<Object, @Nullable Object> table = Results.table(user);
        table.put("user_id", user.getId());
        return table;
    }

    static List<Object> users(List<User> users) {
        List<Object> tables = new ArrayList<>(users.size());
        for (User user : users) {
            tables.add(user(user));
        }
        return tables;
    }
}
