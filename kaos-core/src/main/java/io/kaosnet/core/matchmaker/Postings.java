package io.kaosnet.core.matchmaker;

import java.util.Arrays;

/// Tickets in the order in which they came. Owned by the matchmaker's thread.
///
/// Those that left are passed over and swept when they are the half; so adding and removing cost
/// the same however many there are.
final class Postings {
    private Ticket[] tickets = new Ticket[2];
    private int end;
    private int live;

    /// @param ticket with an order above that of all before, or one that comes back
    void add(Ticket ticket) {
        int at = end;
        while (at > 0 && tickets[at - 1].order > ticket.order) {
            at--;
        }
        live++;
        if (at > 0 && tickets[at - 1] == ticket) {
            return; // It left, was not swept yet, and is back.
        }
        if (end == tickets.length) {
            tickets = Arrays.copyOf(tickets, end * 2);
        }
        if (at < end) {
            System.arraycopy(tickets, at, tickets, at + 1, end - at);
        }
        tickets[at] = ticket;
        end++;
    }

    /// Notes that one of its tickets is not in the pool any more.
    void onRemoved() {
        live--;
        if (end > 8 && live < end / 2) {
            sweep();
        }
    }

    private void sweep() {
        int kept = 0;
        for (int i = 0; i < end; i++) {
            if (tickets[i].isPooled) {
                tickets[kept++] = tickets[i];
            }
        }
        end = kept;
        tickets = Arrays.copyOf(tickets, Math.max(2, kept + kept / 2));
    }

    int live() {
        return live;
    }

    /// One past the last place.
    int end() {
        return end;
    }

    /// The ticket at a place; it may have left.
    Ticket at(int place) {
        return tickets[place];
    }

    /// The first place whose ticket came after the order given.
    int after(long order) {
        int from = 0;
        int to = end;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (tickets[middle].order <= order) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
