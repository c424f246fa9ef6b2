package io.kaosnet.core.bracket;

import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import io.kaosnet.protocol.kaosnet.BracketMatch.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who is where. Pure functions.
///
/// In an elimination those who went out later are before those who went out earlier; otherwise
/// points decide, then the points of the opponents, then games won less games lost.
final class Standings {
    private Standings() {}

    private static final Comparator<BracketEntrant.Builder> BY_POINTS =
            Comparator.comparingInt((BracketEntrant.Builder entrant) -> -entrant.getPoints())
                    .thenComparingInt(entrant -> -entrant.getOpponentPoints())
                    .thenComparingInt(entrant -> -entrant.getGameDifference());

    static boolean isElimination(Bracket.Format format) {
        return format == Bracket.Format.SINGLE_ELIMINATION
                || format == Bracket.Format.DOUBLE_ELIMINATION;
    }

    /// Counts everything anew and brings the entrants into their order.
    static void update(Bracket.Builder bracket) {
        Map<String, BracketEntrant.Builder> entrants = new HashMap<>();
        List<BracketEntrant.Builder> order = new ArrayList<>();
        for (BracketEntrant entrant : bracket.getEntrantsList()) {
            BracketEntrant.Builder fresh =
                    BracketEntrant.newBuilder()
                            .setUserId(entrant.getUserId())
                            .setUsername(entrant.getUsername())
                            .setSeed(entrant.getSeed())
                            .setWithdrawn(entrant.getWithdrawn());
            entrants.put(entrant.getUserId(), fresh);
            order.add(fresh);
        }
        Map<String, Integer> out = new HashMap<>();
        for (BracketMatch match : bracket.getMatchesList()) {
            if (match.getState() == BracketMatch.State.DONE) {
                count(bracket.getFormat(), match, entrants, out);
            }
        }
        for (BracketMatch match : bracket.getMatchesList()) {
            BracketEntrant.Builder home = entrants.get(match.getHome());
            BracketEntrant.Builder away = entrants.get(match.getAway());
            if (match.getState() == BracketMatch.State.DONE && home != null && away != null) {
                home.setOpponentPoints(home.getOpponentPoints() + away.getPoints());
                away.setOpponentPoints(away.getOpponentPoints() + home.getPoints());
            }
        }
        Comparator<BracketEntrant.Builder> best =
                isElimination(bracket.getFormat())
                        ? Comparator.comparingInt(
                                entrant ->
                                        -out.getOrDefault(entrant.getUserId(), Integer.MAX_VALUE))
                        : BY_POINTS;
        order.sort(best.thenComparingInt(BracketEntrant.Builder::getSeed));
        bracket.clearEntrants();
        for (int i = 0; i < order.size(); i++) {
            boolean isEqual = i > 0 && best.compare(order.get(i - 1), order.get(i)) == 0;
            order.get(i).setPlace(isEqual ? order.get(i - 1).getPlace() : i + 1);
            bracket.addEntrants(order.get(i));
        }
    }

    /// @param out when somebody went out: the greater, the later
    private static void count(
            Bracket.Format format,
            BracketMatch match,
            Map<String, BracketEntrant.Builder> entrants,
            Map<String, Integer> out) {
        BracketEntrant.Builder home = entrants.get(match.getHome());
        BracketEntrant.Builder away = entrants.get(match.getAway());
        if (home == null || away == null) {
            // A bye is a point in Swiss, and nothing in an elimination.
            if (home != null && match.getAwayBye() && !isElimination(format)) {
                home.setWins(home.getWins() + 1).setPoints(home.getPoints() + 2);
            }
            return;
        }
        int difference = match.getHomeGames() - match.getAwayGames();
        home.setGameDifference(home.getGameDifference() + difference);
        away.setGameDifference(away.getGameDifference() - difference);
        if (match.getWinner().isEmpty()) {
            home.setDraws(home.getDraws() + 1).setPoints(home.getPoints() + 1);
            away.setDraws(away.getDraws() + 1).setPoints(away.getPoints() + 1);
            return;
        }
        boolean homeWon = match.getWinner().equals(match.getHome());
        BracketEntrant.Builder winner = homeWon ? home : away;
        BracketEntrant.Builder loser = homeWon ? away : home;
        winner.setWins(winner.getWins() + 1).setPoints(winner.getPoints() + 2);
        loser.setLosses(loser.getLosses() + 1);
        boolean isOut =
                format == Bracket.Format.SINGLE_ELIMINATION || match.getStage() != Stage.MAIN;
        if (isElimination(format) && isOut) {
            int phase = match.getStageValue() * 1000 + match.getRound();
            // The one without a loss is still in after a lost final.
            boolean isFirstLoss = match.getStage() == Stage.FINAL && !homeWon;
            if (!isFirstLoss) {
                out.merge(loser.getUserId(), phase, Math::max);
            }
        }
    }
}
