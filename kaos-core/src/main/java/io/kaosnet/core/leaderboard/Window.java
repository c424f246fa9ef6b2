package io.kaosnet.core.leaderboard;

import io.kaosnet.core.job.Cron;
import org.jspecify.annotations.Nullable;

/// The time between two resets, as it is seen at a moment. Immutable. All in seconds since 1970.
///
/// @param startSec when writing begins; 0 for a leaderboard
/// @param endSec when writing ends; 0 for a leaderboard
/// @param expirySec when its records expire, which also names the window; 0 for never
/// @param previousResetSec 0 when there was none
/// @param nextResetSec 0 when there will be none
public record Window(
        long startSec, long endSec, long expirySec, long previousResetSec, long nextResetSec) {

    static Window ofLeaderboard(@Nullable Cron schedule, long nowSec) {
        if (schedule == null) {
            return new Window(0, 0, 0, 0, 0);
        }
        long nextSec = schedule.nextSec(nowSec);
        return new Window(0, 0, nextSec, schedule.previousSec(nowSec), nextSec);
    }

    /// A window begins at a tick of the schedule, or at the start when none came since; writing
    /// lasts for the duration, at most until the next tick and the end.
    static Window ofTournament(TournamentRules rules, @Nullable Cron schedule, long nowSec) {
        long from = Math.max(nowSec, rules.startSec());
        long start = rules.startSec();
        long end = rules.endSec();
        long previous = 0;
        long next = 0;
        if (schedule != null) {
            // Nothing begins at the end or after it.
            long tick = schedule.previousSec(end > 0 ? Math.min(from, end - 1) : from);
            previous = tick > rules.startSec() ? tick : 0;
            start = Math.max(start, tick);
            next = schedule.nextSec(start);
        }
        long active = start + rules.durationSec();
        long expiry = next;
        if (next > 0) {
            active = Math.min(active, next);
        }
        if (end > 0) {
            active = Math.min(active, end);
            if (next == 0 || next >= end) {
                expiry = end;
                next = 0;
            }
        }
        return new Window(start, active, expiry, previous, next);
    }

    /// Whether records may be written.
    public boolean isActive(long nowSec) {
        return nowSec >= startSec && nowSec < endSec;
    }
}
