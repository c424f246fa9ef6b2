package io.kaosnet.core.league;

import static io.kaosnet.core.leaderboard.BoardWorld.refused;
import static io.kaosnet.core.leaderboard.BoardWorld.text;
import static io.kaosnet.core.leaderboard.BoardWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.leaderboard.BoardWorld;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.kaosnet.League;
import io.kaosnet.protocol.kaosnet.LeagueRequest;
import io.kaosnet.protocol.kaosnet.ListLeagueRecordsRequest;
import io.kaosnet.protocol.kaosnet.WriteLeagueRecordRequest;
import io.kaosnet.protocol.rest.Routes;
import java.util.ArrayList;
import java.util.List;

final class LeaguesTest {
    /// Leagues on a database.
    private static final class Play {
        final BoardWorld world;
        final List<String> moves = new ArrayList<>();
        private final Leagues[] leagues = new Leagues[1];

        Play(Database database) {
            world =
                    new BoardWorld(
                            database,
                            (made, endpoints) -> {
                                leagues[0] =
                                        new Leagues(
                                                database, made.leaderboards, made.jobs, made.clock);
                                new LeagueApi(leagues[0]).bind(endpoints, Routes.builder());
                            });
            leagues[0].listen(
                    (_, userId, from, to) ->
                            moves.add(userId.getLeastSignificantBits() + ":" + from + ">" + to));
        }

        Leagues leagues() {
            return leagues[0];
        }

        League.Builder wanted() {
            return League.newBuilder()
                    .setId("l")
                    .setDivisions(3)
                    .setPromoted(2)
                    .setRelegated(1)
                    .setResetSchedule("@daily");
        }

        League join(int user) {
            return world.call(
                    user(user), "JoinLeague", LeagueRequest.newBuilder().setLeagueId("l").build());
        }

        LeaderboardRecord write(int user, long score) {
            return world.call(
                    user(user),
                    "WriteLeagueRecord",
                    WriteLeagueRecordRequest.newBuilder().setLeagueId("l").setScore(score).build());
        }

        int division(int user) {
            League league =
                    world.call(
                            user(user),
                            "GetLeague",
                            LeagueRequest.newBuilder().setLeagueId("l").build());
            return league.getDivision();
        }

        String list(int user, int division) {
            LeaderboardRecordList list =
                    world.call(
                            user(user),
                            "ListLeagueRecords",
                            ListLeagueRecordsRequest.newBuilder()
                                    .setLeagueId("l")
                                    .setDivision(division)
                                    .build());
            return text(list.getRecordsList());
        }

        void nextDay() {
            world.clock.toSec(world.clock.nowSec() / 86_400 * 86_400 + 86_400);
        }
    }

    @OnEveryDatabase
    void theBestGoUpAndTheLastGoDown(Database database) {
        var play = new Play(database);
        play.leagues().create(play.wanted().build());
        for (int i = 1; i <= 6; i++) {
            assertThat(play.join(i).getDivision()).isEqualTo(3);
            play.write(i, i * 10L);
        }
        assertThat(play.list(1, 0)).isEqualTo("6:1 5:2 4:3 3:4 2:5 1:6");
        play.nextDay();
        // Written after the reset and before the moves: the score goes along.
        play.write(6, 7);
        play.world.jobs.runDue();
        play.world.jobs.runDue();
        assertThat(play.moves).containsExactly("6:3>2", "5:3>2");
        assertThat(play.list(6, 2)).isEqualTo("6:1");
        assertThat(play.list(6, 3)).isEmpty();

        play.write(5, 9);
        play.write(1, 1);
        play.moves.clear();
        play.nextDay();
        play.world.jobs.runDue();
        // One of two up, the other one down; the only one of the lowest up.
        assertThat(play.moves).containsExactlyInAnyOrder("5:2>1", "6:2>3", "1:3>2");
        assertThat(play.division(5)).isEqualTo(1);
        assertThat(play.division(6)).isEqualTo(3);
        assertThat(play.division(2)).isEqualTo(3);
        assertThat(play.division(99)).isZero();
    }

    @OnEveryDatabase
    void mistakesAreTold(Database database) {
        var play = new Play(database);
        refused(Code.NOT_FOUND, () -> play.join(1));
        for (var wrong :
                List.of(
                        play.wanted().setId(""),
                        play.wanted().setDivisions(0),
                        play.wanted().setPromoted(-1),
                        play.wanted().setResetSchedule(""),
                        play.wanted().setResetSchedule("nonsense"),
                        play.wanted().setSortOrder("sideways"),
                        play.wanted().setMetadata("[]"))) {
            refused(Code.INVALID_ARGUMENT, () -> play.leagues().create(wrong.build()));
        }
        play.leagues().create(play.wanted().setAuthoritative(true).build());
        refused(Code.PERMISSION_DENIED, () -> play.write(1, 5));
        refused(Code.FAILED_PRECONDITION, () -> play.list(1, 0));
        refused(Code.INVALID_ARGUMENT, () -> play.list(1, 4));
        refused(Code.FAILED_PRECONDITION, () -> play.leagues().write("l", user(1), "", 5, 0, ""));
        play.leagues().delete("l");
        play.leagues().delete("l");
        refused(Code.NOT_FOUND, () -> play.join(1));
        assertThat(play.world.leaderboards.find(Leagues.boardId("l", 1))).isNull();
    }
}
