package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.wallet.WalletChange;
import io.kaosnet.core.wallet.Wallets;
import java.util.ArrayList;
import java.util.List;

/// Wallets as game code sees them. Blocks; safe from any virtual thread.
final class WalletDoor implements io.kaosnet.runtime.Wallets {
    private static final int MAX_LIST = 100;

    private final Wallets wallets;

    WalletDoor(Wallets wallets) {
        this.wallets = wallets;
    }

    static List<WalletChange> changes(List<Change> changes) {
        List<WalletChange> all = new ArrayList<>(changes.size());
        for (Change change : changes) {
            all.add(
                    new WalletChange(
                            DoorCalls.uuid("user id", change.userId()),
                            change.changes(),
                            change.metadata().isEmpty() ? "{}" : change.metadata()));
        }
        return all;
    }

    static List<Result> results(List<Wallets.Result> results) {
        List<Result> all = new ArrayList<>(results.size());
        for (Wallets.Result result : results) {
            all.add(new Result(result.userId().toString(), result.previous(), result.updated()));
        }
        return all;
    }

    @Override
    public List<Result> update(List<Change> changes, boolean updatesLedger) {
        return call(() -> results(wallets.update(changes(changes), updatesLedger)));
    }

    @Override
    public LedgerPage ledger(String userId, int limit, String cursor) {
        return call(
                () -> {
                    Wallets.LedgerPage page =
                            wallets.ledger(
                                    DoorCalls.uuid("user id", userId),
                                    DoorCalls.limit(limit, 1, MAX_LIST),
                                    cursor);
                    List<LedgerItem> items = new ArrayList<>(page.items().size());
                    for (Wallets.LedgerItem item : page.items()) {
                        items.add(
                                new LedgerItem(
                                        item.id().toString(),
                                        item.userId().toString(),
                                        item.changes(),
                                        item.metadata(),
                                        item.createMicros() / 1_000_000,
                                        item.updateMicros() / 1_000_000));
                    }
                    return new LedgerPage(items, page.cursor());
                });
    }

    @Override
    public void updateLedger(String itemId, String metadata) {
        run(() -> wallets.updateLedger(DoorCalls.uuid("item id", itemId), metadata));
    }
}
