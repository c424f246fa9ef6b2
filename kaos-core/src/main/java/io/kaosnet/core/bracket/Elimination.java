package io.kaosnet.core.bracket;

import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import io.kaosnet.protocol.kaosnet.BracketMatch.Stage;
import java.util.ArrayList;
import java.util.List;

/// Lays out the matches of an elimination. Pure functions.
///
/// The best seeds meet last, and get the byes. In a double elimination the losers of a main round
/// come into every second round of the losers, from the other side, so that two who have met meet
/// again late.
final class Elimination {
    private Elimination() {}

    /// @param seeds user ids, the strongest first; two or more
    static void layOut(Bracket.Builder bracket, List<String> seeds) {
        int size = Integer.highestOneBit(seeds.size() - 1) << 1;
        List<List<BracketMatch.Builder>> main = stage(bracket, Stage.MAIN, size);
        seat(main.getFirst(), seeds, size);
        if (bracket.getFormat() == Bracket.Format.DOUBLE_ELIMINATION) {
            addLosers(bracket, main);
        }
    }

    private static BracketMatch.Builder add(Bracket.Builder bracket, Stage stage, int round) {
        return bracket.addMatchesBuilder()
                .setId(bracket.getMatchesCount())
                .setStage(stage)
                .setRound(round);
    }

    /// The rounds of the main stage, each winner going on to the next.
    private static List<List<BracketMatch.Builder>> stage(
            Bracket.Builder bracket, Stage stage, int size) {
        List<List<BracketMatch.Builder>> rounds = new ArrayList<>();
        for (int count = size / 2; count >= 1; count /= 2) {
            List<BracketMatch.Builder> round = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                round.add(add(bracket, stage, rounds.size() + 1));
            }
            if (!rounds.isEmpty()) {
                pairUp(rounds.getLast(), round);
            }
            rounds.add(round);
        }
        return rounds;
    }

    private static void pairUp(List<BracketMatch.Builder> from, List<BracketMatch.Builder> to) {
        for (int i = 0; i < from.size(); i++) {
            from.get(i).setWinnerTo(to.get(i / 2).getId());
        }
    }

    private static void seat(List<BracketMatch.Builder> first, List<String> seeds, int size) {
        int[] order = {1, 2};
        while (order.length < size) {
            int[] doubled = new int[order.length * 2];
            for (int i = 0; i < order.length; i++) {
                int other = doubled.length + 1 - order[i];
                doubled[2 * i] = i % 2 == 0 ? order[i] : other;
                doubled[2 * i + 1] = i % 2 == 0 ? other : order[i];
            }
            order = doubled;
        }
        for (int i = 0; i < first.size(); i++) {
            BracketMatch.Builder match = first.get(i);
            seat(match, true, seeds, order[2 * i]);
            seat(match, false, seeds, order[2 * i + 1]);
        }
    }

    private static void seat(
            BracketMatch.Builder match, boolean isHome, List<String> seeds, int seed) {
        if (seed > seeds.size()) {
            if (isHome) {
                match.setHomeBye(true);
            } else {
                match.setAwayBye(true);
            }
        } else if (isHome) {
            match.setHome(seeds.get(seed - 1));
        } else {
            match.setAway(seeds.get(seed - 1));
        }
    }

    private static void addLosers(Bracket.Builder bracket, List<List<BracketMatch.Builder>> main) {
        List<BracketMatch.Builder> last = List.of();
        int round = 0;
        for (int i = 0; i < main.size(); i++) {
            List<BracketMatch.Builder> losing = main.get(i);
            if (i == 0) {
                if (losing.size() == 1) {
                    // Two players: the loser goes right to the final.
                    break;
                }
                last = losers(bracket, losing.size() / 2, ++round);
                for (int k = 0; k < losing.size(); k++) {
                    losing.get(k).setLoserTo(last.get(k / 2).getId());
                }
                continue;
            }
            List<BracketMatch.Builder> joined = losers(bracket, losing.size(), ++round);
            for (int k = 0; k < losing.size(); k++) {
                last.get(k).setWinnerTo(joined.get(k).getId());
                int from = i % 2 == 1 ? losing.size() - 1 - k : k;
                losing.get(k).setLoserTo(joined.get(from).getId());
            }
            last = joined;
            if (losing.size() > 1) {
                List<BracketMatch.Builder> halved = losers(bracket, losing.size() / 2, ++round);
                pairUp(last, halved);
                last = halved;
            }
        }
        BracketMatch.Builder last1 = main.getLast().getFirst();
        BracketMatch.Builder grand = add(bracket, Stage.FINAL, 1);
        BracketMatch.Builder second = add(bracket, Stage.SECOND_FINAL, 1);
        last1.setWinnerTo(grand.getId());
        if (last.isEmpty()) {
            last1.setLoserTo(grand.getId());
        } else {
            last.getFirst().setWinnerTo(grand.getId());
        }
        grand.setWinnerTo(second.getId()).setLoserTo(second.getId());
    }

    private static List<BracketMatch.Builder> losers(
            Bracket.Builder bracket, int count, int round) {
        List<BracketMatch.Builder> matches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            matches.add(add(bracket, Stage.LOSERS, round));
        }
        return matches;
    }
}
