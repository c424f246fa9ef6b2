package io.kaosnet.server;

import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.bracket.BracketApi;
import io.kaosnet.core.bracket.Brackets;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.dossier.Dossiers;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.LeaderboardApi;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.league.LeagueApi;
import io.kaosnet.core.league.Leagues;
import io.kaosnet.core.module.Modules;
import io.kaosnet.core.module.ServerDoors;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.tournament.TournamentApi;
import io.kaosnet.core.tournament.Tournaments;
import io.kaosnet.protocol.rest.Routes;
import io.kaosnet.scripting.functions.BracketFunctions;
import io.kaosnet.scripting.functions.LeaderboardFunctions;
import io.kaosnet.scripting.functions.TournamentFunctions;
import io.kaosnet.server.config.BoardConfig;
import io.kaosnet.server.metrics.ServerMetrics;

/// Leaderboards and what builds on them, put together, with the jobs that reset them. Owned by the
/// thread that starts the server.
final class BoardFeatures implements AutoCloseable {
    private final Storage storage;
    private final Jobs jobs;
    private final Leaderboards leaderboards;
    private final Tournaments tournaments;
    private final Brackets brackets;
    private final Leagues leagues;
    private final Clock clock;

    BoardFeatures(
            BoardConfig config,
            Database database,
            AccountFeatures players,
            SocialFeatures social,
            ServerMetrics metrics,
            Clock clock) {
        storage = players.storage();
        this.clock = clock;
        jobs =
                new Jobs(
                        database,
                        config.jobWorkers(),
                        work -> Thread.ofVirtual().name("job").start(work),
                        clock);
        leaderboards =
                new Leaderboards(database, jobs, config.withoutRanks(), metrics.database(), clock);
        tournaments = new Tournaments(leaderboards, jobs, clock);
        brackets = new Brackets(database, jobs, clock);
        leagues = new Leagues(database, leaderboards, jobs, clock);
        BracketNotices notices = new BracketNotices(social.notifications());
        brackets.listen(notices);
        leagues.listen(notices::onMove);
        var departures = new Departures(players.accounts(), jobs, clock);
        departures.onGone(leaderboards::deleteOwner);
        departures.onGone(leagues::deleteMember);
        departures.onGone(brackets::forget);
        departures.onLeftover(storage::deleteOwner);
    }

    void bind(Endpoints.Builder endpoints, Routes.Builder routes) {
        new BracketApi(brackets).bind(endpoints, routes);
        new LeagueApi(leagues).bind(endpoints, routes);
        new LeaderboardApi(leaderboards).bind(endpoints);
        new TournamentApi(tournaments, clock).bind(endpoints);
    }

    void bind(ScriptFunctions functions) {
        LeaderboardFunctions.bind(functions);
        TournamentFunctions.bind(functions);
        BracketFunctions.bind(functions);
    }

    /// Whole accounts, out and in.
    Dossiers dossiers(Database database) {
        return new Dossiers(database, storage, leaderboards, clock);
    }

    /// Gives game code its doors, and tells it of resets and ends.
    void serve(ServerDoors doors, Modules modules) {
        doors.add(leaderboards, tournaments, brackets, leagues, clock);
        leaderboards.listen((board, resetSec) -> modules.leaderboardReset(board.id(), resetSec));
        tournaments.listen(
                new Tournaments.Listener() {
                    @Override
                    public void onEnd(Board tournament, long endSec, long resetSec) {
                        modules.tournamentEnded(tournament.id(), endSec, resetSec);
                    }

                    @Override
                    public void onReset(Board tournament, long endSec, long resetSec) {
                        modules.tournamentReset(tournament.id(), endSec, resetSec);
                    }
                });
    }

    void bindMetrics(ServerMetrics metrics) {
        metrics.gauge("kaosnet_leaderboard_ranked_records", leaderboards::rankedCount);
        metrics.count("kaosnet_jobs_done", jobs::doneCount);
        metrics.count("kaosnet_jobs_failed", jobs::failedCount);
    }

    void start() {
        leaderboards.start();
        jobs.start();
    }

    @Override
    public void close() {
        jobs.close();
    }
}
