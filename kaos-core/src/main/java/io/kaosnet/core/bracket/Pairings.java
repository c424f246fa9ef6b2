package io.kaosnet.core.bracket;

import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who meets whom in rounds where nobody goes out. Pure functions.
final class Pairings {
    /// How many pairings a Swiss round tries before two may meet once more.
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

    /// The next round of Swiss: players of equal points who have not met, as far as there are; then
    /// as few as can be who have met once, and so on.
    static void swiss(Bracket.Builder bracket, int round) {
        List<String> players = new ArrayList<>();
        for (BracketEntrant entrant : bracket.getEntrantsList()) {
            if (!entrant.getWithdrawn()) {
                players.add(entrant.getUserId());
            }
        }
        Map<String, Integer> met = new HashMap<>();
        Set<String> hadBye = new HashSet<>();
        for (BracketMatch match : bracket.getMatchesList()) {
            met.merge(match.getHome() + match.getAway(), 1, Integer::sum);
            met.merge(match.getAway() + match.getHome(), 1, Integer::sum);
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
        int most = 0;
        while (!pair(order, met, most, pairs, new int[1])) {
            pairs.clear();
            most++;
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

    /// Pairs the first who is left with the next, and tries others where that leads nowhere.
    ///
    /// @param most how often a pair may have met; those who met less often come first
    /// @return whether all were paired
    private static boolean pair(
            List<String> left,
            Map<String, Integer> met,
            int most,
            List<String> pairs,
            int[] tries) {
        if (left.isEmpty()) {
            return true;
        }
        String first = left.getFirst();
        for (int times = 0; times <= most; times++) {
            for (String player : left.subList(1, left.size())) {
                if (met.getOrDefault(first + player, 0) != times) {
                    continue;
                }
                if (++tries[0] > MAX_TRIES) {
                    return false;
                }
                pairs.add(first);
                pairs.add(player);
                List<String> others = new ArrayList<>(left);
                others.remove(player);
                others.removeFirst();
                if (pair(others, met, most, pairs, tries)) {
                    return true;
                }
                pairs.removeLast();
                pairs.removeLast();
            }
        }
        return false;
    }
}
