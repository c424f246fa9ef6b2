package io.kaosnet.core.matchmaker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses from candidates a group of an exact number of players. Owned by one thread.
///
/// Takes the first that fit, as they are given, and goes back where that leads nowhere; parties
/// make it a sum of sizes, and candidates that do not get on with each other make it a search, so
/// there is a bound to the steps.
final class GroupSearch {
    private static final int MAX_STEPS = 20_000;

    /// Whether two candidates may be in one match.
    @FunctionalInterface
    interface Pair {
        boolean fits(Ticket one, Ticket other);
    }

    /// Whether a group may be a match as a whole.
    @FunctionalInterface
    interface Whole {
        boolean isGood(List<Ticket> group);
    }

    private GroupSearch() {}

    /// @param candidates of which each fits the seeker, best first
    /// @param count of players, the seeker's among them
    /// @return the seeker first; null when none was found
    static @Nullable List<Ticket> find(
            Ticket seeker, List<Ticket> candidates, int count, Pair pair, Whole whole) {
        int need = count - seeker.size();
        if (need < 1) {
            return null;
        }
        var rest = new Rest(candidates, need);
        var chosen = new int[Math.min(need, candidates.size())];
        int depth = 0;
        int steps = 0;
        int at = 0;
        while (true) {
            if (need == 0) {
                List<Ticket> group = group(seeker, candidates, chosen, depth);
                if (whole.isGood(group)) {
                    return group;
                }
                at = chosen[--depth];
                need += candidates.get(at).size();
                at++;
            } else if (at < candidates.size() && steps < MAX_STEPS && rest.canBe(at, need)) {
                steps++;
                Ticket candidate = candidates.get(at);
                if (candidate.size() <= need && fits(candidates, chosen, depth, candidate, pair)) {
                    chosen[depth++] = at;
                    need -= candidate.size();
                }
                at++;
            } else if (depth == 0) {
                return null;
            } else {
                at = chosen[--depth];
                need += candidates.get(at).size();
                at++;
            }
        }
    }

    private static List<Ticket> group(
            Ticket seeker, List<Ticket> candidates, int[] chosen, int depth) {
        List<Ticket> group = new ArrayList<>(depth + 1);
        group.add(seeker);
        for (int i = 0; i < depth; i++) {
            group.add(candidates.get(chosen[i]));
        }
        return group;
    }

    private static boolean fits(
            List<Ticket> candidates, int[] chosen, int depth, Ticket candidate, Pair pair) {
        for (int i = 0; i < depth; i++) {
            if (!pair.fits(candidates.get(chosen[i]), candidate)) {
                return false;
            }
        }
        return true;
    }

    /// What sums of players the candidates from a place on can have.
    private static final class Rest {
        private final long[] sums;
        private final int[] totals;

        Rest(List<Ticket> candidates, int need) {
            int count = candidates.size();
            totals = new int[count + 1];
            sums = need < Long.SIZE ? new long[count + 1] : new long[0];
            if (sums.length > 0) {
                sums[count] = 1;
            }
            for (int i = count - 1; i >= 0; i--) {
                int size = candidates.get(i).size();
                totals[i] = totals[i + 1] + size;
                if (sums.length > 0) {
                    sums[i] = sums[i + 1] | (size < Long.SIZE ? sums[i + 1] << size : 0);
                }
            }
        }

        boolean canBe(int from, int need) {
            return sums.length > 0 ? (sums[from] >>> need & 1) != 0 : totals[from] >= need;
        }
    }
}
