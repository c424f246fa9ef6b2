package io.kaosnet.core.matchmaker;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.kaosnet.MatchmakerQueueReport;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReport;
import io.kaosnet.runtime.MatchmakerQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who waits in the matchmaker, and why. Safe from any thread that may block: the matchmaker's
/// thread answers.
public final class MatchmakerReports {
    /// How long a caller waits for the matchmaker's thread.
    private static final long ANSWER_LIMIT_MS = 5000;

    private final Tickets tickets;
    private final MatchmakerAgent agent;
    private final Waits waits;
    private final Supplier<List<MatchmakerQueue>> queues;
    private final boolean isMutual;
    private final Clock clock;

    MatchmakerReports(
            Tickets tickets,
            MatchmakerAgent agent,
            Waits waits,
            Supplier<List<MatchmakerQueue>> queues,
            boolean isMutual,
            Clock clock) {
        this.tickets = tickets;
        this.agent = agent;
        this.waits = waits;
        this.queues = queues;
        this.isMutual = isMutual;
        this.clock = clock;
    }

    /// Why a ticket waits. Blocks until the matchmaker's thread has looked.
    ///
    /// @return null when there is no such ticket
    public @Nullable MatchmakerTicketReport find(UUID id) {
        Ticket ticket = tickets.find(id);
        return ticket == null ? null : ask(() -> explain(ticket));
    }

    /// Why each ticket of these sessions waits. Blocks.
    public List<MatchmakerTicketReport> of(List<Session> sessions) {
        List<MatchmakerTicketReport> reports = new ArrayList<>();
        for (Session session : sessions) {
            for (Ticket ticket : tickets.ofSession(session)) {
                reports.add(ask(() -> explain(ticket)));
            }
        }
        return reports;
    }

    /// The oldest tickets, without reasons. Blocks.
    public List<MatchmakerTicketReport> oldest(int limit) {
        return ask(
                () -> {
                    List<MatchmakerTicketReport> reports = new ArrayList<>();
                    long nowMs = clock.nowNs() / 1_000_000;
                    agent.pool()
                            .forEach(
                                    ticket -> {
                                        if (reports.size() < limit) {
                                            reports.add(
                                                    Explanation.about(ticket, nowMs)
                                                            .setEstimatedWaitMs(
                                                                    waits.left(ticket, nowMs))
                                                            .build());
                                        }
                                    });
                    return reports;
                });
    }

    /// On the matchmaker's thread.
    MatchmakerTicketReport explain(Ticket ticket) {
        long nowMs = clock.nowNs() / 1_000_000;
        return Explanation.of(ticket, agent.pool(), isMutual, nowMs)
                .setEstimatedWaitMs(waits.left(ticket, nowMs))
                .build();
    }

    /// Every queue and who waits in it. Blocks.
    public List<MatchmakerQueueReport> queues() {
        return ask(this::countQueues);
    }

    private List<MatchmakerQueueReport> countQueues() {
        long nowMs = clock.nowNs() / 1_000_000;
        Map<String, MatchmakerQueueReport.Builder> reports = new TreeMap<>();
        for (MatchmakerQueue queue : queues.get()) {
            reports.put(
                    queue.name(),
                    MatchmakerQueueReport.newBuilder()
                            .setName(queue.name())
                            .setMinPlayers(queue.minPlayers())
                            .setMaxPlayers(queue.maxPlayers())
                            .setEstimatedWaitMs(waits.ofQueue(queue.name())));
        }
        agent.pool()
                .forEach(
                        ticket -> {
                            var report = reports.get(ticket.queueName());
                            if (report != null) {
                                report.setTickets(report.getTickets() + 1)
                                        .setPlayers(report.getPlayers() + ticket.size())
                                        .setOldestWaitMs(
                                                Math.max(
                                                        report.getOldestWaitMs(),
                                                        nowMs - ticket.enteredMs));
                            }
                        });
        return reports.values().stream().map(MatchmakerQueueReport.Builder::build).toList();
    }

    private <T> T ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        boolean isAccepted =
                agent.execute(
                        () -> {
                            try {
                                answer.complete(question.get());
                            } catch (RuntimeException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        try {
            if (isAccepted) {
                return answer.get(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException _) {
            // Told below, as when it is not even accepted.
        }
        throw new ApiException(Code.UNAVAILABLE, "The matchmaker is busy");
    }
}
