package io.kaosnet.core.crash;

import static io.kaosnet.core.crash.MixedWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.api.StorageObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Knows every write of the load and whether it was acknowledged, and compares the database with
/// that: nothing lost, nothing twice, nothing by halves. Safe from any thread.
///
/// A write that was neither acknowledged nor refused may have happened or not.
final class MixedCheck implements Journal {
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int READ_COUNT = 100;
    private static final Pattern OP = Pattern.compile("\"op\": ?\"([^\"]*)\"");

    private enum State {
        UNKNOWN,
        DONE,
        REFUSED
    }

    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, State> states = new HashMap<>();

    /// The steps of a kind by what they change first; leaving is with joining.
    private final Map<Step.Kind, Map<Integer, List<Step>>> byFirst = new EnumMap<>(Step.Kind.class);

    private int doneCount;

    @Override
    public synchronized void onBegin(Step step) {
        steps.put(step.id(), step);
        states.put(step.id(), State.UNKNOWN);
        byFirst.computeIfAbsent(listed(step.kind()), _ -> new HashMap<>())
                .computeIfAbsent(step.first(), _ -> new ArrayList<>())
                .add(step);
    }

    private static Step.Kind listed(Step.Kind kind) {
        return kind == Step.Kind.LEAVE ? Step.Kind.JOIN : kind;
    }

    private List<Step> of(Step.Kind kind, int first) {
        return byFirst.getOrDefault(kind, Map.of()).getOrDefault(first, List.of());
    }

    @Override
    public void onDone(Step step) {
        onDone(step.id());
    }

    @Override
    public void onRefused(Step step) {
        onRefused(step.id());
    }

    private synchronized void onDone(String id) {
        states.put(id, State.DONE);
        doneCount++;
    }

    private synchronized void onRefused(String id) {
        states.put(id, State.REFUSED);
    }

    /// Takes a line of the load's process; one that the kill cut short says nothing.
    void onLine(String line) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("?") && words.length == 6) {
            onBegin(Step.parse(words, 1));
        } else if (words[0].equals("!") && words.length == 3) {
            onDone(words[1]);
        } else if (words[0].equals("x") && words.length == 3) {
            onRefused(words[1]);
        }
    }

    synchronized int doneCount() {
        return doneCount;
    }

    /// How many of each kind were acknowledged.
    synchronized Map<Step.Kind, Integer> doneByKind() {
        Map<Step.Kind, Integer> counts = new TreeMap<>();
        for (Step step : steps.values()) {
            if (state(step) == State.DONE) {
                counts.merge(step.kind(), 1, Integer::sum);
            }
        }
        return counts;
    }

    private State state(Step step) {
        return states.getOrDefault(step.id(), State.UNKNOWN);
    }

    private List<Step> of(Step.Kind kind) {
        return steps.values().stream().filter(step -> step.kind() == kind).toList();
    }

    static long number(String text) {
        Matcher matcher = NUMBER.matcher(text);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group());
    }

    private static String op(String text) {
        Matcher matcher = OP.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    /// Compares everything. Nothing may be under way.
    synchronized void check(MixedWorld world) {
        checkCounters(world);
        checkPairs(world);
        checkWallets(world);
        checkScores(world);
        checkGroups(world);
    }

    /// Each value was written once, over the one before it.
    private void checkCounters(MixedWorld world) {
        Map<Integer, Map<Long, Integer>> done = new HashMap<>();
        Map<Integer, List<Long>> unknown = new HashMap<>();
        for (Step step : of(Step.Kind.COUNT)) {
            if (state(step) == State.DONE) {
                done.computeIfAbsent(step.first(), _ -> new HashMap<>())
                        .merge(step.amount(), 1, Integer::sum);
            } else if (state(step) == State.UNKNOWN) {
                unknown.computeIfAbsent(step.first(), _ -> new ArrayList<>()).add(step.amount());
            }
        }
        for (int counter = 0; counter < MixedWorld.COUNTER_COUNT; counter++) {
            List<StorageObject> found =
                    world.storage.read(
                            List.of(new StorageId("counters", "c" + counter, Storage.SYSTEM)));
            long last = found.isEmpty() ? 0 : number(found.getFirst().getValue());
            Map<Long, Integer> values = done.getOrDefault(counter, Map.of());
            List<Long> perhaps = unknown.getOrDefault(counter, List.of());
            for (long value = 1; value <= last; value++) {
                int times = values.getOrDefault(value, 0);
                assertThat(times == 1 || (times == 0 && perhaps.contains(value)))
                        .as(
                                "value %d of counter %d was acknowledged %d times",
                                value, counter, times)
                        .isTrue();
            }
            assertThat(values.keySet()).allMatch(value -> value <= last);
        }
    }

    private void checkPairs(MixedWorld world) {
        for (int i = 0; i < MixedWorld.USER_COUNT; i++) {
            String left = pair(world, "left", i);
            assertThat(pair(world, "right", i)).isEqualTo(left);
            assertThat(possible(of(Step.Kind.PAIR, i)))
                    .extracting(step -> step == null ? "" : step.id())
                    .contains(left);
        }
    }

    private static String pair(MixedWorld world, String key, int number) {
        List<StorageObject> found =
                world.storage.read(List.of(new StorageId("pairs", key, user(number))));
        return found.isEmpty() ? "" : op(found.getFirst().getValue());
    }

    /// Which of the steps, that came one after the other, may be the last one that happened: the
    /// last that was acknowledged (null: none), and those behind it of which nothing is known.
    private List<@Nullable Step> possible(List<Step> inOrder) {
        List<@Nullable Step> possible = new ArrayList<>();
        possible.add(null);
        for (Step step : inOrder) {
            if (state(step) != State.REFUSED) {
                if (state(step) == State.DONE) {
                    possible.clear();
                }
                possible.add(step);
            }
        }
        return possible;
    }

    private void checkWallets(MixedWorld world) {
        Map<String, Map<Integer, Map<String, Long>>> lines = new HashMap<>();
        long coins = 0;
        for (int i = 0; i < MixedWorld.USER_COUNT; i++) {
            Map<String, Long> sums = new TreeMap<>();
            String cursor = "";
            do {
                Wallets.LedgerPage page = world.wallets.ledger(user(i), 100, cursor);
                for (Wallets.LedgerItem item : page.items()) {
                    Map<Integer, Map<String, Long>> ofOp =
                            lines.computeIfAbsent(op(item.metadata()), _ -> new HashMap<>());
                    assertThat(ofOp.put(i, item.changes()) == null || ofOp.equals(Map.of()))
                            .as("line of %s twice", item.metadata())
                            .isTrue();
                    item.changes().forEach((currency, n) -> sums.merge(currency, n, Long::sum));
                }
                cursor = page.cursor();
            } while (!cursor.isEmpty());
            Map<String, Long> balances = balances(world, user(i));
            assertThat(balances).isEqualTo(sums);
            assertThat(balances.values()).allMatch(balance -> balance >= 0);
            coins += balances.getOrDefault("coins", 0L);
        }
        assertThat(coins).isEqualTo(MixedWorld.USER_COUNT * MixedWorld.COINS);
        assertThat(lines.remove("grant")).hasSize(MixedWorld.USER_COUNT);
        for (Step step : of(Step.Kind.TRANSFER)) {
            checkHappened(
                    step,
                    lines.remove(step.id()),
                    Map.of(
                            step.first(), Map.of("coins", -step.amount()),
                            step.second(), Map.of("coins", step.amount())));
        }
        List<Step> receipts = of(Step.Kind.RECEIPT);
        Set<String> objects = objects(world, receipts);
        for (Step step : receipts) {
            Map<Integer, Map<String, Long>> ledger = lines.remove(step.id());
            checkHappened(step, ledger, Map.of(step.first(), Map.of("gems", step.amount())));
            assertThat(objects.contains(step.id()))
                    .as("object of %s", step)
                    .isEqualTo(ledger != null);
        }
        assertThat(lines).isEmpty();
    }

    /// The ids of those receipts that there is an object of.
    private static Set<String> objects(MixedWorld world, List<Step> receipts) {
        Set<String> found = new HashSet<>();
        for (int from = 0; from < receipts.size(); from += READ_COUNT) {
            List<Step> some = receipts.subList(from, Math.min(from + READ_COUNT, receipts.size()));
            world.storage
                    .read(
                            some.stream()
                                    .map(
                                            step ->
                                                    new StorageId(
                                                            "receipts",
                                                            step.id(),
                                                            user(step.first())))
                                    .toList())
                    .forEach(object -> found.add(object.getKey()));
        }
        return found;
    }

    private void checkHappened(Step step, @Nullable Object found, Object whole) {
        if (state(step) == State.DONE) {
            assertThat(found).as("lost: %s", step).isEqualTo(whole);
        } else if (state(step) == State.REFUSED) {
            assertThat(found).as("refused: %s", step).isNull();
        } else if (found != null) {
            assertThat(found).as("by halves: %s", step).isEqualTo(whole);
        }
    }

    private static Map<String, Long> balances(MixedWorld world, UUID user) {
        String wallet =
                world.database.read(
                        tx ->
                                tx.sql("SELECT wallet FROM users WHERE id = ?")
                                        .bind(user)
                                        .one(row -> row.text(1)));
        Map<String, Long> balances = new TreeMap<>();
        Matcher matcher = Pattern.compile("\"(\\w+)\": ?(-?\\d+)").matcher(String.valueOf(wallet));
        while (matcher.find()) {
            balances.put(matcher.group(1), Long.parseLong(matcher.group(2)));
        }
        return balances;
    }

    private void checkScores(MixedWorld world) {
        List<UUID> order = new ArrayList<>();
        Map<UUID, long[]> rows = new HashMap<>();
        world.database.read(
                tx -> {
                    tx.sql(
                                    "SELECT owner_id, score, num_score FROM leaderboard_record WHERE"
                                            + " leaderboard_id = 'mixed' ORDER BY score DESC,"
                                            + " subscore DESC, owner_id DESC")
                            .each(
                                    row -> {
                                        order.add(row.uuid(1));
                                        rows.put(
                                                row.uuid(1),
                                                new long[] {row.integer(2), row.integer(3)});
                                    });
                    return true;
                });
        for (int i = 0; i < MixedWorld.USER_COUNT; i++) {
            long[] row = rows.getOrDefault(user(i), new long[2]);
            long score = row[0];
            long count = row[1];
            List<Long> unknown = new ArrayList<>();
            for (Step step : of(Step.Kind.SCORE, i)) {
                if (state(step) == State.DONE) {
                    score -= step.amount();
                    count--;
                } else if (state(step) == State.UNKNOWN) {
                    unknown.add(step.amount());
                }
            }
            assertThat(canSum(unknown, 0, score, count))
                    .as("user %d: %d points in %d writes unaccounted for", i, score, count)
                    .isTrue();
        }
        checkRanks(world, order);
    }

    /// Whether some of the amounts make this sum, so many of them.
    private static boolean canSum(List<Long> amounts, int from, long sum, long count) {
        if (sum == 0 && count == 0) {
            return true;
        }
        if (from == amounts.size() || sum < 0 || count <= 0) {
            return false;
        }
        return canSum(amounts, from + 1, sum - amounts.get(from), count - 1)
                || canSum(amounts, from + 1, sum, count);
    }

    private static void checkRanks(MixedWorld world, List<UUID> order) {
        List<UUID> listed = new ArrayList<>();
        String cursor = "";
        do {
            LeaderboardRecordList page =
                    world.leaderboards.list(world.board, 0, List.of(), 7, cursor);
            for (LeaderboardRecord record : page.getRecordsList()) {
                listed.add(UUID.fromString(record.getOwnerId()));
                assertThat(record.getRank()).isEqualTo(listed.size());
            }
            cursor = page.getNextCursor();
        } while (!cursor.isEmpty());
        assertThat(listed).isEqualTo(order);
        List<LeaderboardRecord> ranked =
                world.leaderboards.list(world.board, 0, order, 0, "").getOwnerRecordsList();
        assertThat(ranked)
                .extracting(record -> UUID.fromString(record.getOwnerId()))
                .isEqualTo(order);
        for (int i = 0; i < ranked.size(); i++) {
            assertThat(ranked.get(i).getRank()).isEqualTo(i + 1);
        }
    }

    private void checkGroups(MixedWorld world) {
        for (int group = 0; group < MixedWorld.GROUP_COUNT; group++) {
            UUID id = world.groupIds.get(group);
            List<UUID> members =
                    world.database.<List<UUID>>read(
                            tx ->
                                    tx.sql(
                                                    "SELECT user_id FROM group_edge WHERE group_id"
                                                            + " = ? AND state <= 2")
                                            .bind(id)
                                            .list(row -> row.uuid(1)));
            Long count =
                    world.database.read(
                            tx ->
                                    tx.sql("SELECT edge_count FROM groups WHERE id = ?")
                                            .bind(id)
                                            .one(row -> row.integer(1)));
            assertThat(count).isEqualTo(members.size());
            assertThat(members)
                    .doesNotHaveDuplicates()
                    .hasSizeLessThanOrEqualTo(MixedWorld.GROUP_CAPACITY);
            checkMembers(group, members);
        }
    }

    private void checkMembers(int group, List<UUID> members) {
        for (int i = 0; i < MixedWorld.USER_COUNT; i++) {
            boolean mayBeIn = false;
            boolean mayBeOut = true;
            for (Step step : of(Step.Kind.JOIN, i)) {
                boolean isJoin = step.kind() == Step.Kind.JOIN;
                boolean isMeant = step.second() == group;
                if (isMeant && state(step) == State.DONE) {
                    mayBeIn = isJoin;
                    mayBeOut = !isJoin;
                } else if (isMeant && state(step) == State.UNKNOWN) {
                    mayBeIn |= isJoin;
                    mayBeOut |= !isJoin;
                }
            }
            assertThat(members.contains(user(i)) ? mayBeIn : mayBeOut)
                    .as("user %d in group %d", i, group)
                    .isTrue();
        }
    }
}
