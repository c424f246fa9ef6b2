package io.kaosnet.scripting.functions;

import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.core.wallet.WalletChange;
import io.kaosnet.core.wallet.Wallets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Balances and their ledger.
public final class WalletFunctions {
    private WalletFunctions() {}

    public static void bind(ScriptFunctions functions, Wallets wallets) {
        functions
                .area("Wallets")
                .addBlocking(
                        "wallet_update",
                        "userId:string, changeset:table, metadata:table?, updateLedger:bool?=false,"
                                + " operationKey:string?",
                        "updated, previous",
                        "Adds to a user's balances, by currency. An error when one would fall below"
                                + " zero. With an operation key it is made once, however often it"
                                + " is asked for.",
                        (_, args) -> {
                            var change =
                                    new WalletChange(
                                            Results.uuid(args, 0),
                                            amounts(args.map(1)),
                                            Results.jsonObject(args, 2));
                            Wallets.Result result =
                                    wallets.update(List.of(change), args.flag(3), args.text(4))
                                            .getFirst();
                            return Values.of(result.updated(), result.previous());
                        })
                .addBlocking(
                        "wallets_update",
                        "updates:table, updateLedger:bool?=false, operationKey:string?",
                        "table",
                        "The same for a list of `{user_id, changeset, metadata}`, all or none."
                                + " Returns `{user_id, updated, previous}` for each.",
                        (_, args) ->
                                results(
                                        wallets.update(
                                                changes(args.list(0)), args.flag(1), args.text(2))))
                .addBlocking(
                        "wallet_ledger_list",
                        "userId:string, limit:int?=100, cursor:string?",
                        "items, cursor",
                        "A page of a user's ledger, newest first.",
                        (_, args) -> {
                            Wallets.LedgerPage page =
                                    wallets.ledger(
                                            Results.uuid(args, 0),
                                            Results.limit(args, 1, 100),
                                            args.text(2));
                            List<Object> items = new ArrayList<>();
                            for (Wallets.LedgerItem item : page.items()) {
                                items.add(item(item));
                            }
                            return Values.of(items, StorageFunctions.cursor(page.cursor()));
                        })
                .addBlocking(
                        "wallet_ledger_update",
                        "itemId:string, metadata:table",
                        "",
                        "Replaces the metadata of a line of the ledger.",
                        (_, args) -> {
                            wallets.updateLedger(
                                    Results.uuid(args, 0), Results.jsonObject(args, 1));
                            return null;
                        });
    }

    static List<Object> results(List<Wallets.Result> results) {
        List<Object> tables = new ArrayList<>();
        for (Wallets.Result result : results) {
            tables.add(
                    ScriptTables.table(
                            "user_id", result.userId().toString(),
                            "updated", result.updated(),
                            "previous", result.previous()));
        }
        return tables;
    }

    static List<WalletChange> changes(List<?> list) {
        List<WalletChange> changes = new ArrayList<>();
        for (Map<?, ?> update : ScriptTables.tables("updates", list)) {
            Object changeset = update.get("changeset");
            changes.add(
                    new WalletChange(
                            Results.uuid("user_id", ScriptTables.requiredText(update, "user_id")),
                            amounts(changeset instanceof Map<?, ?> map ? map : Map.of()),
                            Results.jsonObject(update.get("metadata"))));
        }
        return changes;
    }

    private static Map<String, Long> amounts(Map<?, ?> changeset) {
        Map<String, Long> amounts = new LinkedHashMap<>();
        for (Object currency : changeset.keySet()) {
            String name = String.valueOf(currency);
            if (changeset.get(currency) instanceof Number) {
                amounts.put(name, ScriptTables.integer(changeset, name, 0));
            } else {
                throw new ScriptException(name + ": expected an integer");
            }
        }
        return amounts;
    }

    private static Map<Object, @Nullable Object> item(Wallets.LedgerItem item) {
        return ScriptTables.table(
                "id", item.id().toString(),
                "user_id", item.userId().toString(),
                "create_time", item.createMicros() / 1_000_000,
                "update_time", item.updateMicros() / 1_000_000,
                "changeset", item.changes(),
                "metadata", Results.json(item.metadata()));
    }
}
