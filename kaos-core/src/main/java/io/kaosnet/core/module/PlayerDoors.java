package io.kaosnet.core.module;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.auth.Tokens;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.api.StorageObjectAck;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import io.kaosnet.runtime.Updates;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// What players own, as game code sees it. Blocks; safe from any virtual thread.
public final class PlayerDoors {
    final io.kaosnet.runtime.Accounts accountDoor;
    final io.kaosnet.runtime.Storage storageDoor;
    final io.kaosnet.runtime.Wallets walletDoor;
    final io.kaosnet.runtime.Logins loginDoor;
    private final Database database;
    private final Accounts accounts;
    private final Storage storage;
    private final Wallets wallets;

    /// @param endpoints asked with each login
    public PlayerDoors(
            Database database,
            Accounts accounts,
            Storage storage,
            Wallets wallets,
            Supplier<Endpoints> endpoints,
            Tokens tokens) {
        this.database = database;
        this.accounts = accounts;
        this.storage = storage;
        this.wallets = wallets;
        this.accountDoor = new AccountDoor(accounts);
        this.storageDoor = new StorageDoor(storage);
        this.walletDoor = new WalletDoor(wallets);
        this.loginDoor = new LoginDoor(endpoints, tokens);
    }

    Updates.Result update(Updates updates) {
        return DoorCalls.call(
                () ->
                        database.write(
                                _ -> {
                                    updates.accounts().forEach(this::change);
                                    List<StorageObjectAck> acks =
                                            storage.write(StorageDoor.writes(updates.writes()));
                                    storage.delete(StorageDoor.ids(updates.deletes()));
                                    var results =
                                            wallets.update(
                                                    WalletDoor.changes(updates.wallets()),
                                                    updates.updatesLedger());
                                    return new Updates.Result(acks, WalletDoor.results(results));
                                }));
    }

    private void change(Updates.AccountChange change) {
        UUID user = DoorCalls.uuid("user id", change.userId());
        String metadata = change.metadata();
        if (metadata != null) {
            accounts.setMetadata(user, metadata);
        }
        if (!change.changes().equals(UpdateAccountRequest.getDefaultInstance())) {
            accounts.update(user, change.changes());
        }
    }
}
