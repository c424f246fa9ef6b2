package io.kaosnet.scripting.functions;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.runtime.EventHook;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What takes several features at once, and events.
public final class MixedFunctions {
    private static final int MAX_RETRIES = 100;

    private MixedFunctions() {}

    public static void bind(
            ScriptFunctions functions,
            Database database,
            Accounts accounts,
            Storage storage,
            Wallets wallets) {
        functions
                .area("Storage")
                .addBlocking(
                        "multi_update",
                        "accountUpdates:table?, storageWrites:table?, storageDeletes:table?,"
                                + " walletUpdates:table?, updateLedger:bool?=false",
                        "acks, wallets",
                        "Changes accounts (`{user_id, metadata, username, display_name, timezone,"
                                + " location, lang_tag, avatar_url}`), objects and balances: all or"
                                + " nothing.",
                        (_, args) ->
                                database.write(
                                        _ -> {
                                            accounts(accounts, args);
                                            var acks =
                                                    storage.write(
                                                            StorageFunctions.writes(args.list(1)));
                                            storage.delete(StorageFunctions.ids(args.list(2)));
                                            var changed =
                                                    wallets.update(
                                                            WalletFunctions.changes(args.list(3)),
                                                            args.flag(4));
                                            return Values.of(
                                                    StorageFunctions.acks(acks),
                                                    WalletFunctions.results(changed));
                                        }))
                .addBlocking(
                        "storage_write_retry",
                        "keys:table, update:function, maxRetries:int?=1",
                        "table",
                        "Reads objects, lets a function change them (it gets the list and returns"
                                + " the list to write), and writes them if nobody else has"
                                + " meanwhile; otherwise again, as often as said.",
                        (_, args) -> retry(storage, args));
    }

    private static void accounts(Accounts accounts, Args args) {
        for (Map<?, ?> update : ScriptTables.tables("account updates", args.list(0))) {
            UUID userId = Results.uuid("user_id", ScriptTables.requiredText(update, "user_id"));
            Object metadata = update.get("metadata");
            if (metadata != null) {
                accounts.setMetadata(userId, Results.jsonObject(metadata));
            }
            var request = AccountFunctions.update(update);
            if (request.getSerializedSize() > 0) {
                accounts.update(userId, request);
            }
        }
    }

    private static Object retry(Storage storage, Args args) {
        long retries = args.integer(2);
        if (retries < 0 || retries > MAX_RETRIES) {
            throw args.bad(2, "0 to 100 expected");
        }
        while (true) {
            List<Object> objects = Results.tables(storage.read(StorageFunctions.ids(args.list(0))));
            @Nullable Object changed = args.function(1).call(objects);
            boolean isNothing = changed instanceof Map<?, ?> map && map.isEmpty();
            if (!isNothing && !(changed instanceof List)) {
                throw new ScriptException("storage_write_retry: the function returned no list");
            }
            List<?> writes = changed instanceof List<?> list ? list : List.of();
            try {
                return StorageFunctions.acks(storage.write(StorageFunctions.writes(writes)));
            } catch (ApiException e) {
                if (retries-- == 0) {
                    throw e;
                }
            }
        }
    }

    /// @param sink takes events; never blocks
    public static void bindEvents(
            ScriptFunctions functions, Consumer<EventHook.Event> sink, Clock clock) {
        functions
                .area("Events")
                .add(
                        "event",
                        "name:string, properties:table?, timestamp:int?=-1, external:bool?=false",
                        "",
                        "Emits an event; the time is in seconds, -1 for now.",
                        (_, args) -> {
                            long seconds = args.integer(2);
                            Map<String, String> properties =
                                    ScriptTables.textMap("properties", args.map(1));
                            sink.accept(
                                    new EventHook.Event(
                                            args.text(0),
                                            Map.copyOf(properties),
                                            seconds < 0 ? clock.nowMs() : seconds * 1000,
                                            args.flag(3)));
                            return null;
                        });
    }
}
