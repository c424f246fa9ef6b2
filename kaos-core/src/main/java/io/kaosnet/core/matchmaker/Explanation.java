package io.kaosnet.core.matchmaker;

import io.kaosnet.core.matchmaker.Ticket.State;
import io.kaosnet.protocol.kaosnet.MatchmakerRefusal;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReport;
import java.util.LinkedHashMap;
import java.util.Map;

/// Says why a ticket waits: of every other ticket, the first thing that keeps the two apart. Owned
/// by the matchmaker's thread.
final class Explanation {
    private static final String GONE = "their socket is lost";
    private static final String QUEUE = "another queue";
    private static final String COUNTS = "their min_count and max_count";
    private static final String SELF = "the same player or party";
    private static final String THEIR_QUERY = "their query";
    private static final String THEIR_RULE = "their widening of ";

    private final Map<String, Integer> refusals = new LinkedHashMap<>();
    private int others;
    private int fitting;
    private int players;

    /// @param isMutual whether the others' queries have to agree
    static MatchmakerTicketReport.Builder of(
            Ticket ticket, Pool pool, boolean isMutual, long nowMs) {
        var explanation = new Explanation();
        pool.forEach(
                other -> {
                    if (other.order != ticket.order) {
                        explanation.look(ticket, other, isMutual, nowMs);
                    }
                });
        var report =
                about(ticket, nowMs)
                        .setTickets(explanation.others)
                        .setFitting(explanation.fitting)
                        .setFittingPlayers(explanation.players);
        explanation.refusals.entrySet().stream()
                .sorted((one, other) -> other.getValue() - one.getValue())
                .forEach(
                        each ->
                                report.addRefusals(
                                        MatchmakerRefusal.newBuilder()
                                                .setClause(each.getKey())
                                                .setTickets(each.getValue())));
        return report;
    }

    /// The ticket itself.
    static MatchmakerTicketReport.Builder about(Ticket ticket, long nowMs) {
        return MatchmakerTicketReport.newBuilder()
                .setTicket(ticket.id.toString())
                .setQueue(ticket.queueName())
                .setPartyId(ticket.partyId)
                .setPlayers(ticket.size())
                .setMinCount(ticket.minCount)
                .setMaxCount(ticket.maxCount)
                .setQuery(ticket.query.toString())
                .setWaitedMs(nowMs - ticket.enteredMs)
                .setAbsent(ticket.state == State.ABSENT);
    }

    private void look(Ticket ticket, Ticket other, boolean isMutual, long nowMs) {
        others++;
        String reason = reason(ticket, other, isMutual, nowMs);
        if (reason.isEmpty()) {
            fitting++;
            players += other.size();
        } else {
            refusals.merge(reason, 1, Integer::sum);
        }
    }

    /// What keeps the two apart, or an empty text.
    private static String reason(Ticket ticket, Ticket other, boolean isMutual, long nowMs) {
        if (other.state != State.WAITING) {
            return GONE;
        }
        if (!other.queueName().equals(ticket.queueName())) {
            return QUEUE;
        }
        if (other.minCount < ticket.minCount || other.maxCount > ticket.maxCount) {
            return COUNTS;
        }
        if (!Pool.goTogether(ticket, other)) {
            return SELF;
        }
        String clause = ticket.query.failing(other);
        if (!clause.isEmpty()) {
            return clause;
        }
        if (isMutual && !other.query.matches(ticket)) {
            return THEIR_QUERY;
        }
        String rule = narrow(ticket, other, nowMs);
        if (!rule.isEmpty()) {
            return rule;
        }
        String theirs = narrow(other, ticket, nowMs);
        return theirs.isEmpty() ? "" : THEIR_RULE + theirs;
    }

    /// The rule of one that the other is too far for; without its distance, which changes.
    private static String narrow(Ticket one, Ticket other, long nowMs) {
        if (one.widenings != null) {
            for (Widening widening : one.widenings) {
                if (!widening.admits(other, nowMs - one.enteredMs)) {
                    return widening.name();
                }
            }
        }
        return "";
    }
}
