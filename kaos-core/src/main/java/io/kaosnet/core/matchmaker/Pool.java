package io.kaosnet.core.matchmaker;

import io.kaosnet.core.matchmaker.Ticket.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All tickets that look for a match, and the search for groups among them. Owned by the
/// matchmaker's thread. The same calls have the same result: nothing here is left to chance.
final class Pool {
    /// Candidates that one search chooses from; the best, then oldest.
    private static final int MAX_CANDIDATES = 4096;

    /// How many times as many players as are needed a quick search looks at.
    private static final int QUICK_FACTOR = 4;

    private static final int MAX_ATTEMPTS = 8;

    /// How often at most a search is repeated only because a distance has grown.
    private static final long WIDEN_STEP_MS = 250;

    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingDouble(Candidate::score)
                    .reversed()
                    .thenComparingLong(candidate -> candidate.ticket().order);

    private final MatchmakerConfig config;
    private final Predicate<List<Ticket>> claim;
    private final LongSupplier clockMs;
    private final TicketIndex index = new TicketIndex();
    private final Refusals refusals = new Refusals();
    private long nextOrder;
    private long returns;
    private long pass;

    /// Whether every query of a match has to agree to every player; not for the rest of a pass that
    /// has taken too long.
    private boolean isMutual;

    /// Tickets whose distance grows with time, and when one of those last grew.
    private int wideners;

    private long grownMs = Long.MIN_VALUE;
    private long passedMs = Long.MIN_VALUE;

    private record Candidate(Ticket ticket, double score) {}

    /// @param claim takes all tickets of a group out of anybody else's hands, or none
    /// @param clockMs the monotonic clock
    Pool(MatchmakerConfig config, Predicate<List<Ticket>> claim, LongSupplier clockMs) {
        this.config = config;
        this.claim = claim;
        this.clockMs = clockMs;
        this.isMutual = config.isMutual();
    }

    int size() {
        return index.size();
    }

    Refusals refusals() {
        return refusals;
    }

    /// Takes a ticket in; one that comes back has its age and its place still.
    void add(Ticket ticket) {
        if (ticket.isPooled) {
            return;
        }
        if (ticket.order < 0) {
            ticket.order = nextOrder++;
            ticket.pass = pass;
        } else {
            onReturned(ticket);
        }
        index.add(ticket);
        if (ticket.widenings != null) {
            wideners++;
        }
    }

    /// Notes that an old ticket can be matched again: to the others it is as good as new.
    void onReturned(Ticket ticket) {
        ticket.searchedUpTo = -1;
        returns++;
    }

    void remove(Ticket ticket) {
        if (ticket.isPooled) {
            index.remove(ticket);
            if (ticket.widenings != null) {
                wideners--;
            }
        }
    }

    /// Every ticket, oldest first.
    void forEach(Consumer<Ticket> action) {
        Postings all = index.all();
        for (int i = 0; i < all.end(); i++) {
            if (all.at(i).isPooled) {
                action.accept(all.at(i));
            }
        }
    }

    /// Whether the ticket takes less than its maximum by now.
    boolean isRelaxed(Ticket ticket, long nowMs) {
        if (ticket.queue != null && ticket.queue.fillSec() >= 0) {
            return ticket.minCount == ticket.maxCount
                    || nowMs - ticket.enteredMs >= ticket.queue.fillSec() * 1000;
        }
        return config.intervalMs() == 0
                || ticket.minCount == ticket.maxCount
                || pass - ticket.pass >= config.maxIntervals();
    }

    /// Whether the ticket is in its first passes, as the statistics count it.
    boolean isActive(Ticket ticket) {
        int most = ticket.minCount == ticket.maxCount ? 1 : config.maxIntervals();
        return pass - ticket.pass < most;
    }

    /// Tries one ticket.
    ///
    /// @return the group, claimed and out of the pool, or null
    @Nullable List<Ticket> tryNow(Ticket seeker, long nowMs) {
        if (!seeker.isPooled || seeker.state != State.WAITING) {
            return null;
        }
        return take(seeker, nowMs);
    }

    /// Goes once over all tickets, oldest first.
    void pass(long nowMs, Consumer<List<Ticket>> found) {
        pass++;
        if (wideners > 0) {
            noteGrowth(nowMs);
        }
        passedMs = nowMs;
        Postings all = index.all();
        List<Ticket> seekers = new ArrayList<>();
        // Nothing is new to them, but they might find somebody if not everybody has to agree.
        List<Ticket> patient = new ArrayList<>();
        boolean isEasing = config.isMutual() && config.revThreshold() > 0;
        for (int i = 0; i < all.end(); i++) {
            Ticket ticket = all.at(i);
            if (ticket.isPooled && mayFind(ticket, nowMs)) {
                seekers.add(ticket);
            } else if (isEasing && ticket.isPooled && ticket.searchedMutual) {
                patient.add(ticket);
            }
        }
        for (Ticket seeker : seekers) {
            isMutual = config.isMutual() && !isLate(nowMs);
            tryFor(seeker, nowMs, found);
        }
        isMutual = config.isMutual() && !isLate(nowMs);
        if (!isMutual) {
            patient.forEach(seeker -> tryFor(seeker, nowMs, found));
        }
        isMutual = config.isMutual();
    }

    private void tryFor(Ticket seeker, long nowMs, Consumer<List<Ticket>> found) {
        List<Ticket> group = tryNow(seeker, nowMs);
        if (group != null) {
            found.accept(group);
        }
    }

    /// Matches that could be made now, of each ticket that looks one of each size; nothing is
    /// claimed, and a ticket may be in several.
    List<List<Ticket>> candidates(long nowMs, int limit) {
        pass++;
        passedMs = nowMs;
        List<List<Ticket>> groups = new ArrayList<>();
        forEach(
                seeker -> {
                    if (seeker.state == State.WAITING && groups.size() < limit) {
                        addCandidates(seeker, nowMs, groups);
                    }
                });
        return groups;
    }

    private void addCandidates(Ticket seeker, long nowMs, List<List<Ticket>> into) {
        TicketIndex.Way way = index.way(seeker, nowMs);
        if (way == null) {
            return;
        }
        List<Candidate> candidates = new ArrayList<>();
        collect(way, seeker, nowMs, Long.MAX_VALUE, candidates);
        candidates.sort(BEST_FIRST);
        GroupSearch.Pair pair = (one, other) -> fits(one, other, nowMs);
        int least = isRelaxed(seeker, nowMs) ? seeker.minCount : seeker.maxCount;
        for (int count = seeker.maxCount; count >= least; count--) {
            if (seeker.takes(count) && (seeker.teams() == 0 || count % seeker.teams() == 0)) {
                List<Ticket> group =
                        GroupSearch.find(
                                seeker, agreeing(candidates, count), count, pair, Pool::canSplit);
                if (group != null) {
                    into.add(group);
                }
            }
        }
    }

    /// Whether a pass that began then has taken longer than precision between all is worth.
    private boolean isLate(long beganMs) {
        long limitMs = config.revThreshold() * config.intervalMs();
        return limitMs > 0 && clockMs.getAsLong() - beganMs > limitMs;
    }

    /// Notes whether the distance of any ticket has grown since the last pass.
    private void noteGrowth(long nowMs) {
        Postings all = index.all();
        for (int i = 0; i < all.end(); i++) {
            Ticket ticket = all.at(i);
            if (ticket.isPooled && isWidening(ticket, passedMs)) {
                grownMs = nowMs;
                return;
            }
        }
    }

    /// Shows the tickets that may match what the seeker asks for, and maybe others.
    void visit(Ticket seeker, long nowMs, Consumer<Ticket> visitor) {
        TicketIndex.Way way = index.way(seeker, nowMs);
        if (way != null) {
            way.visit(
                    -1,
                    ticket -> {
                        visitor.accept(ticket);
                        return true;
                    });
        }
    }

    /// Whether anything is different from when the ticket last looked in vain.
    private boolean mayFind(Ticket ticket, long nowMs) {
        if (ticket.searchedUpTo < 0
                || ticket.searchedReturns != returns
                || (!ticket.searchedRelaxed && isRelaxed(ticket, nowMs))
                || (nowMs - ticket.searchedMs >= WIDEN_STEP_MS
                        && (grownMs > ticket.searchedMs
                                || isWidening(ticket, ticket.searchedMs)))) {
            return true;
        }
        return ticket.searchedUpTo < nextOrder - 1 && hasNewCandidate(ticket, nowMs);
    }

    private boolean hasNewCandidate(Ticket seeker, long nowMs) {
        TicketIndex.Way way = index.way(seeker, nowMs);
        boolean[] found = {false};
        if (way != null) {
            way.visit(
                    seeker.searchedUpTo,
                    ticket -> {
                        found[0] = score(seeker, ticket, nowMs) != TicketQuery.NO_MATCH;
                        return !found[0];
                    });
        }
        if (!found[0]) {
            seeker.searchedUpTo = nextOrder - 1;
        }
        return found[0];
    }

    private static boolean isWidening(Ticket ticket, long nowMs) {
        if (ticket.widenings != null) {
            for (Widening widening : ticket.widenings) {
                if (widening.isGrowing(nowMs - ticket.enteredMs)) {
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable List<Ticket> take(Ticket seeker, long nowMs) {
        boolean isRelaxed = isRelaxed(seeker, nowMs);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            List<Ticket> group = search(seeker, nowMs, isRelaxed);
            if (group == null) {
                seeker.searchedUpTo = nextOrder - 1;
                seeker.searchedReturns = returns;
                seeker.searchedMs = nowMs;
                seeker.searchedRelaxed = isRelaxed;
                seeker.searchedMutual = isMutual;
                return null;
            }
            if (claim.test(group)) {
                group.forEach(this::remove);
                return group;
            }
            // One of them was taken back meanwhile; its state says so now.
            if (seeker.state != State.WAITING) {
                return null;
            }
        }
        return null;
    }

    private @Nullable List<Ticket> search(Ticket seeker, long nowMs, boolean isRelaxed) {
        TicketIndex.Way way = index.way(seeker, nowMs);
        if (way == null) {
            return null;
        }
        boolean isFlat = seeker.query.isFlat();
        List<Candidate> candidates = new ArrayList<>();
        if (isFlat && way.isOrdered()) {
            long enough = (long) seeker.maxCount * QUICK_FACTOR;
            collect(way, seeker, nowMs, enough, candidates);
            List<Ticket> group = choose(seeker, candidates, nowMs, isRelaxed);
            if (group != null || candidates.size() < enough) {
                return group;
            }
            candidates.clear();
        }
        collect(way, seeker, nowMs, Long.MAX_VALUE, candidates);
        candidates.sort(BEST_FIRST);
        return choose(seeker, candidates, nowMs, isRelaxed);
    }

    /// @param enough how many candidates end the search
    private void collect(
            TicketIndex.Way way, Ticket seeker, long nowMs, long enough, List<Candidate> into) {
        way.visit(
                -1,
                ticket -> {
                    double score = score(seeker, ticket, nowMs);
                    if (score != TicketQuery.NO_MATCH) {
                        into.add(new Candidate(ticket, score));
                    }
                    return into.size() < enough;
                });
    }

    /// How well the candidate suits the seeker, or that it does not. Hot.
    private double score(Ticket seeker, Ticket candidate, long nowMs) {
        if (candidate == seeker) {
            return TicketQuery.NO_MATCH;
        }
        if (candidate.state != State.WAITING) {
            return refuse(Refusals.Kind.GONE);
        }
        if (candidate.minCount < seeker.minCount || candidate.maxCount > seeker.maxCount) {
            return refuse(Refusals.Kind.COUNTS);
        }
        if (!candidate.queueName().equals(seeker.queueName())) {
            return refuse(Refusals.Kind.QUEUE);
        }
        double score = seeker.query.score(candidate);
        if (score == TicketQuery.NO_MATCH) {
            return refuse(seeker.query.failedKind());
        }
        if (isMutual && !candidate.query.matches(seeker)) {
            return refuse(Refusals.Kind.THEIR_QUERY);
        }
        if (!goTogether(seeker, candidate)) {
            return refuse(Refusals.Kind.SELF);
        }
        return areNear(seeker, candidate, nowMs) ? score : refuse(Refusals.Kind.DISTANCE);
    }

    private double refuse(Refusals.Kind kind) {
        refusals.count(kind);
        return TicketQuery.NO_MATCH;
    }

    /// Nobody plays against oneself, and one party is one ticket.
    static boolean goTogether(Ticket one, Ticket other) {
        return !one.sharesSession(other) && !(one.isParty() && one.partyId.equals(other.partyId));
    }

    static boolean areNear(Ticket one, Ticket other, long nowMs) {
        return isNear(one, other, nowMs) && isNear(other, one, nowMs);
    }

    private static boolean isNear(Ticket one, Ticket other, long nowMs) {
        if (one.widenings != null) {
            for (Widening widening : one.widenings) {
                if (!widening.admits(other, nowMs - one.enteredMs)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean fits(Ticket one, Ticket other, long nowMs) {
        return goTogether(one, other)
                && areNear(one, other, nowMs)
                && (!isMutual || (one.query.matches(other) && other.query.matches(one)));
    }

    /// The largest group that all of its members agree to.
    private @Nullable List<Ticket> choose(
            Ticket seeker, List<Candidate> candidates, long nowMs, boolean isRelaxed) {
        int least = isRelaxed ? seeker.minCount : seeker.maxCount;
        long available = seeker.size();
        for (Candidate candidate : candidates) {
            available += candidate.ticket().size();
        }
        GroupSearch.Pair pair = (one, other) -> fits(one, other, nowMs);
        for (int count = (int) Math.min(seeker.maxCount, available); count >= least; count--) {
            if (!seeker.takes(count) || (seeker.teams() > 0 && count % seeker.teams() != 0)) {
                continue;
            }
            List<Ticket> agreeing = agreeing(candidates, count);
            List<Ticket> group = GroupSearch.find(seeker, agreeing, count, pair, Pool::canSplit);
            if (group != null) {
                return group;
            }
        }
        return null;
    }

    /// Splits the group into teams where its queue has them.
    private static boolean canSplit(List<Ticket> group) {
        int teams = group.getFirst().teams();
        int[] split = teams == 0 ? null : Teams.split(group, teams, Rules.SKILL);
        if (teams > 0 && split == null) {
            return false;
        }
        for (int i = 0; i < group.size(); i++) {
            group.get(i).team = split == null ? 0 : split[i];
        }
        return true;
    }

    private static List<Ticket> agreeing(List<Candidate> candidates, int count) {
        List<Ticket> agreeing = new ArrayList<>(Math.min(candidates.size(), MAX_CANDIDATES));
        for (Candidate candidate : candidates) {
            if (candidate.ticket().takes(count)) {
                agreeing.add(candidate.ticket());
                if (agreeing.size() == MAX_CANDIDATES) {
                    break;
                }
            }
        }
        return agreeing;
    }
}
