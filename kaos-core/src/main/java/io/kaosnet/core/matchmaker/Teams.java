package io.kaosnet.core.matchmaker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits a match into teams of equal size and about equal strength; a party stays together. Pure
/// functions.
final class Teams {
    /// Bounds the search for a split that parties allow, and the improving of it.
    private static final int MAX_STEPS = 10_000;

    private final List<Ticket> tickets;
    private final String skill;
    private final int[] team;
    private final int[] free;
    private final double[] strength;
    private int steps;

    private Teams(List<Ticket> group, int teams, int places, String skill) {
        this.skill = skill;
        this.tickets = new ArrayList<>(group);
        // The large ones first, for they fit in few places; then the strong ones.
        tickets.sort(
                Comparator.<Ticket>comparingInt(Ticket::size)
                        .reversed()
                        .thenComparing(
                                Comparator.<Ticket>comparingDouble(this::strengthOf).reversed())
                        .thenComparingLong(ticket -> ticket.order));
        this.team = new int[group.size()];
        this.free = new int[teams];
        Arrays.fill(free, places);
        this.strength = new double[teams];
    }

    /// @param skill the property that says how strong a ticket's players are; without it they are
    ///     all the same
    /// @return the team of each ticket, from 1, in the order given; null when parties do not fit
    static int @Nullable [] split(List<Ticket> group, int teams, String skill) {
        int players = 0;
        for (Ticket ticket : group) {
            players += ticket.size();
        }
        if (players % teams != 0) {
            return null;
        }
        var split = new Teams(group, teams, players / teams, skill);
        if (!split.place(0)) {
            return null;
        }
        split.improve();
        int[] result = new int[group.size()];
        for (int i = 0; i < result.length; i++) {
            result[group.indexOf(split.tickets.get(i))] = split.team[i] + 1;
        }
        return result;
    }

    private double strengthOf(Ticket ticket) {
        double number = ticket.properties.number(skill);
        return Double.isNaN(number) ? 0 : number * ticket.size();
    }

    /// Puts the ticket and those after it into the weakest teams that have room.
    private boolean place(int at) {
        if (at == tickets.size()) {
            return true;
        }
        int size = tickets.get(at).size();
        double own = strengthOf(tickets.get(at));
        var isTried = new boolean[free.length];
        for (int attempt = 0; attempt < free.length && steps < MAX_STEPS; attempt++) {
            int best = -1;
            for (int t = 0; t < free.length; t++) {
                boolean isWeaker = best < 0 || strength[t] < strength[best];
                if (!isTried[t] && free[t] >= size && isWeaker) {
                    best = t;
                }
            }
            if (best < 0) {
                return false;
            }
            steps++;
            isTried[best] = true;
            put(at, best, size, own);
            if (place(at + 1)) {
                return true;
            }
            put(at, best, -size, -own);
        }
        return false;
    }

    private void put(int at, int to, int size, double own) {
        team[at] = to;
        free[to] -= size;
        strength[to] += own;
    }

    /// Swaps tickets of the same size as long as that brings two teams nearer.
    private void improve() {
        boolean isBetter = true;
        while (isBetter && steps < MAX_STEPS) {
            isBetter = false;
            for (int i = 0; i < tickets.size(); i++) {
                for (int j = i + 1; j < tickets.size(); j++) {
                    isBetter |= swap(i, j);
                }
            }
        }
    }

    private boolean swap(int i, int j) {
        int one = team[i];
        int other = team[j];
        if (one == other || tickets.get(i).size() != tickets.get(j).size()) {
            return false;
        }
        steps++;
        double moved = strengthOf(tickets.get(i)) - strengthOf(tickets.get(j));
        double gap = strength[one] - strength[other];
        if (Math.abs(gap - 2 * moved) >= Math.abs(gap) - 1e-9) {
            return false;
        }
        strength[one] -= moved;
        strength[other] += moved;
        team[i] = other;
        team[j] = one;
        return true;
    }
}
