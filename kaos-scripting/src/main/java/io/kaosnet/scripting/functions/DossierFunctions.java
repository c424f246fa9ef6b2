package io.kaosnet.scripting.functions;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.account.Ban;
import io.kaosnet.core.dossier.Dossiers;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Whole accounts out and in, bans with a reason and an end, who was deleted.
public final class DossierFunctions {
    private DossierFunctions() {}

    public static void bind(ScriptFunctions functions, Accounts accounts, Dossiers dossiers) {
        functions
                .area("Accounts")
                .addBlocking(
                        "account_export_id",
                        "userId:string",
                        "string",
                        "Everything that is held about a user, as JSON; without the password.",
                        (_, args) -> dossiers.export(Results.uuid(args, 0)))
                .addBlocking(
                        "account_import_id",
                        "data:string, userId:string?",
                        "table",
                        "Puts an exported account back, over what is there; under another user id"
                                + " when one is given. Returns the account.",
                        (_, args) -> {
                            UUID userId =
                                    dossiers.restore(args.text(0), Results.uuidOrNull(args, 1));
                            return AccountFunctions.account(accounts.get(userId));
                        })
                .addBlocking(
                        "user_ban",
                        "userId:string, reason:string?, endSec:int?",
                        "",
                        "Bans a user, who is told the reason; until a time in seconds since 1970,"
                                + " or for good.",
                        (_, args) -> {
                            accounts.ban(Results.uuid(args, 0), args.text(1), args.integer(2));
                            return null;
                        })
                .addBlocking(
                        "user_ban_get",
                        "userId:string",
                        "table|nil",
                        "The ban of a user that holds now: `{user_id, reason, create_time,"
                                + " end_time}`, with an end of 0 for good.",
                        (_, args) -> {
                            Ban ban = accounts.findBan(Results.uuid(args, 0));
                            return ban == null
                                    ? null
                                    : ScriptTables.table(
                                            "user_id",
                                            ban.userId().toString(),
                                            "reason",
                                            ban.reason(),
                                            "create_time",
                                            ban.createMicros() / 1_000_000,
                                            "end_time",
                                            ban.endMicros() / 1_000_000);
                        })
                .addBlocking(
                        "account_deletions_list",
                        "limit:int?=100, cursor:string?",
                        "deletions, cursor",
                        "Users who were deleted: a page of `{user_id, time}`, the longest ago"
                                + " first.",
                        (_, args) -> {
                            Accounts.Deletions page =
                                    accounts.deletions(Results.limit(args, 0, 1000), args.text(1));
                            List<Object> deletions = new ArrayList<>();
                            for (Accounts.Deleted deleted : page.deleted()) {
                                deletions.add(
                                        ScriptTables.table(
                                                "user_id",
                                                deleted.userId().toString(),
                                                "time",
                                                deleted.micros() / 1_000_000));
                            }
                            return Values.of(deletions, StorageFunctions.cursor(page.cursor()));
                        });
    }
}
