package io.kaosnet.core.matchmaker;

import io.kaosnet.core.matchmaker.Ticket.State;
import io.kaosnet.runtime.MatchmakerMatchedHook.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has game code choose the matches, where it registered that it wants to. Owned by the
/// matchmaker's thread; the game's functions run on another, one at a time, while it goes on.
final class Chooser {
    private static final Logger LOG = LoggerFactory.getLogger(Chooser.class);

    /// Players that a processor is shown, the oldest; matches that an override is.
    private static final int MAX_ENTRIES = 100_000;

    private static final int MAX_CANDIDATES = 2000;

    private final MatchmakerHooks hooks;
    private final Pool pool;
    private final Predicate<List<Ticket>> claim;
    private final Consumer<Found> found;
    private final Predicate<Runnable> onThread;
    private final String node;

    /// Whether the game is choosing; written by the matchmaker's thread and by the game's.
    private volatile boolean isBusy;

    /// @param onThread has something done on the matchmaker's thread, if it can
    Chooser(
            MatchmakerHooks hooks,
            Pool pool,
            Predicate<List<Ticket>> claim,
            Consumer<Found> found,
            Predicate<Runnable> onThread,
            String node) {
        this.hooks = hooks;
        this.pool = pool;
        this.claim = claim;
        this.found = found;
        this.onThread = onThread;
        this.node = node;
    }

    /// Whether matches are the game's to make.
    boolean isActive() {
        return hooks.hasProcessor() || hooks.hasOverride();
    }

    /// Asks the game, unless it is still choosing from what it was shown before.
    void pass(long nowMs) {
        if (isBusy) {
            return;
        }
        Map<String, Ticket> shown = new HashMap<>();
        if (hooks.hasProcessor()) {
            List<Ticket> tickets = new ArrayList<>();
            int[] players = {0};
            pool.forEach(
                    ticket -> {
                        players[0] += ticket.size();
                        if (ticket.state == State.WAITING && players[0] <= MAX_ENTRIES) {
                            ticket.team = 0;
                            tickets.add(ticket);
                        }
                    });
            tickets.forEach(ticket -> shown.put(ticket.id.toString(), ticket));
            List<Entry> entries = MatchedMessages.entries(tickets, node);
            if (!entries.isEmpty()) {
                ask(shown, () -> hooks.process(entries));
            }
            return;
        }
        List<List<Entry>> candidates = new ArrayList<>();
        for (List<Ticket> group : pool.candidates(nowMs, MAX_CANDIDATES)) {
            group.forEach(ticket -> shown.put(ticket.id.toString(), ticket));
            candidates.add(MatchedMessages.entries(group, node));
        }
        if (!candidates.isEmpty()) {
            ask(shown, () -> hooks.choose(candidates));
        }
    }

    /// The game's answer.
    @FunctionalInterface
    private interface Question {
        List<List<Entry>> ask();
    }

    private void ask(Map<String, Ticket> shown, Question question) {
        isBusy = true;
        hooks.execute(
                () -> {
                    try {
                        List<List<Entry>> groups = question.ask();
                        if (!onThread.test(() -> make(groups, shown))) {
                            LOG.warn("matches chosen by the game are lost: too much to do");
                        }
                    } catch (RuntimeException e) {
                        LOG.error("the game failed to choose matches", e);
                    } finally {
                        isBusy = false;
                    }
                });
    }

    private void make(List<List<Entry>> groups, Map<String, Ticket> shown) {
        Set<String> taken = new HashSet<>();
        for (List<Entry> entries : groups) {
            List<Ticket> group = group(entries, shown, taken);
            if (!group.isEmpty() && claim.test(group)) {
                group.forEach(pool::remove);
                found.accept(new Found(group, null));
            }
        }
    }

    /// The tickets of a match that the game made; none when it cannot be made.
    private static List<Ticket> group(
            List<Entry> entries, Map<String, Ticket> shown, Set<String> taken) {
        Set<Ticket> tickets = new LinkedHashSet<>();
        int players = 0;
        for (Entry entry : entries) {
            Ticket ticket = shown.get(entry.ticket());
            if (ticket == null) {
                LOG.warn("the game chose an unknown ticket={}", entry.ticket());
                return List.of();
            }
            if (tickets.add(ticket)) {
                players += ticket.size();
            }
        }
        if (players != new HashSet<>(entries.stream().map(Chooser::player).toList()).size()) {
            LOG.warn("the game split a party; the match is not made");
            return List.of();
        }
        for (Ticket ticket : tickets) {
            if (taken.contains(ticket.id.toString()) || !ticket.isPooled) {
                return List.of();
            }
        }
        tickets.forEach(ticket -> taken.add(ticket.id.toString()));
        return List.copyOf(tickets);
    }

    private static String player(Entry entry) {
        return entry.ticket() + entry.presence().sessionId();
    }
}
