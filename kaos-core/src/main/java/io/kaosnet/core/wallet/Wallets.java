package io.kaosnet.core.wallet;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Balances of users. Blocks; safe from any virtual thread.
public final class Wallets {
    private static final int MAX_LIMIT = 100;

    /// How long the key of an operation is known: 30 days.
    private static final long KEY_LIFE_MICROS = 30L * 86_400 * 1_000_000;

    private static final UUID LAST_ID = new UUID(-1L, -1L);

    private final Database database;
    private final Set<String> mayBeNegative;
    private final Clock clock;

    public Wallets(Database database, Clock clock) {
        this(database, Set.of(), clock);
    }

    /// @param mayBeNegative currencies whose balances may fall below zero; `*` for all
    public Wallets(Database database, Collection<String> mayBeNegative, Clock clock) {
        this.database = database;
        this.mayBeNegative = Set.copyOf(mayBeNegative);
        this.clock = clock;
    }

    /// Balances before and after a change. Immutable.
    public record Result(UUID userId, Map<String, Long> previous, Map<String, Long> updated) {}

    /// One line of the ledger. Immutable.
    ///
    /// @param metadata a JSON object
    public record LedgerItem(
            UUID id,
            UUID userId,
            Map<String, Long> changes,
            String metadata,
            long createMicros,
            long updateMicros) {}

    /// A page of the ledger, newest first.
    ///
    /// @param cursor where the next page begins; empty at the end
    public record LedgerPage(List<LedgerItem> items, String cursor) {}

    /// Changes the balances of many users: all or none. Changes of one user apply in their order.
    ///
    /// @param updatesLedger whether each change leaves a line in the ledger
    /// @return one result for each change, in the order given
    /// @throws ApiException `NOT_FOUND` for a user that does not exist, `FAILED_PRECONDITION` when
    /// a
    ///     balance would fall below zero, `OUT_OF_RANGE` when it would not fit 64 bits
    public List<Result> update(List<WalletChange> changes, boolean updatesLedger) {
        return changes.isEmpty()
                ? List.of()
                : database.write(tx -> update(tx, changes, updatesLedger, clock.nowMs() * 1000));
    }

    /// The same, made once however often it is asked for: by this key, for as long as it is kept,
    /// the answer is that of the first time.
    ///
    /// @param key 1 to 128 characters, of one operation only; empty for none
    /// @throws ApiException `FAILED_PRECONDITION` also when the key stands for other changes
    public List<Result> update(List<WalletChange> changes, boolean updatesLedger, String key) {
        if (key.isEmpty()) {
            return update(changes, updatesLedger);
        }
        int chars = key.codePointCount(0, key.length());
        if (chars > Operations.MAX_KEY_CHARS || key.indexOf('\0') >= 0) {
            throw ApiException.invalidArgument(
                    "operation key: " + chars + " characters (expected: at most 128)");
        }
        return database.write(
                tx -> {
                    long nowMicros = clock.nowMs() * 1000;
                    List<Result> before =
                            Operations.take(tx, key, changes, updatesLedger, nowMicros);
                    if (before != null) {
                        return before;
                    }
                    List<Result> results = update(tx, changes, updatesLedger, nowMicros);
                    Operations.keep(tx, key, changes, updatesLedger, results);
                    return results;
                });
    }

    /// Forgets the keys of operations that were made long ago.
    ///
    /// @return how many
    public int sweep() {
        long beforeMicros = clock.nowMs() * 1000 - KEY_LIFE_MICROS;
        return database.write(
                tx ->
                        tx.sql("DELETE FROM wallet_operation WHERE create_time < ?")
                                .bind(beforeMicros)
                                .update());
    }

    private List<Result> update(
            Tx tx, List<WalletChange> changes, boolean updatesLedger, long nowMicros) {
        Map<UUID, Map<String, Long>> balances = new HashMap<>();
        // One order for all callers, so that two batches cannot wait for each other.
        changes.stream()
                .map(WalletChange::userId)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .forEach(userId -> balances.put(userId, load(tx, userId)));
        List<Result> results = new ArrayList<>(changes.size());
        for (WalletChange change : changes) {
            Map<String, Long> wallet = balances.getOrDefault(change.userId(), new TreeMap<>());
            Map<String, Long> previous = new TreeMap<>(wallet);
            apply(wallet, change);
            results.add(new Result(change.userId(), previous, new TreeMap<>(wallet)));
            if (updatesLedger) {
                addToLedger(tx, change, nowMicros);
            }
        }
        balances.forEach(
                (userId, wallet) ->
                        tx.sql("UPDATE users SET wallet = {json}, update_time = ? WHERE id = ?")
                                .bind(Balances.toJson(wallet))
                                .bind(nowMicros)
                                .bind(userId)
                                .update());
        return results;
    }

    private static Map<String, Long> load(Tx tx, UUID userId) {
        String wallet =
                tx.sql("SELECT wallet FROM users WHERE id = ? {for-update}")
                        .bind(userId)
                        .one(row -> row.text(1));
        if (wallet == null) {
            throw ApiException.notFound("user " + userId + " not found");
        }
        return Balances.parse(wallet);
    }

    private void apply(Map<String, Long> wallet, WalletChange change) {
        change.changes()
                .forEach(
                        (currency, amount) -> {
                            long before = wallet.getOrDefault(currency, 0L);
                            long after;
                            try {
                                after = Math.addExact(before, amount);
                            } catch (ArithmeticException _) {
                                throw new ApiException(
                                        Code.OUT_OF_RANGE, currency + ": does not fit 64 bits");
                            }
                            if (after < 0 && amount < 0 && !mayBeNegative(currency)) {
                                throw new ApiException(
                                        Code.FAILED_PRECONDITION,
                                        currency
                                                + ": "
                                                + before
                                                + " is less than the "
                                                + -amount
                                                + " to take away");
                            }
                            wallet.put(currency, after);
                        });
    }

    private boolean mayBeNegative(String currency) {
        return mayBeNegative.contains(currency) || mayBeNegative.contains("*");
    }

    private static void addToLedger(Tx tx, WalletChange change, long nowMicros) {
        tx.sql(
                        "INSERT INTO wallet_ledger (id, user_id, changeset, metadata, create_time,"
                                + " update_time) VALUES (?, ?, {json}, {json}, ?, ?)")
                .bind(UUID.randomUUID())
                .bind(change.userId())
                .bind(Balances.toJson(new TreeMap<>(change.changes())))
                .bind(change.metadata())
                .bind(nowMicros)
                .bind(nowMicros)
                .update();
    }

    /// A page of a user's ledger, newest first.
    ///
    /// @param limit 1..100
    /// @param cursor where the last page ended; empty for the first
    public LedgerPage ledger(UUID userId, int limit, String cursor) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.invalidArgument("limit: " + limit + " (expected: 1..100)");
        }
        String listing = "ledger/" + userId;
        long beforeMicros = Long.MAX_VALUE;
        UUID beforeId = LAST_ID;
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            beforeMicros = reader.number();
            beforeId = reader.id();
        }
        long micros = beforeMicros;
        UUID id = beforeId;
        List<LedgerItem> items =
                database.read(
                        tx ->
                                tx.sql(
                                                "SELECT id, changeset, metadata, create_time,"
                                                        + " update_time FROM wallet_ledger WHERE"
                                                        + " user_id = ? AND (create_time, id) < (?,"
                                                        + " ?) ORDER BY create_time DESC, id DESC"
                                                        + " LIMIT ?")
                                        .bind(userId)
                                        .bind(micros)
                                        .bind(id)
                                        .bind(limit + 1)
                                        .list(
                                                row ->
                                                        new LedgerItem(
                                                                row.uuid(1),
                                                                userId,
                                                                Balances.parse(row.text(2)),
                                                                row.text(3),
                                                                row.integer(4),
                                                                row.integer(5))));
        if (items.size() <= limit) {
            return new LedgerPage(items, "");
        }
        LedgerItem last = items.get(limit - 1);
        String next =
                new Cursor.Writer(listing).number(last.createMicros()).id(last.id()).toString();
        return new LedgerPage(items.subList(0, limit), next);
    }

    /// Replaces the metadata of a line.
    ///
    /// @throws ApiException `NOT_FOUND`
    public void updateLedger(UUID itemId, String metadata) {
        int updated =
                database.write(
                        tx ->
                                tx.sql(
                                                "UPDATE wallet_ledger SET metadata = {json},"
                                                        + " update_time = ? WHERE id = ?")
                                        .bind(metadata)
                                        .bind(clock.nowMs() * 1000)
                                        .bind(itemId)
                                        .update());
        if (updated == 0) {
            throw ApiException.notFound("ledger item " + itemId + " not found");
        }
    }
}
