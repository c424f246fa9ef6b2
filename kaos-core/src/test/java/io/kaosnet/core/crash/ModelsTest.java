package io.kaosnet.core.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.ApiException;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// Stores beside maps that do the same, under random operations. Many callers at once are
/// [MixedCrashTest]'s.
final class ModelsTest {
    private static final int STEPS = 120;

    // ---- storage

    private static String put(
            Storage storage, Map<StorageId, String> model, RandomGenerator random) {
        List<StorageWrite> writes = new ArrayList<>();
        Map<StorageId, String> next = new HashMap<>(model);
        boolean isFine = true;
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            StorageId id = id(random);
            String value = "{\"n\":" + random.nextInt(3) + "}";
            String present = next.get(id);
            String version =
                    switch (random.nextInt(4)) {
                        case 0 -> "*";
                        case 1 -> present == null ? "none" : version(storage, model, id);
                        default -> "";
                    };
            isFine &=
                    switch (version) {
                        case "" -> true;
                        case "*" -> present == null;
                        case "none" -> false;
                        // What the batch itself has written is of another version.
                        default -> present != null && present.equals(model.get(id));
                    };
            next.put(id, value);
            writes.add(new StorageWrite("m", id.key(), id.userId(), value, version, 1, 1));
        }
        try {
            storage.write(writes);
            assertThat(isFine).as("%s", writes).isTrue();
            model.putAll(next);
            return "written";
        } catch (ApiException e) {
            assertThat(isFine).as("%s: %s", writes, e).isFalse();
            return "refused";
        }
    }

    private static String version(Storage storage, Map<StorageId, String> model, StorageId id) {
        List<StorageObject> found = storage.read(List.of(id));
        return model.containsKey(id) ? found.getFirst().getVersion() : "none";
    }

    private static StorageId id(RandomGenerator random) {
        return new StorageId("m", "k" + random.nextInt(4), new UUID(7, random.nextInt(3)));
    }

    @OnEveryDatabase
    void storageIsAMap(Database database) {
        AtomicInteger run = new AtomicInteger();
        Map<String, Integer> outcomes = new HashMap<>();
        Property.check(
                5,
                random -> {
                    Storage storage = new Storage(database, Clock.SYSTEM);
                    Map<StorageId, String> model = new HashMap<>();
                    database.write(tx -> tx.sql("DELETE FROM storage").update());
                    run.incrementAndGet();
                    for (int i = 0; i < STEPS; i++) {
                        if (random.nextInt(4) == 0) {
                            StorageId id = id(random);
                            storage.delete(List.of(id));
                            model.remove(id);
                        } else {
                            outcomes.merge(put(storage, model, random), 1, Integer::sum);
                        }
                    }
                    Map<StorageId, String> found = new HashMap<>();
                    for (StorageObject object : storage.list("m", null, 100, "").getObjectsList()) {
                        found.put(
                                new StorageId(
                                        "m", object.getKey(), UUID.fromString(object.getUserId())),
                                object.getValue().replace(" ", ""));
                    }
                    assertThat(found).isEqualTo(model);
                });
        assertThat(outcomes).containsKeys("written", "refused");
    }

    // ---- wallets

    @OnEveryDatabase
    void walletsAreSums(Database database) {
        MixedWorld world = new MixedWorld(database);
        Property.check(
                5,
                random -> {
                    Wallets wallets = world.wallets;
                    List<UUID> users = new ArrayList<>();
                    Map<UUID, Map<String, Long>> model = new HashMap<>();
                    for (int i = 0; i < 3; i++) {
                        UUID user = new UUID(random.nextLong(), random.nextLong());
                        users.add(user);
                        model.put(user, new TreeMap<>());
                        database.write(
                                tx ->
                                        tx.sql(
                                                        "INSERT INTO users (id, username,"
                                                                + " create_time, update_time)"
                                                                + " VALUES (?, ?, 1, 1)")
                                                .bind(user)
                                                .bind(user.toString())
                                                .update());
                    }
                    for (int i = 0; i < STEPS; i++) {
                        change(wallets, users, model, random);
                    }
                    for (UUID user : users) {
                        assertThat(
                                        wallets.update(
                                                        List.of(
                                                                new WalletChange(
                                                                        user, Map.of(), "{}")),
                                                        false)
                                                .getFirst()
                                                .updated())
                                .isEqualTo(model.get(user));
                    }
                });
    }

    private static void change(
            Wallets wallets,
            List<UUID> users,
            Map<UUID, Map<String, Long>> model,
            RandomGenerator random) {
        List<WalletChange> changes = new ArrayList<>();
        Map<UUID, Map<String, Long>> next = new HashMap<>();
        model.forEach((user, wallet) -> next.put(user, new TreeMap<>(wallet)));
        boolean isFine = true;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            UUID user = users.get(random.nextInt(users.size()));
            String currency = random.nextBoolean() ? "gold" : "gems";
            long amount = random.nextInt(-20, 31);
            Map<String, Long> wallet = next.getOrDefault(user, Map.of());
            long after = wallet.getOrDefault(currency, 0L) + amount;
            isFine &= after >= 0 || amount >= 0;
            wallet.put(currency, after);
            changes.add(new WalletChange(user, Map.of(currency, amount), "{}"));
        }
        try {
            wallets.update(changes, true);
            assertThat(isFine).as("%s", changes).isTrue();
            model.putAll(next);
        } catch (ApiException e) {
            assertThat(isFine).as("%s: %s", changes, e).isFalse();
        }
    }

    // ---- leaderboards

    private record Score(long score, long subscore, int count) {}

    @OnEveryDatabase
    void leaderboardsAreSortedLists(Database database) {
        AtomicInteger run = new AtomicInteger();
        Property.check(
                8,
                random -> {
                    BoardWorld world = new BoardWorld(database, (_, _) -> {});
                    SortOrder order =
                            random.nextBoolean() ? SortOrder.ASCENDING : SortOrder.DESCENDING;
                    Board board =
                            world.leaderboards.create(
                                    "m" + run.incrementAndGet(),
                                    false,
                                    order,
                                    Operator.BEST,
                                    "",
                                    "",
                                    true);
                    Map<UUID, Score> model = new HashMap<>();
                    for (int i = 0; i < STEPS; i++) {
                        UUID owner = new UUID(7, random.nextInt(12));
                        if (random.nextInt(6) == 0) {
                            world.leaderboards.records().delete(board, 0, owner);
                            model.remove(owner);
                        } else {
                            Operator operator =
                                    Operator.values()[random.nextInt(Operator.values().length)];
                            write(world, board, owner, operator, model, random);
                        }
                        if (i % 20 == 0) {
                            compare(world, board, model, random);
                        }
                    }
                    compare(world, board, model, random);
                    // Another server on the same database counts alike.
                    compare(new BoardWorld(database, (_, _) -> {}), board, model, random);
                });
    }

    private static void write(
            BoardWorld world,
            Board board,
            UUID owner,
            Operator operator,
            Map<UUID, Score> model,
            RandomGenerator random) {
        long score = random.nextInt(10);
        long subscore = random.nextInt(3);
        Score old = model.get(owner);
        LeaderboardRecord written =
                world.leaderboards.write(board, owner, "u", score, subscore, "", operator);
        long nextScore =
                apply(
                        operator,
                        board.sortOrder(),
                        old == null,
                        old == null ? 0 : old.score(),
                        score);
        long nextSubscore =
                apply(
                        operator,
                        board.sortOrder(),
                        old == null,
                        old == null ? 0 : old.subscore(),
                        subscore);
        Score next =
                old != null && nextScore == old.score() && nextSubscore == old.subscore()
                        ? old
                        : new Score(nextScore, nextSubscore, old == null ? 1 : old.count() + 1);
        model.put(owner, next);
        assertThat(new Score(written.getScore(), written.getSubscore(), written.getNumScore()))
                .as("%s of %d/%d on %s", operator, score, subscore, old)
                .isEqualTo(next);
    }

    private static long apply(
            Operator operator, SortOrder order, boolean isFirst, long old, long given) {
        return switch (operator) {
            case SET -> given;
            case INCREMENT -> old + given;
            case DECREMENT -> Math.max(0, old - given);
            case BEST ->
                    isFirst
                            ? given
                            : order == SortOrder.ASCENDING
                                    ? Math.min(old, given)
                                    : Math.max(old, given);
        };
    }

    private static void compare(
            BoardWorld world, Board board, Map<UUID, Score> model, RandomGenerator random) {
        Comparator<Map.Entry<UUID, Score>> order =
                Comparator.<Map.Entry<UUID, Score>>comparingLong(e -> e.getValue().score())
                        .thenComparingLong(e -> e.getValue().subscore())
                        .thenComparing(Map.Entry::getKey);
        List<Map.Entry<UUID, Score>> sorted = new ArrayList<>(model.entrySet());
        sorted.sort(board.sortOrder() == SortOrder.ASCENDING ? order : order.reversed());
        int limit = random.nextInt(1, 15);
        List<LeaderboardRecord> top =
                world.leaderboards.list(board, 0, List.of(), limit, "").getRecordsList();
        assertThat(top).hasSize(Math.min(limit, sorted.size()));
        for (int i = 0; i < top.size(); i++) {
            assertThat(UUID.fromString(top.get(i).getOwnerId())).isEqualTo(sorted.get(i).getKey());
            assertThat(top.get(i).getScore()).isEqualTo(sorted.get(i).getValue().score());
            assertThat(top.get(i).getNumScore()).isEqualTo(sorted.get(i).getValue().count());
            assertThat(top.get(i).getRank()).isEqualTo(i + 1);
        }
    }
}
