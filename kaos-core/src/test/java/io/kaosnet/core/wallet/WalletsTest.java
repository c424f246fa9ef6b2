package io.kaosnet.core.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.clock.HandClock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

final class WalletsTest {
    private static UUID user(Database database, String name) {
        UUID id = UUID.randomUUID();
        database.write(
                tx ->
                        tx.sql(
                                        "INSERT INTO users (id, username, create_time, update_time)"
                                                + " VALUES (?, ?, 0, 0)")
                                .bind(id)
                                .bind(name)
                                .update());
        return id;
    }

    private static WalletChange change(UUID user, String currency, long amount) {
        return new WalletChange(user, Map.of(currency, amount), "{}");
    }

    private static void refused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @OnEveryDatabase
    void changesAddUpAndLeaveALedger(Database database) {
        var wallets = new Wallets(database, Clock.SYSTEM);
        UUID ann = user(database, "ann");
        wallets.update(List.of(change(ann, "gold", 10), change(ann, "gems", 2)), true);
        List<Wallets.Result> results = wallets.update(List.of(change(ann, "gold", -4)), true);
        assertThat(results.getFirst().previous()).isEqualTo(Map.of("gold", 10L, "gems", 2L));
        assertThat(results.getFirst().updated()).isEqualTo(Map.of("gold", 6L, "gems", 2L));
        List<Wallets.LedgerItem> ledger = ledger(wallets, ann);
        assertThat(ledger).hasSize(3);
        wallets.updateLedger(ledger.getFirst().id(), "{\"why\":\"gift\"}");
        assertThat(wallets.ledger(ann, 1, "").items().getFirst().metadata()).contains("gift");
    }

    @OnEveryDatabase
    void anOperationWithAKeyIsMadeOnce(Database database) throws Exception {
        var wallets = new Wallets(database, Clock.SYSTEM);
        UUID ann = user(database, "ann");
        List<WalletChange> changes = List.of(change(ann, "gold", 10));
        List<Future<List<Wallets.Result>>> answers = new ArrayList<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(callers.submit(() -> wallets.update(changes, true, "order-1")));
            }
        }
        for (Future<List<Wallets.Result>> answer : answers) {
            assertThat(answer.get())
                    .containsExactly(new Wallets.Result(ann, Map.of(), Map.of("gold", 10L)));
        }
        assertThat(ledger(wallets, ann)).hasSize(1);
        refused(
                Code.FAILED_PRECONDITION,
                () -> wallets.update(List.of(change(ann, "gold", 11)), true, "order-1"));
        refused(Code.INVALID_ARGUMENT, () -> wallets.update(changes, true, "k".repeat(129)));
        // One that is refused may be sent again.
        List<WalletChange> spending = List.of(change(ann, "gold", -15));
        refused(Code.FAILED_PRECONDITION, () -> wallets.update(spending, true, "order-2"));
        wallets.update(changes, true, "order-3");
        assertThat(wallets.update(spending, true, "order-2").getFirst().updated())
                .isEqualTo(Map.of("gold", 5L));
    }

    @OnEveryDatabase
    void keysOfLongAgoAreForgotten(Database database) {
        HandClock clock = new HandClock();
        var wallets = new Wallets(database, clock);
        UUID ann = user(database, "ann");
        wallets.update(List.of(change(ann, "gold", 10)), true, "order-1");
        assertThat(wallets.sweep()).isZero();
        clock.passSec(31 * 86_400);
        assertThat(wallets.sweep()).isOne();
    }

    @OnEveryDatabase
    void onlyCurrenciesThatMayFallBelowZero(Database database) {
        var wallets = new Wallets(database, List.of("karma"), Clock.SYSTEM);
        UUID ann = user(database, "ann");
        assertThat(wallets.update(List.of(change(ann, "karma", -3)), true).getFirst().updated())
                .isEqualTo(Map.of("karma", -3L));
        refused(
                Code.FAILED_PRECONDITION,
                () -> wallets.update(List.of(change(ann, "gold", -1)), true));
    }

    private static List<Wallets.LedgerItem> ledger(Wallets wallets, UUID user) {
        List<Wallets.LedgerItem> all = new ArrayList<>();
        String cursor = "";
        do {
            Wallets.LedgerPage page = wallets.ledger(user, 2, cursor);
            all.addAll(page.items());
            cursor = page.cursor();
        } while (!cursor.isEmpty());
        assertThat(all).doesNotHaveDuplicates();
        return all;
    }

    @OnEveryDatabase
    void aBatchThatWouldOverdrawChangesNobody(Database database) {
        var wallets = new Wallets(database, Clock.SYSTEM);
        UUID ann = user(database, "ann");
        UUID bob = user(database, "bob");
        wallets.update(List.of(change(ann, "gold", 5)), true);
        refused(
                Code.FAILED_PRECONDITION,
                () ->
                        wallets.update(
                                List.of(change(bob, "gold", 6), change(ann, "gold", -6)), true));
        refused(
                Code.NOT_FOUND,
                () ->
                        wallets.update(
                                List.of(change(bob, "gold", 1), change(UUID.randomUUID(), "x", 1)),
                                true));
        refused(
                Code.OUT_OF_RANGE,
                () -> wallets.update(List.of(change(ann, "gold", Long.MAX_VALUE)), true));
        assertThat(ledger(wallets, bob)).isEmpty();
        assertThat(ledger(wallets, ann)).hasSize(1);
        assertThat(wallets.update(List.of(change(ann, "gold", -5)), false).getFirst().updated())
                .isEqualTo(Map.of("gold", 0L));
    }

    /// Transfers to and fro keep the sum, and every balance is what its ledger says.
    @OnEveryDatabase
    void concurrentTransfersKeepTheSum(Database database) throws Exception {
        var wallets = new Wallets(database, Clock.SYSTEM);
        UUID ann = user(database, "ann");
        UUID bob = user(database, "bob");
        wallets.update(List.of(change(ann, "gold", 100), change(bob, "gold", 100)), true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                UUID from = i % 2 == 0 ? ann : bob;
                UUID to = i % 2 == 0 ? bob : ann;
                int amount = 1 + i % 7;
                futures.add(
                        threads.submit(
                                () ->
                                        wallets.update(
                                                List.of(
                                                        change(from, "gold", -amount),
                                                        change(to, "gold", amount)),
                                                true)));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
        long sum = 0;
        for (UUID user : List.of(ann, bob)) {
            long balance =
                    wallets.update(List.of(change(user, "gold", 0)), false)
                            .getFirst()
                            .updated()
                            .getOrDefault("gold", -1L);
            long ledger =
                    ledger(wallets, user).stream()
                            .mapToLong(item -> item.changes().getOrDefault("gold", 0L))
                            .sum();
            assertThat(balance).isEqualTo(ledger);
            sum += balance;
        }
        assertThat(sum).isEqualTo(200);
    }
}
