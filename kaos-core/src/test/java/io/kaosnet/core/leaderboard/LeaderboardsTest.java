package io.kaosnet.core.leaderboard;

import static io.kaosnet.core.leaderboard.BoardWorld.refused;
import static io.kaosnet.core.leaderboard.BoardWorld.text;
import static io.kaosnet.core.leaderboard.BoardWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import com.google.protobuf.Int64Value;
import com.google.protobuf.UInt32Value;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.protocol.api.DeleteLeaderboardRecordRequest;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.api.ListLeaderboardRecordsAroundOwnerRequest;
import io.kaosnet.protocol.api.ListLeaderboardRecordsRequest;
import io.kaosnet.protocol.api.WriteLeaderboardRecordRequest;
import io.kaosnet.protocol.api.WriteLeaderboardRecordRequest.LeaderboardRecordWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

final class LeaderboardsTest {
    private static LeaderboardRecord write(
            BoardWorld world, int user, String board, LeaderboardRecordWrite.Builder record) {
        return world.call(
                user(user),
                "WriteLeaderboardRecord",
                WriteLeaderboardRecordRequest.newBuilder()
                        .setLeaderboardId(board)
                        .setRecord(record)
                        .build());
    }

    private static LeaderboardRecordWrite.Builder score(long score, long subscore) {
        return LeaderboardRecordWrite.newBuilder().setScore(score).setSubscore(subscore);
    }

    private static ListLeaderboardRecordsRequest.Builder list(int limit) {
        return ListLeaderboardRecordsRequest.newBuilder()
                .setLeaderboardId("b")
                .setLimit(Int32Value.of(limit));
    }

    private static LeaderboardRecordList list(
            BoardWorld world, ListLeaderboardRecordsRequest.Builder request) {
        return world.call(user(1), "ListLeaderboardRecords", request.build());
    }

    private static ListLeaderboardRecordsAroundOwnerRequest around(int user, int limit) {
        return ListLeaderboardRecordsAroundOwnerRequest.newBuilder()
                .setLeaderboardId("b")
                .setOwnerId(user(user).toString())
                .setLimit(UInt32Value.of(limit))
                .build();
    }

    @OnEveryDatabase
    void operatorsMakeScores(Database database) {
        var world = new BoardWorld(database);
        Board best = world.board("b", SortOrder.DESCENDING, Operator.BEST, "", true);
        world.write(best, 1, 10, 5);
        LeaderboardRecord record = world.write(best, 1, 7, 9);
        assertThat(record.getScore()).isEqualTo(10);
        assertThat(record.getSubscore()).isEqualTo(9);
        assertThat(record.getNumScore()).isEqualTo(2);
        world.clock.passSec(5);
        LeaderboardRecord same = world.write(best, 1, 3, 3);
        assertThat(same.getNumScore()).isEqualTo(2);
        assertThat(same.getUpdateTime()).isEqualTo(record.getUpdateTime());
        assertThat(same.getMaxNumScore()).isEqualTo(1_000_000);

        Board low = world.board("low", SortOrder.ASCENDING, Operator.BEST, "", true);
        world.write(low, 1, 10, 5);
        assertThat(world.write(low, 1, 7, 9).getScore()).isEqualTo(7);
        assertThat(world.write(low, 1, 7, 9).getSubscore()).isEqualTo(5);

        Board set = world.board("set", SortOrder.DESCENDING, Operator.SET, "", true);
        world.write(set, 1, 10, 5);
        assertThat(world.write(set, 1, 3, 1).getScore()).isEqualTo(3);

        Board sum = world.board("sum", SortOrder.DESCENDING, Operator.INCREMENT, "", true);
        world.write(sum, 1, 10, 5);
        assertThat(world.write(sum, 1, 3, 1).getScore()).isEqualTo(13);
        refused(Code.INVALID_ARGUMENT, () -> world.write(sum, 1, Long.MAX_VALUE, 0));
        refused(Code.INVALID_ARGUMENT, () -> world.write(sum, 1, -14, 0));
        assertThat(world.write(sum, 1, -3, 0).getScore()).isEqualTo(10);

        Board down = world.board("down", SortOrder.DESCENDING, Operator.DECREMENT, "", true);
        assertThat(world.write(down, 1, 10, 5).getScore()).isZero();
        assertThat(
                        write(
                                        world,
                                        1,
                                        "down",
                                        score(50, 0)
                                                .setOperator(
                                                        io.kaosnet.protocol.api.Operator.INCREMENT))
                                .getScore())
                .isEqualTo(50);
        assertThat(world.write(down, 1, 20, 0).getScore()).isEqualTo(30);
        assertThat(world.write(down, 1, 40, 0).getScore()).isZero();
    }

    @OnEveryDatabase
    void manyRecordsGoAtOnce(Database database) {
        var world = new BoardWorld(database);
        Board board = world.board("b", SortOrder.DESCENDING, Operator.BEST, "", true);
        Board other = world.board("other", SortOrder.DESCENDING, Operator.BEST, "", true);
        for (int i = 1; i <= 600; i++) {
            world.write(board, i, 1000 - i, 0);
        }
        world.write(other, 1, 5, 0);
        Records records = world.leaderboards.records();
        List<UUID> odd = new ArrayList<>();
        for (int i = 1; i <= 599; i += 2) {
            odd.add(user(i));
        }
        odd.add(user(1));
        odd.add(user(700));
        assertThat(records.delete(board, 0, odd)).isEqualTo(300);
        assertThat(BoardWorld.text(list(world, list(3)).getRecordsList())).isEqualTo("2:1 4:2 6:3");
        assertThat(records.delete(board, 0, List.of())).isZero();
        assertThat(records.deleteAll(board, 12345)).isZero();
        assertThat(records.deleteAll(board, 0)).isEqualTo(300);
        assertThat(list(world, list(3)).getRecordsList()).isEmpty();
        assertThat(world.write(board, 7, 1, 0).getRank()).isEqualTo(1);
        assertThat(world.leaderboards.list(other, 0, List.of(), 3, "").getRecordsCount())
                .isEqualTo(1);
    }

    @OnEveryDatabase
    void mistakesOfClientsAreTold(Database database) {
        var world = new BoardWorld(database);
        world.board("b", SortOrder.DESCENDING, Operator.BEST, "", true);
        world.leaderboards.create("mine", true, SortOrder.DESCENDING, Operator.BEST, "", "", true);
        refused(Code.NOT_FOUND, () -> write(world, 1, "nowhere", score(1, 1)));
        refused(Code.PERMISSION_DENIED, () -> write(world, 1, "mine", score(1, 1)));
        refused(Code.INVALID_ARGUMENT, () -> write(world, 1, "b", score(-1, 0)));
        refused(Code.INVALID_ARGUMENT, () -> write(world, 1, "b", score(1, -1)));
        refused(Code.INVALID_ARGUMENT, () -> write(world, 1, "b", score(1, 1).setMetadata("[1]")));
        refused(Code.INVALID_ARGUMENT, () -> write(world, 1, "b", score(1, 1).setOperatorValue(5)));
        refused(Code.INVALID_ARGUMENT, () -> list(world, list(0)));
        refused(Code.INVALID_ARGUMENT, () -> list(world, list(1001)));
        refused(Code.INVALID_ARGUMENT, () -> list(world, list(1).setCursor("???")));
        refused(Code.INVALID_ARGUMENT, () -> list(world, list(1).addOwnerIds("x")));
        refused(Code.INVALID_ARGUMENT, () -> list(world, list(1).setExpiry(Int64Value.of(-1))));
        refused(
                Code.INVALID_ARGUMENT,
                () -> world.call(user(1), "ListLeaderboardRecordsAroundOwner", around(1, 101)));
        refused(
                Code.NOT_FOUND,
                () ->
                        world.call(
                                user(1),
                                "DeleteLeaderboardRecord",
                                DeleteLeaderboardRecordRequest.newBuilder()
                                        .setLeaderboardId("nowhere")
                                        .build()));
        refused(
                Code.INVALID_ARGUMENT,
                () -> world.board("", SortOrder.DESCENDING, Operator.BEST, "", true));
        refused(
                Code.INVALID_ARGUMENT,
                () -> world.board("x", SortOrder.DESCENDING, Operator.BEST, "* *", true));
    }

    @OnEveryDatabase
    void metadataAndNamesStay(Database database) {
        var world = new BoardWorld(database);
        world.board("b", SortOrder.DESCENDING, Operator.BEST, "", true);
        assertThat(write(world, 1, "b", score(1, 0)).getMetadata()).isEqualTo("{}");
        write(world, 1, "b", score(2, 0).setMetadata("{\"a\":1}"));
        LeaderboardRecord record = write(world, 1, "b", score(3, 0));
        assertThat(record.getMetadata().replace(" ", "")).isEqualTo("{\"a\":1}");
        assertThat(record.getUsername().getValue()).isEqualTo("name");
        LeaderboardRecord unnamed =
                world.leaderboards.write(world.leaderboards.get("b"), user(1), "", 4, 0, "", null);
        assertThat(unnamed.getUsername().getValue()).isEqualTo("name");
    }

    @OnEveryDatabase
    void aroundAnOwnerIsCentred(Database database) {
        for (boolean hasRanks : new boolean[] {true, false}) {
            var world = new BoardWorld(database);
            Board board =
                    world.board("b" + hasRanks, SortOrder.DESCENDING, Operator.BEST, "", hasRanks);
            for (int i = 1; i <= 7; i++) {
                world.write(board, i, 100 - i, 0);
            }
            List<String> owners = new ArrayList<>();
            for (int limit = 1; limit <= 5; limit++) {
                owners.add(owners(world, board, 4, limit));
            }
            assertThat(owners).containsExactly("4", "4 5", "3 4 5", "3 4 5 6", "2 3 4 5 6");
            assertThat(owners(world, board, 1, 3)).isEqualTo("1 2 3");
            assertThat(owners(world, board, 7, 3)).isEqualTo("5 6 7");
            assertThat(owners(world, board, 7, 100)).isEqualTo("1 2 3 4 5 6 7");
            assertThat(owners(world, board, 99, 3)).isEmpty();
            LeaderboardRecordList middle =
                    world.leaderboards.records().around(board, 0, user(4), 1, "");
            assertThat(middle.getRecords(0).getRank()).isEqualTo(hasRanks ? 4 : 0);
            assertThat(
                            ownersOf(
                                    world.leaderboards
                                            .records()
                                            .list(board, 0, 2, middle.getNextCursor())))
                    .isEqualTo("5 6");
            assertThat(
                            ownersOf(
                                    world.leaderboards
                                            .records()
                                            .list(board, 0, 2, middle.getPrevCursor())))
                    .isEqualTo("2 3");
        }
    }

    private static String owners(BoardWorld world, Board board, int user, int limit) {
        return ownersOf(world.leaderboards.records().around(board, 0, user(user), limit, ""));
    }

    private static String ownersOf(LeaderboardRecordList list) {
        return text(list).replaceAll(":\\d+", "");
    }

    @OnEveryDatabase
    void pagesGoForthAndBack(Database database) {
        for (boolean hasRanks : new boolean[] {true, false}) {
            for (SortOrder order : SortOrder.values()) {
                var world = new BoardWorld(database);
                Board board =
                        world.board("b" + hasRanks + order, order, Operator.SET, "", hasRanks);
                for (int i = 1; i <= 10; i++) {
                    world.write(board, i, i / 2, i % 2);
                }
                Records records = world.leaderboards.records();
                LeaderboardRecordList all = records.list(board, 0, 100, "");
                assertThat(text(all))
                        .isEqualTo(
                                order == SortOrder.ASCENDING
                                        ? "1:1 2:2 3:3 4:4 5:5 6:6 7:7 8:8 9:9 10:10"
                                        : "10:1 9:2 8:3 7:4 6:5 5:6 4:7 3:8 2:9 1:10");
                assertThat(all.getRankCount()).isEqualTo(hasRanks ? 10 : 0);
                assertThat(all.getNextCursor()).isEmpty();
                assertThat(all.getPrevCursor()).isEmpty();
                List<LeaderboardRecord> forth = new ArrayList<>();
                LeaderboardRecordList page = records.list(board, 0, 3, "");
                assertThat(page.getPrevCursor()).isEmpty();
                String back = "";
                while (true) {
                    forth.addAll(page.getRecordsList());
                    if (page.getNextCursor().isEmpty()) {
                        back = page.getPrevCursor();
                        break;
                    }
                    page = records.list(board, 0, 3, page.getNextCursor());
                }
                assertThat(text(forth)).isEqualTo(text(all));
                page = records.list(board, 0, 3, back);
                assertThat(page.getRecordsList()).isEqualTo(all.getRecordsList().subList(6, 9));
                page = records.list(board, 0, 10, page.getPrevCursor());
                assertThat(page.getRecordsList()).isEqualTo(all.getRecordsList().subList(0, 6));
                assertThat(page.getPrevCursor()).isEmpty();
                assertThat(page.getNextCursor()).isNotEmpty();
                String fourth = records.cursorFromRank(board, 0, 4);
                assertThat(records.list(board, 0, 2, fourth).getRecordsList())
                        .isEqualTo(all.getRecordsList().subList(3, 5));
                refused(Code.NOT_FOUND, () -> records.cursorFromRank(board, 0, 12));
                refused(Code.INVALID_ARGUMENT, () -> records.list(board, 1, 2, fourth));
            }
        }
    }

    @OnEveryDatabase
    void ownersAreListedAlone(Database database) {
        var world = new BoardWorld(database);
        Board board = world.board("b", SortOrder.DESCENDING, Operator.BEST, "", true);
        for (int i = 1; i <= 5; i++) {
            world.write(board, i, i, 0);
        }
        var owners =
                ListLeaderboardRecordsRequest.newBuilder()
                        .setLeaderboardId("b")
                        .addOwnerIds(user(2).toString())
                        .addOwnerIds(user(9).toString())
                        .addOwnerIds(user(5).toString());
        LeaderboardRecordList alone = list(world, owners);
        assertThat(alone.getRecordsList()).isEmpty();
        assertThat(text(alone.getOwnerRecordsList())).isEqualTo("2:4 5:1");
        assertThat(alone.getRankCount()).isEqualTo(5);
        LeaderboardRecordList both = list(world, owners.setLimit(Int32Value.of(2)));
        assertThat(text(both)).isEqualTo("5:1 4:2");
        assertThat(text(both.getOwnerRecordsList())).isEqualTo("2:4 5:1");
        assertThat(list(world, ListLeaderboardRecordsRequest.newBuilder().setLeaderboardId("b")))
                .satisfies(page -> assertThat(text(page)).isEqualTo("5:1 4:2 3:3 2:4 1:5"));
    }

    @OnEveryDatabase
    void ranksAreRightAtOnceAfterARestart(Database database) {
        var world = new BoardWorld(database);
        Board board = world.board("b", SortOrder.DESCENDING, Operator.BEST, "", true);
        for (int i = 1; i <= 50; i++) {
            world.write(board, i, i * 7919 % 101, 0);
        }
        String before = text(world.leaderboards.records().list(board, 0, 100, ""));
        var restarted = new BoardWorld(database);
        Board same = restarted.leaderboards.get("b");
        assertThat(restarted.write(same, 51, 1000, 0).getRank()).isEqualTo(1);
        restarted.leaderboards.records().delete(same, 0, user(51));
        assertThat(text(restarted.leaderboards.records().list(same, 0, 100, ""))).isEqualTo(before);
        assertThat(same).isEqualTo(board);
    }

    @OnEveryDatabase
    void resetsBeginNewWindowsAndAreTold(Database database) {
        var world = new BoardWorld(database);
        Board board = world.board("b", SortOrder.DESCENDING, Operator.BEST, "0 0 * * *", true);
        LeaderboardRecord record = world.write(board, 1, 10, 0);
        long expirySec = record.getExpiryTime().getSeconds();
        assertThat(expirySec)
                .isGreaterThan(world.clock.nowSec())
                .isLessThanOrEqualTo(world.clock.nowSec() + 86_400);
        assertThat(expirySec % 86_400).isZero();
        world.clock.toSec(expirySec - 1);
        world.jobs.runDue();
        assertThat(world.resets).isEmpty();
        world.clock.toSec(expirySec);
        world.jobs.runDue();
        world.jobs.runDue();
        assertThat(world.resets).containsExactly("b@" + expirySec);
        assertThat(list(world, list(10)).getRecordsList()).isEmpty();
        assertThat(text(list(world, list(10).setExpiry(Int64Value.of(expirySec)))))
                .isEqualTo("1:1");
        assertThat(world.write(board, 1, 3, 0).getScore()).isEqualTo(3);

        // Three days away: the reset of what was written is told, not those in between.
        world.clock.passSec(3 * 86_400 + 5);
        new BoardWorld(database);
        world.jobs.runDue();
        world.jobs.runDue();
        assertThat(world.resets).containsExactly("b@" + expirySec, "b@" + (expirySec + 86_400));
        world.leaderboards.delete("b");
        world.clock.passSec(86_400);
        world.jobs.runDue();
        assertThat(world.resets).hasSize(2);
    }

    @OnEveryDatabase
    void recordsAndOwnersAndBoardsAreDeleted(Database database) {
        var world = new BoardWorld(database);
        Board board = world.board("b", SortOrder.DESCENDING, Operator.BEST, "", true);
        Board other = world.board("c", SortOrder.DESCENDING, Operator.BEST, "", false);
        for (int i = 1; i <= 3; i++) {
            world.write(board, i, i, 0);
            world.write(other, i, i, 0);
        }
        var delete = DeleteLeaderboardRecordRequest.newBuilder().setLeaderboardId("b").build();
        world.call(user(3), "DeleteLeaderboardRecord", delete);
        world.call(user(3), "DeleteLeaderboardRecord", delete);
        assertThat(text(list(world, list(10)))).isEqualTo("2:1 1:2");
        world.leaderboards.deleteOwner(user(2));
        assertThat(text(list(world, list(10)))).isEqualTo("1:1");
        assertThat(text(world.leaderboards.records().list(other, 0, 10, ""))).isEqualTo("3:1 1:2");
        world.leaderboards.disableRanks(board);
        assertThat(world.write(world.leaderboards.get("b"), 1, 5, 0).getRank()).isZero();
        world.leaderboards.delete("b");
        world.leaderboards.delete("b");
        refused(Code.NOT_FOUND, () -> list(world, list(10)));
        Board again = world.board("b", SortOrder.ASCENDING, Operator.BEST, "", true);
        assertThat(world.leaderboards.records().list(again, 0, 10, "").getRecordsList()).isEmpty();
    }

    @OnEveryDatabase
    void aBoardThatIsExcludedOrLosesItsRanksListsTheRecordsItHad(Database database) {
        var world = new BoardWorld(database);
        for (String id : List.of("excluded", "disabled")) {
            Board board = world.board(id, SortOrder.DESCENDING, Operator.SET, "", true);
            for (int i = 1; i <= 5; i++) {
                world.write(board, i, 10L * i, 0);
            }
        }
        world.leaderboards.disableRanks(world.leaderboards.get("disabled"));
        var excluding =
                new Leaderboards(
                        database,
                        new Jobs(database, 8, Runnable::run, world.clock),
                        List.of("excluded"),
                        DatabaseObserver.NONE,
                        world.clock);
        for (String id : List.of("excluded", "disabled")) {
            Board board = excluding.get(id);
            assertThat(board.hasRanks()).isFalse();
            excluding.write(board, user(2), "", 45, 0, "", null);
            excluding.write(board, user(6), "", 15, 0, "", null);
            assertThat(ownersOf(excluding.records().list(board, 0, 10, "")))
                    .isEqualTo("5 2 4 3 6 1");
            assertThat(ownersOf(excluding.records().around(board, 0, user(3), 3, "")))
                    .isEqualTo("4 3 6");
        }
        // A server that has ranks in memory keeps the other's order up to date.
        world.write(world.leaderboards.get("excluded"), 1, 100, 0);
        world.write(world.leaderboards.get("excluded"), 7, 5, 0);
        assertThat(ownersOf(excluding.records().list(excluding.get("excluded"), 0, 10, "")))
                .isEqualTo("1 5 2 4 3 6 7");
    }

    @OnEveryDatabase
    void recordsThatAreWrittenWhileABoardLosesItsRanksAreListed(Database database)
            throws InterruptedException {
        var world = new BoardWorld(database);
        for (int round = 0; round < 5; round++) {
            Board board = world.board("b" + round, SortOrder.ASCENDING, Operator.SET, "", true);
            world.write(board, 1000, 1000, 0);
            List<Thread> writers = new ArrayList<>();
            for (int i = 1; i <= 40; i++) {
                int number = i;
                writers.add(Thread.ofVirtual().start(() -> world.write(board, number, number, 0)));
            }
            world.leaderboards.disableRanks(board);
            for (Thread writer : writers) {
                writer.join();
            }
            Board without = world.leaderboards.get(board.id());
            LeaderboardRecordList all = world.leaderboards.records().list(without, 0, 100, "");
            assertThat(all.getRecordsList())
                    .extracting(LeaderboardRecord::getScore)
                    .isSorted()
                    .hasSize(41);
        }
    }

    @OnEveryDatabase
    void definitionsAreListedInPagesAndStayAsTheyAre(Database database) {
        var world = new BoardWorld(database);
        for (int i = 0; i < 5; i++) {
            world.board("b" + i, SortOrder.ASCENDING, Operator.SET, "@daily", true);
        }
        world.board("b0", SortOrder.DESCENDING, Operator.BEST, "", true);
        var page = world.leaderboards.list(3, "");
        assertThat(page.getLeaderboardsList()).extracting("id").containsExactly("b0", "b1", "b2");
        assertThat(page.getLeaderboards(0).getSortOrder()).isZero();
        assertThat(page.getLeaderboards(0).getOperatorValue()).isEqualTo(2);
        assertThat(page.getLeaderboards(0).getNextReset())
                .isGreaterThan((int) world.clock.nowSec());
        assertThat(page.getLeaderboards(0).getPrevReset()).isLessThan((int) world.clock.nowSec());
        page = world.leaderboards.list(3, page.getCursor());
        assertThat(page.getLeaderboardsList()).extracting("id").containsExactly("b3", "b4");
        assertThat(page.getCursor()).isEmpty();
    }

    @OnEveryDatabase
    void concurrentWritesAddUpAndRanksEqualSql(Database database) throws Exception {
        var world = new BoardWorld(database);
        Board board = world.board("b", SortOrder.DESCENDING, Operator.INCREMENT, "", true);
        var random = new java.util.SplittableRandom(3);
        long[] expected = new long[20];
        List<java.util.concurrent.Future<?>> futures = new ArrayList<>();
        try (var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                int user = random.nextInt(20);
                int amount = random.nextInt(100);
                expected[user] += amount;
                futures.add(executor.submit(() -> world.write(board, user, amount, 0)));
                if (i % 50 == 0) {
                    futures.add(
                            executor.submit(
                                    () -> world.leaderboards.records().list(board, 0, 10, "")));
                }
            }
        }
        for (var future : futures) {
            future.get();
        }
        List<LeaderboardRecord> records =
                world.leaderboards.records().list(board, 0, 100, "").getRecordsList();
        for (LeaderboardRecord record : records) {
            int user = (int) UUID.fromString(record.getOwnerId()).getLeastSignificantBits();
            assertThat(record.getScore()).isEqualTo(expected[user]);
        }
        var reloaded = new BoardWorld(database);
        assertThat(text(reloaded.leaderboards.records().list(board, 0, 100, "")))
                .isEqualTo(text(records));
    }

    @OnEveryDatabase
    void whatAnotherServerDidToARecordIsBuiltUpon(Database database) {
        var world = new BoardWorld(database);
        Board board = world.board("b", SortOrder.DESCENDING, Operator.INCREMENT, "", true);
        world.write(board, 1, 5, 0);
        world.write(board, 2, 5, 0);
        var other = new BoardWorld(database);
        Board same = other.leaderboards.get("b");
        other.write(same, 1, 10, 0);
        other.leaderboards.records().delete(same, 0, user(2));
        assertThat(world.write(board, 1, 1, 0).getScore()).isEqualTo(16);
        LeaderboardRecord second = world.write(board, 2, 1, 0);
        assertThat(second.getScore()).isEqualTo(1);
        assertThat(second.getNumScore()).isEqualTo(1);
    }

    /// A record is in the database a moment before its rank is known here; of one that another
    /// server wrote the moment is longer.
    @OnEveryDatabase
    void aRecordThatIsNotAmongTheRanksYetHasTheRankItIsAboutToGet(Database database) {
        for (SortOrder order : SortOrder.values()) {
            var world = new BoardWorld(database);
            Board board = world.board("b-" + order, order, Operator.SET, "", true);
            for (int user = 1; user <= 9; user++) {
                world.write(board, user, 10L * user, 0);
            }
            var other = new BoardWorld(database);
            other.write(other.leaderboards.get(board.id()), 100, 35, 0);
            List<LeaderboardRecord> read =
                    world.leaderboards.records().ofOwners(board, 0, List.of(user(100), user(9)));
            assertThat(read)
                    .extracting(LeaderboardRecord::getRank)
                    .containsExactly(
                            order == SortOrder.ASCENDING ? 4L : 7L,
                            order == SortOrder.ASCENDING ? 9L : 1L);
        }
    }

    @OnEveryDatabase
    void eachOwnerIsListedOnce(Database database) {
        var world = new BoardWorld(database);
        Board board = world.board("b", SortOrder.DESCENDING, Operator.BEST, "", true);
        world.write(board, 1, 5, 0);
        assertThat(
                        world.leaderboards
                                .records()
                                .ofOwners(board, 0, List.of(user(1), user(2), user(1))))
                .extracting(LeaderboardRecord::getScore)
                .containsExactly(5L);
    }
}
