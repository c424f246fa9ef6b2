package io.kaosnet.core.bracket;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import io.kaosnet.protocol.kaosnet.BracketMatch.Stage;
import io.kaosnet.protocol.kaosnet.BracketMatch.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The course of one bracket. Owned by the operation that changes it; time is an argument.
final class Play {
    private final Bracket.Builder bracket;
    private final long nowSec;

    Play(Bracket.Builder bracket, long nowSec) {
        this.bracket = bracket;
        this.nowSec = nowSec;
    }

    // ---- players

    /// @throws ApiException `FAILED_PRECONDITION` when it has begun or is full
    void join(String userId, String username, int seed) {
        require(bracket.getState() == Bracket.State.OPEN, "The bracket has begun");
        if (entrant(userId) != null) {
            return;
        }
        require(bracket.getEntrantsCount() < bracket.getMaxSize(), "The bracket is full");
        bracket.addEntrants(
                BracketEntrant.newBuilder().setUserId(userId).setUsername(username).setSeed(seed));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ApiException(Code.FAILED_PRECONDITION, otherwise);
        }
    }

    private BracketEntrant.@Nullable Builder entrant(String userId) {
        for (int i = 0; i < bracket.getEntrantsCount(); i++) {
            if (bracket.getEntrants(i).getUserId().equals(userId)) {
                return bracket.getEntrantsBuilder(i);
            }
        }
        return null;
    }

    /// Leaves before the beginning, or loses all that is not played yet.
    void leave(String userId) {
        for (int i = 0; i < bracket.getEntrantsCount(); i++) {
            if (bracket.getEntrants(i).getUserId().equals(userId)) {
                if (bracket.getState() == Bracket.State.OPEN) {
                    bracket.removeEntrants(i);
                } else if (bracket.getState() == Bracket.State.RUNNING) {
                    bracket.getEntrantsBuilder(i).setWithdrawn(true);
                    settle();
                }
                return;
            }
        }
    }

    /// Leaves for good; where the entrant stays for what was played, the name goes.
    void forget(String userId) {
        leave(userId);
        BracketEntrant.Builder left = entrant(userId);
        if (left != null) {
            left.clearUsername();
        }
    }

    /// Ends joining and lays out the first matches.
    ///
    /// @throws ApiException `FAILED_PRECONDITION` when it has begun, or fewer than two joined
    void start() {
        require(bracket.getState() == Bracket.State.OPEN, "The bracket has begun");
        require(bracket.getEntrantsCount() >= 2, "A bracket needs two players");
        List<BracketEntrant> entrants = new ArrayList<>(bracket.getEntrantsList());
        // Who has no seed comes behind those who have one, by the time of joining.
        entrants.sort(
                Comparator.comparingInt(
                        entrant -> entrant.getSeed() == 0 ? Integer.MAX_VALUE : entrant.getSeed()));
        bracket.clearEntrants();
        List<String> players = new ArrayList<>();
        for (BracketEntrant entrant : entrants) {
            players.add(entrant.getUserId());
            bracket.addEntrants(entrant.toBuilder().setSeed(players.size()).setPlace(1));
        }
        bracket.setState(Bracket.State.RUNNING);
        switch (bracket.getFormat()) {
            case SINGLE_ELIMINATION, DOUBLE_ELIMINATION -> Elimination.layOut(bracket, players);
            case ROUND_ROBIN -> {
                bracket.setRound(1);
                Pairings.roundRobin(bracket, players, Math.max(1, bracket.getRounds()));
            }
            case SWISS -> {
                bracket.setRound(1);
                if (bracket.getRounds() == 0) {
                    bracket.setRounds(32 - Integer.numberOfLeadingZeros(players.size() - 1));
                }
                Pairings.swiss(bracket, 1);
            }
            case UNRECOGNIZED -> throw new IllegalStateException("a format from the future");
        }
        settle();
    }

    // ---- matches

    /// @throws ApiException `NOT_FOUND`
    BracketMatch.Builder match(int id) {
        if (id < 1 || id > bracket.getMatchesCount()) {
            throw ApiException.notFound("Match not found");
        }
        return bracket.getMatchesBuilder(id - 1);
    }

    private static boolean isOpen(BracketMatch.Builder match) {
        return match.getState() == State.READY || match.getState() == State.REPORTED;
    }

    /// @throws ApiException `PERMISSION_DENIED` for somebody who does not play in it
    private static boolean isHome(BracketMatch.Builder match, String userId) {
        if (match.getHome().equals(userId)) {
            return true;
        }
        if (match.getAway().equals(userId)) {
            return false;
        }
        throw ApiException.permissionDenied("Only its players may do this");
    }

    /// A player is there.
    void present(int matchId, String userId) {
        BracketMatch.Builder match = match(matchId);
        boolean isHome = isHome(match, userId);
        require(isOpen(match), "The match is not being played");
        come(match, isHome);
    }

    private static void come(BracketMatch.Builder match, boolean isHome) {
        if (isHome) {
            match.setHomePresent(true);
        } else {
            match.setAwayPresent(true);
        }
    }

    /// A player tells a result; it counts when the other one tells the same.
    void report(int matchId, String userId, int homeGames, int awayGames) {
        BracketMatch.Builder match = match(matchId);
        boolean isHome = isHome(match, userId);
        require(isOpen(match), "The match is not being played");
        checkResult(homeGames, awayGames);
        come(match, isHome);
        boolean isAnswer =
                match.getState() == State.REPORTED && !match.getReporter().equals(userId);
        if (!isAnswer) {
            match.setState(State.REPORTED)
                    .setReporter(userId)
                    .setHomeGames(homeGames)
                    .setAwayGames(awayGames)
                    .setDeadline(deadline());
        } else if (match.getHomeGames() == homeGames && match.getAwayGames() == awayGames) {
            finish(match, homeGames, awayGames);
            settle();
        } else {
            match.setState(State.DISPUTED).setDeadline(0);
        }
    }

    /// The server tells a result, whatever the players said.
    void decide(int matchId, int homeGames, int awayGames) {
        BracketMatch.Builder match = match(matchId);
        require(
                isOpen(match) || match.getState() == State.DISPUTED,
                "The match is not being played");
        checkResult(homeGames, awayGames);
        finish(match, homeGames, awayGames);
        settle();
    }

    private void checkResult(int homeGames, int awayGames) {
        int bestOf = bracket.getBestOf();
        int needed = bestOf / 2 + 1;
        int most = Math.max(homeGames, awayGames);
        int least = Math.min(homeGames, awayGames);
        boolean isWon = most == needed && least >= 0 && most + least <= bestOf;
        boolean isDraw =
                bestOf % 2 == 0
                        && homeGames == bestOf / 2
                        && homeGames == awayGames
                        && !Standings.isElimination(bracket.getFormat());
        if (!isWon && !isDraw) {
            throw ApiException.invalidArgument(
                    "result: "
                            + homeGames
                            + ":"
                            + awayGames
                            + " (expected: "
                            + needed
                            + " games for the winner of "
                            + bestOf
                            + ")");
        }
    }

    private long deadline() {
        return bracket.getNoShowSec() > 0 ? nowSec + bracket.getNoShowSec() : 0;
    }

    /// Ends what nobody came to, and counts what nobody objected to.
    void onDeadline() {
        for (BracketMatch.Builder match : bracket.getMatchesBuilderList()) {
            if (match.getDeadline() == 0 || match.getDeadline() > nowSec) {
                continue;
            }
            match.setDeadline(0);
            if (match.getState() == State.REPORTED) {
                finish(match, match.getHomeGames(), match.getAwayGames());
            } else if (match.getState() == State.READY
                    && !(match.getHomePresent() && match.getAwayPresent())) {
                boolean isHome =
                        match.getHomePresent() != match.getAwayPresent()
                                ? match.getHomePresent()
                                : seed(match.getHome()) < seed(match.getAway());
                walkOver(match, isHome);
            }
        }
        settle();
    }

    private int seed(String userId) {
        BracketEntrant.Builder entrant = entrant(userId);
        return entrant == null ? Integer.MAX_VALUE : entrant.getSeed();
    }

    private void walkOver(BracketMatch.Builder match, boolean isHome) {
        int needed = bracket.getBestOf() / 2 + 1;
        finish(match, isHome ? needed : 0, isHome ? 0 : needed);
    }

    /// The earliest time at which [#onDeadline] has something to do; 0 for never.
    long nextDeadline() {
        long next = 0;
        for (BracketMatch match : bracket.getMatchesList()) {
            long deadline = match.getDeadline();
            if (deadline > 0 && (next == 0 || deadline < next)) {
                next = deadline;
            }
        }
        return next;
    }

    private void finish(BracketMatch.Builder match, int homeGames, int awayGames) {
        match.setState(State.DONE)
                .setHomeGames(homeGames)
                .setAwayGames(awayGames)
                .setDeadline(0)
                .setWinner(
                        homeGames == awayGames
                                ? ""
                                : homeGames > awayGames ? match.getHome() : match.getAway());
        moveOn(match);
    }

    // ---- going on

    /// Sends winner and loser where they go.
    private void moveOn(BracketMatch.Builder match) {
        boolean homeWon = match.getWinner().equals(match.getHome());
        if (match.getStage() == Stage.FINAL) {
            BracketMatch.Builder second = match(match.getWinnerTo());
            second.setHome(match.getHome()).setAway(match.getAway());
            if (homeWon) {
                // Nobody else is without a loss.
                second.setState(State.DONE).setWinner(match.getHome());
                second.clearHome().clearAway();
            }
            return;
        }
        String loser = homeWon ? match.getAway() : match.getHome();
        send(match, match.getWinnerTo(), match.getWinner());
        send(match, match.getLoserTo(), loser);
    }

    /// @param player empty when nobody comes
    private void send(BracketMatch.Builder from, int targetId, String player) {
        if (targetId == 0) {
            return;
        }
        BracketMatch.Builder target = match(targetId);
        boolean isHome = isFirstFeeder(from, targetId);
        if (isHome && from.getWinnerTo() == from.getLoserTo()) {
            isHome = player.equals(from.getWinner());
        }
        if (isHome) {
            target.setHome(player).setHomeBye(player.isEmpty());
        } else {
            target.setAway(player).setAwayBye(player.isEmpty());
        }
    }

    private boolean isFirstFeeder(BracketMatch.Builder from, int targetId) {
        for (BracketMatch match : bracket.getMatchesList()) {
            if (match.getWinnerTo() == targetId || match.getLoserTo() == targetId) {
                return match.getId() == from.getId();
            }
        }
        throw new IllegalStateException("nothing leads to match " + targetId);
    }

    /// Opens matches whose players are known, ends those without two, until nothing changes.
    private void settle() {
        boolean isChanged = true;
        while (isChanged) {
            isChanged = false;
            for (BracketMatch.Builder match : bracket.getMatchesBuilderList()) {
                isChanged |= settle(match);
            }
            isChanged |= !isChanged && nextRound();
        }
        Standings.update(bracket);
    }

    private boolean settle(BracketMatch.Builder match) {
        if (match.getState() == State.DONE) {
            return false;
        }
        boolean hasHome = !match.getHome().isEmpty();
        boolean hasAway = !match.getAway().isEmpty();
        boolean isKnown = (hasHome || match.getHomeBye()) && (hasAway || match.getAwayBye());
        boolean isLater = bracket.getRound() > 0 && match.getRound() > bracket.getRound();
        if (!isKnown || isLater) {
            return false;
        }
        if (!hasHome || !hasAway) {
            match.setState(State.DONE).setWinner(hasHome ? match.getHome() : match.getAway());
            moveOn(match);
            return true;
        }
        boolean homeGone = isWithdrawn(match.getHome());
        if (homeGone || isWithdrawn(match.getAway())) {
            walkOver(match, !homeGone);
            return true;
        }
        if (match.getState() == State.WAITING) {
            match.setState(State.READY).setDeadline(deadline());
            return true;
        }
        return false;
    }

    private boolean isWithdrawn(String userId) {
        BracketEntrant.Builder entrant = entrant(userId);
        return entrant != null && entrant.getWithdrawn();
    }

    /// Begins the next round when this one is played, and ends the bracket after the last.
    private boolean nextRound() {
        int lastRound = 0;
        for (BracketMatch match : bracket.getMatchesList()) {
            boolean isNow = bracket.getRound() == 0 || match.getRound() <= bracket.getRound();
            if (isNow && match.getState() != State.DONE) {
                return false;
            }
            lastRound = Math.max(lastRound, match.getRound());
        }
        if (bracket.getState() != Bracket.State.RUNNING) {
            return false;
        }
        boolean isSwiss = bracket.getFormat() == Bracket.Format.SWISS;
        if (bracket.getRound() > 0
                && bracket.getRound() < (isSwiss ? bracket.getRounds() : lastRound)) {
            bracket.setRound(bracket.getRound() + 1);
            if (isSwiss) {
                Standings.update(bracket);
                Pairings.swiss(bracket, bracket.getRound());
            }
            return true;
        }
        bracket.setState(Bracket.State.DONE);
        return true;
    }
}
