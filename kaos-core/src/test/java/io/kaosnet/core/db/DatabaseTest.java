package io.kaosnet.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DatabaseTest {
    private static final String INSERT =
            "INSERT INTO users (id, username, email, metadata, password, create_time, update_time)"
                    + " VALUES (?, ?, ?, {json}, ?, ?, ?)";

    private static UUID insert(Tx tx, String username, @Nullable String email) {
        UUID id = UUID.randomUUID();
        int changed =
                tx.sql(INSERT)
                        .bind(id)
                        .bind(username)
                        .bind(email)
                        .bind("{\"a\": 1}")
                        .bind(new byte[] {1, 2})
                        .bind(5)
                        .bind(6)
                        .update();
        assertThat(changed).isEqualTo(1);
        return id;
    }

    private static @Nullable UUID find(Database database, String username) {
        return database.read(
                tx ->
                        tx.sql("SELECT id FROM users WHERE username = ?")
                                .bind(username)
                                .one(row -> row.uuid(1)));
    }

    @OnEveryDatabase
    void whatIsWrittenIsReadBackInEveryType(Database database) {
        UUID id = database.write(tx -> insert(tx, "ann", null));
        List<String> seen =
                database.read(
                        tx ->
                                tx.sql(
                                                "SELECT id, email, metadata, password, create_time"
                                                        + " FROM users WHERE id = ?")
                                        .bind(id)
                                        .list(
                                                row -> {
                                                    assertThat(row.uuid(1)).isEqualTo(id);
                                                    assertThat(row.textOrNull(2)).isNull();
                                                    assertThat(row.isNull(2)).isTrue();
                                                    assertThat(row.bytesOrNull(4))
                                                            .containsExactly(1, 2);
                                                    assertThat(row.integer(5)).isEqualTo(5);
                                                    return row.text(3);
                                                }));
        assertThat(seen).containsExactly("{\"a\": 1}");
    }

    @OnEveryDatabase
    void listsOfValuesBindAsOneParameter(Database database) {
        UUID ann = database.write(tx -> insert(tx, "ann \"quoted\"", null));
        UUID bob = database.write(tx -> insert(tx, "bob", null));
        assertThat(
                        database.<List<UUID>>read(
                                tx ->
                                        tx.sql("SELECT id FROM users WHERE id {in-uuid}")
                                                .bindUuids(List.of(ann, bob, UUID.randomUUID()))
                                                .list(row -> row.uuid(1))))
                .containsExactlyInAnyOrder(ann, bob);
        assertThat(
                        database.<List<UUID>>read(
                                tx ->
                                        tx.sql("SELECT id FROM users WHERE username {in-text}")
                                                .bindTexts(List.of("ann \"quoted\"", "cid"))
                                                .list(row -> row.uuid(1))))
                .containsExactly(ann);
        assertThat(
                        database.<List<UUID>>read(
                                tx ->
                                        tx.sql(
                                                        "SELECT id FROM users WHERE create_time"
                                                                + " {in-long} AND username = ?")
                                                .bindLongs(List.of(5L, 7L))
                                                .bind("bob")
                                                .list(row -> row.uuid(1))))
                .containsExactly(bob);
    }

    @OnEveryDatabase
    void operationThatThrowsChangesNothing(Database database) {
        assertThatThrownBy(
                        () ->
                                database.write(
                                        tx -> {
                                            insert(tx, "ann", null);
                                            throw ApiException.notFound("no");
                                        }))
                .isInstanceOf(ApiException.class)
                .hasMessage("no");
        assertThat(find(database, "ann")).isNull();
    }

    @OnEveryDatabase
    void brokenRuleOfTheSchemaIsTold(Database database) {
        database.write(tx -> insert(tx, "ann", "ann@example.com"));
        assertThatThrownBy(() -> database.write(tx -> insert(tx, "bob", "ann@example.com")))
                .isInstanceOfSatisfying(
                        ConstraintException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(ConstraintException.Kind.UNIQUE);
                            assertThat(e.isAbout("users", "email")).isTrue();
                            assertThat(e.isAbout("users", "username")).isFalse();
                        });
        assertThat(find(database, "bob")).isNull();
    }

    @OnEveryDatabase
    void nestedPartFailsWithoutTheRest(Database database) {
        database.write(
                tx -> {
                    UUID ann = insert(tx, "ann", null);
                    assertThatThrownBy(() -> tx.nested(inner -> insert(inner, "ann", null)))
                            .isInstanceOf(ConstraintException.class);
                    // An inner write is part of the outer one, and an inner read sees it.
                    database.write(inner -> insert(inner, "bob", null));
                    assertThat(find(database, "bob")).isNotNull();
                    return ann;
                });
        assertThat(find(database, "ann")).isNotNull();
        assertThat(find(database, "bob")).isNotNull();
    }

    @OnEveryDatabase
    void readCannotWrite(Database database) {
        assertThatThrownBy(() -> database.read(tx -> insert(tx, "ann", null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a read changes rows");
        assertThat(find(database, "ann")).isNull();
    }

    @OnEveryDatabase
    void statementThatIsWrongIsOurMistakeAndLeavesTheDatabaseUsable(Database database) {
        assertThatThrownBy(() -> database.write(tx -> tx.sql("UPDATE nothing SET x = 1").update()))
                .isInstanceOf(IllegalStateException.class);
        database.write(tx -> insert(tx, "ann", null));
        assertThat(find(database, "ann")).isNotNull();
    }

    @OnEveryDatabase
    void snapshotSeesOneState(Database database) {
        database.write(tx -> insert(tx, "ann", null));
        long count =
                database.snapshot(
                        tx -> {
                            long first = count(tx);
                            assertThat(count(tx)).isEqualTo(first);
                            return first;
                        });
        assertThat(count).isEqualTo(2);
        // The connection is back in its usual mode.
        database.write(tx -> insert(tx, "bob", null));
    }

    private static long count(Tx tx) {
        Long count = tx.sql("SELECT count(*) FROM users").one(row -> row.integer(1));
        return count == null ? -1 : count;
    }

    /// The failing operations share transactions with the others.
    @OnEveryDatabase
    void oneFailingOperationDoesNotFailTheOthers(Database database) throws Exception {
        database.write(tx -> insert(tx, "taken", null));
        List<Future<Boolean>> outcomes = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 300; i++) {
                String username = i % 3 == 0 ? "taken" : "user-" + i;
                outcomes.add(
                        executor.submit(
                                () -> {
                                    try {
                                        database.write(tx -> insert(tx, username, null));
                                        return true;
                                    } catch (ConstraintException _) {
                                        return false;
                                    }
                                }));
            }
        }
        for (int i = 0; i < 300; i++) {
            assertThat(outcomes.get(i).get()).isEqualTo(i % 3 != 0);
        }
        assertThat(database.<Long>read(DatabaseTest::count)).isEqualTo(202);
    }

    @OnEveryDatabase
    void rivalsForOneRowAllCount(Database database) throws Exception {
        UUID id = database.write(tx -> insert(tx, "ann", null));
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(
                        () ->
                                database.write(
                                        tx ->
                                                tx.sql(
                                                                "UPDATE users SET edge_count ="
                                                                        + " edge_count + 1 WHERE id"
                                                                        + " = ?")
                                                        .bind(id)
                                                        .update()));
            }
            for (Future<Integer> each : executor.invokeAll(all)) {
                assertThat(each.get()).isEqualTo(1);
            }
        }
        Long edges =
                database.read(
                        tx ->
                                tx.sql("SELECT edge_count FROM users WHERE id = ?")
                                        .bind(id)
                                        .one(row -> row.integer(1)));
        assertThat(edges).isEqualTo(100);
    }

    @Test
    void operationsBeyondTheQueueAreRefusedAndCounted() throws Exception {
        var refused = new AtomicInteger();
        DatabaseConfig plain = DatabaseConfig.of(":memory:", TestDatabases.temporaryDirectory());
        var config =
                new DatabaseConfig(
                        plain.address(),
                        plain.dataDirectory(),
                        1,
                        1,
                        1,
                        plain.waitTimeout(),
                        plain.startTimeout(),
                        plain.connectionLifetime(),
                        true);
        var observer =
                new DatabaseObserver() {
                    @Override
                    public void onRefused() {
                        refused.incrementAndGet();
                    }
                };
        try (Database database = Database.open(config, observer);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            Future<UUID> blocking =
                    executor.submit(
                            () ->
                                    database.write(
                                            tx -> {
                                                started.countDown();
                                                awaitUninterruptibly(goOn);
                                                return insert(tx, "ann", null);
                                            }));
            started.await();
            Future<UUID> queued =
                    executor.submit(() -> database.write(tx -> insert(tx, "bob", null)));
            while (database.queueDepth() == 0) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(() -> database.write(tx -> insert(tx, "cid", null)))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
            assertThat(refused).hasValue(1);
            goOn.countDown();
            assertThat(blocking.get()).isNotNull();
            assertThat(queued.get()).isNotNull();
            assertThat(find(database, "cid")).isNull();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @OnEveryDatabase
    void coalescedOperationsEachGetTheirOwnAnswer(Database database)
            throws InterruptedException, ExecutionException {
        var coalescer =
                new Coalescer<String, String, UUID>(
                        database,
                        1000,
                        username -> username,
                        (tx, usernames) -> {
                            List<UUID> ids = new ArrayList<>();
                            for (String username : usernames) {
                                ids.add(insert(tx, username, null));
                            }
                            return ids;
                        });
        List<Future<UUID>> answers = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                // Every name twice: the second one must fail, and only it.
                String username = "user-" + i / 2;
                answers.add(executor.submit(() -> coalescer.run(username)));
            }
        }
        int failed = 0;
        for (int i = 0; i < 200; i++) {
            try {
                assertThat(answers.get(i).get()).isEqualTo(find(database, "user-" + i / 2));
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(ConstraintException.class);
                failed++;
            }
        }
        assertThat(failed).isEqualTo(100);
    }

    @Test
    void twoBatchesAreUnderWayAtATimeAndNoKeyInBoth() throws Exception {
        int keyCount = 300;
        DatabaseConfig config =
                DatabaseConfig.of(
                        TestDatabases.newPostgresAddress(), TestDatabases.temporaryDirectory());
        try (Database database = Database.open(config, DatabaseObserver.NONE)) {
            Set<Integer> underWay = ConcurrentHashMap.newKeySet();
            var batches = new AtomicInteger();
            var mostBatches = new AtomicInteger();
            var two = new CountDownLatch(2);
            var coalescer =
                    new Coalescer<Integer, Integer, Integer>(
                            database,
                            10_000,
                            number -> number % keyCount,
                            (_, numbers) -> {
                                mostBatches.accumulateAndGet(batches.incrementAndGet(), Math::max);
                                for (int number : numbers) {
                                    assertThat(underWay.add(number % keyCount)).isTrue();
                                }
                                // Until there are two, each batch stays under way.
                                two.countDown();
                                awaitUninterruptibly(two);
                                numbers.forEach(number -> underWay.remove(number % keyCount));
                                batches.decrementAndGet();
                                return numbers;
                            });
            List<Future<Integer>> answers = new ArrayList<>();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 5000; i++) {
                    int number = i;
                    if (i == keyCount) {
                        // The first batch leaves some with keys of their own to the second.
                        awaitUninterruptibly(two);
                    }
                    answers.add(executor.submit(() -> coalescer.run(number)));
                }
            }
            for (int i = 0; i < 5000; i++) {
                assertThat(answers.get(i).get()).isEqualTo(i);
            }
            assertThat(mostBatches).hasValue(2);
        }
    }

    @Test
    void coalescedOperationsAreObservedEach() throws Exception {
        var writes = new AtomicInteger();
        var commits = new AtomicInteger();
        var operations = new AtomicInteger();
        var observer =
                new DatabaseObserver() {
                    @Override
                    public void onWrite(long durationNs) {
                        writes.incrementAndGet();
                    }

                    @Override
                    public void onCommit(int operationCount, long durationNs) {
                        commits.incrementAndGet();
                        operations.addAndGet(operationCount);
                    }
                };
        DatabaseConfig config =
                DatabaseConfig.of(
                        TestDatabases.newPostgresAddress(), TestDatabases.temporaryDirectory());
        try (Database database = Database.open(config, observer)) {
            var first = new CountDownLatch(1);
            var coalescer =
                    new Coalescer<Integer, Integer, Integer>(
                            database,
                            1000,
                            number -> number,
                            (_, numbers) -> {
                                // The rest gathers behind the first batch.
                                awaitUninterruptibly(first);
                                return numbers;
                            });
            List<Future<Integer>> answers = new ArrayList<>();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 50; i++) {
                    int number = i;
                    answers.add(executor.submit(() -> coalescer.run(number)));
                }
                first.countDown();
            }
            for (int i = 0; i < 50; i++) {
                assertThat(answers.get(i).get()).isEqualTo(i);
            }
            assertThat(writes).hasValue(50);
            assertThat(operations).hasValue(50);
            assertThat(commits.get()).isBetween(1, 50);
        }
    }

    private static final String INSERT_USERS =
            "INSERT INTO users (id, username, create_time, update_time)"
                    + " SELECT unnest(?::uuid[]), unnest(?::text[]), 1, 1";

    /// Inserts the users whose names are long.
    private static Coalescer.Single<String, String> longNames() {
        return new Coalescer.Single<>() {
            @Override
            public boolean mayRun(List<String> names) {
                return names.stream().anyMatch(name -> name.length() > 2);
            }

            @Override
            public List<@Nullable String> run(Tx tx, List<String> names) {
                String[] some =
                        names.stream().filter(name -> name.length() > 2).toArray(String[]::new);
                UUID[] ids = Stream.of(some).map(_ -> UUID.randomUUID()).toArray(UUID[]::new);
                tx.sql(INSERT_USERS).bindColumn(ids).bindColumn(some).update();
                List<@Nullable String> answers = new ArrayList<>();
                for (String name : names) {
                    answers.add(name.length() > 2 ? "single " + name : null);
                }
                return answers;
            }
        };
    }

    private static List<String> insertTogether(Database database, String... names)
            throws Exception {
        var coalescer =
                new Coalescer<String, String, String>(
                        database,
                        1000,
                        database.observer(),
                        name -> name,
                        (tx, together) -> {
                            for (String name : together) {
                                insert(tx, name, null);
                            }
                            return together;
                        },
                        longNames());
        List<Future<String>> answers = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String name : names) {
                answers.add(executor.submit(() -> coalescer.run(name)));
            }
        }
        List<String> all = new ArrayList<>();
        for (Future<String> answer : answers) {
            try {
                all.add(answer.get());
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(ConstraintException.class);
                all.add("refused");
            }
        }
        return all;
    }

    @Test
    void whatOneStatementDoesIsDurableAndTheRestRunsAsABatch() throws Exception {
        DatabaseConfig config =
                DatabaseConfig.of(
                        TestDatabases.newPostgresAddress(), TestDatabases.temporaryDirectory());
        var operations = new AtomicInteger();
        var observer =
                new DatabaseObserver() {
                    @Override
                    public void onCommit(int operationCount, long durationNs) {
                        operations.addAndGet(operationCount);
                    }
                };
        try (Database database = Database.open(config, observer)) {
            assertThat(insertTogether(database, "one", "a", "two", "b"))
                    .containsExactly("single one", "a", "single two", "b");
            assertThat(operations).hasValue(4);
            // The statement fails as a whole: in transactions only who is wrong is refused.
            assertThat(insertTogether(database, "one", "three")).contains("refused");
            for (String name : List.of("one", "a", "two", "b", "three")) {
                assertThat(find(database, name)).isNotNull();
            }
        }
    }

    @Test
    void secondStatementWithoutATransactionIsRefused() {
        DatabaseConfig config =
                DatabaseConfig.of(
                        TestDatabases.newPostgresAddress(), TestDatabases.temporaryDirectory());
        try (Database database = Database.open(config, DatabaseObserver.NONE)) {
            assertThatThrownBy(
                            () ->
                                    database.<Boolean>writeSingle(
                                            tx ->
                                                    tx.sql("SELECT 1").exists()
                                                            && tx.sql("SELECT 2").exists()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("SELECT 2");
        }
    }
}
