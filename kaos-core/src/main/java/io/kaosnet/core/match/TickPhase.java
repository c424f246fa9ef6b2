package io.kaosnet.core.match;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Matches that tick together, in the order in which they came. Owned by one lane.
final class TickPhase {
    /// Matches this many ticks behind give up on them.
    private static final int MAX_TICKS_BEHIND = 8;

    private final int rateHz;
    private final TickTimes times;
    private @Nullable HostedMatch[] matches = new HostedMatch[4];
    private int count;

    /// How many have had their tick in this round.
    private int done;

    TickPhase(int rateHz, TickTimes times) {
        this.rateHz = rateHz;
        this.times = times;
    }

    int rateHz() {
        return rateHz;
    }

    /// When the round is due.
    long nextNs() {
        return times.nextNs();
    }

    int count() {
        return count;
    }

    void add(HostedMatch match) {
        if (count == matches.length) {
            matches = Arrays.copyOf(matches, count * 2);
        }
        matches[count++] = match;
    }

    void remove(HostedMatch match) {
        int index = Arrays.asList(matches).indexOf(match);
        if (index < 0) {
            return;
        }
        count--;
        System.arraycopy(matches, index + 1, matches, index, count - index);
        matches[count] = null;
        if (index < done) {
            done--;
        }
    }

    /// The next match of the round; null when all have had their tick.
    @Nullable HostedMatch next() {
        return done == count ? null : matches[done++];
    }

    /// Begins the next round.
    ///
    /// @return how many ticks of each match are left out, since they are too late
    int advance(long nowNs) {
        done = 0;
        times.advance(1);
        long behind = times.behind(nowNs);
        if (behind <= MAX_TICKS_BEHIND) {
            return 0;
        }
        times.advance(behind);
        return (int) behind;
    }
}
