package io.kaosnet.core.matchmaker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How long tickets have waited lately, by queue or by what they ask for. Safe from any thread.
final class Waits {
    /// What a new wait counts against those before.
    private static final double WEIGHT = 0.1;

    /// Bounds what clients that invent queries can cost.
    private static final int MAX_KINDS = 10_000;

    static final long UNKNOWN = -1;

    private final Map<String, Double> byKind = new HashMap<>();
    private final LongAdder sumMs = new LongAdder();

    long sumMs() {
        return sumMs.sum();
    }

    synchronized void onMatched(List<Ticket> group, long nowMs) {
        for (Ticket ticket : group) {
            double waitMs = nowMs - ticket.enteredMs;
            sumMs.add(nowMs - ticket.enteredMs);
            String kind = kind(ticket);
            Double before = byKind.get(kind);
            if (before == null && byKind.size() >= MAX_KINDS) {
                byKind.clear();
            }
            byKind.put(kind, before == null ? waitMs : before + WEIGHT * (waitMs - before));
        }
    }

    /// How much longer the ticket may wait.
    long left(Ticket ticket, long nowMs) {
        long allMs = of(kind(ticket));
        return allMs < 0 ? UNKNOWN : Math.max(0, allMs - (nowMs - ticket.enteredMs));
    }

    long ofQueue(String name) {
        return of("queue " + name);
    }

    private synchronized long of(String kind) {
        Double waitMs = byKind.get(kind);
        return waitMs == null ? UNKNOWN : Math.round(waitMs);
    }

    private static String kind(Ticket ticket) {
        return ticket.queue != null
                ? "queue " + ticket.queue.name()
                : ticket.minCount + " " + ticket.maxCount + " " + ticket.query;
    }
}
