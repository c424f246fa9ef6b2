package io.kaosnet.core.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.BoardWorld;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.core.wallet.WalletChange;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Stores under random operations of many callers at once, of two servers on one database where
/// there can be two; checked by what holds in every order that the operations may have had.
final class ConcurrentModelsTest {
    private static final int CALLERS = 8;
    private static final int STEPS = 60;
    private static final int RUNS = 3;

    /// What one caller does; each has its own random numbers.
    private interface Caller {
        void run(int number, RandomGenerator random) throws Exception;
    }

    private static void together(RandomGenerator random, Caller caller) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                var own = new SplittableRandom(random.nextLong());
                running.add(
                        threads.submit(
                                () -> {
                                    caller.run(number, own);
                                    return null;
                                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    // ---- storage

    private static final UUID OWNER = new UUID(7, 1);

    private static StorageId object(String key) {
        return new StorageId("c", key, OWNER);
    }

    private static StorageWrite write(String key, String value, String version) {
        return new StorageWrite("c", key, OWNER, value, version, 1, 1);
    }

    private static List<Storage> twoServers(Database database) {
        database.write(tx -> tx.sql("DELETE FROM storage").update());
        return List.of(new Storage(database, Clock.SYSTEM), new Storage(database, Clock.SYSTEM));
    }

    /// A write with the version that was read counts one up, or is refused: then somebody else did.
    @OnEveryDatabase
    void versionsMakeCountersThatLoseNothing(Database database) {
        Property.check(
                RUNS,
                random -> {
                    List<Storage> servers = twoServers(database);
                    Map<String, AtomicInteger> written = new ConcurrentHashMap<>();
                    AtomicInteger refused = new AtomicInteger();
                    for (String key : List.of("a", "b")) {
                        servers.getFirst().write(List.of(write(key, "{\"n\":0}", "*")));
                        written.put(key, new AtomicInteger());
                    }
                    together(
                            random,
                            (number, own) -> {
                                Storage storage = servers.get(number % 2);
                                for (int i = 0; i < STEPS; i++) {
                                    String key = own.nextBoolean() ? "a" : "b";
                                    StorageObject seen =
                                            storage.read(List.of(object(key))).getFirst();
                                    String next = "{\"n\":" + (count(seen) + 1) + "}";
                                    try {
                                        storage.write(List.of(write(key, next, seen.getVersion())));
                                        written.computeIfAbsent(key, _ -> new AtomicInteger())
                                                .incrementAndGet();
                                    } catch (ApiException e) {
                                        assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
                                        refused.incrementAndGet();
                                    }
                                }
                            });
                    written.forEach(
                            (key, times) ->
                                    assertThat(
                                                    count(
                                                            servers.getFirst()
                                                                    .read(List.of(object(key)))
                                                                    .getFirst()))
                                            .as(key)
                                            .isEqualTo(times.get()));
                    assertThat(written.values().stream().mapToInt(AtomicInteger::get).sum())
                            .isEqualTo(CALLERS * STEPS - refused.get());
                });
    }

    private static int count(StorageObject object) {
        return Integer.parseInt(object.getValue().replaceAll("\\D", ""));
    }

    /// Of those who create what is not there one succeeds.
    @OnEveryDatabase
    void whatIsNotThereIsCreatedOnce(Database database) {
        Property.check(
                RUNS,
                random -> {
                    List<Storage> servers = twoServers(database);
                    Map<String, String> creators = new ConcurrentHashMap<>();
                    together(
                            random,
                            (number, own) -> {
                                for (int i = 0; i < STEPS; i++) {
                                    String key = "k" + own.nextInt(STEPS / 2);
                                    String value = "{\"n\":" + (number * 1000 + i) + "}";
                                    try {
                                        servers.get(number % 2)
                                                .write(List.of(write(key, value, "*")));
                                        assertThat(creators.put(key, value)).as(key).isNull();
                                    } catch (ApiException e) {
                                        assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
                                    }
                                }
                            });
                    Map<String, String> found = new HashMap<>();
                    for (StorageObject one :
                            servers.getFirst().list("c", null, 100, "").getObjectsList()) {
                        found.put(one.getKey(), one.getValue().replace(" ", ""));
                    }
                    assertThat(found).isEqualTo(creators);
                });
    }

    /// Who says nothing of versions is not refused for one, whoever else writes and deletes.
    @OnEveryDatabase
    void writesWithoutAVersionAreNotRefused(Database database) {
        Property.check(
                RUNS,
                random -> {
                    List<Storage> servers = twoServers(database);
                    Set<String> values = ConcurrentHashMap.newKeySet();
                    together(
                            random,
                            (number, own) -> {
                                Storage storage = servers.get(number % 2);
                                for (int i = 0; i < STEPS; i++) {
                                    String key = "k" + own.nextInt(3);
                                    String value = "{\"n\":" + (number * 1000 + i) + "}";
                                    values.add(value);
                                    if (own.nextInt(3) == 0) {
                                        storage.delete(List.of(object(key)));
                                    } else {
                                        storage.write(List.of(write(key, value, "")));
                                    }
                                }
                            });
                    for (StorageObject one :
                            servers.getFirst().list("c", null, 100, "").getObjectsList()) {
                        assertThat(values).contains(one.getValue().replace(" ", ""));
                    }
                });
    }

    /// A batch is there as a whole or not at all, also to those who read meanwhile.
    @OnEveryDatabase
    void batchesAreSeenWhole(Database database) {
        List<String> keys = List.of("p", "q", "r");
        Property.check(
                RUNS,
                random -> {
                    List<Storage> servers = twoServers(database);
                    AtomicInteger writing = new AtomicInteger(4);
                    AtomicInteger seen = new AtomicInteger();
                    together(
                            random,
                            (number, own) -> {
                                Storage storage = servers.get(number % 2);
                                if (number < 4) {
                                    try {
                                        writeBatches(storage, keys, number, own);
                                    } finally {
                                        writing.decrementAndGet();
                                    }
                                    return;
                                }
                                int reads = 0;
                                boolean isOver;
                                do {
                                    // Before the read, so that the last one sees what was written.
                                    isOver = writing.get() == 0;
                                    seen.addAndGet(readBatch(storage, keys));
                                } while (++reads < STEPS || !isOver);
                            });
                    assertThat(seen).hasPositiveValue();
                });
    }

    private static void writeBatches(
            Storage storage, List<String> keys, int writer, RandomGenerator own) {
        for (int i = 0; i < STEPS; i++) {
            String value = "{\"n\":" + (writer * 1000 + i) + "}";
            List<StorageWrite> batch = new ArrayList<>();
            keys.forEach(key -> batch.add(write(key, value, "")));
            java.util.Collections.shuffle(batch, new java.util.Random(own.nextLong()));
            storage.write(batch);
        }
    }

    /// @return how many of the keys were there: all with one value, or none
    private static int readBatch(Storage storage, List<String> keys) {
        List<StorageObject> found =
                storage.read(keys.stream().map(ConcurrentModelsTest::object).toList());
        Set<String> values = new HashSet<>();
        found.forEach(one -> values.add(one.getValue()));
        assertThat(found.size()).isIn(0, keys.size());
        assertThat(values).hasSizeLessThan(2);
        return found.size();
    }

    // ---- wallets

    /// What one gives another gets: the sum stays, nobody owes, and the ledger says the same.
    @OnEveryDatabase
    void transfersKeepTheSum(Database database) {
        MixedWorld world = new MixedWorld(database);
        int users = 6;
        Property.check(
                RUNS,
                random -> {
                    long before = balances(world.wallets, users).stream().mapToLong(n -> n).sum();
                    AtomicInteger made = new AtomicInteger();
                    AtomicInteger refused = new AtomicInteger();
                    together(
                            random,
                            (_, own) -> {
                                for (int i = 0; i < STEPS; i++) {
                                    int from = own.nextInt(users);
                                    int to = (from + own.nextInt(1, users)) % users;
                                    long amount = own.nextLong(1, 900);
                                    try {
                                        world.wallets.update(
                                                List.of(change(from, -amount), change(to, amount)),
                                                true);
                                        made.incrementAndGet();
                                    } catch (ApiException e) {
                                        assertThat(e.code()).isEqualTo(Code.FAILED_PRECONDITION);
                                        refused.incrementAndGet();
                                    }
                                }
                            });
                    List<Long> after = balances(world.wallets, users);
                    assertThat(after).allMatch(balance -> balance >= 0);
                    assertThat(after.stream().mapToLong(n -> n).sum()).isEqualTo(before);
                    assertThat(made).hasPositiveValue();
                    assertThat(refused).hasPositiveValue();
                    for (int i = 0; i < users; i++) {
                        assertThat(ledgerSum(world.wallets, MixedWorld.user(i)))
                                .as("ledger of %d", i)
                                .isEqualTo(after.get(i));
                    }
                });
    }

    /// However many ask for an operation by its key at once, it is made once.
    @OnEveryDatabase
    void operationsWithAKeyAreMadeOnce(Database database) {
        MixedWorld world = new MixedWorld(database);
        AtomicLong keys = new AtomicLong();
        Property.check(
                RUNS,
                random -> {
                    List<Long> before = balances(world.wallets, 1);
                    int operations = 10;
                    long first = keys.getAndAdd(operations);
                    together(
                            random,
                            (_, own) -> {
                                for (int i = 0; i < STEPS; i++) {
                                    long key = first + (i + own.nextInt(2)) % operations;
                                    world.wallets.update(
                                            List.of(change(0, 7)), true, "operation-" + key);
                                }
                            });
                    assertThat(balances(world.wallets, 1).getFirst())
                            .isEqualTo(before.getFirst() + 7L * operations);
                });
    }

    private static WalletChange change(int user, long amount) {
        return new WalletChange(MixedWorld.user(user), Map.of("coins", amount), "{}");
    }

    private static List<Long> balances(Wallets wallets, int users) {
        List<WalletChange> none = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            none.add(new WalletChange(MixedWorld.user(i), Map.of(), "{}"));
        }
        return wallets.update(none, false).stream()
                .map(result -> result.updated().getOrDefault("coins", 0L))
                .toList();
    }

    private static long ledgerSum(Wallets wallets, UUID user) {
        long sum = 0;
        String cursor = "";
        do {
            Wallets.LedgerPage page = wallets.ledger(user, 100, cursor);
            for (Wallets.LedgerItem item : page.items()) {
                sum += item.changes().getOrDefault("coins", 0L);
            }
            cursor = page.cursor();
        } while (!cursor.isEmpty());
        return sum;
    }

    // ---- leaderboards

    /// Sums, bests and counts of writes are those of all callers, and ranks are those of the list.
    @OnEveryDatabase
    void boardsAddUpAndRankAlike(Database database) {
        AtomicInteger run = new AtomicInteger();
        Property.check(
                RUNS,
                random -> {
                    BoardWorld world = new BoardWorld(database, (_, _) -> {});
                    int number = run.incrementAndGet();
                    Board sums = board(world, "sums" + number, Operator.INCREMENT);
                    Board bests = board(world, "bests" + number, Operator.BEST);
                    Map<UUID, AtomicLong> sum = new ConcurrentHashMap<>();
                    Map<UUID, AtomicLong> best = new ConcurrentHashMap<>();
                    Map<UUID, AtomicInteger> writes = new ConcurrentHashMap<>();
                    together(
                            random,
                            (_, own) -> {
                                for (int i = 0; i < STEPS; i++) {
                                    UUID owner = new UUID(7, 1 + own.nextInt(6));
                                    long score = own.nextLong(1, 1000);
                                    LeaderboardRecord added =
                                            world.leaderboards.write(
                                                    sums,
                                                    owner,
                                                    "u",
                                                    score,
                                                    0,
                                                    "",
                                                    Operator.INCREMENT);
                                    assertThat(added.getScore()).isGreaterThanOrEqualTo(score);
                                    LeaderboardRecord kept =
                                            world.leaderboards.write(
                                                    bests, owner, "u", score, 0, "", Operator.BEST);
                                    assertThat(kept.getScore()).isGreaterThanOrEqualTo(score);
                                    sum.computeIfAbsent(owner, _ -> new AtomicLong())
                                            .addAndGet(score);
                                    best.computeIfAbsent(owner, _ -> new AtomicLong())
                                            .accumulateAndGet(score, Math::max);
                                    writes.computeIfAbsent(owner, _ -> new AtomicInteger())
                                            .incrementAndGet();
                                }
                            });
                    // Also as a server sees it that comes now.
                    for (BoardWorld one : List.of(world, new BoardWorld(database, (_, _) -> {}))) {
                        List<LeaderboardRecord> summed = top(one, sums);
                        for (LeaderboardRecord record : summed) {
                            UUID owner = UUID.fromString(record.getOwnerId());
                            assertThat(record.getScore()).isEqualTo(value(sum, owner));
                            assertThat(record.getNumScore())
                                    .isEqualTo(
                                            writes.getOrDefault(owner, new AtomicInteger()).get());
                        }
                        assertThat(summed).hasSize(sum.size());
                        for (LeaderboardRecord record : top(one, bests)) {
                            assertThat(record.getScore())
                                    .isEqualTo(value(best, UUID.fromString(record.getOwnerId())));
                        }
                    }
                });
    }

    private static long value(Map<UUID, AtomicLong> model, UUID owner) {
        return model.getOrDefault(owner, new AtomicLong(-1)).get();
    }

    private static Board board(BoardWorld world, String id, Operator operator) {
        return world.leaderboards.create(id, false, SortOrder.DESCENDING, operator, "", "", true);
    }

    /// All records, best first, with ranks that say so.
    private static List<LeaderboardRecord> top(BoardWorld world, Board board) {
        List<LeaderboardRecord> records =
                world.leaderboards.list(board, 0, List.of(), 100, "").getRecordsList();
        for (int i = 0; i < records.size(); i++) {
            assertThat(records.get(i).getRank()).isEqualTo(i + 1);
            if (i > 0) {
                assertThat(records.get(i).getScore())
                        .isLessThanOrEqualTo(records.get(i - 1).getScore());
            }
        }
        return records;
    }

    // ---- groups

    /// A group never holds more than it may, and says how many it holds.
    @OnEveryDatabase
    void groupsCountWhoIsIn(Database database) {
        MixedWorld world = new MixedWorld(database);
        UUID group = world.groupIds.getFirst();
        Property.check(
                RUNS,
                random -> {
                    together(
                            random,
                            (number, own) -> {
                                for (int i = 0; i < STEPS; i++) {
                                    // Each caller has users of its own: more than have room.
                                    UUID user = MixedWorld.user(number * 8 + own.nextInt(8));
                                    try {
                                        if (own.nextInt(3) == 0) {
                                            world.groups.leave(group, user);
                                        } else {
                                            world.groups.join(group, user, "u");
                                        }
                                    } catch (ApiException e) {
                                        assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
                                    }
                                }
                            });
                    long members = members(database, group);
                    assertThat(members).isLessThanOrEqualTo(MixedWorld.GROUP_CAPACITY);
                    assertThat(members).isGreaterThan(1);
                    assertThat(edgeCount(database, group)).isEqualTo(members);
                });
    }

    private static long members(Database database, UUID group) {
        return number(
                database,
                "SELECT count(*) FROM group_edge WHERE group_id = ? AND state <= 2",
                group);
    }

    private static long edgeCount(Database database, UUID group) {
        return number(database, "SELECT edge_count FROM groups WHERE id = ?", group);
    }

    private static long number(Database database, String sql, UUID id) {
        List<Long> found = database.read(tx -> tx.sql(sql).bind(id).list(row -> row.integer(1)));
        return found.getFirst();
    }
}
