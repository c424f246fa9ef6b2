package io.kaosnet.scripting.functions;

import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.core.status.UserState;
import io.kaosnet.core.status.UserStates;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Who is online, away, busy or in a game.
public final class PresenceFunctions {
    private PresenceFunctions() {}

    public static void bind(ScriptFunctions functions, UserStates states) {
        functions
                .area("Presence")
                .add(
                        "presence_get",
                        "userIds:table",
                        "table",
                        "What users are doing: a list of `{user_id, presence, message, match_id}`;"
                                + " presence is `online`, `away`, `busy`, `in_game` or `offline`.",
                        (_, args) -> {
                            List<Object> tables = new ArrayList<>();
                            for (UUID userId : Results.uuids(args, 0, "user ids")) {
                                UserState state = states.of(userId);
                                tables.add(
                                        ScriptTables.table(
                                                "user_id", userId.toString(),
                                                "presence", state.kind().text(),
                                                "message", state.message(),
                                                "match_id", state.matchId()));
                            }
                            return tables;
                        })
                .add(
                        "presence_update",
                        "userId:string, presence:string, message:string?, matchId:string?",
                        "bool",
                        "Sets what a user is doing, on all sockets; who follows the user is told."
                                + " False when there is no socket.",
                        (_, args) -> {
                            UserState.Kind kind = UserState.Kind.find(args.text(1));
                            if (kind == null) {
                                throw new ScriptException(
                                        "presence: \""
                                                + args.text(1)
                                                + "\" (expected: online, away, busy, in_game or"
                                                + " offline)");
                            }
                            return states.set(
                                    new UserState(
                                            Results.uuid(args, 0),
                                            kind,
                                            args.text(2),
                                            args.text(3)));
                        });
    }
}
