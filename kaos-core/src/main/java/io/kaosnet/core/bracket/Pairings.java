package io.kaosnet.core.bracket;

import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who meets whom in rounds where nobody goes out. Pure functions.
final class Pairings {
    /// How many pairings a Swiss round tries before two may meet again.
    private static final int MAX_TRIES = 20_000;

    private Pairings() {}

    /// All rounds of a round robin, by the circle method (Kirkman): one stays, the others go
    /// around.
    ///
    /// @param times how often each pair meets, sides changed every time
    static void roundRobin(Bracket.Builder bracket, List<String> players, int times) {
        List<String> circle = new ArrayList<>(players);
        if (circle.size() % 2 == 1) {
            circle.add("");
        }
        int count = circle.size();
        int round = 0;
        for (int time = 0; time < times; time++) {
            for (int i = 0; i < count - 1; i++) {
                round++;
                for (int k = 0; k < count / 2; k++) {
                    String one = circle.get(k);
                    String other = circle.get(count - 1 - k);
                    boolean isSwapped = (time + (k == 0 ? i : 0)) % 2 == 1;
                    if (!one.isEmpty() && !other.isEmpty()) {
                        add(bracket, round, isSwapped ? other : one, isSwapped ? one : other);
                    }
                }
                circle.add(1, circle.removeLast());
            }
        }
    }

    private static BracketMatch.Builder add(
            Bracket.Builder bracket, int round, String home, String away) {
        return bracket.addMatchesBuilder()
                .setId(bracket.getMatchesCount())
                .setRound(round)
                .setHome(home)
                .setAway(away);
    }

    /// The next round of Swiss: players of equal points who have not met, as far as there are.
    static void swiss(Bracket.Builder bracket, int round) {
        List<String> players = new ArrayList<>();
        for (BracketEntrant entrant : bracket.getEntrantsList()) {
            if (!entrant.getWithdrawn()) {
                players.add(entrant.getUserId());
            }
        }
        Set<String> met = new HashSet<>();
        Set<String> hadBye = new HashSet<>();
        for (BracketMatch match : bracket.getMatchesList()) {
            met.add(match.getHome() + match.getAway());
            met.add(match.getAway() + match.getHome());
            if (match.getAwayBye()) {
                hadBye.add(match.getHome());
            }
        }
        String bye = players.size() % 2 == 1 ? bye(players, hadBye) : "";
        players.remove(bye);
        List<String> order = players;
        if (round == 1) {
            // The upper half against the lower one.
            order = new ArrayList<>();
            for (int i = 0; i < players.size() / 2; i++) {
                order.add(players.get(i));
                order.add(players.get(players.size() / 2 + i));
            }
        }
        List<String> pairs = new ArrayList<>();
        if (!pair(order, met, pairs, new int[1])) {
            pairs = order;
        }
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            boolean isSwapped = (round + i / 2) % 2 == 0;
            add(bracket, round, pairs.get(isSwapped ? i + 1 : i), pairs.get(isSwapped ? i : i + 1));
        }
        if (!bye.isEmpty()) {
            add(bracket, round, bye, "").setAwayBye(true);
        }
    }

    /// The last one who had none.
    private static String bye(List<String> players, Set<String> hadBye) {
        for (String player : players.reversed()) {
            if (!hadBye.contains(player)) {
                return player;
            }
        }
        return players.getLast();
    }

    /// @return whether all were paired
    private static boolean pair(
            List<String> players, Set<String> met, List<String> pairs, int[] tries) {
        if (pairs.size() == players.size()) {
            return true;
        }
        String first = "";
        for (String player : players) {
            if (pairs.contains(player)) {
                continue;
            }
            if (first.isEmpty()) {
                first = player;
                continue;
            }
            if (met.contains(first + player)) {
                continue;
            }
            if (++tries[0] > MAX_TRIES) {
                return false;
            }
            pairs.add(first);
            pairs.add(player);
            if (pair(players, met, pairs, tries)) {
                return true;
            }
            pairs.removeLast();
            pairs.removeLast();
        }
        return false;
    }
}
