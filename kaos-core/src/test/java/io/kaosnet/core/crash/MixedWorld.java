package io.kaosnet.core.crash;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.chat.ChatConfig;
import io.kaosnet.core.chat.ChatMessages;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.group.GroupFields;
import io.kaosnet.core.group.Groups;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.wallet.WalletChange;
import io.kaosnet.core.wallet.Wallets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a server keeps about players, on a database that another process may have been killed on.
/// Safe from any thread.
final class MixedWorld {
    static final int USER_COUNT = 64;
    static final int COUNTER_COUNT = 8;
    static final int GROUP_COUNT = 4;
    static final int GROUP_CAPACITY = 20;
    static final long COINS = 1000;

    final Database database;
    final Storage storage;
    final Wallets wallets;
    final Leaderboards leaderboards;
    final Board board;
    final Groups groups;
    final List<UUID> groupIds = new ArrayList<>();

    MixedWorld(Database database) {
        this.database = database;
        Sessions sessions = new Sessions();
        Presences presences = new Presences("n1", sessions);
        Accounts accounts = new Accounts(database, _ -> false, Clock.SYSTEM);
        storage = new Storage(database, Clock.SYSTEM);
        wallets = new Wallets(database, Clock.SYSTEM);
        Jobs jobs = new Jobs(database, 1, Runnable::run, Clock.SYSTEM);
        leaderboards =
                new Leaderboards(database, jobs, List.of(), DatabaseObserver.NONE, Clock.SYSTEM);
        groups =
                new Groups(
                        database,
                        accounts,
                        new Notifications(database, sessions, presences, Clock.SYSTEM),
                        presences,
                        new ChatMessages(ChatConfig.DEFAULT, database, presences, Clock.SYSTEM),
                        Clock.SYSTEM);
        prepare();
        board =
                leaderboards.create(
                        "mixed", false, SortOrder.DESCENDING, Operator.INCREMENT, "", "", true);
    }

    static UUID user(int number) {
        return new UUID(7, 1 + number);
    }

    /// Users with coins, and the groups; those that are there already stay as they are.
    private void prepare() {
        for (int i = 0; i <= USER_COUNT; i++) {
            UUID id = user(i);
            String name = "u" + i;
            int added =
                    database.write(
                            tx ->
                                    tx.sql(
                                                    "INSERT INTO users (id, username, create_time,"
                                                            + " update_time) VALUES (?, ?, 1, 1)"
                                                            + " ON CONFLICT DO NOTHING")
                                            .bind(id)
                                            .bind(name)
                                            .update());
            if (added > 0 && i < USER_COUNT) {
                Map<String, Long> grant = Map.of("coins", COINS);
                wallets.update(List.of(new WalletChange(id, grant, "{\"op\":\"grant\"}")), true);
            }
        }
        for (int i = 0; i < GROUP_COUNT; i++) {
            String name = "group" + i;
            UUID id = database.read(tx -> groupId(tx, name));
            groupIds.add(id == null ? newGroup(name) : id);
        }
    }

    private static @org.jspecify.annotations.Nullable UUID groupId(
            io.kaosnet.core.db.Tx tx, String name) {
        return tx.sql("SELECT id FROM groups WHERE name = ?").bind(name).one(row -> row.uuid(1));
    }

    /// Led by the last user, who does nothing else.
    private UUID newGroup(String name) {
        GroupFields fields =
                new GroupFields(name, null, null, null, true, null, GROUP_CAPACITY, null);
        return UUID.fromString(groups.create(user(USER_COUNT), fields).getId());
    }
}
