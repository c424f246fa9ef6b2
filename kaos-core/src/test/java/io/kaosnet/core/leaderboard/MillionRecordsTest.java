package io.kaosnet.core.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.db.Query;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;

/// A server that starts with a long list answers at once, and rightly, before it has the list in
/// memory.
final class MillionRecordsTest {
    private static final int BATCH = 10_000;

    @OnEveryDatabase
    void ranksAreRightFromTheFirstOneOn(Database database) {
        startWith(database, 20_000);
    }

    @OnEveryDatabase
    @Tag("slow")
    void ranksOfAMillionAreRightFromTheFirstOneOn(Database database) {
        startWith(database, 1_000_000);
    }

    private static void startWith(Database database, int count) {
        BoardWorld first = new BoardWorld(database);
        Board made = first.board("big", SortOrder.DESCENDING, Operator.BEST, "", true);
        for (int from = 0; from < count; from += BATCH) {
            insert(database, from);
        }
        long startNs = System.nanoTime();
        BoardWorld world = new BoardWorld(database);
        Board board = world.leaderboards.get(made.id());
        world.leaderboards.start();
        double startMs = (System.nanoTime() - startNs) / 1e6;
        check(world, board, count, 17);
        double firstMs = (System.nanoTime() - startNs) / 1e6;
        check(world, board, count, count / 2);
        // A score that comes while the list is loaded counts as well.
        world.write(board, count + 5, count + 5L, 0);
        check(world, board, count + 1, 1, count + 5);
        while (world.leaderboards.rankedCount() < count) {
            LockSupport.parkNanos(10_000_000);
        }
        double loadedMs = (System.nanoTime() - startNs) / 1e6;
        check(world, board, count + 1, count / 3 + 2, count - count / 3);
        check(world, board, count + 1, 1, count + 5);
        System.out.printf(
                "%s, %d records: up after %.0f ms, first rank after %.0f ms, all in memory after"
                        + " %.0f ms%n",
                database.engine(), count, startMs, firstMs, loadedMs);
        assertThat(startMs).isLessThan(2000);
    }

    /// The owner with the number n has n points.
    private static void insert(Database database, int from) {
        database.write(
                tx -> {
                    Query query =
                            tx.sql(
                                    "INSERT INTO leaderboard_record (leaderboard_id, expiry_sec,"
                                            + " owner_id, username, score, subscore, num_score,"
                                            + " max_num_score, metadata, create_time, update_time)"
                                            + " VALUES ('big', 0, ?, 'u', ?, 0, 1, 100, {json}, 1,"
                                            + " 1)");
                    for (int n = from + 1; n <= from + BATCH; n++) {
                        query.bind(BoardWorld.user(n)).bind(n).bind("{}").addBatch();
                    }
                    return query.runBatch().length;
                });
    }

    private static void check(BoardWorld world, Board board, int count, int rank) {
        check(world, board, count, rank, count + 1 - rank);
    }

    private static void check(BoardWorld world, Board board, int count, int rank, int number) {
        UUID owner = BoardWorld.user(number);
        assertThat(
                        world.leaderboards
                                .list(board, 0, List.of(owner), 0, "")
                                .getOwnerRecords(0)
                                .getRank())
                .isEqualTo(rank);
        LeaderboardRecordList around = world.leaderboards.records().around(board, 0, owner, 5, "");
        assertThat(around.getRankCount()).isEqualTo(count);
        assertThat(around.getRecordsList())
                .hasSize(5)
                .anySatisfy(
                        record -> {
                            assertThat(record.getOwnerId()).isEqualTo(owner.toString());
                            assertThat(record.getRank()).isEqualTo(rank);
                        });
        for (int i = 1; i < 5; i++) {
            assertThat(around.getRecords(i).getRank())
                    .isEqualTo(around.getRecords(i - 1).getRank() + 1);
        }
        LeaderboardRecordList top = world.leaderboards.list(board, 0, List.of(), 3, "");
        assertThat(top.getRankCount()).isEqualTo(count);
        assertThat(top.getRecordsList())
                .extracting(record -> (int) record.getRank())
                .containsExactly(1, 2, 3);
    }
}
