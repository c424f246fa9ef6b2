package io.kaosnet.core.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.db.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What players own survives a server that is killed while all of it changes.
final class MixedCrashTest {
    /// How often the slow forms kill, and what their loads are drawn from: `-Dcrash.kills=5
    /// -Dcrash.seed=b` is a part of the long run that is unlike the others.
    private static final int KILL_COUNT = Integer.getInteger("crash.kills", 25);

    private static final String SEED = System.getProperty("crash.seed", "r");

    private final Path directory = TestDatabases.temporaryDirectory();

    @Test
    void killedServerLosesAndDoublesNothingOnSqlite() throws IOException {
        killUnderLoad("", 3, 2_000);
    }

    @Test
    void killedServerLosesAndDoublesNothingOnPostgres() throws IOException {
        killUnderLoad(TestDatabases.newPostgresAddress(), 3, 1_000);
    }

    @Test
    @Tag("slow")
    void serverKilledManyTimesLosesAndDoublesNothingOnSqlite() throws IOException {
        killUnderLoad("", KILL_COUNT, 10_000);
    }

    @Test
    @Tag("slow")
    void serverKilledManyTimesLosesAndDoublesNothingOnPostgres() throws IOException {
        killUnderLoad(TestDatabases.newPostgresAddress(), KILL_COUNT, 10_000);
    }

    /// Also while the server lives: ranks in memory are those of SQL.
    @OnEveryDatabase
    void checkSeesWhatIsLostDoubledOrHalved(Database database) throws InterruptedException {
        MixedCheck check = new MixedCheck();
        MixedWorld world = new MixedWorld(database);
        List<Thread> callers =
                new MixedLoad(world, check, "live").start(() -> check.doneCount() > 1500);
        for (Thread caller : callers) {
            caller.join();
        }
        check.check(world);
        for (String harm :
                List.of(
                        "DELETE FROM wallet_ledger WHERE id IN (SELECT id FROM wallet_ledger LIMIT"
                                + " 1)",
                        "UPDATE users SET wallet = '{}' WHERE username = 'u1'",
                        "UPDATE leaderboard_record SET score = score + 1 WHERE username = 'u2'",
                        "UPDATE leaderboard_record SET num_score = num_score - 1 WHERE username ="
                                + " 'u2'",
                        "DELETE FROM storage WHERE key = (SELECT min(key) FROM storage WHERE"
                                + " collection = 'receipts')",
                        "UPDATE storage SET value = '{\"op\":\"none\"}' WHERE key = 'left'",
                        "UPDATE storage SET value = '{\"n\":1}' WHERE collection = 'counters'",
                        "DELETE FROM group_edge WHERE state = 2")) {
            assertThatThrownBy(() -> harmed(world, harm, check))
                    .as(harm)
                    .isInstanceOf(AssertionError.class);
        }
        check.check(world);
    }

    /// Harms and checks in a transaction that comes to nothing.
    private static void harmed(MixedWorld world, String harm, MixedCheck check) {
        world.database.write(
                tx -> {
                    assertThat(tx.sql(harm).update()).isPositive();
                    check.check(world);
                    throw new IllegalStateException("not seen");
                });
    }

    /// @param writeCount acknowledged writes until each kill
    private void killUnderLoad(String address, int roundCount, int writeCount) throws IOException {
        MixedCheck check = new MixedCheck();
        // The users and groups are there before the first kill.
        open(address, check);
        for (int round = 0; round < roundCount; round++) {
            int before = check.doneCount();
            KilledProcess.run(
                    MixedLoad.class,
                    List.of(address, directory.toString(), SEED + round),
                    line -> {
                        check.onLine(line);
                        return check.doneCount() - before >= writeCount;
                    });
            assertThat(check.doneCount() - before).isGreaterThanOrEqualTo(writeCount);
            open(address, check);
        }
        assertThat(check.doneByKind()).hasSize(Step.Kind.values().length);
    }

    private void open(String address, MixedCheck check) {
        try (Database database =
                Database.open(DatabaseConfig.of(address, directory), DatabaseObserver.NONE)) {
            check.check(new MixedWorld(database));
        }
    }
}
