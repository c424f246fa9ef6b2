package io.kaosnet.core.tournament;

import static io.kaosnet.core.leaderboard.BoardWorld.refused;
import static io.kaosnet.core.leaderboard.BoardWorld.text;
import static io.kaosnet.core.leaderboard.BoardWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import com.google.protobuf.Int64Value;
import com.google.protobuf.UInt32Value;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.BoardWorld;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.leaderboard.TournamentRules;
import io.kaosnet.protocol.api.DeleteTournamentRecordRequest;
import io.kaosnet.protocol.api.JoinTournamentRequest;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.ListTournamentRecordsAroundOwnerRequest;
import io.kaosnet.protocol.api.ListTournamentRecordsRequest;
import io.kaosnet.protocol.api.ListTournamentsRequest;
import io.kaosnet.protocol.api.Tournament;
import io.kaosnet.protocol.api.TournamentList;
import io.kaosnet.protocol.api.TournamentRecordList;
import io.kaosnet.protocol.api.WriteTournamentRecordRequest;
import io.kaosnet.protocol.api.WriteTournamentRecordRequest.TournamentRecordWrite;
import java.util.ArrayList;
import java.util.List;

final class TournamentsTest {
    private static final long DAY = 86_400;

    /// Tournaments on a database.
    private static final class Play implements Tournaments.Listener {
        final BoardWorld world;
        final List<String> told = new ArrayList<>();
        private final Tournaments[] tournaments = new Tournaments[1];

        Play(Database database) {
            world =
                    new BoardWorld(
                            database,
                            (made, endpoints) -> {
                                tournaments[0] =
                                        new Tournaments(made.leaderboards, made.jobs, made.clock);
                                new TournamentApi(tournaments[0], made.clock).bind(endpoints);
                            });
            tournaments[0].listen(this);
        }

        Tournaments tournaments() {
            return tournaments[0];
        }

        @Override
        public void onEnd(Board tournament, long endSec, long resetSec) {
            told.add("end " + endSec + " " + resetSec);
        }

        @Override
        public void onReset(Board tournament, long endSec, long resetSec) {
            told.add("reset " + endSec + " " + resetSec);
        }

        Board create(String id, String schedule, TournamentRules rules) {
            return tournaments()
                    .create(
                            id,
                            false,
                            SortOrder.DESCENDING,
                            Operator.BEST,
                            schedule,
                            "",
                            true,
                            rules);
        }

        LeaderboardRecord write(int user, long score) {
            return world.call(
                    user(user),
                    "WriteTournamentRecord",
                    WriteTournamentRecordRequest.newBuilder()
                            .setTournamentId("t")
                            .setRecord(TournamentRecordWrite.newBuilder().setScore(score))
                            .build());
        }

        void join(int user) {
            world.call(
                    user(user),
                    "JoinTournament",
                    JoinTournamentRequest.newBuilder().setTournamentId("t").build());
        }

        TournamentRecordList records(long expirySec) {
            var request = ListTournamentRecordsRequest.newBuilder().setTournamentId("t");
            if (expirySec > 0) {
                request.setExpiry(Int64Value.of(expirySec));
            }
            return world.call(user(1), "ListTournamentRecords", request.build());
        }

        TournamentList list(ListTournamentsRequest.Builder request) {
            return world.call(user(1), "ListTournaments", request.build());
        }

        Tournament told(Board board) {
            return tournaments().described(board);
        }
    }

    private static TournamentRules rules(
            long startSec, long endSec, long durationSec, boolean mustJoin, int size, int writes) {
        return new TournamentRules(
                "Title", "About", 3, startSec, endSec, durationSec, mustJoin, size, writes);
    }

    private static TournamentRules open(long startSec, long endSec, long durationSec) {
        return rules(startSec, endSec, durationSec, false, TournamentRules.UNLIMITED_SIZE, 100);
    }

    @OnEveryDatabase
    void attemptsAreCountedAndLimited(Database database) {
        var play = new Play(database);
        play.create("t", "", rules(play.world.clock.nowSec(), 0, 100, false, 10, 3));
        play.write(1, 10);
        assertThat(play.write(1, 5).getNumScore()).isEqualTo(2);
        LeaderboardRecord third = play.write(1, 7);
        assertThat(third.getScore()).isEqualTo(10);
        assertThat(third.getNumScore()).isEqualTo(3);
        assertThat(third.getMaxNumScore()).isEqualTo(3);
        refused(Code.FAILED_PRECONDITION, () -> play.write(1, 99));
        Board board = play.tournaments().get("t");
        play.tournaments().addAttempts(board, user(1), 1);
        assertThat(play.write(1, 99).getScore()).isEqualTo(99);
        refused(Code.FAILED_PRECONDITION, () -> play.write(1, 100));
        refused(Code.NOT_FOUND, () -> play.tournaments().addAttempts(board, user(2), 1));
    }

    @OnEveryDatabase
    void somebodyWhoMustJoinJoins(Database database) {
        var play = new Play(database);
        play.create("t", "", rules(play.world.clock.nowSec(), 0, 100, true, 2, 2));
        refused(Code.FAILED_PRECONDITION, () -> play.write(1, 10));
        play.join(1);
        play.join(1);
        assertThat(text(play.records(0).getRecordsList())).isEqualTo("1:1");
        play.write(1, 10);
        play.write(1, 20);
        // With joining, too many attempts change nothing and are no error.
        assertThat(play.write(1, 30).getScore()).isEqualTo(20);
        play.join(2);
        refused(Code.INVALID_ARGUMENT, () -> play.join(3));
        Board board = play.tournaments().get("t");
        assertThat(play.told(board).getSize()).isEqualTo(2);
        assertThat(play.told(board).getCanEnter()).isFalse();
        play.world.call(
                user(2),
                "DeleteTournamentRecord",
                DeleteTournamentRecordRequest.newBuilder().setTournamentId("t").build());
        assertThat(play.told(board).getSize()).isEqualTo(1);
        play.join(3);
        play.world.clock.passSec(100);
        refused(Code.INVALID_ARGUMENT, () -> play.join(4));
        refused(Code.NOT_FOUND, () -> play.write(1, 30));
    }

    @OnEveryDatabase
    void whoJoinsWithoutAScoreIsBehindAll(Database database) {
        var play = new Play(database);
        play.tournaments()
                .create(
                        "t",
                        false,
                        SortOrder.ASCENDING,
                        Operator.BEST,
                        "",
                        "",
                        true,
                        rules(play.world.clock.nowSec(), 0, 100, true, 10, 5));
        play.join(1);
        play.join(2);
        play.write(2, 50);
        assertThat(text(play.records(0).getRecordsList())).isEqualTo("2:1 1:2");
        assertThat(play.write(1, 40).getScore()).isEqualTo(40);
        assertThat(text(play.records(0).getRecordsList())).isEqualTo("1:1 2:2");
    }

    @OnEveryDatabase
    void aFullTournamentTakesNobody(Database database) {
        var play = new Play(database);
        play.create("t", "", rules(play.world.clock.nowSec(), 0, 100, false, 2, 5));
        play.join(1);
        play.write(1, 10);
        play.write(2, 10);
        refused(Code.FAILED_PRECONDITION, () -> play.write(3, 10));
        refused(Code.INVALID_ARGUMENT, () -> play.write(1, -1));
        assertThat(play.write(2, 20).getRank()).isEqualTo(1);
        assertThat(play.records(0).getRankCount()).isEqualTo(2);
    }

    @OnEveryDatabase
    void writesAreTakenInTheWindowAlone(Database database) {
        var play = new Play(database);
        long start = play.world.clock.nowSec() + 50;
        Board board = play.create("t", "", open(start, start + 1000, 100));
        refused(Code.FAILED_PRECONDITION, () -> play.write(1, 10));
        assertThat(play.told(board).getCanEnter()).isFalse();
        play.world.clock.toSec(start);
        LeaderboardRecord record = play.write(1, 10);
        assertThat(record.getExpiryTime().getSeconds()).isEqualTo(start + 1000);
        assertThat(play.told(board).getCanEnter()).isTrue();
        play.world.clock.toSec(start + 99);
        play.write(1, 11);
        play.world.clock.toSec(start + 100);
        refused(Code.NOT_FOUND, () -> play.write(1, 12));
        assertThat(play.records(0).getRecordsCount()).isEqualTo(1);
        play.world.clock.toSec(start + 1000);
        refused(Code.NOT_FOUND, () -> play.records(0));
        assertThat(text(play.records(start + 1000).getRecordsList())).isEqualTo("1:1");
    }

    @OnEveryDatabase
    void windowsFollowTheScheduleAndEndsAreTold(Database database) {
        var play = new Play(database);
        long midnight = play.world.clock.nowSec() / DAY * DAY + DAY;
        long start = midnight - 3600;
        // Every day at midnight for two hours, until noon of the third day.
        long end = midnight + 2 * DAY + DAY / 2;
        Board board = play.create("t", "0 0 * * *", open(start, end, 7200));
        Tournament told = play.told(board);
        assertThat(told.getStartActive()).isEqualTo((int) start);
        assertThat(told.getEndActive()).isEqualTo((int) midnight);
        assertThat(told.getNextReset()).isEqualTo((int) midnight);

        play.world.clock.toSec(start + 5);
        play.write(1, 10);
        play.world.clock.toSec(midnight);
        play.world.jobs.runDue();
        assertThat(play.told)
                .containsExactlyInAnyOrder(
                        "end " + midnight + " " + midnight, "reset " + midnight + " " + midnight);
        assertThat(play.records(0).getRecordsList()).isEmpty();
        assertThat(text(play.records(midnight).getRecordsList())).isEqualTo("1:1");
        assertThat(play.write(1, 3).getScore()).isEqualTo(3);
        assertThat(play.told(board).getPrevReset()).isEqualTo((int) midnight);

        play.told.clear();
        play.world.clock.toSec(midnight + 7200);
        play.world.jobs.runDue();
        assertThat(play.told).containsExactly("end " + (midnight + 7200) + " " + (midnight + DAY));
        refused(Code.FAILED_PRECONDITION, () -> play.write(1, 3));

        // The server is away for the second day and until after the end.
        play.told.clear();
        play.world.clock.toSec(end + 10);
        play.world.jobs.runDue();
        play.world.jobs.runDue();
        assertThat(play.told)
                .containsExactlyInAnyOrder(
                        "reset " + (midnight + 7200) + " " + (midnight + DAY),
                        "end " + (midnight + DAY + 7200) + " " + (midnight + 2 * DAY));
        play.told.clear();
        play.world.clock.passSec(10 * DAY);
        play.world.jobs.runDue();
        assertThat(play.told).isEmpty();
        refused(Code.NOT_FOUND, () -> play.write(1, 3));
    }

    @OnEveryDatabase
    void listsAreFilteredAndPaged(Database database) {
        var play = new Play(database);
        long now = play.world.clock.nowSec();
        for (int i = 0; i < 5; i++) {
            play.create("t" + i, "", open(now + 10 - i, now + 1000 + i, 100));
        }
        play.tournaments()
                .create(
                        "endless",
                        true,
                        SortOrder.DESCENDING,
                        Operator.SET,
                        "@daily",
                        "{\"a\":1}",
                        false,
                        new TournamentRules("E", "", 100, now, 0, 60, false, 5, 5));
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            TournamentList page =
                    play.list(
                            ListTournamentsRequest.newBuilder()
                                    .setLimit(Int32Value.of(4))
                                    .setCursor(cursor));
            page.getTournamentsList().forEach(tournament -> ids.add(tournament.getId()));
            cursor = page.getCursor();
        } while (!cursor.isEmpty());
        assertThat(ids).containsExactly("endless", "t4", "t3", "t2", "t1", "t0");
        assertThat(
                        play.list(
                                        ListTournamentsRequest.newBuilder()
                                                .setCategoryEnd(UInt32Value.of(50)))
                                .getTournamentsCount())
                .isEqualTo(5);
        assertThat(
                        play.list(ListTournamentsRequest.newBuilder().setEndTime(UInt32Value.of(0)))
                                .getTournamentsList())
                .extracting(Tournament::getId)
                .containsExactly("endless");
        assertThat(
                        play.list(
                                        ListTournamentsRequest.newBuilder()
                                                .setStartTime(UInt32Value.of((int) now + 9))
                                                .setEndTime(UInt32Value.of((int) now + 1000)))
                                .getTournamentsList())
                .extracting(Tournament::getId)
                .containsExactly("t0");
        play.world.clock.passSec(500);
        assertThat(play.list(ListTournamentsRequest.newBuilder()).getTournamentsCount())
                .isEqualTo(1);
        for (var wrong :
                List.of(
                        ListTournamentsRequest.newBuilder().setCategoryEnd(UInt32Value.of(128)),
                        ListTournamentsRequest.newBuilder().setCategoryStart(UInt32Value.of(-1)),
                        ListTournamentsRequest.newBuilder()
                                .setCategoryStart(UInt32Value.of(5))
                                .setCategoryEnd(UInt32Value.of(4)),
                        ListTournamentsRequest.newBuilder().setLimit(Int32Value.of(101)),
                        ListTournamentsRequest.newBuilder().setCursor("nonsense"))) {
            refused(Code.INVALID_ARGUMENT, () -> play.list(wrong));
        }
    }

    @OnEveryDatabase
    void mistakesOfClientsAreTold(Database database) {
        var play = new Play(database);
        refused(Code.NOT_FOUND, () -> play.write(1, 1));
        refused(Code.NOT_FOUND, () -> play.join(1));
        refused(Code.NOT_FOUND, () -> play.records(0));
        play.world.leaderboards.create(
                "t", false, SortOrder.DESCENDING, Operator.BEST, "", "", true);
        refused(Code.NOT_FOUND, () -> play.write(1, 1));
        refused(
                Code.ALREADY_EXISTS,
                () -> play.create("t", "", open(play.world.clock.nowSec(), 0, 100)));
        refused(
                Code.INVALID_ARGUMENT,
                () ->
                        play.create(
                                "x",
                                "",
                                open(
                                        play.world.clock.nowSec(),
                                        play.world.clock.nowSec() - 1,
                                        100)));
        refused(Code.INVALID_ARGUMENT, () -> open(play.world.clock.nowSec(), 0, 0));
        refused(Code.INVALID_ARGUMENT, () -> play.create("x", "", open(0, 10, 5)));
    }

    @OnEveryDatabase
    void aroundAnOwnerCursorsGoBothWays(Database database) {
        var play = new Play(database);
        play.create("t", "", open(play.world.clock.nowSec(), 0, 100));
        for (int i = 1; i <= 7; i++) {
            play.write(i, 100 - i);
        }
        TournamentRecordList around =
                play.world.call(
                        user(1),
                        "ListTournamentRecordsAroundOwner",
                        ListTournamentRecordsAroundOwnerRequest.newBuilder()
                                .setTournamentId("t")
                                .setOwnerId(user(4).toString())
                                .setLimit(UInt32Value.of(3))
                                .build());
        assertThat(text(around.getRecordsList())).isEqualTo("3:3 4:4 5:5");
        assertThat(around.getPrevCursor()).isNotEqualTo(around.getNextCursor()).isNotEmpty();
    }

    @OnEveryDatabase
    void aDeletedTournamentTellsNothing(Database database) {
        var play = new Play(database);
        play.create("t", "", open(play.world.clock.nowSec(), 0, 100));
        play.tournaments().delete("t");
        play.tournaments().delete("t");
        play.world.clock.passSec(200);
        play.world.jobs.runDue();
        assertThat(play.told).isEmpty();
    }

    @OnEveryDatabase
    void whoseRecordsAreDeletedAtOnceGiveTheirSeats(Database database) {
        var play = new Play(database);
        play.create("t", "", rules(play.world.clock.nowSec(), 0, 100, false, 2, 3));
        play.write(1, 10);
        play.write(2, 5);
        refused(Code.FAILED_PRECONDITION, () -> play.write(3, 5));
        Board board = play.tournaments().get("t");
        long expirySec = play.world.leaderboards.expirySec(board);
        assertThat(play.world.leaderboards.records().deleteAll(board, expirySec)).isEqualTo(2);
        assertThat(play.write(3, 5).getRank()).isEqualTo(1);
        assertThat(play.told(board).getSize()).isEqualTo(1);
    }

    /// What many write for an end that never comes: the first of January 2100.
    @OnEveryDatabase
    void anEndIsLaterThanSignedSecondsReach(Database database) {
        var play = new Play(database);
        long end = 4_102_444_800L;
        String title = "\uD83C\uDFC6".repeat(255);
        Board board =
                play.tournaments()
                        .create(
                                "late",
                                false,
                                SortOrder.DESCENDING,
                                Operator.BEST,
                                "",
                                "",
                                true,
                                new TournamentRules(
                                        title, "", 1, 2_147_483_000L, end, 60, false, 5, 5));
        Tournament told = play.told(board);
        assertThat(told.getEndTime().getSeconds()).isEqualTo(end);
        assertThat(told.getTitle()).isEqualTo(title);
        assertThat(play.list(ListTournamentsRequest.newBuilder()).getTournamentsList())
                .extracting(Tournament::getId)
                .containsExactly("late");
    }
}
